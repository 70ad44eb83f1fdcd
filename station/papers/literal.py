"""Text from people and readers, made safe to print: what would not show is spelled out, nothing is lost."""

import unicodedata
from typing import TypeAlias

Printable: TypeAlias = "str | int | bool | list[Printable] | dict[str, Printable] | None"
"""What a template is given."""

_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def literal(text: str) -> str:
    """``text`` with every character that would not show, or would turn its neighbours round, made visible.

    Controls, direction and zero-width marks, private-use characters and lone surrogates become ``<U+202E>``.
    """
    return "".join(_visible(char) for char in text)


def literal_tree(node: Printable) -> Printable:
    """``node`` with every string in it made literal; the keys are the program's own."""
    if isinstance(node, str):
        return literal(node)
    if isinstance(node, list):
        return [literal_tree(item) for item in node]
    if isinstance(node, dict):
        return {key: literal_tree(value) for key, value in node.items()}
    return node


def _visible(char: str) -> str:
    if unicodedata.category(char) not in _UNSEEN:
        return char
    return f"<U+{ord(char):04X}>"
