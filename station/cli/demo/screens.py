"""The demo on the screens: a training home, simulated readers, and the hands that put the cups in."""

from pathlib import Path

from station.cli.demo.hands import Hands
from station.cli.demo.readers import simulators
from station.cli.demo.scenario import Person, Scenario, load
from station.cli.demo.table import table
from station.cli.demo.training_home import prepare
from station.cli.run import open_screens
from station.config.home import HomeConfig
from station.locale import Words
from station.services.training import PIN, Pack, passphrase_of

STORY = "night-shift"
READERS_PLAY = "drive"
TIME_SCALE = 12.0
"""A reading of five minutes takes twenty-five seconds: long enough to type the details meanwhile."""


def play_on_screen(home: Path, readers: int, seed: int, lang: str) -> None:
    """Open the screens on a training home at ``home``; whoever plays finds the passphrases on the first."""
    scenario = load(STORY)
    config = prepare(home, scenario, lang, TIME_SCALE, readers)
    officers = [person for person in scenario.people if person.role == "officer"]
    packs = _packs(config, scenario)
    with (
        simulators(config.lanes, scenario=READERS_PLAY, seed=seed, time_scale=TIME_SCALE) as started,
        table(config, packs, officers[0].badge, seed) as props,
    ):
        hands = Hands(home, started, officers[0].badge)
        hands.start()
        try:
            hints = [_hint(one, Words(lang)) for one in officers]
            if props:
                hints.append(Words(lang)("sign_on.practice_hint"))
            open_screens(home, lang, hints, packs, props)
        finally:
            hands.stop()


def _packs(config: HomeConfig, scenario: Scenario) -> dict[str, Pack]:
    """What is printed on the cartridges that lie at the readers."""
    at_hand = {lane.specimen_kind: scenario.cartridges.get(lane.name) for lane in reversed(config.lanes)}
    return {kind: Pack(box.lot, box.expiry) for kind, box in at_hand.items() if box is not None}


def _hint(person: Person, words: Words) -> str:
    return words(
        "sign_on.hint", badge=person.badge, name=person.name, passphrase=passphrase_of(person.badge), pin=PIN
    )
