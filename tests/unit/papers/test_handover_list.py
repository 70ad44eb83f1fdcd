from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.papers.handover_list import Receipt, render
from tests.unit.papers import samples
from tests.unit.papers.hostile import hostile
from tests.unit.papers.reading_pdf import facts_of, page_count, squeezed, text_of


@pytest.mark.parametrize(
    "words",
    [
        "移交清单Hand-overlist", "YJ-20261124-02", "龙门县公安局交警大队G209龙门段卡点",
        "龙门县公安局禁毒大队", "2026-11-2406:05:30", "共3件3inall",
        "移交时间Handedoverat", "01JDG6B3M8Q4ZK7WTE5N2YRXCA",
        "张某某990000********1188", "驾驶证Drivinglicence", "禁毒线索Drugsquadlead", "强制检测Forcedtest",
        "初筛阳性presumptivepositive", "拒检refused", "咖啡因达到试剂阈值caffeinereacheditscut-off",
        "AA-0088121BB-0088122", "注销Cancellation", "机动车驾驶证申领和使用规定第79条",
        "龙公交注〔2026〕第18号", "待定notset", "实验室检测报告laboratoryreport", "接收人Receivedby",
        "接收时间Receivedat", "回执编号Receiptno.", "移交人Handedoverby", "陈志远140882-017",
        "第1页,共1页Page1of1", *samples.LETTERS,
    ],
)  # fmt: skip
def test_a_list_carries(words: str) -> None:
    assert words in squeezed(text_of(render(samples.handover())))


def test_a_list_is_a4_landscape() -> None:
    assert facts_of(render(samples.handover()))["Page size"].startswith("841.89 x 595.276")


def test_a_long_list_repeats_its_head_and_counts_its_pages() -> None:
    pages = text_of(render(samples.handover(40))).split("\f")[:-1]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "YJ-20261124-02" in page
    assert all("结论及原因" in page for page in pages if "01JDG" in page.replace(samples.IMPRINT.log_id, ""))


def test_the_signatures_and_the_checkpoint_stand_once_and_last() -> None:
    pages = text_of(render(samples.handover(40))).split("\f")[:-1]
    for words in ("回执编号", "日志校验码", samples.LETTERS[7]):
        assert [words in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_every_row_keeps_its_number_and_stays_whole_on_a_page() -> None:
    pages = text_of(render(samples.handover(40, origin="device"))).split("\f")
    opened = sum(page.count("refused to give a specimen") for page in pages)
    assert opened == 13
    for page in pages:
        assert page.count("Forced test") == page.count("refused to give a specimen")


def test_a_row_longer_than_a_page_goes_on_overleaf() -> None:
    essay = replace(samples.LEAD_ROW.reasons[0], zh="他说" * 1200 + "完")
    pdf = render(samples.handover(rows=(replace(samples.LEAD_ROW, reasons=(essay,)),)))
    assert page_count(pdf) > 1
    assert squeezed(text_of(pdf)).count("他说") > 1100
    assert "说完" in squeezed(text_of(pdf))


def test_a_receipt_that_came_back_is_printed_on_its_lines() -> None:
    receipt = Receipt("周宁", datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "JD-2026-0440")
    text = text_of(render(samples.handover(receipt=receipt)))
    for words in ("周宁", "2026-11-24 09:30:00", "JD-2026-0440"):
        assert words in text


def test_the_time_of_a_hand_over_still_to_come_is_a_line_to_fill_by_hand() -> None:
    text = squeezed(text_of(render(samples.handover(handed_at=None))))
    assert "____" in text
    assert "2026-11-2406:05:30" not in text


def test_a_training_list_is_stamped_on_every_page() -> None:
    pages = text_of(render(samples.handover(40, origin="training"))).split("\f")[:-1]
    assert all("没有任何效力" in page and "TRAINING" in page for page in pages)


def test_markup_in_any_text_field_comes_out_as_typed() -> None:
    typed: list[str] = []
    text = squeezed(text_of(render(hostile(samples.handover(), typed))))
    assert len(typed) > 40
    assert [value for value in typed if value not in text] == []


def test_the_same_list_gives_the_same_bytes() -> None:
    assert render(samples.handover(9)) == render(samples.handover(9))
