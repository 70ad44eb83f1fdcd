"""``make screenshots``: the pictures of the documentation, drawn anew from the program itself.

``python -m tests.tui.screenshots [FOLDER]`` writes PNG files; without a browser, SVG.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from station.services.board import BoardView
from station.services.workplace import Workplace
from station.tui.app import StationApp
from tests.architecture.source import ROOT
from tests.tui import scenes
from tests.tui.picture import browser, draw, repaired
from tests.tui.stand import FIRST, NIGHT, PEOPLE, Stand, eight_lanes, found, settled, sign_on, until

FOLDER = ROOT / "docs" / "pictures"
WIDE, NARROW = (100, 30), (80, 24)


def _a_result(home: Workplace) -> Mapping[str, str]:
    scenes.at_work(home)
    return {"screening_id": scenes.screened(home, scenes.CAFFEINE, "1")}


def _the_queue(home: Workplace) -> Mapping[str, str]:
    scenes.at_work(home)
    drivers = (scenes.CAFFEINE, scenes.METHAMPHETAMINE, scenes.REFUSES)
    for driver, lane in zip(drivers, ("1", "3", ""), strict=True):
        scenes.signed_by_two(home, scenes.screened(home, driver, lane))
    return {}


def _a_counter(home: Workplace) -> Mapping[str, str]:
    scenes.at_work(home, counter=True)
    for name, born in (("赵某", "19900101"), ("钱某某", "19850216"), ("孙某", "20010830")):
        scenes.registered(home, name, born)
    return {}


@dataclass(frozen=True)
class Picture:
    """One picture: which screen, in which language, colours and size."""

    name: str
    route: str
    language: str = "zh"
    theme: str = "day"
    size: tuple[int, int] = WIDE
    view: BoardView = NIGHT
    params: Mapping[str, str] = field(default_factory=dict)
    after: Callable[[Workplace], Mapping[str, str]] | None = None
    """What happens first, in a home of its own; it gives the route's parameters."""
    post: str = "checkpoint"


PICTURES = (
    Picture("sign-on-zh", "sign_on"),
    Picture("board-zh", "board"),
    Picture("board-en", "board", "en"),
    Picture("board-night-zh", "board", theme="night-red"),
    Picture("board-night-en", "board", "en", "night-red"),
    Picture("board-narrow-zh", "board", theme="night-red", size=NARROW),
    Picture("board-contrast-en", "board", "en", "high-contrast", NARROW),
    Picture("board-eight-zh", "board", view=eight_lanes()),
    Picture("board-eight-en", "board", "en", "night-red", NARROW, eight_lanes()),
    Picture("shift-opening-zh", "shift_opening"),
    Picture("result-zh", "screening", after=_a_result),
    Picture("result-en", "screening", "en", "night-red", after=_a_result),
    Picture("hand-over-zh", "to_hand_over", after=_the_queue),
    Picture("counter-zh", "registration", after=_a_counter, post="counter"),
    Picture("help-zh", "help", params={"topic": "board.help"}),
)


async def taken(picture: Picture, root: Path) -> str:
    """The picture as SVG."""
    stand = Stand(root, view=picture.view if picture.after is None else None)
    hints = [f"{one.badge}  {one.name}    {one.passphrase}    PIN {one.pin}" for one in PEOPLE if one.signs]
    app = stand.app(picture.language, hints)
    app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await until(pilot, lambda: app.view is not None)
        if picture.route != "sign_on":
            await _walked_to(picture, stand, app, pilot)
        await settled(pilot)
        return app.export_screenshot()


async def _walked_to(picture: Picture, stand: Stand, app: StationApp, pilot: Pilot[None]) -> None:
    if picture.after is None:
        await sign_on(pilot, FIRST)
        app.instead(picture.route, **picture.params)
        return
    params = picture.after(stand.opened[-1])
    app.badge = FIRST
    app.instead("board")
    await settled(pilot)
    app.go(picture.route, **params)


def main() -> None:
    """Draw every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    program = browser()
    with tempfile.TemporaryDirectory(prefix="pictures-") as place:
        shared = found(Path(place) / "home")
        for picture in PICTURES:
            own = Path(place) / picture.name
            root = shared if picture.after is None else found(own, post=picture.post)
            svg = asyncio.run(taken(picture, root))
            path = folder / f"{picture.name}.png"
            if program is None:
                path = path.with_suffix(".svg")
                path.write_text(repaired(svg), encoding="utf-8")
            else:
                draw(svg, path, program)
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
