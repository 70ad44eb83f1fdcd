"""What everybody may know of a training home: its passphrases and its PIN."""

PIN = "246810"


def passphrase_of(badge: str) -> str:
    """The public passphrase of a training officer."""
    return f"training {badge}"
