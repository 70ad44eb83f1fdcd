"""How far a clock is off, in words."""

import pytest

from station.locale import Words


@pytest.mark.parametrize(
    ("offset_ms", "zh", "en"),
    [
        (420_400, "+420 秒", "+420 s"),
        (-3_000, "-3 秒", "-3 s"),
        (172_799_000, "+172799 秒", "+172799 s"),
        (-315_360_002_000, "-3650 天", "-3650 days"),
    ],
)
def test_a_clock_is_off_by_seconds_with_their_sign_and_one_never_set_by_days(
    offset_ms: int, zh: str, en: str
) -> None:
    assert Words("zh").clock_off(offset_ms) == zh
    assert Words("en").clock_off(offset_ms) == en
