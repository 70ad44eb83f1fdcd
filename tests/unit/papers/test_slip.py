from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.papers.slip import Slip, render
from tests.unit.papers import samples
from tests.unit.papers.hostile import hostile
from tests.unit.papers.reading_pdf import facts_of, page_count, squeezed, text_of

CAUTION = ("初筛结果,不能单独定案", "A screening result: not proof on its own")
NO_RESULT = ("没有检测结果", "There is no test result")

FINDINGS = [
    pytest.param(samples.NEGATIVE, ("阴性", "Negative"), CAUTION, id="negative"),
    pytest.param(samples.positive(), ("初筛阳性", "Presumptive positive"), CAUTION, id="positive"),
    pytest.param(samples.caffeine(), ("需核实", "Needs corroboration"), CAUTION, id="caffeine"),
    pytest.param(samples.invalid(), ("无效", "Invalid"), CAUTION, id="invalid"),
    pytest.param(samples.refused(), ("拒检", "Refused"), NO_RESULT, id="refused"),
    pytest.param(samples.refused(outcome="aborted"), ("终止", "Aborted"), NO_RESULT, id="aborted"),
    pytest.param(samples.positive(outcome="voided"), ("作废", "Voided"), NO_RESULT, id="voided"),
]


@pytest.mark.parametrize(("slip", "word", "caution"), FINDINGS)
def test_the_finding_and_what_it_is_worth_stand_in_both_languages(
    slip: Slip, word: tuple[str, str], caution: tuple[str, str]
) -> None:
    lines = text_of(render(slip)).splitlines()
    for words in (*word, *caution):
        assert words in lines


@pytest.mark.parametrize(("slip", "word", "caution"), FINDINGS)
def test_a_slip_is_one_a5_page(slip: Slip, word: tuple[str, str], caution: tuple[str, str]) -> None:
    facts = facts_of(render(replace(slip, origin="training")))
    assert facts["Pages"] == "1"
    assert facts["Page size"].startswith("419.528 x 595.276")


def test_a_panel_of_nineteen_analytes_still_fits_one_page() -> None:
    found = samples.reading(MET="presumptive_positive")
    slip = samples.positive(reading=replace(found, analytes=found.analytes + samples.PANEL[:7]))
    assert page_count(render(slip)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "G209-20261124-0037", "01JDG6B3M8Q4ZK7WTE5N2YRXCA", "G209龙门段卡点", "路面卡点roadsidecheckpoint",
        "卡点检查checkpoint", "张某某", "居民身份证residentID990000********1188", "晋M·A0317",
        "尿液urineU-000317", "陈志远140882-017", "刘敏140882-031", "UR-12SN-204417", "A072027-03-31",
        "A-0088121", "B-0088122", "2026-11-27", "龙门县公安局禁毒大队", "cn@2026-1", "roadside-station0.1.0",
        "盖章处", "Officialseal", "前317条", "第1页,共1页Page1of1", *samples.LETTERS,
    ],
)  # fmt: skip
def test_a_positive_slip_carries(words: str) -> None:
    assert words in squeezed(text_of(render(samples.positive())))


def test_each_analyte_has_its_name_its_cutoff_and_its_word() -> None:
    text = squeezed(text_of(render(samples.positive())))
    assert "甲基苯丙胺(冰毒)MethamphetamineMET1000ng/mL初筛阳性presumptivepositive" in text
    assert "吗啡MorphineMOR300ng/mL阴性negative" in text
    assert "咖啡因CaffeineCAF见批号文件seelotfile阴性negative" in text
    assert "不是测得的浓度" in text


def test_what_is_not_negative_comes_first() -> None:
    text = text_of(render(samples.caffeine()))
    assert text.index("Caffeine") < text.index("Morphine")


def test_times_are_beijing_time_and_the_slip_says_so() -> None:
    text = text_of(render(samples.positive()))
    for shown in ("2026-11-24 02:02:11", "2026-11-24 02:06:44", "2026-11-24 02:13:08", "2026-11-24 02:15:55"):
        assert shown in text
    assert "时间均为北京时间 UTC+8" in text
    assert "2026-11-23" not in text


