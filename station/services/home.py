"""A station's home on disk: where its files are, and how a new one is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from station.config.home import ConfigError, HomeConfig, read, write
from station.domain.errors import StationError


@dataclass(frozen=True)
class Home:
    """The files of one home under ``root``."""

    root: Path

    @property
    def config_path(self) -> Path:
        """``config.toml``."""
        return self.root / "config.toml"

    @property
    def database(self) -> Path:
        """The evidence database."""
        return self.root / "station.db"

    @property
    def keys(self) -> Path:
        """Device key, officers' keys and the vault."""
        return self.root / "keys"

    @property
    def device_key(self) -> Path:
        """The device key's file."""
        return self.keys / "device.pem"

    @property
    def vault(self) -> Path:
        """The vault: its public half and the private half wrapped for each officer."""
        return self.keys / "vault.json"

    @property
    def journal(self) -> Path:
        """Encrypted bytes of every port."""
        return self.root / "journal"

    @property
    def papers(self) -> Path:
        """Printed forms."""
        return self.root / "papers"

    @property
    def logs(self) -> Path:
        """Operational logs: identifiers, never personal values."""
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        """Held by the one running station."""
        return self.root / "lock"

    def officer_key(self, badge: str) -> Path:
        """The key file of one officer."""
        return self.keys / f"officer-{badge}.key"

    def config(self) -> HomeConfig:
        """The settings; a wrong field or a folder that is no home is named."""
        if not self.config_path.exists():
            raise StationError("home.missing", path=str(self.root))
        try:
            found = read(self.config_path)
        except ConfigError as error:
            raise StationError(
                "home.config", path=str(error.path), field=error.field, reason=error.reason
            ) from error
        self._refuse_twice(found)
        return found

    def _refuse_twice(self, config: HomeConfig) -> None:
        """Two lanes with one name would be one, and a port opens once; port 0 of this machine is any."""
        if name := _twice(config.lane_names):
            raise StationError("home.lane_twice", path=str(self.config_path), lane=name)
        ports = [*(one.port for one in config.lanes), *(one.port for one in config.card_readers)]
        ports += [one.port for one in config.scanners]
        if port := _twice(port for port in ports if not port.endswith(":0")):
            raise StationError("home.port_twice", path=str(self.config_path), port=port)

    def lay_out(self, config: HomeConfig) -> None:
        """Make the folders and write the settings."""
        for folder in (self.root, self.keys, self.journal, self.papers, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(self.config_path, config)


def _twice(words: Iterable[str]) -> str:
    """The first word that comes a second time; empty when none does."""
    seen: set[str] = set()
    for word in words:
        if word in seen:
            return word
        seen.add(word)
    return ""
