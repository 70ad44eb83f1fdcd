"""The table of a demo: a reader of identity cards, a scanner, and what lies at hand to put on them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from station.cli.demo.simulators import SimulatedReader, SimulatorProcess
from station.config.home import CardReader, HomeConfig, Scanner
from station.services.training import Pack, Prop

CARDS = ("luo", "bai", "he", "anna-2023", "strange")
"""As the simulated reader calls them: four people who do not exist, and a card that is no document."""
PAPERS = ("passport", "licence")
CARD_LIES_S = 4.0
SCANNER_BAUD = 9600
STORY = "table"
SHORT = "%d%H%M%S"
"""Labels are numbered by the moment at which they are scanned: no two are the same."""

Command = Mapping[str, object]


def card_reader(ports: Path) -> CardReader:
    """The identity-card reader of a training home, its port a link under ``ports``."""
    return CardReader(name="1", port=str(ports / "card-reader"))


def scanner(ports: Path) -> Scanner:
    """The scanner of a training home, likewise."""
    return Scanner(name="1", port=str(ports / "scanner"), profile="documents")


@contextmanager
def table(config: HomeConfig, packs: Mapping[str, Pack], badge: str, seed: int) -> Iterator[list[Prop]]:
    """What can be laid down and scanned while the simulators of ``config``'s devices run; ended at the end.

    ``packs`` are the cartridges at hand, by specimen; ``badge`` is on the card that an officer wears.
    """
    started: list[SimulatorProcess] = []

    def start(device: str, port: str, baud: int) -> SimulatorProcess:
        Path(port).parent.mkdir(parents=True, exist_ok=True)
        reader = SimulatedReader(device, device, Path(port))
        started.append(SimulatorProcess(reader, scenario=STORY, seed=seed, time_scale=1.0, baud=baud))
        return started[-1]

    props: list[Prop] = []
    try:
        for card in config.card_readers[:1]:
            laid = start("identity-reader", card.port, card.baud).give
            props += [Prop(f"card_{name}", partial(_lay, laid, name)) for name in CARDS]
        for gun in config.scanners[:1]:
            props += _labels(start("scanner", gun.port, SCANNER_BAUD).give, packs, badge)
        for process in started:
            process.wait_ready()
        yield props
    finally:
        for process in started:
            process.stop()


def _lay(give: Callable[[Command], None], card: str) -> None:
    """In place of what lies there; the simulator says so when nothing does, to nobody."""
    give({"do": "take_away"})
    give({"do": "lay", "card": card, "for_s": CARD_LIES_S})


def _labels(give: Callable[[Command], None], packs: Mapping[str, Pack], badge: str) -> Iterator[Prop]:
    for kind, pack in packs.items():
        text = f"LOT:{pack.lot};EXP:{pack.expiry[:7].replace('-', '')}"
        yield Prop(f"pack_{kind}", partial(give, _scan(text)))
    yield Prop("specimen", lambda: give(_scan(f"T-{time.strftime(SHORT)[2:]}")))
    yield Prop("seal", lambda: give(_scan(f"FH{time.strftime(SHORT)}")))
    yield Prop("badge", partial(give, _scan(f"JH:{badge}")))
    for name in PAPERS:
        yield Prop(name, partial(give, {"do": "scan", "label": name}))


def _scan(text: str) -> Command:
    """Without the symbology's identifier a scan is refused as one that the profile does not expect."""
    return {"do": "scan", "text": text, "identifier": "]C0"}
