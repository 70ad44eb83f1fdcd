"""The shape of a rule pack: what a jurisdiction demands, each number with its source and certainty.

Packs are data (``seeds/rules``). These are plain dataclasses so that a loader can check a file against them
strictly; unknown keys are refused. ``station.domain.verdict`` judges by them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import ClassVar

from station.domain.codes import (
    Basis,
    Ending,
    Finding,
    FollowupKind,
    Matrix,
    MeasureKind,
    Post,
    Sex,
    SpecimenKind,
    StaffRole,
    SubjectRole,
    Verdict,
)
from station.domain.errors import StationError


class Certainty(StrEnum):
    """How well a number is known; shown wherever the number is shown."""

    STATUTE = "statute"  # the text of the rule was read
    PAGE = "page"  # a page reporting the rule was read, often a repost
    SECOND_HAND = "second_hand"  # general knowledge, the rule itself was not read
    UNCONFIRMED = "unconfirmed"  # to be confirmed by a lawyer before anyone relies on it
    VENDOR = "vendor"  # a maker's value, not law
    HOUSE = "house"  # no rule was found; our own choice


class Unit(StrEnum):
    """What a period counts."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A part of a pack. A loader that knows pydantic refuses keys that are not fields."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class Sourced(Checked):
    """A part of a pack that says where it comes from."""

    source: str
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SpecimenRule(Sourced):
    """How a specimen kind is handled. ``prefix`` starts its numbers; temperatures are decimal strings."""

    kind: SpecimenKind
    prefix: str
    control_required: bool
    cartridge_min_c: str | None = None
    cartridge_max_c: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnalyteRule(Sourced):
    """What a reactive line of one analyte means. ``beside`` are the analytes to be read together with it."""

    analyte: str
    rule: str
    reactive: Verdict
    reasons: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cutoff(Sourced):
    """A limit for reference. A screen is judged by its reader against the lot's own limit, never by this."""

    analyte: str
    matrix: Matrix
    amount: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class CollectorRule(Sourced):
    """Specimens of ``subject_sex`` are taken by staff of ``collector_sex``."""

    specimen: SpecimenKind
    subject_sex: Sex
    collector_sex: Sex


@dataclass(frozen=True, kw_only=True)
class StaffRule(Sourced):
    """Who works at a post: how many must be there to collect and test, who may collect, who may sign."""

    post: Post
    staff_min: int
    collectors: tuple[StaffRole, ...]
    signers: tuple[StaffRole, ...]


@dataclass(frozen=True, kw_only=True)
class NoticeRule(Sourced):
    """The notice read to the subject at a post; ``key`` names its words in the locale files."""

    post: Post
    key: str


@dataclass(frozen=True, kw_only=True)
class SealRule(Sourced):
    """After which verdicts the specimen is split, how many sealed containers, how long they are kept."""

    verdicts: tuple[Verdict, ...]
    containers: int
    storage_months_min: int


@dataclass(frozen=True, kw_only=True)
class RetestRule(Sourced):
    """After which verdicts a second cartridge (重测) may be used, and how many cartridges there may be."""

    verdicts: tuple[Verdict, ...]
    cartridges_max: int


@dataclass(frozen=True, kw_only=True)
class CountersignRule(Sourced):
    """When waiting negatives must be countersigned: at a number or when the oldest has waited so long."""

    at_count: int
    every_min: int


@dataclass(frozen=True, kw_only=True)
class ClockRule(Sourced):
    """How far a reader's clock may be off before a result says so."""

    reader_offset_max_s: int


@dataclass(frozen=True, kw_only=True)
class Period(Sourced):
    """A time limit. ``counting`` is how certain its unit is: whether "日" is a working day is a doubt."""

    name: str
    amount: int
    unit: Unit
    counting: Certainty


@dataclass(frozen=True, kw_only=True)
class FollowupRule(Sourced):
    """When a follow-up is due. An empty list means any."""

    kind: FollowupKind
    rule: str
    outcome: Ending
    verdicts: tuple[Verdict, ...] = ()
    analytes: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    bases: tuple[Basis, ...] = ()
    roles: tuple[SubjectRole, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LegalBasis(Sourced):
    """What a measure stands on; ``key`` names its words in the locale files."""

    key: str
    law: str
    article: str


@dataclass(frozen=True, kw_only=True)
class MeasureRule(Sourced):
    """A measure that may be proposed: for which follow-up, on which bases, after which findings."""

    measure: MeasureKind
    followup: FollowupKind
    legal_bases: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class RulePack(Checked):
    """One jurisdiction's rules in one version. Loaded, hashed, and named in every entry judged by it."""

    pack: str
    version: str
    jurisdiction: str
    effective_from: date
    utc_offset_min: int
    calendar: str
    specimens: tuple[SpecimenRule, ...]
    analytes: tuple[AnalyteRule, ...]
    cutoffs: tuple[Cutoff, ...]
    collectors: tuple[CollectorRule, ...]
    staff: tuple[StaffRule, ...]
    notices: tuple[NoticeRule, ...]
    seals: SealRule
    retest: RetestRule
    countersign: CountersignRule
    clock: ClockRule
    periods: tuple[Period, ...]
    followups: tuple[FollowupRule, ...]
    legal_bases: tuple[LegalBasis, ...]
    measures: tuple[MeasureRule, ...]

    @property
    def name(self) -> str:
        """As it is cited: ``cn@2026-1``."""
        return f"{self.pack}@{self.version}"

    def local_date(self, at: datetime) -> date:
        """The calendar day of an aware moment where the pack applies."""
        return self.local(at).date()

    def local(self, at: datetime) -> datetime:
        """An aware moment by the clocks where the pack applies."""
        return at.astimezone(timezone(timedelta(minutes=self.utc_offset_min)))

    def analyte(self, analyte: str | None) -> AnalyteRule | None:
        """The rule of one analyte, or None when the pack has none."""
        return next((rule for rule in self.analytes if rule.analyte == analyte), None)

    def specimen(self, kind: SpecimenKind) -> SpecimenRule:
        """The rule of a specimen kind; raises ``rules.no_specimen``."""
        found = next((rule for rule in self.specimens if rule.kind == kind), None)
        if found is None:
            raise StationError("rules.no_specimen", pack=self.name, specimen_kind=kind.value)
        return found

    def staffing(self, post: Post) -> StaffRule:
        """Who works at ``post``; raises ``rules.no_post``."""
        found = next((rule for rule in self.staff if rule.post == post), None)
        if found is None:
            raise StationError("rules.no_post", pack=self.name, post=post.value)
        return found

    def notice(self, post: Post) -> NoticeRule:
        """The notice of ``post``; raises ``rules.no_post``."""
        found = next((rule for rule in self.notices if rule.post == post), None)
        if found is None:
            raise StationError("rules.no_post", pack=self.name, post=post.value)
        return found

    def period(self, name: str) -> Period:
        """A time limit by name; raises ``rules.no_period``."""
        found = next((period for period in self.periods if period.name == name), None)
        if found is None:
            raise StationError("rules.no_period", pack=self.name, period=name)
        return found

    def reference_cutoffs(self, analyte: str) -> tuple[Cutoff, ...]:
        """The limits the pack cites for one analyte, law and vendors apart by ``certainty``."""
        return tuple(cutoff for cutoff in self.cutoffs if cutoff.analyte == analyte)
