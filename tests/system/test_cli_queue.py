"""``station queue``: what waits, the way of a case without a screen, and its bundle."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.night import Night
from tests.training import FIRST, SECOND

FINDING = (
    "--laboratory", "示范司法鉴定中心", "--document", "SF-2026-0002", "--finding", "confirmed",
    "--dated", "2026-11-25",
)  # fmt: skip
MEASURE = ("--measure", "cancellation", "--basis", "licence_79_1_6", "--document", "YL-2026-0002")
BOTH = (FIRST, SECOND)


def queued(night: Night, *words: str) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in night.run("queue", "list", "--json", *words).stdout.splitlines()]
    return {one["followup_id"]: one for one in found}


def test_what_waits_is_listed_with_what_it_lacks(night: Night) -> None:
    waiting = queued(night)
    assert {one["schema"] for one in waiting.values()} == {"roadside-station/followup/1"}
    assert {key: (one["kind"], one["lacks"]) for key, one in waiting.items()} == {
        night.open_licence: ("licence", "finding"),
        night.ready_licence: ("licence", None),
        night.lead: ("drug_squad_lead", None),
        night.forced_test: ("forced_test", None),
    }
    assert list(queued(night, "--kind", "licence")) == [night.open_licence, night.ready_licence]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_queue_is_a_no(night: Night, lang: str) -> None:
    found = night.run("queue", "list", "--state", "returned", lang=lang)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr


def test_a_case_goes_its_whole_way_and_back_once(night: Night) -> None:
    case = night.open_licence
    early = night.signed("queue", "measure", case, *MEASURE, badges=BOTH)
    assert (early.exit_code, early.stderr.partition(":")[0]) == (2, "followup.no_finding")
    assert night.signed("queue", "finding", case, *FINDING).exit_code == 0
    alone = night.signed("queue", "measure", case, *MEASURE, badges=(FIRST, FIRST))
    assert (alone.exit_code, alone.stderr.partition(":")[0]) == (2, "screening.two_officers")
    assert night.signed("queue", "measure", case, *MEASURE, badges=BOTH).exit_code == 0
    handed = night.signed("queue", "hand-over", case, "--receiver", "示范车辆管理所", "--json")
    line = json.loads(handed.stdout)
    assert (handed.exit_code, line["schema"]) == (0, "roadside-station/hand-over/1")
    assert Path(line["paper"]).read_bytes().startswith(b"%PDF")
    twice = night.signed("queue", "hand-over", case, "--receiver", "示范车辆管理所")
    assert (twice.exit_code, twice.stderr.partition(":")[0]) == (2, "followup.wrong_state")
    assert night.signed("queue", "return", case, "--reason", "缺少送达回证").exit_code == 0
    assert queued(night)[case]["state"] == "returned"
    assert night.signed("queue", "hand-over", case, "--receiver", "示范车辆管理所").exit_code == 0
    accepted = night.signed("queue", "accept", case, "--receipt", "R-1", "--receiver", "示范车辆管理所")
    assert accepted.exit_code == 0
    assert case not in queued(night)
    assert queued(night, "--state", "accepted")[case]["receipt_no"] == "R-1"
    assert night.run("log", "verify").exit_code == 0


@pytest.mark.parametrize("case", ["lead", "forced_test"])
def test_neither_caffeine_nor_a_refusal_ever_reaches_a_licence(night: Night, case: str) -> None:
    followup_id = getattr(night, case)
    refused = night.signed("queue", "measure", followup_id, *MEASURE, badges=BOTH)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "followup.never_a_licence")


def test_all_of_a_kind_go_on_one_list_without_what_is_not_ready(night: Night) -> None:
    handed = night.signed("queue", "hand-over", "--kind", "licence", "--receiver", "示范车辆管理所", "--json")
    assert json.loads(handed.stdout)["followup_ids"] == [night.ready_licence]
    reprinted = night.signed("queue", "reprint", json.loads(handed.stdout)["list_no"])
    assert reprinted.exit_code == 0
    assert len(list((night.root / "papers").glob("*.pdf"))) == 2


def test_a_bundle_made_before_is_recognised(night: Night, tmp_path: Path) -> None:
    stick = str(tmp_path / "stick")
    made = [
        json.loads(night.signed("queue", "bundle", stick, "--json", *more).stdout)
        for more in ((), (), ("--again",))
    ]
    assert [one["new"] for one in made] == [True, False, False]
    assert len({one["bundle_id"] for one in made}) == 1
    assert set(made[0]["followup_ids"]) == {night.ready_licence, night.lead, night.forced_test}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("queue", "hand-over", "--receiver", "X"), 2),
        (("queue", "hand-over", "NOBODY", "--receiver", "X"), 1),
        (("queue", "accept", "NOBODY", "--receipt", "1", "--receiver", "X"), 1),
        (("queue", "reprint", "20200101-001"), 1),
        (("queue", "finding", "NOBODY", *FINDING[:-1], "yesterday"), 2),
    ],
)
def test_what_is_not_there_is_a_no_and_nothing_chosen_is_wrong_use(
    night: Night, words: tuple[str, ...], code: int
) -> None:
    refused = night.signed(*words)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert refused.stderr
