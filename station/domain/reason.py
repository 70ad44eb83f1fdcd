"""Why a verdict is as it is, or why a result must be looked at. The words are under ``[reason]``."""

from enum import StrEnum


class Reason(StrEnum):
    """A stable code; the first group concerns the whole result, the second one line of it."""

    NO_RESULTS = "no_results"
    CONTROL_FAILED = "control_failed"
    CONTROL_NOT_REPORTED = "control_not_reported"
    SPECIMEN_KIND_DIFFERS = "specimen_kind_differs"
    CARTRIDGE_EXPIRED = "cartridge_expired"
    LOT_DIFFERS = "lot_differs"
    EXPIRY_DIFFERS = "expiry_differs"
    PANEL_DIFFERS = "panel_differs"
    NOT_A_PATIENT_RESULT = "not_a_patient_result"
    MESSAGE_INCOMPLETE = "message_incomplete"
    READER_FLAGGED = "reader_flagged"
    CLOCK_DIFFERS = "clock_differs"
    TEMPERATURE_OUTSIDE = "temperature_outside"

    NO_RULE = "no_rule"
    NOT_UNDERSTOOD = "not_understood"
    STRIP_INVALID = "strip_invalid"
    NO_LEGAL_LIMIT = "no_legal_limit"
    COMMON_IN_DRINKS = "common_in_drinks"
    NO_DRIVER_LIMIT = "no_driver_limit"
    PRESCRIBED_MEDICINE = "prescribed_medicine"
    NOT_CONTROLLED = "not_controlled"
    OPIATES_REACTIVE_BESIDE = "opiates_reactive_beside"
    OPIATES_NEGATIVE_BESIDE = "opiates_negative_beside"
    OPIATES_NOT_READ_BESIDE = "opiates_not_read_beside"


HOLDING = frozenset(
    {
        Reason.SPECIMEN_KIND_DIFFERS,
        Reason.LOT_DIFFERS,
        Reason.EXPIRY_DIFFERS,
        Reason.PANEL_DIFFERS,
        Reason.READER_FLAGGED,
        Reason.NO_RULE,
        Reason.NOT_UNDERSTOOD,
    }
)
"""The record contradicts itself or was not understood: two officers sign, even a negative."""
