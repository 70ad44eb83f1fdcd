"""A picture of a screen: the SVG that Textual draws, made right for Chinese, then drawn by a browser.

Rich gives every text the width of its count of characters; a Chinese character is two cells wide and would
be squeezed. Here each run of equally wide characters is placed and measured in cells.
"""

import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len

CELL_PX = 12.2
FONTS = "'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'WenQuanYi Zen Hei Mono', monospace"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_TEXT = re.compile(
    r'<text class="([^"]*-r\d+)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>(.*?)</text>', re.DOTALL
)
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def repaired(svg: str) -> str:
    """The same picture with every character in its cell."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-variant-east-asian: full-width;", "")
    return _TEXT.sub(lambda match: "".join(_runs(match)), svg)


def _runs(match: re.Match[str]) -> Iterator[str]:
    style, x, y, _, content = match.groups()
    column = 0
    for width, run in groupby(html.unescape(content), key=cell_len):
        text = "".join(run)
        cells = width * len(text)
        if text.strip("\u00a0 "):
            place = f'x="{float(x) + column * CELL_PX:.1f}" y="{y}" textLength="{cells * CELL_PX:.1f}"'
            size = ' style="font-size:22px"' if width == 2 else ""
            yield f'<text class="{style}"{size} {place}>{html.escape(text)}</text>'
        column += cells


def browser() -> str | None:
    """A browser that draws without a window, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def draw(svg: str, path: Path, program: str) -> None:
    """Write the picture as PNG."""
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("not a picture of a terminal")
    width, height = (int(float(number)) for number in size.groups())
    page = f"<body style='margin:0'>{repaired(svg)}</body>"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "screen.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                f"--user-data-dir={folder}", f"--window-size={width},{height}", f"--screenshot={path}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )  # fmt: skip
