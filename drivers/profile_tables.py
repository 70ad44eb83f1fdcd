"""The tables of a profile file as pydantic checks them: each key, and what must hold between them.

What is wrong is told with the field, what was expected, and the words that would be right."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta, timezone, tzinfo
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from drivers._kit.notation import FORMS, bytes_of
from drivers.analytes import ANALYTES
from drivers.clock_text import DAY_FORMS, TIME_FORMS, is_day_form, is_plausible, is_time_form
from drivers.dialect import dialect_of
from drivers.profile_base import SerialLine, Table, Title, wrong
from drivers.usb import UsbId

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def _bytes(text: str) -> str:
    try:
        bytes_of(text)
    except ValueError as error:
        raise wrong(FORMS) from error
    return text


def _usb(text: str) -> str:
    try:
        UsbId.parse(text)
    except ValueError as error:
        raise wrong("0403:6001 | 0403:6011:FT1234@2") from error
    return text


def _zone(text: str) -> str:
    try:
        zone(text)
    except (ValueError, OSError, KeyError) as error:
        raise wrong("+08:00 | Asia/Shanghai", words=available_timezones()) from error
    return text


def _analyte(word: str) -> str:
    if word not in ANALYTES:
        raise wrong(", ".join(sorted(ANALYTES)), words=sorted(ANALYTES))
    return word


def _delimiters(text: str) -> str:
    if len(text) != 4 or len(set(text)) != 4:
        raise wrong("expected.delimiters", r"|\^&")
    return text


def _time_form(form: str) -> str:
    if not is_time_form(form):
        raise wrong(TIME_FORMS)
    return form


def _day_form(form: str) -> str:
    if not is_day_form(form):
        raise wrong(DAY_FORMS)
    return form


def _made_from(day: object) -> object:
    """TOML tells a date from a text and from a time; a year that no clock is believed in says nothing."""
    if type(day) is not date or not is_plausible(day):
        raise wrong("expected.plain_date", "2019-01-01")
    return day


PlaceText = Annotated[str, Field(min_length=1)]
Analyte = Annotated[str, AfterValidator(_analyte)]
Words = Annotated[list[str], Field(min_length=1)]
TimeForm = Annotated[str, AfterValidator(_time_form)]
MadeFrom = Annotated[date, BeforeValidator(_made_from)]
Identity = Literal["serial", "test_no", "specimen_no", "tested_at"]
Protocol = Literal["lis", "poct1a", "hl7", "printed"]
PROTOCOLS: tuple[str, ...] = get_args(Protocol)
Ability = Literal["orders", "query", "cancel", "results_since", "set_clock", "operators", "qc"]


Bytes = Annotated[str, AfterValidator(_bytes)]
Usb = Annotated[str, AfterValidator(_usb)]


class _Where(Table):
    model: PlaceText | None = None
    serial: PlaceText | None = None
    firmware: PlaceText | None = None
    processing: PlaceText | None = None
    sent_at: PlaceText | None = None
    specimen_no: PlaceText | None = None
    test_no: PlaceText | None = None
    panel: PlaceText | None = None
    operator: PlaceText | None = None
    specimen: PlaceText | None = None
    lot: PlaceText | None = None
    expiry: PlaceText | None = None
    cartridge_temperature: PlaceText | None = None
    reader_temperature: PlaceText | None = None


class _Result(Table):
    code: PlaceText
    outcome: PlaceText | None = None
    value: PlaceText | None = None
    unit: PlaceText | None = None
    cutoff: PlaceText | None = None
    status: PlaceText | None = None
    tested_at: PlaceText | None = None


class ControlTable(Table):
    """``[control]``."""

    scope: Literal["message", "strip"]
    mark: PlaceText
    passed: Words
    failed: Words


class _Outcomes(Table):
    negative: list[str] = []
    positive: list[str] = []
    invalid: list[str] = []
    compare: (
        Literal["positive_above", "positive_at_or_above", "positive_below", "positive_at_or_below"] | None
    ) = None


class _Formats(Table):
    tested_at: TimeForm | None = None
    sent_at: TimeForm | None = None
    expiry: Annotated[str, AfterValidator(_day_form)] | None = None


class _Status(Table):
    final: list[str] = []
    not_done: list[str] = []


class _Specimens(Table):
    urine: list[str] = []
    saliva: list[str] = []


class _Processing(Table):
    patient: list[str] = []
    control_test: list[str] = []
    demonstration: list[str] = []


class ProbeTable(Table):
    """``probe``."""

    send: Bytes
    answers: Annotated[list[Annotated[Bytes, Field(min_length=1)]], Field(min_length=1)]
    then: Bytes = ""


class ProfileTables(Table):
    """A whole profile but for its protocol's own table."""

    format: Literal["roadside-station/reader-profile/1"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Title
    protocol: Protocol
    encoding: Literal["gb18030", "utf-8", "latin-1", "ascii"]
    delimiters: Annotated[str, AfterValidator(_delimiters)] | None = None
    specimen_kind: Literal["urine", "saliva"]
    binding: Literal["specimen_and_lane", "lane_and_window"]
    identity: Annotated[list[Identity], Field(min_length=1)]
    time_zone: Annotated[str, AfterValidator(_zone)]
    made_from: MadeFrom | None = None
    develop_s: Annotated[int, Field(ge=0, le=7200)]
    read_window_s: Annotated[int, Field(gt=0, le=86400)]
    can: list[Ability] = []
    usb: list[Usb] = []
    probe: ProbeTable | None = None
    tcp: Literal["reader_calls", "station_calls"] = "reader_calls"
    line: SerialLine
    where: _Where
    result: _Result
    control: ControlTable | None = None
    formats: _Formats = _Formats()
    outcomes: _Outcomes
    status: _Status = _Status()
    units: list[str] = []
    specimens: _Specimens = _Specimens()
    processing: _Processing = _Processing()
    codes: Annotated[dict[str, Analyte], Field(min_length=1)]
    aliases: dict[str, str] = {}
    lis: dict[str, Any] | None = None
    poct1a: dict[str, Any] | None = None
    hl7: dict[str, Any] | None = None
    printed: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _speaks_its_protocol(self) -> "ProfileTables":
        dialect = dialect_of(self.protocol)
        for field, text in self.places():
            try:
                dialect.parse(text)
            except ValueError as error:
                raise _at(field, dialect.examples, text) from error
        for ability in self.can:
            if ability not in dialect.abilities:
                raise _at(("can",), ", ".join(dialect.abilities), ability, words=dialect.abilities)
        if dialect.needs_table and getattr(self, self.protocol) is None:
            raise _at((self.protocol,), f"[{self.protocol}]")
        for other in PROTOCOLS:
            if other != self.protocol and getattr(self, other) is not None:
                raise _at((other,), f'protocol = "{other}"', self.protocol)
        return self

    def places(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Every place that is given, with its field."""
        for table in ("where", "result"):
            for name, text in given(getattr(self, table)).items():
                yield (table, name), text
        if self.control:
            yield ("control", "mark"), self.control.mark

    @model_validator(mode="after")
    def _hangs_together(self) -> "ProfileTables":
        for alias, code in self.aliases.items():
            if code not in self.codes or alias in self.codes:
                raise _at(("aliases", alias), ", ".join(self.codes), code, words=self.codes)
        for place in self.identity:
            if place not in ("tested_at", *given(self.where)) or (
                place == "tested_at" and not self.result.tested_at
            ):
                raise _at(("identity",), "expected.in_where_or_result", wanted=place)
        if self.binding == "specimen_and_lane" and not self.where.specimen_no:
            raise _at(("binding",), "expected.in_where", wanted="specimen_no")
        return self

    @model_validator(mode="after")
    def _tells_an_outcome(self) -> "ProfileTables":
        words, places = self.outcomes, self.result
        if words.compare is None:
            for name in ("negative", "positive"):
                if not getattr(words, name):
                    raise _at(("outcomes", name), "expected.word_or_compare")
            if places.outcome is None:
                raise _at(("result", "outcome"), "expected.place_or_compare")
        elif words.negative or words.positive:
            raise _at(("outcomes", "compare"), "expected.compare_alone", words.compare)
        elif places.cutoff is None or places.value is None:
            raise _at(("outcomes", "compare"), "expected.value_and_cutoff", words.compare)
        elif places.outcome and "" in words.invalid:
            raise _at(("outcomes", "invalid"), "expected.no_empty_word", "")
        return self

    @model_validator(mode="after")
    def _marks_its_controls(self) -> "ProfileTables":
        words = self.processing.control_test
        if words and "qc" not in self.can:
            raise _at(("processing", "control_test"), "expected.qc_in_can", ", ".join(words))
        if words and self.where.processing is None:
            raise _at(("processing", "control_test"), "expected.in_where", ", ".join(words), "processing")
        if "qc" in self.can and not words and not dialect_of(self.protocol).marks_controls:
            raise _at(("can",), "expected.words_beside_qc", "qc")
        return self

    @model_validator(mode="after")
    def _says_each_word_once(self) -> "ProfileTables":
        control = {"control": self.control} if self.control else {}
        tables = {"outcomes": self.outcomes, "status": self.status, "specimens": self.specimens}
        for name, table in {**tables, "processing": self.processing, **control}.items():
            seen: dict[str, str] = {}
            for key, word in listed(table):
                if seen.setdefault(word, key) != key:
                    raise _at((name, key), "expected.not_also_in", word, seen[word])
        return self


def _at(
    field: tuple[str, ...], expected: str, found: str = "", wanted: str = "", words: Iterable[str] = ()
) -> PydanticCustomError:
    return wrong(expected, wanted, words=words, field=field, found=found)


def given(table: BaseModel) -> dict[str, str]:
    """The keys of a table that are set."""
    return {name: value for name, value in table.model_dump().items() if value is not None}


def listed(table: BaseModel) -> Iterator[tuple[str, str]]:
    """Every word of a table's lists, with its list."""
    for name, words in table.model_dump().items():
        if isinstance(words, list):
            yield from ((name, word) for word in words)


def zone(text: str) -> tzinfo:
    """A fixed offset ``+08:00`` or an IANA name. Raises ValueError, OSError or KeyError."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return ZoneInfo(text)
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(ahead if found[1] == "+" else -ahead)
