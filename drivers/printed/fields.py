"""The named fields of one block: what is said once, and what is said of each strip; nothing is understood
yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from drivers._kit.legible import legible
from drivers._kit.pattern import LINE_LIMIT
from drivers.errors import LocalProtocolError, RemoteProtocolError
from drivers.printed.layout import number_text
from drivers.printed.settings import Bytes, Columns, LineRule, Part, Printed, Strips
from drivers.profile import Profile

_LINE_END = re.compile(r"\r\n|[\r\n\f]")

_FILLER = "\0"
"""No text has it: a NUL in a text is damage."""

Values = dict[str, str]


@dataclass(slots=True)
class Parsed:
    """One block. An empty value is one that is not there."""

    head: Values = field(default_factory=dict)
    strips: list[Values] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def settings_of(profile: Profile) -> Printed:
    """The ``[printed]`` table. Raises LocalProtocolError for the profile of another protocol."""
    if not isinstance(profile.settings, Printed):
        raise LocalProtocolError("link.no_settings", profile=profile.name)
    return profile.settings


def says(raw: bytes, profile: Profile, wanted: str) -> bool:
    """Whether the block's text is this and nothing else."""
    try:
        return _text(raw, profile).strip() == wanted
    except RemoteProtocolError:
        return False


def head_of(raw: bytes, profile: Profile) -> Values:
    """What the block says once; nothing when it cannot be read."""
    try:
        return parsed(raw, profile).head
    except RemoteProtocolError:
        return {}


def parsed(raw: bytes, profile: Profile) -> Parsed:
    """The fields of a sound block. Raises RemoteProtocolError (``wire.encoding``)."""
    settings = settings_of(profile)
    found = Parsed(head=dict(settings.constants))
    if settings.layout == "binary":
        _binary(raw, profile, settings, found)
    elif settings.layout == "lines":
        _lines(_text(raw, profile), settings, found)
    elif settings.layout == "columns":
        text = _text(raw, profile)
        _columns(_widened(text, profile.encoding) if settings.columns_in_bytes else text, settings, found)
    else:
        _separated(_text(raw, profile), settings, found)
    _split(settings, found)
    _count(settings.strips, found)
    if settings.strips is None and settings.layout != "lines":
        found.strips = [found.head]
    found.flags += [
        f"remark:{name}={legible(value)}"
        for name in settings.remarks
        if (value := found.head.get(name, "")) not in ("", "0")
    ]
    return found


def _text(raw: bytes, profile: Profile) -> str:
    block = settings_of(profile).block
    first, last = (place + len(raw) if place < 0 else place for place in (block.text_from, block.text_to))
    return _decoded(raw[first : last + 1], profile)


def _decoded(raw: bytes, profile: Profile) -> str:
    try:
        return raw.decode(profile.encoding)
    except UnicodeDecodeError as error:
        raise RemoteProtocolError("wire.encoding", encoding=profile.encoding, position=error.start) from error


def _lines(text: str, settings: Printed, found: Parsed) -> None:
    lines = text.split(settings.line_end) if settings.line_end else _LINE_END.split(text)
    whole = not any(rule.last for rule in settings.lines)
    ended = whole
    for line in (line for line in lines if line.strip()):
        matches = _matches(line, settings.lines)
        ended = whole or any(rule.last for rule, _ in matches)
        if len(matches) != 1:
            found.problems.append(f"{'ambiguous' if matches else 'unknown'}_line:{legible(line)}")
        elif matches[0][0].result:
            found.strips.append(matches[0][1])
        else:
            _add(matches[0][1], settings.remarks, found)
    if not ended:
        found.problems.append("no_last_line")


def _matches(line: str, rules: tuple[LineRule, ...]) -> list[tuple[LineRule, Values]]:
    """Every rule that takes the whole line, and what it finds in it; a heading that never changes is one."""
    matches = ((rule, rule.pattern.fullmatch(line)) for rule in rules if len(line) <= LINE_LIMIT)
    found = [(rule, _groups(match)) for rule, match in matches if match]
    return [one for one in found if one[0].exact][:1] or found


def _groups(match: re.Match[str]) -> Values:
    return {name: (value or "").strip() for name, value in match.groupdict().items()}


