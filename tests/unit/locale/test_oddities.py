"""What was odd about a result, in the words of who reads it."""

import pytest

from station.locale import Words


@pytest.mark.parametrize(("language", "said"), [("zh", "缺少:样本号"), ("en", "missing: specimen number")])
def test_a_field_that_is_missing_is_named_in_words(language: str, said: str) -> None:
    assert Words(language).oddity("missing:specimen_no") == said


def test_a_detail_that_a_reader_gave_is_never_taken_for_a_field_of_ours() -> None:
    assert Words("zh").oddity("unknown_code:specimen_no").endswith("specimen_no")
