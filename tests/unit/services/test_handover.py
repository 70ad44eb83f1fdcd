from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from station.domain import kinds
from station.domain.choices import Void
from station.domain.codes import Finding, FollowupKind, FollowupState, MeasureKind
from station.domain.errors import StationError
from station.domain.path import Step
from station.services import aftermath, answers, followups, handover
from station.services.workplace import Workplace
from tests import training
from tests.system.refusal import nothing_written, refused
from tests.training import FIRST, SECOND, Shift
from tests.unit.papers.reading_pdf import squeezed, text_of
from tests.unit.storage.stand import SetClock

SQUAD = "示范禁毒大队"


def lead(shift: Shift) -> str:
    """A follow-up that may be handed over at once."""
    return shift.followup_of(shift.screen(training.CAFFEINE).screening_id)


def printed(paper: Path | None) -> str:
    assert paper is not None
    return squeezed(text_of(paper.read_bytes()))


def test_what_is_handed_over_is_with_its_receiver_under_one_list_number(
    shift: Shift, workplace: Workplace
) -> None:
    chosen = [lead(shift), lead(shift)]
    handed = handover.hand_over(workplace, chosen, receiver=SQUAD)
    assert handed.list_no == "20261124-001"
    with workplace.store.reading() as reading:
        rows = [followups.row_of(reading, followup_id) for followup_id in chosen]
    assert {(row.state, row.list_no, row.receiver) for row in rows} == {
        (FollowupState.HANDED_OVER.value, "20261124-001", SQUAD)
    }


def test_lists_of_one_day_are_numbered_on_and_a_new_day_begins_again(
    shift: Shift, workplace: Workplace, night_clock: SetClock
) -> None:
    numbers = [handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).list_no for _ in range(2)]
    night_clock.pass_s(86_400)
    numbers.append(handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).list_no)
    assert numbers == ["20261124-001", "20261124-002", "20261125-001"]


def test_a_number_is_not_given_twice_when_what_had_it_was_returned_and_handed_over_again(
    shift: Shift, workplace: Workplace
) -> None:
    followup_id = lead(shift)
    handover.hand_over(workplace, [followup_id], receiver=SQUAD)
    followups.give_back(workplace, followup_id, reason="缺少签名")
    assert handover.hand_over(workplace, [followup_id], receiver=SQUAD).list_no == "20261124-002"
    assert handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).list_no == "20261124-003"


def test_after_the_999th_list_of_a_day_comes_the_1000th(shift: Shift, workplace: Workplace) -> None:
    followups.hand_over(workplace, [lead(shift)], numbered=lambda _: "20261124-999", receiver=SQUAD)
    followups.hand_over(workplace, [lead(shift)], numbered=lambda _: "20261124-1000", receiver=SQUAD)
    assert handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).list_no == "20261124-1001"


