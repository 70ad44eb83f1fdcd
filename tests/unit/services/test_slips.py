import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from station.domain import kinds
from station.domain.choices import Abort, Void
from station.domain.codes import Post, SubjectSignature
from station.domain.errors import StationError
from station.domain.path import Step
from station.log import checkpoint, compact
from station.services import aftermath, papers_kept, slips
from station.services.workplace import Workplace
from station.storage.rows import to_ms
from tests import training
from tests.training import FIRST, PLACE, SECOND, Course, Shift, found_home, opened
from tests.unit.papers.reading_pdf import squeezed, text_of
from tests.unit.storage.stand import SetClock


def printed(workplace: Workplace, screening_id: str) -> str:
    return squeezed(text_of(slips.print_slip(workplace, screening_id).read_bytes()))


def test_a_positive_slip_carries_what_the_log_says(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE)
    text = printed(workplace, screening.screening_id)
    visitor = training.Visitor.nth(0)
    for words in (
        "初筛阳性", visitor.name, f"990000********{visitor.number[-4:]}", "晋M1A000", screening.screening_id,
        screening.screening_id[-8:], "".join(PLACE.split()), "路面设卡检查", "U-000001", "UCR-20", "700123",
        "A07", "2027-03-31", "甲基苯丙胺(冰毒)", "300ng/mL", "A-0001", "B-0001", "甲演练", FIRST,
        "乙演练", SECOND, "cn@2026-1", "TRAINING",
    ):  # fmt: skip
        assert words in text, words


def test_a_slip_never_shows_the_whole_number(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE)
    assert training.Visitor.nth(0).number not in printed(workplace, screening.screening_id)


def test_the_last_day_to_object_is_the_third_working_day(shift: Shift, workplace: Workplace) -> None:
    text = printed(workplace, shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id)
    assert "2026-11-27" in text
    assert "".join(training.STATION.split()) in text


def test_where_the_calendar_ends_the_slip_gives_the_number_of_working_days(
    shift: Shift, workplace: Workplace, night_clock: SetClock
) -> None:
    night_clock.pass_s(timedelta(days=36).total_seconds())
    text = printed(workplace, shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id)
    assert "告知次日起第3个工作日" in text
    assert "workingday3after" in text
    assert "2027-01" not in text


def test_the_place_to_object_can_be_set_for_a_home(shift: Shift, workplace: Workplace) -> None:
    place = "示范县公安局法制大队"
    config = workplace.config.model_copy(update={"objection_place": place})
    screening = shift.screen(training.CAFFEINE)
    assert place in printed(replace(workplace, config=config), screening.screening_id)


@pytest.mark.parametrize(
    ("course", "words"),
    [
        (training.NEGATIVE, ("阴性",)),
        (training.CAFFEINE, ("需核实", "法律没有规定限量")),
        (training.INVALID, ("无效", "质控线未出现")),
        (training.REFUSED, ("拒检", "称没有吸毒", "没有检测结果")),
    ],
)
def test_each_outcome_has_its_word_and_its_reason(
    shift: Shift, workplace: Workplace, course: Course, words: tuple[str, ...]
) -> None:
    text = printed(workplace, shift.screen(course).screening_id)
    assert [word for word in words if word not in text] == []


def test_a_negative_offers_no_objection(shift: Shift, workplace: Workplace) -> None:
    assert "如有异议" not in printed(workplace, shift.screen().screening_id)


def test_an_abort_and_a_void_say_why(shift: Shift, workplace: Workplace) -> None:
    stopped = shift.screen(until=Step.SPECIMEN)
    aftermath.abort(workplace, stopped.screening_id, Abort.CANNOT_GIVE)
    shift.go_on(stopped.screening_id)
    assert "采不到样本" in printed(workplace, stopped.screening_id)
    voided = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST)
    aftermath.void(workplace, voided.screening_id, Void.WRONG_SUBJECT, shift.signers)
    text = printed(workplace, voided.screening_id)
    assert "作废" in text
    assert "登记错人" in text
    assert "甲演练" in text
    assert "乙演练" in text


def test_nothing_is_printed_before_someone_has_signed(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST)
    with pytest.raises(StationError, match=r"screening\.not_signed"):
        slips.print_slip(workplace, screening.screening_id)


def test_a_slip_printed_before_the_telling_leaves_the_answer_open(shift: Shift, workplace: Workplace) -> None:
    course = Course(reactive=("methamphetamine",), subject_answer=SubjectSignature.REFUSED)
    screening = shift.screen(course, until=Step.TELL)
    assert slips.set_slip(workplace, screening.screening_id).subject.answer is None
    shift.go_on(screening.screening_id)
    assert slips.set_slip(workplace, screening.screening_id).subject.answer == "refused"


