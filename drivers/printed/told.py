"""The words of a printed message: one Told for each test in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from drivers.events import Message
from drivers.printed.fields import Parsed, parsed, says, settings_of
from drivers.printed.framing import blocks_of
from drivers.printed.place import Named
from drivers.profile import Profile
from drivers.told import StripTold, Told

STRIP_COUNT = "strip_count"
NO_CHECKSUM = "no_checksum"
"""The flag of every reading whose protocol could not have noticed a damaged byte."""

_Records = list[list[str | list[str] | list[list[str]]]]


def told(message: Message, profile: Profile) -> tuple[Told, ...]:
    """Every test of ``message``, in its order. Raises RemoteProtocolError (``wire.encoding``).

    What is wrong with the shape of one block is told of every test: it may be a line of any of them."""
    tests: dict[tuple[str | None, ...], list[Parsed]] = {}
    rule = settings_of(profile).gathering
    parts = _parsed(message, profile)
    problems = tuple(problem for block in parts for problem in block.problems)
    for block in parts:
        test = tuple(block.head.get(name) for name in rule.same) if rule else ()
        tests.setdefault(test, []).append(block)
    found = tuple(_of_test(blocks, problems, profile) for blocks in tests.values())
    panels = {frozenset(strip.code for strip in one.strips) for one in found}
    if rule and rule.alike and len(panels) > 1:
        # Lines lost without a trace leave a shorter test behind, which must not pass for a whole one.
        return tuple(replace(one, problems=(*one.problems, STRIP_COUNT)) for one in found)
    return found


def records(message: Message, profile: Profile) -> _Records:
    """The fields of ``message`` by name: a record for each block and one for each strip in it. Raises as
    ``told``."""
    found: _Records = []
    for block in _parsed(message, profile):
        rows = [block.head, *(strip for strip in block.strips if strip is not block.head)]
        found += [[[name, value] for name, value in row.items()] for row in rows]
    return found


def _parsed(message: Message, profile: Profile) -> list[Parsed]:
    settings = settings_of(profile)
    last = settings.gathering.last if settings.gathering else None
    blocks = blocks_of(message.raw, settings)
    return [parsed(raw, profile) for raw in blocks if last is None or not says(raw, profile, last)]


def _of_test(blocks: list[Parsed], problems: tuple[str, ...], profile: Profile) -> Told:
    settings = settings_of(profile)
    where = cast("Mapping[str, Named]", profile.where)
    flags = () if settings.checksum else (NO_CHECKSUM,)
    return Told(
        said={name: _said(place, blocks) for name, place in where.items()},
        strips=tuple(_strip(profile, {**one.head, **strip}) for one in blocks for strip in one.strips),
        marks=_marks(profile, blocks),
        flags=(*flags, *(flag for one in blocks for flag in one.flags)),
        problems=problems,
    )


def _said(place: Named, blocks: list[Parsed]) -> tuple[str, ...]:
    values = [value for one in blocks if (value := place.read(one.head)) is not None]
    return tuple(dict.fromkeys(values))


def _marks(profile: Profile, blocks: list[Parsed]) -> tuple[str | None, ...]:
    """The control mark of the whole cartridge, as often as it was told differently."""
    rule = profile.control
    if rule is None or rule.scope != "message":
        return ()
    marks = [cast("Named", rule.mark).read(one.head) for one in blocks]
    return tuple(dict.fromkeys(marks))


def _strip(profile: Profile, values: Mapping[str, str]) -> StripTold:
    places = cast("Mapping[str, Named]", profile.result)
    found = {name: place.read(values) for name, place in places.items()}
    rule = profile.control
    own = cast("Named", rule.mark).read(values) if rule and rule.scope == "strip" else None
    return StripTold.of(found, own)