def test_two_hand_overs_at_once_never_share_a_number(shift: Shift, workplace: Workplace) -> None:
    chosen = [lead(shift) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        handed = list(pool.map(lambda one: handover.hand_over(workplace, [one], receiver=SQUAD), chosen))
    assert len({one.list_no for one in handed}) == 4


def test_nothing_of_a_list_leaves_when_one_item_may_not(shift: Shift, workplace: Workplace) -> None:
    without_finding = shift.followup_of(shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id)
    may_go = lead(shift)
    with pytest.raises(StationError, match=r"followup\.no_finding"):
        handover.hand_over(workplace, [may_go, without_finding], receiver=SQUAD)
    with workplace.store.reading() as reading:
        assert followups.row_of(reading, may_go).state == FollowupState.TO_HAND_OVER.value
        assert reading.newest_list_no("20261124-") is None


def test_a_hand_over_of_nothing_makes_no_list_and_takes_no_number(shift: Shift, workplace: Workplace) -> None:
    chosen = lead(shift)
    with nothing_written(workplace), refused("followup.none_chosen") as error:
        handover.hand_over(workplace, [], receiver=SQUAD)
    assert error[0].params == {}
    assert list(workplace.home.papers.glob("handover-*")) == []
    assert handover.hand_over(workplace, [chosen], receiver=SQUAD).list_no == "20261124-001"


def test_a_licence_case_is_ready_only_with_its_finding_and_its_measure(
    shift: Shift, workplace: Workplace
) -> None:
    followup_id = shift.followup_of(shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id)

    def ready() -> list[str]:
        with workplace.store.reading() as reading:
            return [row.followup_id for row in handover.ready(reading, FollowupKind.LICENCE)]

    assert ready() == []
    shift.enter_finding(followup_id)
    assert ready() == []
    shift.propose_measure(followup_id)
    assert ready() == [followup_id]


def test_the_list_names_person_measure_basis_receiver_and_who_hands_over(
    shift: Shift, workplace: Workplace
) -> None:
    handed = handover.hand_over(workplace, [shift.licence_case()], receiver="示范车辆管理所")
    text = printed(handed.paper)
    visitor = training.Visitor.nth(0)
    for words in (
        visitor.name, visitor.number, "示范车辆管理所", "20261124-001", "注销", "YL-2026-0001",
        "实验室检测报告SF-2026-0001", "甲演练", FIRST, "乙演练", SECOND, "A-0001", "B-0001", "2026-11-24",
    ):  # fmt: skip
        assert words in text, words


def test_the_list_says_in_words_what_the_laboratory_found_and_which_and_when(
    shift: Shift, workplace: Workplace
) -> None:
    text = printed(handover.hand_over(workplace, [shift.licence_case()], receiver="示范车辆管理所").paper)
    assert "实验室确认(示范司法鉴定中心,2026-11-24)" in text
    assert "confirmedbythelaboratory(示范司法鉴定中心,2026-11-24)" in text


def test_a_finding_that_does_not_confirm_stands_beside_the_screening_on_the_list(
    shift: Shift, workplace: Workplace
) -> None:
    followup_id = shift.followup_of(shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id)
    shift.enter_finding(followup_id, Finding.NOT_CONFIRMED)
    shift.propose_measure(followup_id, MeasureKind.NONE)
    text = printed(handover.hand_over(workplace, [followup_id], receiver="示范车辆管理所").paper)
    assert "初筛阳性" in text
    assert "实验室未确认(示范司法鉴定中心,2026-11-24)" in text
    assert "notconfirmedbythelaboratory" in text


def test_a_lead_that_no_laboratory_saw_names_none(shift: Shift, workplace: Workplace) -> None:
    text = printed(handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).paper)
    assert "实验室" not in text


def test_a_refusal_on_a_list_says_refused_and_why(shift: Shift, workplace: Workplace) -> None:
    followup_id = shift.followup_of(shift.screen(training.REFUSED).screening_id)
    text = printed(handover.hand_over(workplace, [followup_id], receiver="示范公安分局").paper)
    assert "拒检" in text
    assert "称没有吸毒" in text


def test_the_printing_is_noted_with_hash_and_checkpoint(shift: Shift, workplace: Workplace) -> None:
    handed = handover.hand_over(workplace, [lead(shift)], receiver=SQUAD)
    assert handed.paper is not None
    with workplace.store.reading() as reading:
        (fact,) = reading.facts_of_kind(kinds.PAPER_PRINTED)
    assert fact.body == {
        "paper": "handover_list",
        "about": "20261124-001",
        "sha256": sha256(handed.paper.read_bytes()).hexdigest(),
        "checkpoint_size": fact.seq,
    }


def test_a_hand_over_stands_when_its_list_cannot_be_printed_and_is_printed_later(
    shift: Shift, workplace: Workplace, mocker: MockerFixture
) -> None:
    followup_id = lead(shift)
    failing = mocker.patch(
        "station.services.handover.render", side_effect=StationError("paper.font_missing", font="-")
    )
    handed = handover.hand_over(workplace, [followup_id], receiver=SQUAD)
    assert handed.paper is None
    assert handed.not_printed is not None
    assert handed.not_printed.code == "paper.font_missing"
    with workplace.store.reading() as reading:
        assert followups.row_of(reading, followup_id).state == FollowupState.HANDED_OVER.value
        assert list(reading.facts_of_kind(kinds.PAPER_PRINTED)) == []
    mocker.stop(failing)
    assert training.Visitor.nth(0).number in printed(handover.reprint(workplace, handed.list_no))


