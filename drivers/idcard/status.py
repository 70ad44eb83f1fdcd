"""What the third status byte of a GA 450 reader means, docs/protocols/idcard.md. Codes are stable words."""

DONE = 0x90
FOUND = 0x9F
NO_CARD = 0x80
NO_CONTENT = 0x91

MEANINGS = {
    0x10: "checksum",
    0x11: "length",
    0x21: "command",
    0x23: "not_allowed",
    0x24: "unknown_error",
    0x31: "card_rejects_reader",
    0x32: "reader_rejects_card",
    0x33: "verification",
    0x40: "wrong_card",
    0x41: "read_failed",
    0x47: "random_number",
    0x60: "self_test",
    0x66: "unauthorised",
    NO_CARD: "no_card",
    0x81: "select_failed",
    NO_CONTENT: "no_content",
}
"""Of a status that is neither ``DONE`` nor ``FOUND``."""


def meaning(status: int) -> str:
    """The code of ``status``; ``unknown_XX`` for one that no source explains."""
    return MEANINGS.get(status, f"unknown_{status:02X}")
