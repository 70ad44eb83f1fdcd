"""The trade's fixed words, as they stand in entries and in JSON. Once released they do not change."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a screen may claim. It never says just "positive": a screen is not proof."""

    NEGATIVE = "negative"
    PRESUMPTIVE_POSITIVE = "presumptive_positive"
    INVALID = "invalid"
    NEEDS_CORROBORATION = "needs_corroboration"


class Ending(StrEnum):
    """How a screening ended, its ``outcome``. Refused, aborted and invalid are three different things."""

    COMPLETED = "completed"
    REFUSED = "refused"
    ABORTED = "aborted"
    VOIDED = "voided"


class SpecimenKind(StrEnum):
    """What is screened on the spot."""

    URINE = "urine"
    SALIVA = "saliva"


class Matrix(StrEnum):
    """What a limit applies to: the screened specimens and those only a laboratory measures."""

    URINE = "urine"
    SALIVA = "saliva"
    BLOOD = "blood"
    HAIR = "hair"


class Post(StrEnum):
    """Where the station stands."""

    CHECKPOINT = "checkpoint"
    COUNTER = "counter"


class Basis(StrEnum):
    """Why this person is tested at all (检测事由)."""

    CHECKPOINT = "checkpoint"
    VILLAGE_RANDOM = "village_random"
    LICENCE_BUSINESS = "licence_business"
    TRANSPORT_QUALIFICATION = "transport_qualification"
    ROSTER = "roster"
    CASE = "case"
    STAFF = "staff"
    TIP_OFF = "tip_off"
    OTHER = "other"


class LicenceBusiness(StrEnum):
    """The business a licence applicant came for: the detail of ``Basis.LICENCE_BUSINESS``."""

    FIRST_LICENCE = "first_licence"
    ADDED_CLASS = "added_class"
    RENEWAL = "renewal"
    REPLACEMENT = "replacement"
    FOREIGN_EXCHANGE = "foreign_exchange"
    BODY_CERTIFICATE = "body_certificate"
    RESTORATION = "restoration"


class StaffRole(StrEnum):
    """What a member of staff may do. At a counter registrar and tester take the officers' places."""

    OFFICER = "officer"
    ASSISTANT = "assistant"
    REGISTRAR = "registrar"
    TESTER = "tester"


class Sex(StrEnum):
    """As the document says, or as the officer enters it when there is none."""

    MALE = "male"
    FEMALE = "female"


class Document(StrEnum):
    """How the subject was identified."""

    RESIDENT_ID = "resident_id"
    OTHER = "other"
    NONE = "none"


class SubjectRole(StrEnum):
    """In what part the subject is tested."""

    DRIVER = "driver"
    PASSENGER = "passenger"
    APPLICANT = "applicant"


class Cooperation(StrEnum):
    """The answer to the notice. Police notify, they do not ask for consent."""

    COOPERATES = "cooperates"
    REFUSES = "refuses"


class Declaration(StrEnum):
    """The answer to the question on food, drink and medicine."""

    NOTHING = "nothing"
    SOMETHING = "something"


class SubjectSignature(StrEnum):
    """What became of the subject's signature."""

    SIGNED = "signed"
    REFUSED = "refused"
    ABSENT = "absent"


class Meaning(StrEnum):
    """What a signature stands for."""

    FIRST = "first"
    SECOND = "second"
    COUNTERSIGN = "countersign"


class FollowupKind(StrEnum):
    """Who must act next."""

    LICENCE = "licence"
    FORCED_TEST = "forced_test"
    DRUG_SQUAD_LEAD = "drug_squad_lead"


class FollowupState(StrEnum):
    """待移交, 已移交, 已受理, 退回补正; withdrawn (撤销) when the test was voided before it had left."""

    TO_HAND_OVER = "to_hand_over"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Finding(StrEnum):
    """What the laboratory said about a screen."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"


class MeasureKind(StrEnum):
    """注销 (cancellation) and 吊销 (revocation) are two different measures."""

    CANCELLATION = "cancellation"
    REVOCATION = "revocation"
    NONE = "none"


ANALYTES = (
    "morphine",
    "opiates",
    "methamphetamine",
    "amphetamine",
    "mdma",
    "ketamine",
    "methcathinone",
    "cocaine",
    "thc",
    "etomidate",
    "caffeine",
    "methadone",
    "buprenorphine",
    "oxycodone",
    "propoxyphene",
    "phencyclidine",
    "benzodiazepines",
    "barbiturates",
    "tricyclics",
)
"""Every analyte the station knows, in the order in which a result lists them."""
