"""Every refusal and every finding of the log and the keys has its words in both languages."""

import re
from pathlib import Path

import pytest

from station.locale import LANGUAGES, Words

STATION = Path(__file__).parents[3] / "station"
RAISED = re.compile(r'(StationError|BrokenRuleError|Finding)\(\s*(?:entry\.seq, )?"([a-z_]+\.[a-z_]+)"')


def raised() -> list[tuple[str, str]]:
    found = set()
    for folder in ("log", "keystore"):
        for source in (STATION / folder).rglob("*.py"):
            found |= set(RAISED.findall(source.read_text(encoding="utf-8")))
    return sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    words = Words(language)
    codes = raised()
    assert len(codes) > 60
    for maker, code in codes:
        keys = (
            [f"errors.{code}.what", f"errors.{code}.next"]
            if maker == "StationError"
            else [f"verify.finding.{code}"]
        )
        assert [key for key in keys if not words.has(key)] == []
