"""What can be seen in one printed sample without knowing what it means."""

import re
from datetime import UTC

from drivers import formed_day, formed_time, is_day_form, is_time_form

STX, ETX = "\x02", "\x03"
ENCODINGS = ("ascii", "utf-8", "gb18030", "latin-1")
BLOCKS = ("stx_etx", "form_feed", "silence")
"""Where a printed result may end."""

_LINE_END = re.compile(r"\r\n|[\r\n\f]")
_BLANKS = re.compile(r" +")
_TIME = re.compile(r"\d{4}([-/.]?)\d\d\1\d\d( *|[T_])\d\d(:?)\d\d(\3\d\d)?", re.ASCII)
_CLOCK = re.compile(r"\d\d(:?)\d\d(\1\d\d)?", re.ASCII)
_DAY = re.compile(r"\d{4}([-/.]?)\d\d(\1\d\d)?", re.ASCII)
_MONTH = re.compile(r"\d\d([-/.])\d{4}", re.ASCII)
_DECORATED = re.compile(r"[*=#~-]+\s*(\S.*?)\s*[*=#~-]*|(.*?)\s*[*=#~-]{3,}")


def encodings_of(data: bytes) -> list[str]:
    """The known encodings that fit, the narrowest first."""
    return [encoding for encoding in ENCODINGS if _fits(data, encoding)]


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def block_of(data: bytes) -> str:
    """How the sample's result ends, as one of BLOCKS."""
    inner = data.strip(b"\r\n\f ")
    if inner.startswith(b"\x02") and inner.endswith(b"\x03"):
        return "stx_etx"
    return "form_feed" if data.endswith(b"\x0c") else "silence"


def said_lines(data: bytes, encoding: str) -> list[str]:
    """The printed lines of a sample, without what frames them."""
    lines = _LINE_END.split(data.decode(encoding))
    return [line for line in (line.strip(STX + ETX) for line in lines) if line.strip()]


def is_rule(line: str) -> bool:
    """Whether a line has neither a letter nor a digit, as one drawn with hyphens."""
    return not any(char.isalnum() for char in line)


def undecorated(line: str) -> str:
    """A line without the asterisks, hyphens and so on that are drawn before or behind its words."""
    found = None if is_rule(line) else _DECORATED.fullmatch(line.strip())
    return (found[1] or found[2]) if found else line.strip()


def time_form(text: str) -> str | None:
    """The form of a day and a time of day that begins with its four-digit year; None for any other, where the
    order of day, month and year is for a person to say."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    day, between, clock, seconds = found.groups()
    form = f"YYYY{day}MM{day}DD{between}hh{clock}mm{clock + 'ss' if seconds else ''}"
    return form if fits_form(text, form, "tested_at") else None


def day_form(text: str) -> str | None:
    """The form of a day or month that begins with its four-digit year, or of a month that ends with it; else
    None."""
    found, month = _DAY.fullmatch(text), _MONTH.fullmatch(text)
    form = f"YYYY{found[1]}MM{f'{found[1]}DD' if found[2] else ''}" if found else ""
    form = f"MM{month[1]}YYYY" if month else form
    return form if form and fits_form(text, form, "expiry") else None


def clock_form(text: str) -> str | None:
    """The form of a time of day, else None."""
    found = _CLOCK.fullmatch(text)
    form = f"hh{found[1]}mm{found[1] + 'ss' if found[2] else ''}" if found else ""
    return form if form and fits_form(text, form, "test_time") else None


def form_as_it_stands(text: str, form: str, name: str) -> str | None:
    """``form`` with as many blanks in a row as ``text`` has there, for to a profile each one counts; None
    where it does not fit even so."""
    runs, pieces = _BLANKS.findall(text), _BLANKS.split(form)
    if len(runs) != len(pieces) - 1:
        return form if fits_form(text, form, name) else None
    joined = pieces[0] + "".join(run + piece for run, piece in zip(runs, pieces[1:], strict=True))
    return joined if fits_form(text, joined, name) else None


def as_it_stands(line: str, text: str) -> str:
    """``text`` as it stands in ``line``, where a run of blanks may have been typed as one."""
    spelt = " +".join(map(re.escape, text.split()))
    found = re.search(spelt, line) if spelt else None
    return found[0] if found and text not in line else text


def fits_form(text: str, form: str, name: str) -> bool:
    """Whether ``text`` has this form: a day for ``expiry`` and ``test_day``, a time of day for ``test_time``,
    both for any other name."""
    if name in ("expiry", "test_day"):
        return is_day_form(form) and formed_day(text, form) is not None
    if name == "test_time":
        text, form = f"2000-01-01 {text}", f"YYYY-MM-DD {form}"
    return is_time_form(form) and formed_time(text, form, UTC) is not None
