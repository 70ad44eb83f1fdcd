"""Every time limit of an HL7 line, in seconds. The standard names none; all are ours."""

KEEP_S = 8.0
"""How long an answer may be withheld: readers wait 10 to 30 s for it (docs/protocols/hl7.md)."""

BLOCK_SILENCE_S = 10.0
"""A block whose bytes stop coming this long was cut off."""

RETURN_SILENCE_S = 0.5
"""How long the 0D after 1C is waited for before the block is taken without it."""

NOISE_REPORT_S = 1.0
"""Bytes between blocks are reported when they have stopped this long."""
