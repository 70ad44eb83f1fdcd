"""The lists a person picks from, by arrows or digits. Each code has its words in the locale files."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why someone refuses (拒检), as they say or as it is seen."""

    NO_REASON = "no_reason"
    DENIES_USE = "denies_use"
    DISPUTES_AUTHORITY = "disputes_authority"
    CLAIMS_ILLNESS = "claims_illness"
    PRESSED_FOR_TIME = "pressed_for_time"
    FLED = "fled"
    OTHER = "other"


class Abort(StrEnum):
    """Why a test stops without a result and without a refusal (终止)."""

    CANNOT_GIVE = "cannot_give"
    SUBJECT_UNWELL = "subject_unwell"
    READER_FAILED = "reader_failed"
    CARTRIDGE_SPOILT = "cartridge_spoilt"
    NO_CARTRIDGE = "no_cartridge"
    CALLED_AWAY = "called_away"
    OTHER = "other"


class Void(StrEnum):
    """Why two officers declare a screening void (作废)."""

    WRONG_SUBJECT = "wrong_subject"
    SPECIMEN_MIXED_UP = "specimen_mixed_up"
    WRONG_CARTRIDGE = "wrong_cartridge"
    PROCEDURE_BROKEN = "procedure_broken"
    ENTERED_TWICE = "entered_twice"
    OTHER = "other"


class Claim(StrEnum):
    """Why two officers bind an unmatched result to a screening."""

    NUMBER_MISTYPED = "number_mistyped"
    NUMBER_NOT_TYPED = "number_not_typed"
    LANE_SWAPPED = "lane_swapped"
    ARRIVED_LATE = "arrived_late"


class SetAside(StrEnum):
    """Why two officers decide that a result belongs to nobody."""

    CONTROL_TEST = "control_test"
    TRIAL_RUN = "trial_run"
    NOBODY_FOUND = "nobody_found"
    SCREENING_ENDED = "screening_ended"


class PersonWent(StrEnum):
    """Where the person went."""

    RELEASED = "released"
    CASE_VENUE = "case_venue"
    HOSPITAL = "hospital"
    HANDED_TO_UNIT = "handed_to_unit"
    FLED = "fled"


class SamplesWent(StrEnum):
    """Where the samples went."""

    NONE = "none"
    REFRIGERATOR = "refrigerator"
    EVIDENCE_ROOM = "evidence_room"
    LABORATORY = "laboratory"
    WITH_THE_CASE = "with_the_case"


class VehicleWent(StrEnum):
    """Where the vehicle went."""

    NONE = "none"
    DRIVEN_BY_OTHER = "driven_by_other"
    DRIVEN_AWAY = "driven_away"
    PARKED = "parked"
    IMPOUNDED = "impounded"
    HANDED_TO_OWNER = "handed_to_owner"
