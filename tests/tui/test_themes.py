"""Every colour that words are written in can be read on the grounds they stand on, by day and by night."""

import pytest
from textual.color import Color
from textual.theme import Theme

from station.tui.themes import THEMES

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: text against what is behind it."""
WRITTEN = ("foreground", "primary", "secondary", "warning", "error", "success", "accent")


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    found = Color.parse(colour)
    parts = [part / 255 for part in (found.r, found.g, found.b)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_written_stands_out_from_its_ground(theme: Theme) -> None:
    grounds = [str(theme.background), str(theme.surface)]
    inks = {name: str(getattr(theme, name)) for name in WRITTEN} | {"quiet": theme.variables["quiet"]}
    faint = {
        f"{name} on {ground}": round(contrast(ink, ground), 2)
        for name, ink in inks.items()
        for ground in grounds
        if contrast(ink, ground) < LEAST
    }
    assert faint == {}
