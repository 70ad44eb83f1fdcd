"""How a reader behaves apart from its tests: warm-up, battery, limits, memory, odd firmware."""

from dataclasses import dataclass

ACCEPT, REMARK, REFUSE = "accept", "remark", "refuse"

ODDITIES = {
    "numbers_restart": "after power-up it counts its tests from the first number again",
    "clock_lost": "after power-up its clock says 2000-01-01 00:00:00",
    "forgets_unsent": "results that nobody has taken are lost with the power",
    "banner": "it greets whoever opens its line (readers that print)",
    "small_sum": "letters in a checksum are small (readers that print)",
    "double_cr": "lines end with CR CR LF (readers that print)",
    "form_feed": "a form feed follows each block (readers that print)",
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
