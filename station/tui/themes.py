"""Colours: by day, for eyes used to the dark, and for whoever needs strong contrast.

Urgency is drawn with ``$success`` (free), ``$primary`` (goes on by itself), ``$warning`` (something to do),
``$error`` (two people are called) and ``$secondary`` (a reader is gone); the words beside it say the same.

The line one stands on in a list is drawn on ``$marked``: a tint on which every other colour can be read.
"""

from textual.theme import Theme

DAY = Theme(
    name="day",
    primary="#1f5fa8",
    secondary="#6b4fa0",
    warning="#9a5b00",
    error="#b3261e",
    success="#2c6e3f",
    accent="#0b57a4",
    foreground="#1c2733",
    background="#f4f6f8",
    surface="#ffffff",
    panel="#dfe6ee",
    dark=False,
    variables={
        "rule": "#b4c0cc",
        "quiet": "#5d6b7a",
        "alarm": "#b3261e",
        "on-alarm": "#ffffff",
        "marked": "#cbdff3",
    },
)

# Long wavelengths only: red light leaves dark-adapted eyes adapted. Nothing here is blue or white.
NIGHT_RED = Theme(
    name="night-red",
    primary="#c4603f",
    secondary="#c46a70",
    warning="#e08a1e",
    error="#ff4a33",
    success="#9a7a45",
    accent="#d9622b",
    foreground="#d98468",
    background="#0b0302",
    surface="#160705",
    panel="#260d09",
    dark=True,
    variables={
        "rule": "#4a1c14",
        "quiet": "#b46a52",
        "alarm": "#5e150b",
        "on-alarm": "#ffb8a0",
        "marked": "#3f170d",
        "input-cursor-background": "#ff8a5c",
    },
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#66ccff",
    secondary="#ff99ff",
    warning="#ffd400",
    error="#ff6655",
    success="#66ff66",
    accent="#ffd400",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1f1f1f",
    dark=True,
    text_alpha=1.0,
    variables={
        "rule": "#ffffff",
        "quiet": "#e0e0e0",
        "alarm": "#ff6655",
        "on-alarm": "#000000",
        "marked": "#5a4b00",
    },
)

THEMES = (DAY, NIGHT_RED, HIGH_CONTRAST)
