"""One entry: what happened, when, by which clock and software, and what came before it.

Schema ``roadside-station/entry/1`` is closed at its top level: a further field is another schema. What a
kind's body holds is the domain's matter; the log carries it unread.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.measurement import Origin
from station.domain.ports import Moment
from station.log import canonical, form

SCHEMA = "roadside-station/entry/1"

# verify.sh reads these fields with sed: none may hold a quote or a backslash.
LOG_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SCREENING_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
KIND = re.compile(r"[a-z][a-z_]{0,63}")
SOFTWARE = re.compile(r'[^"\\\x00-\x1f\x7f]{1,200}')
RECORD_ID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_KEYS = (
    "schema",
    "log",
    "seq",
    "prev",
    "id",
    "kind",
    "at",
    "origin",
    "software",
    "screening_id",
    "refs",
    "body",
)
_AT_KEYS = ("utc", "boot_id", "boottime_ms", "source", "offset_ms")


@dataclass(frozen=True)
class Draft:
    """What a use case wants written. ``refs`` are hex leaves of earlier entries this one is about."""

    kind: str
    body: Mapping[str, Json]
    screening_id: str | None = None
    refs: tuple[str, ...] = ()
    origin: Origin = Origin.DEVICE


@dataclass(frozen=True)
class Entry:
    """A draft in its place. ``prev`` is the hex leaf of entry ``seq - 1``, empty for the first; ``record_id``
    a ULID."""

    log_id: str
    seq: int
    prev: str
    record_id: str
    kind: str
    at: Moment
    origin: Origin
    software: str
    screening_id: str | None = None
    refs: tuple[str, ...] = ()
    body: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The same rules for what is written and what is read back."""
        checks: list[tuple[str, bool]] = [
            ("log", LOG_ID.fullmatch(self.log_id) is not None),
            ("seq", self.seq >= 0),
            ("prev", bool(form.LEAF.fullmatch(self.prev)) if self.seq else self.prev == ""),
            ("id", RECORD_ID.fullmatch(self.record_id) is not None),
            ("kind", KIND.fullmatch(self.kind) is not None),
            ("software", SOFTWARE.fullmatch(self.software) is not None),
            (
                "screening_id",
                self.screening_id is None or SCREENING_ID.fullmatch(self.screening_id) is not None,
            ),
            ("refs", all(form.LEAF.fullmatch(ref) for ref in self.refs)),
        ]
        for name, holds in checks:
            if not holds:
                raise form.refuse(name)

    def payload(self) -> bytes:
        """The canonical bytes that are signed and stored."""
        return canonical.dumps(
            {
                "schema": SCHEMA,
                "log": self.log_id,
                "seq": self.seq,
                "prev": self.prev,
                "id": self.record_id,
                "kind": self.kind,
                "at": _moment_json(self.at),
                "origin": self.origin.value,
                "software": self.software,
                "screening_id": self.screening_id,
                "refs": list(self.refs),
                "body": dict(self.body),
            }
        )

    @classmethod
    def parse(cls, payload: bytes) -> "Entry":
        """The entry whose payload this is. StationError ``log.*`` for bytes we would not have written."""
        source = canonical.loads(payload)
        _check_schema(source)
        source = form.exactly(source, _KEYS, "keys")
        return cls(
            log_id=form.text(source, "log"),
            seq=form.integer(source, "seq"),
            prev=form.text(source, "prev"),
            record_id=form.text(source, "id"),
            kind=form.text(source, "kind"),
            at=_moment(source["at"]),
            origin=_origin(form.text(source, "origin")),
            software=form.text(source, "software"),
            screening_id=_optional_text(source, "screening_id"),
            refs=form.texts(source, "refs"),
            body=_body(source["body"]),
        )

    def fact(self, leaf: str) -> Fact:
        """What the domain sees of it."""
        return Fact(
            seq=self.seq,
            leaf=leaf,
            kind=self.kind,
            at=self.at.at,
            body=self.body,
            origin=self.origin.value,
            screening_id=self.screening_id,
            boot_id=self.at.boot_id,
            boottime_ms=self.at.boottime_ms,
        )


def _check_schema(source: Json) -> None:
    if not isinstance(source, dict):
        raise form.refuse("keys")
    if (schema := form.text(source, "schema")) != SCHEMA:
        raise StationError("log.schema_unknown", schema=schema)


def _moment_json(at: Moment) -> Json:
    return {
        "utc": form.utc_text(at.at),
        "boot_id": at.boot_id,
        "boottime_ms": at.boottime_ms,
        "source": at.source,
        "offset_ms": at.offset_ms,
    }


def _moment(value: Json) -> Moment:
    source = form.exactly(value, _AT_KEYS, "at")
    return Moment(
        at=form.utc_time(source, "utc"),
        boot_id=form.text(source, "boot_id"),
        boottime_ms=form.integer(source, "boottime_ms"),
        source=form.text(source, "source"),
        offset_ms=None if source["offset_ms"] is None else form.integer(source, "offset_ms"),
    )


def _origin(word: str) -> Origin:
    try:
        return Origin(word)
    except ValueError as error:
        raise form.refuse("origin") from error


def _optional_text(source: Mapping[str, Json], name: str) -> str | None:
    return None if source[name] is None else form.text(source, name)


def _body(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise form.refuse("body")
    return value
