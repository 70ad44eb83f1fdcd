"""The receivers' answers in a sheet: taken in whole or not at all, and once."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.system.night import Night, visitor_of
from tests.training import FIRST

HEAD = "followup_id,receipt_no,receiver,returned_reason\n"


@pytest.fixture
def handed(night: Night) -> Night:
    """The night, its three ready follow-ups handed over."""
    given = (night.ready_licence, night.lead, night.forced_test)
    assert night.signed("queue", "hand-over", *given, "--receiver", "示范车辆管理所").exit_code == 0
    return night


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


def states(night: Night) -> dict[str, str]:
    listed = night.run("queue", "list", "--state", "all", "--json").stdout.splitlines()
    return {one["followup_id"]: one["state"] for one in map(json.loads, listed)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_that_was_filled_in_is_taken_in_and_again_changes_nothing(
    handed: Night, sheet: Path, encoding: str
) -> None:
    lines = list(csv.DictReader(io.StringIO(handed.run("queue", "sheet").stdout)))
    assert {line["followup_id"]: line["kind"] for line in lines} == {
        handed.ready_licence: "licence",
        handed.lead: "drug_squad_lead",
        handed.forced_test: "forced_test",
    }
    answered = {line["followup_id"]: line for line in lines}
    answered[handed.ready_licence]["receipt_no"] = "车管-0001"
    answered[handed.lead]["returned_reason"] = "缺少笔录"
    with sheet.open("w", encoding=encoding, newline="") as file:
        filled = csv.DictWriter(file, lines[0].keys())
        filled.writeheader()
        filled.writerows(lines)
    taken = json.loads(handed.signed("queue", "import", str(sheet), "--json").stdout)
    assert taken == {
        "schema": "roadside-station/answers/1",
        "accepted": [handed.ready_licence],
        "returned": [handed.lead],
        "known": [],
        "unanswered": [handed.forced_test],
    }
    now = states(handed)
    assert (now[handed.ready_licence], now[handed.lead]) == ("accepted", "returned")
    again = json.loads(handed.signed("queue", "import", str(sheet), "--json").stdout)
    assert (again["accepted"], again["returned"]) == ([], [])
    assert set(again["known"]) == {handed.ready_licence, handed.lead}
    assert states(handed) == now


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("bad", "code", "exit_code"),
    [
        ("NOBODY,R-2,X,\n", "followup.unknown", 1),
        ("{open_licence},R-2,X,\n", "followup.wrong_state", 2),
        ("{lead},R-2,X,缺少笔录\n", "queue.answers_both", 2),
        ("{lead},R-2,,\n", "followup.field_missing", 2),
        ("{lead},,,{name}的笔录缺页\n", "followup.names_person", 2),
        ("{lead},R\x1b2,X,\n", "text.control_character", 2),
    ],
)
def test_one_bad_line_leaves_everything_as_it_was_and_is_named(
    handed: Night, sheet: Path, bad: str, code: str, exit_code: int, lang: str
) -> None:
    before = states(handed)
    line = bad.format(open_licence=handed.open_licence, lead=handed.lead, name=visitor_of(2).name)
    sheet.write_text(f"{HEAD}{handed.ready_licence},R-1,X,\n{line}", encoding="utf-8")
    refused = handed.signed("queue", "import", str(sheet), lang=lang)
    where, said = refused.stderr.splitlines()
    assert (refused.exit_code, said.partition(":")[0], "3" in where) == (exit_code, code, True)
    assert states(handed) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"followup_id,receipt_no\nX,1\n", "queue.answers_columns"),
        (b"", "queue.answers_columns"),
        (b"\xff\xff\x00", "queue.answers_unreadable"),
        (HEAD.encode() + b'"X,1\n', "queue.answers_unreadable"),
        (None, "queue.answers_unreadable"),
    ],
)
def test_what_is_no_sheet_is_refused(
    handed: Night, sheet: Path, content: bytes | None, code: str, lang: str
) -> None:
    if content is not None:
        sheet.write_bytes(content)
    refused = handed.signed("queue", "import", str(sheet), badges=(FIRST,), lang=lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, code)


def test_a_line_with_too_many_values_is_refused_and_not_misread(handed: Night, sheet: Path) -> None:
    sheet.write_text(f"{HEAD}{handed.lead},R-1,X,,surplus\n", encoding="utf-8")
    refused = handed.signed("queue", "import", str(sheet))
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "queue.answers_columns")
