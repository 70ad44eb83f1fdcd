"""A night that is over, for the commands to be tried on: five screenings and what they led to."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import CliRunner, Result

from station.cli.group import station
from station.services import shifts
from station.services.home import Home
from station.services.training import PIN, passphrase_of
from tests import training
from tests.training import FIRST, SECOND, Shift, Visitor, opened
from tests.unit.storage.stand import SetClock


@dataclass(frozen=True)
class Night:
    """The home and what is in it, by identifier."""

    root: Path
    negative: str
    positive: str
    caffeine: str
    refused: str
    open_licence: str
    ready_licence: str
    lead: str
    forced_test: str

    @property
    def secrets(self) -> Path:
        """What both officers know, in a file beside the home."""
        return self.root.with_name("secrets.toml")

    def copied(self, folder: Path) -> "Night":
        """The same night in a home of a test's own."""
        copy = replace(self, root=folder / "home")
        shutil.copytree(self.root, copy.root)
        lines = ["[passphrase]", *(f'"{badge}" = "{passphrase_of(badge)}"' for badge in (FIRST, SECOND))]
        lines += ["[pin]", *(f'"{badge}" = "{PIN}"' for badge in (FIRST, SECOND))]
        copy.secrets.touch(mode=0o600)
        copy.secrets.write_text("\n".join(lines), encoding="utf-8")
        return copy

    def run(self, *words: str, given: str | None = None, lang: str = "en") -> Result:
        """``station WORDS --home HOME --lang LANG``."""
        return run(*words, "--home", str(self.root), "--lang", lang, given=given)

    def signed(self, *words: str, badges: tuple[str, ...] = (FIRST,), lang: str = "en") -> Result:
        """The same with officers signed on, their secrets from the file."""
        present = [option for badge in badges for option in ("--as", badge)]
        return self.run(*words, *present, "--secrets", str(self.secrets), lang=lang)


def run(*words: str, given: str | None = None) -> Result:
    """``station WORDS`` with ``given`` typed, if anything is."""
    return CliRunner().invoke(station, words, input=given)


def play(home: Home, clock: SetClock) -> Night:
    """Play the night on ``home`` and close the shift."""
    with opened(home, clock) as workplace:
        shift = Shift(workplace).begin()
        negative = shift.screen().screening_id
        shift.countersign([negative])
        positive = shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id
        caffeine = shift.screen(training.CAFFEINE).screening_id
        refused = shift.screen(training.REFUSED).screening_id
        ready = shift.licence_case()
        shifts.close_shift(workplace)
        return Night(
            root=home.root,
            negative=negative,
            positive=positive,
            caffeine=caffeine,
            refused=refused,
            open_licence=shift.followup_of(positive),
            ready_licence=ready,
            lead=shift.followup_of(caffeine),
            forced_test=shift.followup_of(refused),
        )


def visitor_of(place: int) -> Visitor:
    """Who came as the ``place``-th, from 0."""
    return Visitor.nth(place)
