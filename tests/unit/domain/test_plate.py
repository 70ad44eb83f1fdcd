"""Number plates: what a typed one looks like."""

import pytest

from station.domain.plate import home_province, plate_hint


@pytest.mark.parametrize(
    ("text", "plate", "shape"),
    [
        ("晋M12345", "晋M12345", "ordinary"),
        (" 晋m·1a345 ", "晋M1A345", "ordinary"),
        ("晋Ｍ１２３４５", "晋M12345", "ordinary"),
        ("粤BD12345", "粤BD12345", "new_energy"),
        ("粤B12345F", "粤B12345F", "new_energy"),
        ("晋M1234挂", "晋M1234挂", "special"),
        ("京A0006警", "京A0006警", "special"),
        ("晋MI2345", "晋MI2345", None),
        ("晋M1234", "晋M1234", None),
        ("AB-123-CD", "AB123CD", None),
        ("", "", None),
    ],
)
def test_a_plate_is_mended_and_its_shape_told_and_none_is_refused(
    text: str, plate: str, shape: str | None
) -> None:
    hint = plate_hint(text)

    assert (hint.plate, hint.shape) == (plate, shape)


def test_the_home_province_comes_from_the_region_of_the_number() -> None:
    assert home_province("140882") == "晋"
    assert home_province("990000") == ""
