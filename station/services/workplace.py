"""Everything a use case works with, built once by the wiring."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from station.config.home import HomeConfig
from station.domain.errors import StationError
from station.domain.facts import Fact, Json, texts
from station.domain.identity import holds_number
from station.domain.measurement import Origin
from station.domain.ports import Clock, Moment
from station.keystore.device import DeviceKey
from station.keystore.vault import HomeVault
from station.log.entry import Draft
from station.services.home import Home
from station.services.packs import LoadedPack
from station.services.people import SignedOn
from station.services.recorder import Recorder
from station.storage.store import Store
from station.storage.unit import UnitOfWork


@dataclass(frozen=True)
class Workplace:
    """One open home: its store, its one writer, its keys, its rules and who is signed on."""

    home: Home
    config: HomeConfig
    clock: Clock
    store: Store
    recorder: Recorder
    device: DeviceKey
    vault: HomeVault
    pack: LoadedPack
    started: Moment
    people: SignedOn = field(default_factory=SignedOn)
    packs_kept: set[str] = field(default_factory=set)
    """Rule packs (hex SHA-256) that the log is known to hold: what is committed there stays."""

    @property
    def origin(self) -> Origin:
        """The stamp of everything people do here; a training home says so on every entry."""
        return Origin.TRAINING if self.config.training else Origin.DEVICE

    def record(
        self,
        unit: UnitOfWork,
        kind: str,
        body: Mapping[str, Json],
        *,
        screening_id: str | None = None,
        refs: tuple[str, ...] = (),
        personal: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Fact:
        """Append one entry with this home's stamp. Empty personal values are not kept; ``raw`` is
        encrypted.

        StationError ``text.identity_number`` when an identity number stands in what is signed in clear: it
        could never be erased.
        """
        if any(map(holds_number, texts(dict(body)))):
            raise StationError("text.identity_number")
        draft = Draft(kind, dict(body), screening_id=screening_id, refs=refs, origin=self.origin)
        given = {name: value for name, value in (personal or {}).items() if value}
        return unit.append(draft, personal=given, raw=raw)
