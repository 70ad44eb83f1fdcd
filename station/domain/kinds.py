"""The kind of every entry of the log. A kind is never renamed: entries already signed carry it."""

LOG_OPENED = "log_opened"
OFFICER_ENROLLED = "officer_enrolled"
RULES_ADOPTED = "rules_adopted"
ACCESS_GRANTED = "access_granted"
ACCESS_REFUSED = "access_refused"
SIGNED_OFF = "signed_off"
CLOCK_JUMPED = "clock_jumped"
READER_CONNECTED = "reader_connected"
READER_LOST = "reader_lost"
READER_ASKED = "reader_asked"
READER_NAMED = "reader_named"
READER_CLOCK_TOLD = "reader_clock_told"
EXCHANGE_HELD = "exchange_held"

SHIFT_OPENED = "shift_opened"
SHIFT_CHANGED = "shift_changed"
SHIFT_CLOSED = "shift_closed"

SCREENING_OPENED = "screening_opened"
SUBJECT_IDENTIFIED = "subject_identified"
NOTICE_GIVEN = "notice_given"
COOPERATION_ANSWERED = "cooperation_answered"
DECLARATION_MADE = "declaration_made"
SPECIMEN_COLLECTED = "specimen_collected"
CARTRIDGE_LOADED = "cartridge_loaded"
DETAILS_RECORDED = "details_recorded"
MEASUREMENT_RECEIVED = "measurement_received"
MEASUREMENT_REPEATED = "measurement_repeated"
MEASUREMENT_OFFERED = "measurement_offered"
MEASUREMENT_CONFIRMED = "measurement_confirmed"
MEASUREMENT_DENIED = "measurement_denied"
MEASUREMENT_CLAIMED = "measurement_claimed"
MEASUREMENT_SET_ASIDE = "measurement_set_aside"
VERDICT_REACHED = "verdict_reached"
STATEMENT_SIGNED = "statement_signed"
SAMPLES_SEALED = "samples_sealed"
SUBJECT_TOLD = "subject_told"
SUBJECT_SIGNED = "subject_signed"
WHEREABOUTS_RECORDED = "whereabouts_recorded"
SCREENING_ABORTED = "screening_aborted"
SCREENING_VOIDED = "screening_voided"
SCREENING_CLOSED = "screening_closed"

FOLLOWUP_OPENED = "followup_opened"
LAB_FINDING_ENTERED = "lab_finding_entered"
MEASURE_PROPOSED = "measure_proposed"
FOLLOWUP_HANDED_OVER = "followup_handed_over"
FOLLOWUP_ACCEPTED = "followup_accepted"
FOLLOWUP_RETURNED = "followup_returned"
BUNDLE_MADE = "bundle_made"
PAPER_PRINTED = "paper_printed"

SYSTEM = frozenset(
    {
        LOG_OPENED,
        OFFICER_ENROLLED,
        RULES_ADOPTED,
        ACCESS_GRANTED,
        ACCESS_REFUSED,
        SIGNED_OFF,
        CLOCK_JUMPED,
        READER_CONNECTED,
        READER_LOST,
        READER_ASKED,
        READER_NAMED,
        READER_CLOCK_TOLD,
        EXCHANGE_HELD,
    }
)
SHIFT = frozenset({SHIFT_OPENED, SHIFT_CHANGED, SHIFT_CLOSED})
SCREENING = frozenset(
    {
        SCREENING_OPENED,
        SUBJECT_IDENTIFIED,
        NOTICE_GIVEN,
        COOPERATION_ANSWERED,
        DECLARATION_MADE,
        SPECIMEN_COLLECTED,
        CARTRIDGE_LOADED,
        DETAILS_RECORDED,
        MEASUREMENT_RECEIVED,
        MEASUREMENT_REPEATED,
        MEASUREMENT_OFFERED,
        MEASUREMENT_CONFIRMED,
        MEASUREMENT_DENIED,
        MEASUREMENT_CLAIMED,
        MEASUREMENT_SET_ASIDE,
        VERDICT_REACHED,
        STATEMENT_SIGNED,
        SAMPLES_SEALED,
        SUBJECT_TOLD,
        SUBJECT_SIGNED,
        WHEREABOUTS_RECORDED,
        SCREENING_ABORTED,
        SCREENING_VOIDED,
        SCREENING_CLOSED,
    }
)
FOLLOWUP = frozenset(
    {
        FOLLOWUP_OPENED,
        LAB_FINDING_ENTERED,
        MEASURE_PROPOSED,
        FOLLOWUP_HANDED_OVER,
        FOLLOWUP_ACCEPTED,
        FOLLOWUP_RETURNED,
        BUNDLE_MADE,
        PAPER_PRINTED,
    }
)
ALL = SYSTEM | SHIFT | SCREENING | FOLLOWUP

SUPERSEDABLE = frozenset(
    {
        SCREENING_OPENED,
        SUBJECT_IDENTIFIED,
        NOTICE_GIVEN,
        COOPERATION_ANSWERED,
        DECLARATION_MADE,
        SPECIMEN_COLLECTED,
        CARTRIDGE_LOADED,
        DETAILS_RECORDED,
        SAMPLES_SEALED,
        SUBJECT_TOLD,
        SUBJECT_SIGNED,
        WHEREABOUTS_RECORDED,
    }
)
"""Steps a person answered and may answer again; the newer entry names the older in ``supersedes``."""
