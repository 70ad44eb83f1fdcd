"""Every time limit of the receiving link, in seconds, with its clause of LIS01-A2 or the word "ours"."""

RECEIVE_S = 30.0
"""6.5.2: on entering the transfer phase and after each reply; on expiry the transfer is over."""

KEEP_S = 8.0
"""Ours: how long a reply may be withheld. 6.5.2 lets a sender wait 15 s for it; Roche's e411 gives up at 10
s."""

FRAME_SILENCE_S = 3.0
"""Ours: a frame whose bytes stop coming this long was cut short and is answered NAK, so that the sender
repeats it instead of waiting out its 15 s. It does not restart RECEIVE_S."""

NOISE_REPORT_S = 1.0
"""Ours: noise is reported when it has stopped this long, so that a wrong baud rate is seen."""
