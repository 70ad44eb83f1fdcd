"""Reads a profile file and builds the Profile; with ``drivers.profile_tables`` the only part of the drivers
that needs pydantic.

An error names the file, the line, the field, what was found, what was expected, and the nearest correct
word: ``profile.unreadable``, ``profile.field_missing``, ``profile.field_unknown``,
``profile.field_wrong``. What was expected is written as a file has it (``ascii, utf-8``, ``>= 0``), else it
is a key of the words that a user sees (``expected.plain_date``), with ``wanted`` in them.
"""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from drivers._kit.notation import bytes_of
from drivers.dialect import dialect_of
from drivers.place import Place
from drivers.profile import ControlRule, Probe, Profile, ProtocolSettings
from drivers.profile_fault import explain, not_there, syntax_fault
from drivers.profile_tables import ControlTable, ProbeTable, ProfileTables, given, listed, zone
from drivers.usb import UsbId


def read_profile(path: Path) -> Profile:
    """The profile in ``path``. Raises ProfileError."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
        tables: dict[str, Any] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise syntax_fault(path, error) from error
    try:
        checked = ProfileTables.model_validate(tables)
    except ValidationError as error:
        raise explain(path, text, error, ProfileTables) from error
    settings = _settings(path, text, checked)
    return _build(path, checked, sha256(data).hexdigest(), settings)


def _settings(path: Path, text: str, checked: ProfileTables) -> ProtocolSettings | None:
    """The protocol's own table, checked by the protocol."""
    name, dialect = checked.protocol, dialect_of(checked.protocol)
    try:
        table = dialect.table.model_validate(getattr(checked, name) or {})
    except ValidationError as error:
        raise explain(path, text, error, dialect.table, (name,)) from error
    unknown = table.unknown_place((field, dialect.parse(place)) for field, place in checked.places())
    if unknown:
        raise not_there(path, text, *unknown)
    return table.settings()


def _build(path: Path, checked: ProfileTables, digest: str, settings: ProtocolSettings | None) -> Profile:
    codes = dict(checked.codes)
    codes |= {alias: codes[code] for alias, code in checked.aliases.items()}
    return Profile(
        name=checked.name,
        title={"zh": checked.title.zh, "en": checked.title.en},
        file=str(path),
        sha256=digest,
        protocol=checked.protocol,
        encoding=checked.encoding,
        delimiters=checked.delimiters,
        specimen_kind=checked.specimen_kind,
        binding=checked.binding,
        identity=tuple(checked.identity),
        time_zone=zone(checked.time_zone),
        develop_s=checked.develop_s,
        read_window_s=checked.read_window_s,
        line=checked.line.settings(),
        where=_parsed(checked.protocol, checked.where),
        result=_parsed(checked.protocol, checked.result),
        control=_control(checked.protocol, checked.control),
        codes=codes,
        outcomes=_by_word(checked.outcomes),
        status=_by_word(checked.status),
        units=frozenset(checked.units),
        specimens=_by_word(checked.specimens),
        processing=_by_word(checked.processing),
        can=frozenset(checked.can),
        settings=settings,
        usb=tuple(UsbId.parse(text) for text in checked.usb),
        station_calls=checked.tcp == "station_calls",
        probe=_probe(checked.probe),
        formats=given(checked.formats),
        compare=checked.outcomes.compare,
        made_from=checked.made_from,
    )


def _probe(table: ProbeTable | None) -> Probe | None:
    if table is None:
        return None
    answers = tuple(bytes_of(text) for text in table.answers)
    return Probe(bytes_of(table.send), answers, bytes_of(table.then))


def _control(protocol: str, table: ControlTable | None) -> ControlRule | None:
    if table is None:
        return None
    mark = dialect_of(protocol).parse(table.mark)
    return ControlRule(table.scope, mark, frozenset(table.passed), frozenset(table.failed))


def _parsed(protocol: str, table: BaseModel) -> dict[str, Place]:
    parse = dialect_of(protocol).parse
    return {name: parse(text) for name, text in given(table).items()}


def _by_word(table: BaseModel) -> dict[str, str]:
    return {word: meaning for meaning, word in listed(table)}
