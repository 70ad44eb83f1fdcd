"""What stands behind a line's label, as `station profile new` offers it."""

import pytest

from station.cli.profile_suggested import all_after_label


@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ("Ref: A7", "A7"),
        ("Lane 2 12:45", "2 12:45"),
        ("NOTE 12:45 X", "12:45 X"),
        ("Ratio:1:2", "1:2"),
        ("03:12:45", "03:12:45"),
        ("*** READER OFR-7 ***", "OFR-7"),
    ],
)
def test_a_colon_between_digits_ends_no_label(line: str, behind: str) -> None:
    assert all_after_label(line) == behind
