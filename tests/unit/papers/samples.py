"""Invented people and screenings for the tests of the papers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from station.papers.bilingual import Bilingual
from station.papers.handover_list import HandoverList, HandoverRow, ProposedMeasure
from station.papers.imprint import Imprint
from station.papers.signatory import Signatory
from station.papers.slip import AnalyteLine, Objection, Slip, SlipReading, SlipSpecimen, SlipSubject

CHECKPOINT = (
    "roadside-station/01JDG5XQK7VB3N8M2TZC6WYHRE\n317\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— roadside-station/01JDG5XQK7VB3N8M2TZC6WYHRE Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4UR"
    "YN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
LETTERS = ("KQRTM", "BVXPA", "HJNEW", "ZDCLS", "UYGFT", "RMKQB", "PXVAH", "NWJEZ")

PANEL = (
    AnalyteLine("MOR", Bilingual("吗啡", "Morphine"), "negative", "300", "ng/mL"),
    AnalyteLine("MET", Bilingual("甲基苯丙胺(冰毒)", "Methamphetamine"), "negative", "1000", "ng/mL"),
    AnalyteLine("KET", Bilingual("氯胺酮", "Ketamine"), "negative", "1000", "ng/mL"),
    AnalyteLine("MDMA", Bilingual("二亚甲基双氧安非他明", "MDMA"), "negative", "500", "ng/mL"),
    AnalyteLine("AMP", Bilingual("苯丙胺", "Amphetamine"), "negative", "1000", "ng/mL"),
    AnalyteLine("COC", Bilingual("可卡因", "Cocaine"), "negative", "300", "ng/mL"),
    AnalyteLine("THC", Bilingual("四氢大麻酚酸", "THC-COOH"), "negative", "50", "ng/mL"),
    AnalyteLine("ETO", Bilingual("依托咪酯", "Etomidate"), "negative"),
    AnalyteLine("CAF", Bilingual("咖啡因", "Caffeine"), "negative"),
    AnalyteLine("MTD", Bilingual("美沙酮", "Methadone"), "negative", "300", "ng/mL"),
    AnalyteLine("BZO", Bilingual("苯二氮䓬类", "Benzodiazepines"), "negative", "300", "ng/mL"),
    AnalyteLine("BAR", Bilingual("巴比妥类", "Barbiturates"), "negative", "300", "ng/mL"),
)

FIRST = Signatory("officer", "陈志远", "140882-017", datetime(2026, 11, 23, 18, 15, 2, tzinfo=UTC))
SECOND = Signatory("officer", "刘敏", "140882-031", datetime(2026, 11, 23, 18, 15, 40, tzinfo=UTC))

IMPRINT = Imprint(
    checkpoint=CHECKPOINT,
    letters=LETTERS,
    log_id="01JDG5XQK7VB3N8M2TZC6WYHRE",
    log_size=317,
    software="roadside-station 0.1.0",
    printed_at=datetime(2026, 11, 23, 18, 16, 30, tzinfo=UTC),
    rule_pack="cn@2026-1",
)

SUBJECT = SlipSubject(
    "张某某", Bilingual("居民身份证", "resident ID"), "990000********1188", "晋M·A0317", "signed"
)
SPECIMEN = SlipSpecimen("urine", "U-000317", FIRST, datetime(2026, 11, 23, 18, 6, 44, tzinfo=UTC))
SEALED = replace(SPECIMEN, seals=("A-0088121", "B-0088122"))
OBJECTION = Objection(date(2026, 11, 27), "龙门县公安局禁毒大队")

NEGATIVE = Slip(
    slip_no="G209-20261124-0037",
    screening_id="01JDG6B3M8Q4ZK7WTE5N2YRXCA",
    place="G209 龙门段卡点",
    post="checkpoint",
    basis=Bilingual("卡点检查", "checkpoint"),
    opened_at=datetime(2026, 11, 23, 18, 2, 11, tzinfo=UTC),
    outcome="completed",
    verdict="negative",
    subject=SUBJECT,
    officers=(FIRST, SECOND),
    imprint=IMPRINT,
    origin="device",
    specimen=SPECIMEN,
    reading=SlipReading(
        "UR-12", "SN-204417", "A07", date(2027, 3, 31), datetime(2026, 11, 23, 18, 13, 8, tzinfo=UTC), PANEL
    ),
    told_at=datetime(2026, 11, 23, 18, 15, 55, tzinfo=UTC),
)


def reading(**verdicts: str) -> SlipReading:
    """A full panel, negative but for the codes named."""
    assert NEGATIVE.reading
    lines = tuple(replace(line, verdict=verdicts.get(line.code, line.verdict)) for line in PANEL)
    return replace(NEGATIVE.reading, analytes=lines)


def positive(**changes: Any) -> Slip:
    found = reading(MET="presumptive_positive", AMP="presumptive_positive")
    base = replace(NEGATIVE, verdict="presumptive_positive", reading=found)
    return replace(replace(base, specimen=SEALED, objection=OBJECTION), **changes)


def caffeine(**changes: Any) -> Slip:
    why = Bilingual("咖啡因没有法定阈值,多数人日常饮用", "no legal threshold; most people drink it")
    base = replace(NEGATIVE, verdict="needs_corroboration", reading=reading(CAF="needs_corroboration"))
    return replace(replace(base, specimen=SEALED, objection=OBJECTION, reasons=(why,)), **changes)


def invalid(**changes: Any) -> Slip:
    why = Bilingual("质控线未出现", "the control line did not appear")
    found = reading(**{line.code: "invalid" for line in PANEL})
    return replace(replace(NEGATIVE, verdict="invalid", reading=found, reasons=(why,)), **changes)


def refused(**changes: Any) -> Slip:
    why = Bilingual("拒绝提供样本", "refused to give a specimen")
    subject = replace(SUBJECT, name="赵某某", plate=None, answer="refused")
    base = replace(NEGATIVE, outcome="refused", verdict=None, specimen=None, reading=None, reasons=(why,))
    return replace(replace(base, subject=subject), **changes)


LICENCE_ROW = HandoverRow(
    screening_id="01JDG6B3M8Q4ZK7WTE5N2YRXCA",
    screened_at=datetime(2026, 11, 23, 18, 2, 11, tzinfo=UTC),
    subject_name="张某某",
    subject_number="990000********1188",
    kind="licence",
    outcome="completed",
    verdict="presumptive_positive",
    seals=("A-0088121", "B-0088122"),
    measure=ProposedMeasure(
        "cancellation",
        Bilingual("机动车驾驶证申领和使用规定第79条", "Driving licence rules, article 79"),
        "龙公交注〔2026〕第18号",
    ),
    documents=(
        Bilingual("检测告知单", "screening notice"),
        Bilingual("实验室检测报告", "laboratory report"),
    ),
)
LEAD_ROW = replace(
    LICENCE_ROW,
    screening_id="01JDG7Q0R2N9B5XK3MVWTE8YHC",
    subject_name="王某",
    kind="drug_squad_lead",
    verdict="needs_corroboration",
    reasons=(Bilingual("咖啡因达到试剂阈值", "caffeine reached its cut-off"),),
    measure=None,
)
FORCED_ROW = replace(
    LICENCE_ROW,
    screening_id="01JDG8ZVT4C6M1RPNXQ2WK5B7E",
    subject_name="赵某某",
    kind="forced_test",
    outcome="refused",
    verdict=None,
    reasons=(Bilingual("拒绝提供样本", "refused to give a specimen"),),
    seals=None,
    measure=None,
    documents=(),
)


def handover(count: int = 3, **changes: Any) -> HandoverList:
    """A list of ``count`` follow-ups of the three kinds in turn."""
    shapes = (LICENCE_ROW, LEAD_ROW, FORCED_ROW)
    base = HandoverList(
        list_no="YJ-20261124-02",
        station="龙门县公安局交警大队 G209 龙门段卡点",
        handed_at=datetime(2026, 11, 23, 22, 5, 30, tzinfo=UTC),
        receiver="龙门县公安局禁毒大队",
        rows=tuple(shapes[index % len(shapes)] for index in range(count)),
        handed_by=(FIRST, SECOND),
        imprint=replace(IMPRINT, rule_pack=None),
        origin="device",
    )
    return replace(base, **changes)
