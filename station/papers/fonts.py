"""The one typeface of the papers, found on this machine."""

from functools import cache
from typing import TYPE_CHECKING

from station.domain.errors import StationError

if TYPE_CHECKING:
    import typst

FAMILY = "Noto Sans CJK SC"
MONO_FAMILY = "Noto Sans Mono CJK SC"
PACKAGE = "fonts-noto-cjk"


def require_fonts() -> "typst.Fonts":
    """The fonts to print with, or ``StationError("paper.font_missing")`` naming the package to install.

    They are read from the system's font folders in this process (a third of a second the first time). A miss
    is not remembered, so that installing the package mends a running program.
    """
    fonts = _search()
    if FAMILY not in fonts.families():
        _search.cache_clear()
        raise StationError("paper.font_missing", font=FAMILY, package=PACKAGE)
    return fonts


@cache
def _search() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=True)
