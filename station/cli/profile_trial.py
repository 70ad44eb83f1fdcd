"""A draft tried on the sample that it was made of: what it does not read, and which answers made it so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from station.cli import profile_check
from station.cli.profile_check import AMBIGUOUS, Shape
from station.devices.line_pattern import NUMBERS, takes
from station.devices.profile_draft import Draft
from station.domain.errors import StationError
from station.locale import Words
from station.services import profiles

UNKNOWN_LINE = "unknown_line:"
_LEFT_OUT = "unknown_code:"


@dataclass(frozen=True)
class Trial:
    """``told`` says what was not read, empty for nothing; ``lines`` are those of the sample to ask about
    again, empty where no one of them is to blame."""

    told: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def tried(draft: Draft, text: str, printed: Path, words: Words) -> Trial:
    """What the profile ``text`` does not read of ``printed``. A profile that is wrong in itself is not tried:
    that is told where it is written."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{draft.name}.toml"
        file.write_text(text, encoding="utf-8")
        try:
            profile = profiles.load(file, [])
        except StationError:
            return Trial()
        shapes = [_root(shape, draft) for shape in profile_check.examine(profile, printed)]
    told = tuple(line for shape in shapes for line in profile_check.faults(shape, words))
    if not shapes:
        return Trial((words("wire.no_message"),))
    blamed = {line for shape in shapes for line in _blamed(shape, draft)}
    return Trial(told, tuple(line for line in draft.sample if line in blamed) if told else ())


def _root(shape: Shape, draft: Draft) -> Shape:
    """The shape without what the person wanted so (a code left out, a number that is none), and without what
    only follows from lines that were not read."""
    if shape["event"] != "reading":
        return shape
    left_out = {f"{_LEFT_OUT}{code}" for code, analyte in draft.codes.items() if not analyte}
    none = {f"result.{name}" for name in NUMBERS} if draft.absent else set()
    problems = [one for one in shape["not_understood"] if one not in left_out]
    lines = [one for one in problems if one.startswith((UNKNOWN_LINE, AMBIGUOUS))]
    missing = [name for name in shape["missing"] if name not in none]
    return {**shape, "not_understood": lines or problems, "missing": [] if lines else missing}


def _blamed(shape: Shape, draft: Draft) -> Iterator[str]:
    for problem in shape.get("not_understood", ()):
        detail = problem.partition(":")[2]
        if problem.startswith(UNKNOWN_LINE):
            yield from _lines(detail, draft)
        elif problem.startswith(AMBIGUOUS):
            yield from (taker for line in _lines(detail, draft) for taker in _takers(line, draft))
        else:
            yield from _saying(detail.partition("=")[0], draft)
    for name in shape.get("missing", ()):
        yield from _saying(name.removeprefix("result."), draft)


def _lines(shown: str, draft: Draft) -> list[str]:
    """The lines of the sample that are shown so: of signs that steer a terminal nothing is left."""
    return [line for line in draft.sample if _bare(line) == _bare(shown)]


def _bare(line: str) -> str:
    return "".join(filter(str.isalnum, line))


def _takers(line: str, draft: Draft) -> Sequence[str]:
    """The lines whose patterns take ``line`` beside its own."""
    others = [one.line for one in draft.lines if one.line != line and takes(draft.pattern_of_line(one), line)]
    return others or [shape.line for shape in draft.results if takes(draft.pattern_of(shape), line)]


def _saying(name: str, draft: Draft) -> Iterator[str]:
    """The lines that say this place, or a part of it."""
    names = {name, "test_day", "test_time"} if name == "tested_at" else {name}
    for one in draft.lines:
        if names & set(one.names):
            yield one.line