def test_a_full_disk_leaves_the_hand_over_standing(
    shift: Shift, workplace: Workplace, mocker: MockerFixture
) -> None:
    mocker.patch("station.keystore.keyfile.replace", side_effect=OSError(28, "No space left on device"))
    handed = handover.hand_over(workplace, [lead(shift)], receiver=SQUAD)
    assert handed.not_printed is not None
    assert handed.not_printed.code == "paper.not_kept"


def test_a_list_printed_again_is_another_file_with_the_receipt_on_it(
    shift: Shift, workplace: Workplace
) -> None:
    followup_id = lead(shift)
    handed = handover.hand_over(workplace, [followup_id], receiver=SQUAD)
    followups.accept(workplace, followup_id, receipt_no="SL-2026-77", receiver="收件人")
    again = handover.reprint(workplace, handed.list_no)
    assert again != handed.paper
    assert "SL-2026-77" not in printed(handed.paper)
    assert "SL-2026-77" in printed(again)


def test_a_list_printed_again_keeps_what_was_on_it(shift: Shift, workplace: Workplace) -> None:
    followup_id = shift.licence_case()
    handed = handover.hand_over(workplace, [followup_id], receiver="示范车辆管理所")
    followups.give_back(workplace, followup_id, reason="依据有误")
    shift.enter_finding(followup_id)
    with workplace.store.reading() as reading:
        assert followups.of(reading, followup_id).measure is None
    text = printed(handover.reprint(workplace, handed.list_no))
    assert "注销" in text
    assert "YL-2026-0001" in text


def test_a_list_that_never_was_is_named_as_such(shift: Shift, workplace: Workplace) -> None:
    with pytest.raises(StationError, match=r"queue\.no_such_list"):
        handover.reprint(workplace, "20261124-001")


def test_nobody_hands_over_while_nobody_is_signed_on(shift: Shift, workplace: Workplace) -> None:
    followup_id = lead(shift)
    workplace.vault.lock()
    with pytest.raises(StationError, match=r"vault\.locked"):
        handover.hand_over(workplace, [followup_id], receiver=SQUAD)


def test_a_training_home_stamps_its_lists(shift: Shift, workplace: Workplace) -> None:
    assert "TRAINING" in printed(handover.hand_over(workplace, [lead(shift)], receiver=SQUAD).paper)


def test_what_waits_beyond_the_first_page_is_handed_over_too(
    shift: Shift, workplace: Workplace, mocker: MockerFixture
) -> None:
    cases = [shift.licence_case() for _ in range(3)]
    with workplace.store.reading() as reading:
        asked = reading.followups
        mocker.patch.object(reading, "followups", lambda states, cursor: asked(states, cursor, 1))
        assert [row.followup_id for row in handover.ready(reading)] == cases
        assert [row.followup_id for row in followups.waiting(reading)] == cases


def test_an_answer_about_a_void_test_is_taken_in_once_and_again_changes_nothing(
    shift: Shift, workplace: Workplace
) -> None:
    screening_id = shift.screen(training.CAFFEINE, until=Step.WHEREABOUTS).screening_id
    followup_id = shift.followup_of(screening_id)
    handover.hand_over(workplace, [followup_id], receiver=SQUAD)
    aftermath.void(workplace, screening_id, Void.WRONG_SUBJECT, shift.signers)
    sheet = [answers.Answer(2, followup_id, receipt_no="", receiver="", reason="缺少签名")]
    assert answers.take_in(workplace, sheet).returned == (followup_id,)
    with nothing_written(workplace):
        assert answers.take_in(workplace, sheet).known == (followup_id,)
