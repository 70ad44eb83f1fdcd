"""The finished steps of a screening, each as its newest entry says and with the leaf a signature will name.

No personal value is here: a number, a name or a person's words are known only by the names of the fields that
were given.
"""

from dataclasses import dataclass
from datetime import date, datetime

from station.domain.body import Body
from station.domain.cartridge import Cartridge
from station.domain.codes import (
    Basis,
    Cooperation,
    Declaration,
    Document,
    Ending,
    FollowupKind,
    Meaning,
    Post,
    SpecimenKind,
    SubjectRole,
    SubjectSignature,
    Verdict,
)
from station.domain.facts import Fact


@dataclass(frozen=True)
class Entered:
    """Where a step stands in the log. ``supersedes`` is the leaf it mends, if it mends one."""

    leaf: str
    seq: int
    at: datetime
    supersedes: str | None

    @classmethod
    def of(cls, fact: Fact) -> "Entered":
        """The place of ``fact``."""
        return cls(fact.leaf, fact.seq, fact.at, Body.of(fact).maybe("supersedes"))


@dataclass(frozen=True)
class Opened:
    """``screening_opened``: where, why and on what the test is made."""

    entered: Entered
    shift_id: str
    post: Post
    basis: Basis
    basis_detail: str | None
    specimen_kind: SpecimenKind
    lane: str | None
    ticket: str | None

    @classmethod
    def of(cls, fact: Fact) -> "Opened":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(
            Entered.of(fact),
            body.text("shift_id"),
            Post(body.text("post")),
            Basis(body.text("basis")),
            body.maybe("basis_detail"),
            SpecimenKind(body.text("specimen_kind")),
            body.maybe("lane"),
            body.maybe("ticket"),
        )


@dataclass(frozen=True)
class Identified:
    """``subject_identified``: by which document; ``given`` names the personal fields that were given.

    ``document_kind`` tells that a machine read the document, and which it was; None when it was typed."""

    entered: Entered
    document: Document
    document_name: str | None
    document_kind: str | None
    given: frozenset[str]

    @classmethod
    def of(cls, fact: Fact) -> "Identified":
        """Read from a committed fact."""
        body = Body.of(fact)
        document = Document(body.text("document"))
        return cls(
            Entered.of(fact),
            document,
            body.maybe("document_name"),
            body.maybe("document_kind"),
            body.names("commitments"),
        )


@dataclass(frozen=True)
class Notified:
    """``notice_given``: which notice, in which language, by whom."""

    entered: Entered
    notice: str
    language: str
    by: str

    @classmethod
    def of(cls, fact: Fact) -> "Notified":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), body.text("notice"), body.text("language"), body.text("by"))


@dataclass(frozen=True)
class Answered:
    """``cooperation_answered``."""

    entered: Entered
    answer: Cooperation
    reason: str | None

    @classmethod
    def of(cls, fact: Fact) -> "Answered":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), Cooperation(body.text("answer")), body.maybe("reason"))


@dataclass(frozen=True)
class Declared:
    """``declaration_made``: whether food, drink or medicine was declared; the words are personal."""

    entered: Entered
    answer: Declaration

    @classmethod
    def of(cls, fact: Fact) -> "Declared":
        """Read from a committed fact."""
        return cls(Entered.of(fact), Declaration(Body.of(fact).text("answer")))


@dataclass(frozen=True)
class Collected:
    """``specimen_collected``."""

    entered: Entered
    specimen_kind: SpecimenKind
    specimen_no: str
    collector: str

    @classmethod
    def of(cls, fact: Fact) -> "Collected":
        """Read from a committed fact."""
        body = Body.of(fact)
        kind = SpecimenKind(body.text("specimen_kind"))
        return cls(Entered.of(fact), kind, body.text("specimen_no"), body.text("collector"))


@dataclass(frozen=True)
class Loaded:
    """``cartridge_loaded``. A correction of the same cartridge supersedes; a second cartridge does not.

    ``since`` is the sequence number at which this cartridge was first entered.
    """

    entered: Entered
    cartridge: Cartridge
    since: int

    @classmethod
    def of(cls, fact: Fact) -> "Loaded":
        """Read from a committed fact."""
        body = Body.of(fact)
        cartridge = Cartridge(body.text("lane"), body.text("lot"), body.day("expiry"), body.maybe("panel"))
        return cls(Entered.of(fact), cartridge, fact.seq)


@dataclass(frozen=True)
class Detailed:
    """``details_recorded``: the part the subject plays and which personal fields were given."""

    entered: Entered
    role: SubjectRole
    given: frozenset[str]

    @classmethod
    def of(cls, fact: Fact) -> "Detailed":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), SubjectRole(body.text("role")), body.names("commitments"))


