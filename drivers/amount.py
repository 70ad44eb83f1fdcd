"""A concentration as a reader writes it: a decimal number, ``<`` or ``>`` before it at the ends of its
range."""

import re
from dataclasses import dataclass
from decimal import Decimal

_SHAPE = re.compile(r"([<>])? ?(\d{1,7}(?:\.\d{1,6})?)", re.ASCII)
"""Ours: ten million and more is no concentration in any unit that a screening reader uses."""


@dataclass(frozen=True, slots=True)
class Amount:
    """``sign``: empty for the number itself, ``<`` for less than it, ``>`` for more."""

    sign: str
    number: Decimal


def amount_of(text: str) -> Amount | None:
    """``text`` as an amount; None for what is none: words, NaN, negative and absurd numbers."""
    found = _SHAPE.fullmatch(text)
    return Amount(found[1] or "", Decimal(found[2])) if found else None


def positive(value: Amount, cutoff: Amount, rule: str) -> bool | None:
    """Whether ``value`` is positive by ``rule`` (positive_above, positive_at_or_above, positive_below,
    positive_at_or_below).

    None when it cannot be told: the cut-off is no plain number, or ``value`` is a bound on the wrong side."""
    if cutoff.sign:
        return None
    low, high = _ends(value)
    limit = cutoff.number
    above = rule in ("positive_above", "positive_at_or_above")
    counts = rule in ("positive_at_or_above", "positive_at_or_below")
    if value.sign:
        # A bound is never the number itself: "<50" at a cut-off of 50 is below it.
        certain = (high is not None and high <= limit, low is not None and low >= limit)
        return None if not any(certain) else certain[1] == above
    if value.number == limit:
        return counts
    return (value.number > limit) == above


def _ends(value: Amount) -> tuple[Decimal | None, Decimal | None]:
    """The ends of where it may lie."""
    return (
        None if value.sign == "<" else value.number,
        None if value.sign == ">" else value.number,
    )