def _add(values: Values, remarks: tuple[str, ...], found: Parsed) -> None:
    """A line that says something once: said twice, it is two slips in one, or one gone wrong."""
    for name, value in values.items():
        if name in remarks and value:
            found.flags.append(f"remark:{name}={legible(value)}")
        elif name in found.head:
            found.problems.append(f"told_twice:{name}")
        else:
            found.head[name] = value


def _widened(text: str, encoding: str) -> str:
    """``text`` with each character followed by as many fillers as it has further bytes."""
    return "".join(char + _FILLER * (len(char.encode(encoding)) - 1) for char in text)


def _columns(text: str, settings: Printed, found: Parsed) -> None:
    taken = set[int]()
    found.head |= _cut(text, settings.parts, 0, taken)
    strips, blank = settings.strips, False
    for place in range(strips.most) if strips else ():
        start = strips.first - 1 + place * strips.step if strips else 0
        segment = text[start : start + strips.step] if strips else ""
        if not segment.strip(" \t\r\n" + _FILLER):
            blank = True
        elif blank:
            break
        elif strips:
            found.strips.append(_cut(segment, strips.parts, start, taken))
    outside = (char for place, char in enumerate(text) if place not in taken)
    if any(char != _FILLER and not char.isspace() for char in outside):
        found.problems.append("outside_columns")


def _cut(text: str, parts: Mapping[str, Part], offset: int, taken: set[int]) -> Values:
    values: Values = {}
    for name, part in parts.items():
        if isinstance(part, Columns):
            values[name] = text[part.first - 1 : part.last].replace(_FILLER, "").strip()
            taken.update(range(offset + part.first - 1, offset + part.last))
    return values


def _separated(text: str, settings: Printed, found: Parsed) -> None:
    fields = [part.strip() for part in text.split(settings.separator)]
    if settings.field_count is not None and len(fields) != settings.field_count:
        found.problems.append(f"field_count:{len(fields)}")
    found.head |= _numbered(fields, settings.parts)
    strips = settings.strips
    if strips is None:
        return
    rest = fields[strips.first - 1 :]
    if rest and not rest[-1]:
        del rest[-1]  # the separator also ends the last field
    if len(rest) % strips.step or len(rest) > strips.step * strips.most:
        found.problems.append("strip_fields")
    for start in range(0, min(len(rest), strips.step * strips.most), strips.step):
        found.strips.append(_numbered(rest[start : start + strips.step], strips.parts))


def _numbered(fields: list[str], parts: Mapping[str, Part]) -> Values:
    return {
        name: fields[part - 1] if part <= len(fields) else ""
        for name, part in parts.items()
        if isinstance(part, int)
    }


def _binary(raw: bytes, profile: Profile, settings: Printed, found: Parsed) -> None:
    found.head |= _read(raw, settings.parts, profile)
    strips = settings.strips
    if strips is None:
        return
    said = _whole(found.head.get(strips.count or "", ""), strips.count_base)
    wanted = strips.most if strips.count is None else min(said or 0, strips.most)
    starts = range(strips.first, len(raw) - strips.step + 1, strips.step)
    found.strips = [
        _read(raw[start : start + strips.step], strips.parts, profile) for start in islice(starts, wanted)
    ]


def _read(raw: bytes, parts: Mapping[str, Part], profile: Profile) -> Values:
    values: Values = {}
    for name, part in parts.items():
        if isinstance(part, Bytes):
            own = raw[part.at : part.at + part.size]
            text = _decoded(own.strip(b" \0"), profile) if part.type == "text" else number_text(own, part)
            values[name] = "" if text in part.absent else text
    return values


def _split(settings: Printed, found: Parsed) -> None:
    """Take fields further apart; one that is not as expected is a problem."""
    for name, pattern in settings.split.items():
        for values in (found.head, *found.strips):
            if name not in values:
                continue
            match = pattern.fullmatch(values[name]) if len(values[name]) <= LINE_LIMIT else None
            if match is None:
                found.problems.append(f"unknown_field:{name}={legible(values[name])}")
            else:
                values |= _groups(match)


def _count(strips: Strips | None, found: Parsed) -> None:
    if (
        strips
        and strips.count
        and _whole(found.head.get(strips.count, ""), strips.count_base) != len(found.strips)
    ):
        found.problems.append("strip_count")


def _whole(text: str, base: int) -> int | None:
    try:
        return int(text, base) if text.isalnum() and text.isascii() else None
    except ValueError:
        return None