@dataclass(frozen=True)
class Bound:
    """A measurement that belongs to this screening: by itself, because an officer confirmed it, or
    ``claimed`` for it by two officers.

    ``leaf`` is the measurement's; ``seq`` is where it became this screening's.
    """

    leaf: str
    seq: int
    at: datetime
    claimed: bool


@dataclass(frozen=True)
class Offered:
    """``measurement_offered``: a result that may be this screening's, by lane and read window alone."""

    entered: Entered
    measurement: str

    @classmethod
    def of(cls, fact: Fact) -> "Offered":
        """Read from a committed fact."""
        return cls(Entered.of(fact), Body.of(fact).text("measurement"))


@dataclass(frozen=True)
class Line:
    """One analyte of a verdict."""

    analyte: str | None
    code: str
    verdict: Verdict
    rule: str


@dataclass(frozen=True)
class Reached:
    """``verdict_reached``: which pack judged which measurement, and how."""

    entered: Entered
    verdict: Verdict
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    followups: tuple[FollowupKind, ...]
    pack: str
    pack_version: str
    pack_sha256: str
    measurement: str

    @classmethod
    def of(cls, fact: Fact) -> "Reached":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(
            Entered.of(fact),
            Verdict(body.text("verdict")),
            tuple(_line(row) for row in body.rows("analytes")),
            body.texts("reasons"),
            tuple(FollowupKind(kind) for kind in body.texts("followups")),
            body.text("pack"),
            body.text("pack_version"),
            body.text("pack_sha256"),
            body.text("measurement"),
        )


def _line(row: Body) -> Line:
    return Line(row.maybe("analyte"), row.text("code"), Verdict(row.text("verdict")), row.text("rule"))


@dataclass(frozen=True)
class Signed:
    """``statement_signed``: who put their name to which leaves, and what for."""

    entered: Entered
    badge: str
    meaning: Meaning
    leaves: tuple[str, ...]

    @classmethod
    def of(cls, fact: Fact) -> "Signed":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), body.text("badge"), Meaning(body.text("meaning")), body.texts("leaves"))


@dataclass(frozen=True)
class Sealed:
    """``samples_sealed``: the numbers of the A and B seals."""

    entered: Entered
    a_seal: str
    b_seal: str

    @classmethod
    def of(cls, fact: Fact) -> "Sealed":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), body.text("a_seal"), body.text("b_seal"))


@dataclass(frozen=True)
class Told:
    """``subject_told``: by whom, until when an objection can be made, on which slip."""

    entered: Entered
    by: str
    verdict: str | None
    objection_until: date | None
    slip_no: str | None

    @classmethod
    def of(cls, fact: Fact) -> "Told":
        """Read from a committed fact."""
        body = Body.of(fact)
        until = body.maybe("objection_until") and body.day("objection_until")
        return cls(
            Entered.of(fact), body.text("by"), body.maybe("verdict"), until or None, body.maybe("slip_no")
        )


@dataclass(frozen=True)
class SubjectSigned:
    """``subject_signed``: signed, refused or absent."""

    entered: Entered
    answer: SubjectSignature

    @classmethod
    def of(cls, fact: Fact) -> "SubjectSigned":
        """Read from a committed fact."""
        return cls(Entered.of(fact), SubjectSignature(Body.of(fact).text("answer")))


@dataclass(frozen=True)
class Whereabouts:
    """``whereabouts_recorded``: codes of where the person, the samples and the vehicle went."""

    entered: Entered
    person: str
    samples: str
    vehicle: str

    @classmethod
    def of(cls, fact: Fact) -> "Whereabouts":
        """Read from a committed fact."""
        body = Body.of(fact)
        return cls(Entered.of(fact), body.text("person"), body.text("samples"), body.text("vehicle"))


@dataclass(frozen=True)
class Stopped:
    """``screening_aborted`` or ``screening_voided``, with its reason's code."""

    entered: Entered
    reason: str

    @classmethod
    def of(cls, fact: Fact) -> "Stopped":
        """Read from a committed fact."""
        return cls(Entered.of(fact), Body.of(fact).text("reason"))


@dataclass(frozen=True)
class Closed:
    """``screening_closed``."""

    entered: Entered
    outcome: Ending
    verdict: Verdict | None

    @classmethod
    def of(cls, fact: Fact) -> "Closed":
        """Read from a committed fact."""
        body = Body.of(fact)
        verdict = body.maybe("verdict")
        return cls(Entered.of(fact), Ending(body.text("outcome")), Verdict(verdict) if verdict else None)


@dataclass(frozen=True)
class OpenedFollowup:
    """``followup_opened``: what this screening led to."""

    entered: Entered
    followup_id: str
    kind: FollowupKind
    rule: str

    @classmethod
    def of(cls, fact: Fact) -> "OpenedFollowup":
        """Read from a committed fact."""
        body = Body.of(fact)
        kind = FollowupKind(body.text("kind"))
        return cls(Entered.of(fact), body.text("followup_id"), kind, body.text("rule"))