def test_reasons_stand_under_the_finding_in_both_languages() -> None:
    text = text_of(render(samples.caffeine()))
    assert "咖啡因没有法定阈值,多数人日常饮用 no legal threshold; most people drink it" in text


def test_a_refusal_shows_no_results_and_no_specimen() -> None:
    text = text_of(render(samples.refused()))
    assert "以下空白" in text
    for words in (*CAUTION, "ng/mL", "封签", "U-000317", "批号"):
        assert words not in text


def test_a_negative_without_samples_kept_says_so() -> None:
    text = squeezed(text_of(render(samples.NEGATIVE)))
    assert "未封存nonesealed" in text
    assert "如有异议" not in text


@pytest.mark.parametrize(
    ("origin", "stamp"), [("training", ("训练", "TRAINING")), ("simulated", ("模拟", "SIMULATED"))]
)
def test_a_paper_that_is_not_real_is_stamped_in_both_languages(origin: str, stamp: tuple[str, str]) -> None:
    lines = text_of(render(samples.positive(origin=origin))).splitlines()
    assert " ".join(stamp) in " ".join(lines)
    assert any("没有任何效力" in line and "Not the result of a real test" in line for line in lines)


@pytest.mark.parametrize("origin", ["device", "manual"])
def test_a_real_paper_is_not_stamped(origin: str) -> None:
    text = text_of(render(samples.positive(origin=origin)))
    assert "TRAINING" not in text
    assert "没有任何效力" not in text


def test_a_strip_read_by_eye_is_named_as_such() -> None:
    assert "人工判读 read by eye" in text_of(render(samples.positive(origin="manual")))
    assert "人工判读" not in text_of(render(samples.positive()))


def test_the_second_box_waits_for_a_second_officer() -> None:
    text = text_of(render(replace(samples.NEGATIVE, officers=(samples.FIRST,))))
    assert "刘敏" not in text
    assert text.count("e-signed") == 1
    assert "签名 Signature" in text


def test_the_three_answers_to_being_told_are_always_offered() -> None:
    text = text_of(render(samples.refused()))
    for words in ("已签名 signed", "拒绝签名 refused to sign", "不在场 absent"):
        assert words in text


def test_the_answer_given_changes_the_page() -> None:
    pages = {
        render(replace(samples.NEGATIVE, subject=replace(samples.SUBJECT, answer=answer)))
        for answer in ("signed", "refused", "absent", None)
    }
    assert len(pages) == 4


@pytest.mark.parametrize("origin", ["device", "training", "manual"])
def test_markup_in_any_text_field_comes_out_as_typed(origin: str) -> None:
    typed: list[str] = []
    slip = hostile(samples.positive(origin=origin), typed)
    text = squeezed(text_of(render(slip)))
    assert len(typed) > 60
    assert [value for value in typed if value not in text] == []


def test_a_name_of_a_hundred_characters_and_a_number_without_spaces_stay_on_the_page() -> None:
    name, number = "买买提·阿卜杜热合曼·吐尔逊江·" * 7, "W" * 150
    subject = replace(samples.SUBJECT, name=name, number=number)
    text = squeezed(text_of(render(samples.positive(subject=subject, place=number))))
    assert name in text
    assert text.count(number) == 2


def test_control_characters_are_spelled_out() -> None:
    subject = replace(samples.SUBJECT, name="张\x1b[2J\u202e三\x00")
    assert "张<U+001B>[2J<U+202E>三<U+0000>" in squeezed(text_of(render(samples.positive(subject=subject))))


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert render(samples.positive()) == render(samples.positive())


def test_the_pdf_is_dated_by_the_slip_not_by_the_clock() -> None:
    assert facts_of(render(samples.positive()))["CreationDate"] == "2026-11-23T18:16:30Z"


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 24, 2, 0, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        render(samples.positive(opened_at=naive))


def test_the_pdf_names_no_person_in_its_metadata() -> None:
    facts = facts_of(render(samples.positive()))
    assert facts["Title"] == "G209-20261124-0037"
    assert "Author" not in facts
