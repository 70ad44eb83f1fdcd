"""Text made to break a typesetter, put into every text field of a paper."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

MARKUP = "#[x]$a$*b*_c_`d`<e>@f\\g~--//h/*i*/=+\"q\"'r'%{j}"
CODES = frozenset({"post", "outcome", "verdict", "origin", "kind", "role", "answer", "measure", "checkpoint"})


def hostile(paper: Any, seen: list[str]) -> Any:
    """``paper`` with each free text replaced by its own hostile one, which is added to ``seen``.

    Codes of the domain stay, since they are never typed by anyone; so does the text inside the QR code.
    """
    if isinstance(paper, str):
        seen.append(f"{len(seen)}{MARKUP}{len(seen)}")
        return seen[-1]
    if isinstance(paper, tuple):
        return tuple(hostile(item, seen) for item in paper)
    if is_dataclass(paper) and not isinstance(paper, type):
        names = [field.name for field in fields(paper) if field.name not in CODES]
        kept = {name: hostile(getattr(paper, name), seen) for name in names}
        return replace(paper, **kept)
    return paper
