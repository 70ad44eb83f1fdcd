"""How a reader behaves apart from its tests: warm-up, battery, limits, memory, odd firmware."""

from dataclasses import dataclass

ACCEPT, REMARK, REFUSE = "accept", "remark", "refuse"

ODDITIES = {
    "numbers_restart": "after power-up it counts its tests from the first number again",
    "clock_lost": "after power-up its clock says 2000-01-01 00:00:00",
    "forgets_unsent": "results that nobody has taken are lost with the power",
    "no_flow_control": "it sends on though the host's side is full; what does not fit is lost",
    "takes_orders": "the station may send it orders and ask for stored results (LIS)",
    "asks": "it asks what to test of a cup that no order names (LIS, beside takes_orders)",
    "only_ordered": "it gives back a cup that the answer does not order (LIS, beside asks)",
    "busy_while_testing": "NAK to ENQ while it tests (LIS, beside takes_orders)",
    "interrupts": "EOT for ACK when a result waits (LIS, beside takes_orders)",
    "bids_against": "every other ENQ is crossed by its own (LIS, beside takes_orders)",
    "banner": "it greets whoever opens its line (readers that print)",
    "small_sum": "letters in a checksum are small (readers that print)",
    "double_cr": "lines end with CR CR LF (readers that print)",
    "form_feed": "a form feed follows each block (readers that print)",
    "no_declaration": "no XML declaration before a message (POCT1-A2)",
    "no_line_end": "no LF behind a message (POCT1-A2)",
    "crlf_between_elements": "CR LF between elements (POCT1-A2)",
    "sofia_ack": "acknowledgements as ACK.type_id and ACK.control_id only (POCT1-A2)",
    "offset_unknown": "local time with the offset -00:00 (POCT1-A2)",
    "fractions": "times with milliseconds (POCT1-A2)",
    "ack_to_request": "a request is acknowledged before it is answered (POCT1-A2)",
    "blocks": "each message in an MLLP block (POCT1-A2)",
    "no_message_type": "no HDR.message_type (POCT1-A2)",
    "ten_control_ids": "control ids begin again after ten (POCT1-A2)",
    "same_control_id": "MSH-10 is the test number, also in a repeat (HL7)",
    "control_id_one": "MSH-10 is always 1 (HL7)",
    "crlf": "CR LF between segments (HL7)",
    "no_last_cr": "no CR behind the last segment (HL7)",
    "no_cr_after_block": "no CR behind the end of a block (HL7)",
    "heartbeat": "a byte 02 every 10 s between blocks (HL7)",
    "unicode": "UNICODE in MSH-18, text in UTF-8 (HL7)",
    "no_charset": "MSH-18 empty (HL7)",
    "other_signs": "other delimiters than the usual (HL7)",
    "control_in_msh_16": "2 in MSH-16 for a control test (HL7)",
}


@dataclass(frozen=True)
class Ways:
    """The `[ways]` of a device file or of a scenario; seconds are the reader's own.

    `charge` is the number of tests that a full battery lasts for, None on mains. `when_expired` and
    `outside_limits` are accept, remark or refuse; limits are degrees C of the reader's surroundings.
    """

    warm_up_s: float = 0.0
    cartridge_stays: bool = False
    when_expired: str = ACCEPT
    lowest_c: float = -100.0
    highest_c: float = 100.0
    outside_limits: str = REFUSE
    charge: int | None = None
    low_charge: int = 5
    memory_size: int = 1000
    oddities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for choice in (self.when_expired, self.outside_limits):
            if choice not in (ACCEPT, REMARK, REFUSE):
                raise ValueError(f"{choice} is none of accept, remark, refuse")
        strange = sorted(set(self.oddities) - set(ODDITIES))
        if strange:
            raise ValueError(f"no oddity {', '.join(strange)}; there are {', '.join(ODDITIES)}")
