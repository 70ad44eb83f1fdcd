"""Text from a wire, made safe to keep and to show without losing that something was there."""

from unicodedata import category

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST = 200
"""Characters of one value. Ours: the longest field of the known dialects is under 40."""


def legible(text: str) -> str:
    """``text`` with control, format, private and unassigned characters replaced, and at most LONGEST of
    them."""
    if not text.isprintable():
        text = "".join(char if _shown(char) else REPLACEMENT for char in text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _shown(char: str) -> bool:
    return char.isprintable() or category(char) == "Zs"
