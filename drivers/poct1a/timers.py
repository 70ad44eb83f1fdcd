"""Every time limit of a POCT1-A conversation, in seconds. All are ours (docs/protocols/poct1a.md)."""

KEEP_S = 8.0
"""How long an acknowledgement may be withheld; never more than half of what the reader waits."""

ANSWER_S = 60.0
"""How long an answer is waited for, when the reader does not tell how long it waits itself."""

DOCUMENT_SILENCE_S = 10.0
"""A message whose bytes stop coming this long was cut off."""

NOISE_REPORT_S = 1.0
"""Bytes between messages are reported when they have stopped this long."""