def test_the_second_officer_of_a_negative_is_who_countersigned(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen()
    assert [one.badge for one in slips.set_slip(workplace, screening.screening_id).officers] == [FIRST]
    shift.countersign([screening.screening_id])
    officers = slips.set_slip(workplace, screening.screening_id).officers
    assert [one.badge for one in officers] == [FIRST, SECOND]


def test_the_place_is_where_the_shift_stood_when_the_screening_began(
    shift: Shift, workplace: Workplace
) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE)
    moved = {
        "shift_id": screening.opened.shift_id,
        "change": "moved",
        "badge": None,
        "role": None,
        "place": "G209 另一处",
        "camera": None,
    }
    workplace.recorder.do(lambda unit: workplace.record(unit, kinds.SHIFT_CHANGED, moved))
    assert slips.set_slip(workplace, screening.screening_id).place == PLACE


def test_the_code_on_a_slip_is_the_log_as_it_was_then(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen()
    imprint = slips.set_slip(workplace, screening.screening_id).imprint
    seen = compact.from_qr(imprint.checkpoint, workplace.device.public_key_raw)
    with workplace.store.reading() as reading:
        head = reading.head()
    assert (seen.origin, seen.size) == (checkpoint.origin_of(workplace.store.log_id), head.size)
    assert seen.agrees(head.root())
    assert compact.from_letters(" ".join(imprint.letters)).agrees(head.root())


def test_each_printing_is_a_file_of_its_own_noted_in_the_log(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen()
    papers = [slips.print_slip(workplace, screening.screening_id) for _ in range(2)]
    assert papers[0] != papers[1]
    with workplace.store.reading() as reading:
        noted = list(reading.facts_of_kind(kinds.PAPER_PRINTED))
    assert {fact.screening_id for fact in noted} == {screening.screening_id}
    assert [fact.body["sha256"] for fact in noted[::-1]] == [
        sha256(paper.read_bytes()).hexdigest() for paper in papers
    ]
    assert to_ms(noted[0].at) > to_ms(noted[1].at)


def test_papers_can_be_read_by_the_station_alone(shift: Shift, workplace: Workplace) -> None:
    paper = slips.print_slip(workplace, shift.screen().screening_id)
    assert paper.stat().st_mode & 0o077 == 0


def test_no_slip_is_printed_while_nobody_is_signed_on(shift: Shift, workplace: Workplace) -> None:
    screening = shift.screen()
    workplace.vault.lock()
    with pytest.raises(StationError, match=r"vault\.locked"):
        slips.print_slip(workplace, screening.screening_id)


@pytest.fixture
def counter(tmp_path: Path, night_clock: SetClock) -> Iterator[Shift]:
    """Two clerks at a hospital's counter."""
    home = found_home(tmp_path / "counter", night_clock, Post.COUNTER)
    with opened(home, night_clock) as workplace:
        yield Shift(workplace).begin()
    shutil.rmtree(home.root)


def test_at_a_counter_the_slip_names_the_business_and_no_plate(counter: Shift) -> None:
    text = printed(counter.workplace, counter.screen(training.PRESUMPTIVE_POSITIVE).screening_id)
    assert "期满换证" in text
    assert "晋M1A000" not in text
    assert "登记员" in text
    assert "检验员" in text


def test_a_print_cut_short_leaves_neither_half_a_file_nor_a_second_one(
    shift: Shift, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    screening_id = shift.screen(training.NEGATIVE).screening_id
    first = slips.print_slip(workplace, screening_id)
    shift.screen(training.REFUSED)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(papers_kept, "_note", power_cut)
        with pytest.raises(KeyboardInterrupt):
            slips.print_slip(workplace, screening_id)
    half = workplace.home.papers / f".slip-{screening_id}-000099.pdf.x7"
    half.write_bytes(b"%PDF-1.7")
    other = workplace.home.papers / "letter.pdf"
    other.write_bytes(b"somebody's")
    assert len(list(workplace.home.papers.iterdir())) == 4
    shift.screen(training.CAFFEINE)
    again = slips.print_slip(workplace, screening_id)
    assert set(workplace.home.papers.iterdir()) == {first, again, other}
    with workplace.store.reading() as reading:
        noted = [fact.body["sha256"] for fact in slips.printed(reading, screening_id)]
    assert noted == [sha256(path.read_bytes()).hexdigest() for path in (first, again)]
