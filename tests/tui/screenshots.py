"""``make screenshots``: the pictures of the documentation, drawn anew from the program itself.

``python -m tests.tui.screenshots [FOLDER]`` writes PNG files; without a browser, SVG.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from station.services.board import BoardView
from tests.architecture.source import ROOT
from tests.tui.picture import browser, draw, repaired
from tests.tui.stand import FIRST, NIGHT, PEOPLE, Stand, eight_lanes, found, settled, sign_on, until

FOLDER = ROOT / "docs" / "pictures"
WIDE, NARROW = (100, 30), (80, 24)


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
    Picture("help-zh", "help", params={"topic": "board.help"}),
)


async def taken(picture: Picture, root: Path) -> str:
    """The picture as SVG."""
    stand = Stand(root, view=picture.view)
    hints = [f"{one.badge}  {one.name}    {one.passphrase}    PIN {one.pin}" for one in PEOPLE if one.signs]
    app = stand.app(picture.language, hints)
    app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await until(pilot, lambda: app.view is not None)
        if picture.route != "sign_on":
            await sign_on(pilot, FIRST)
            app.instead(picture.route, **picture.params)
        await settled(pilot)
        return app.export_screenshot()


def main() -> None:
    """Draw every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    program = browser()
    with tempfile.TemporaryDirectory(prefix="pictures-") as place:
        root = found(Path(place) / "home")
        for picture in PICTURES:
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
