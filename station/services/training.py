"""A training home: its people, passphrases and PIN are public, and every entry it makes says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from station.config.home import CardReader, HomeConfig, Lane, Scanner
from station.config.training import PIN, passphrase_of
from station.domain.codes import Sex, StaffRole
from station.domain.ports import Clock
from station.services.founding import Newcomer, found
from station.services.home import Home

__all__ = ["PIN", "Pack", "Prop", "found_training_home", "newcomer", "passphrase_of"]

KDF_ROUNDS = 1
"""A training home's passphrases are public: rounds would slow its sign-on and guard nothing."""


@dataclass(frozen=True)
class Pack:
    """What is printed on a training cartridge's pack; ``expiry`` as it stands there."""

    lot: str
    expiry: str


@dataclass(frozen=True)
class Prop:
    """Something that whoever practises can lay on the card reader or scan; ``practice.NAME`` has its words.

    ``hand`` does it, at once; StationError ``simulator.gone`` when the simulated device has ended.
    """

    name: str
    hand: Callable[[], None]


def newcomer(badge: str, name: str, sex: Sex, role: StaffRole) -> Newcomer:
    """Someone of a training home."""
    return Newcomer(badge, name, sex, role, passphrase_of(badge), PIN)


def found_training_home(
    home: Home,
    clock: Clock,
    people: Sequence[Newcomer],
    lanes: Sequence[Lane],
    *,
    name: str,
    place: str,
    language: str,
    post: str = "checkpoint",
    card_readers: Sequence[CardReader] = (),
    scanners: Sequence[Scanner] = (),
) -> None:
    """Make a training home whose lanes, card readers and scanners are simulated."""
    config = HomeConfig.model_validate(
        {
            "name": name,
            "place": place,
            "post": post,
            "language": language,
            "training": True,
            "lanes": [lane.model_dump() for lane in lanes],
            "card_readers": [one.model_dump() for one in card_readers],
            "scanners": [one.model_dump() for one in scanners],
        }
    )
    found(home, config, people, clock, kdf_rounds=KDF_ROUNDS)
