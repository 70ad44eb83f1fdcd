"""Prose on a terminal: a line ends between words, or Chinese characters, and not wherever it is full."""

import re
import shutil
import sys

from station.cli.lines import columns_of

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_OPENING = re.escape("(“「『《\uff08")
_CLOSING = re.escape("、。」』》”!?),.:;\uff01\uff09\uff0c\uff1a\uff1b\uff1f")
_PIECE = re.compile(rf"\s*[{_OPENING}]*(?:[^\s{_WIDE}]+|[{_WIDE}])[{_CLOSING}]*|\s+|\S")
"""What stays together: a word, or a Chinese character, with the punctuation that belongs to it."""


def paragraph(text: str, indent: str = "") -> str:
    """``text`` as wide as the terminal; as it is where nobody's terminal is written to. Further lines begin
    with ``indent``."""
    return broken(text, shutil.get_terminal_size().columns, indent) if _is_terminal() else text


def broken(text: str, columns: int, indent: str = "") -> str:
    """``text`` in lines of at most so many ``columns``, as far as its words are no longer."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1].strip() and piece.strip() and columns_of(lines[-1] + piece) > columns:
            lines.append(indent + piece.lstrip())
        else:
            lines[-1] += piece
    return "\n".join(lines)


def _is_terminal() -> bool:
    return sys.stdout.isatty()
