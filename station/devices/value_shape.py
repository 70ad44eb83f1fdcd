"""Patterns of values whose look is known: by the form that a person gave, or by the signs of the sample."""

import re

TEMPERATURE = r"[+-]?\d{1,3}(?:\.\d{1,2})?"

_MORE = 8
"""Ours: by how many signs a number or a word may be longer on another slip."""

_CONTROL = {chr(code): f"\\x{code:02X}" for code in (*range(9), *range(10, 32), 127)}
"""Printers are told their type size by control characters in the middle of a line. A TOML file cannot hold
them, and a reader's profile expects those alone that it names."""

_PLAIN = str.maketrans(_CONTROL | {char: f"\\{char}" for char in "\\.^$*+?{}[]|()"})
_BLANKS = re.compile(r" {2,}")
_TOKEN = re.compile(r"(YYYY|YY|MM|DD|hh|mm|ss)")
_SINCE = "seconds since"
_RUN = re.compile(r"(?P<digits>\d+)|(?P<word>[A-Za-z]+)|(?P<sign>[^ -~]+)", re.ASCII)


def plain(text: str) -> str:
    """These very signs, blanks and all."""
    return text.translate(_PLAIN)


def literal(text: str) -> str:
    """These very signs; a run of blanks may be of any length."""
    return _BLANKS.sub(" +", plain(text))


def in_class(char: str) -> str:
    """A character as it is written between square brackets."""
    return f"\\{char}" if char in "]^\\-" else _CONTROL.get(char, char)


def form_pattern(form: str) -> str:
    r"""What has this form of a day or a time: ``YYYY/MM/DD`` is ``\d{4}/\d\d/\d\d``."""
    if form.startswith(_SINCE):
        return r"\d{1,11}"
    pieces = _TOKEN.split(form)
    return "".join(_digits(len(piece)) if at % 2 else literal(piece) for at, piece in enumerate(pieces))


def _digits(count: int) -> str:
    return r"\d" * count if count < 3 else rf"\d{{{count}}}"


def shape_of(text: str, *, fixed: bool = False) -> str:
    r"""What has digits, letters and signs where ``text`` has them: ``S-0042`` is ``[A-Z]{1,9}-\d{1,12}``, or
    ``[A-Z]{1}-\d{4}`` with the lengths ``fixed``."""
    pattern, at = "", 0
    for run in _RUN.finditer(text):
        size = len(run[0])
        length = f"{{{size}}}" if fixed else f"{{1,{size + _MORE}}}"
        pattern += literal(text[at : run.start()]) + _kind(run) + length
        at = run.end()
    return pattern + literal(text[at:])


def _kind(run: re.Match[str]) -> str:
    """The signs of one run; what is no ASCII is of one kind, as Chinese is."""
    if run["digits"]:
        return r"\d"
    if run["sign"]:
        return "[^ -~]"
    return "[A-Z]" if run[0].isupper() else "[a-z]" if run[0].islower() else "[A-Za-z]"
