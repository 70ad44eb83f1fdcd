"""What a screen may claim, by the first China pack."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.cartridge import Cartridge
from station.domain.codes import ANALYTES, SpecimenKind, Verdict
from station.domain.measurement import AnalyteResult, Control, Measurement, Outcome
from station.domain.reason import Reason
from station.domain.rules import RulePack
from station.domain.verdict import GRAVITY, Judgement, gravest, judge
from tests.unit.domain.readings import line, reading

TODAY = date(2026, 11, 24)
LOADED = Cartridge("lane-3", "A07", date(2027, 3, 31), "DOA17")
POS, NEG, INV, ODD = Outcome.POSITIVE, Outcome.NEGATIVE, Outcome.INVALID, Outcome.NOT_UNDERSTOOD


def judged(pack: RulePack, measurement: Measurement, cartridge: Cartridge | None = LOADED) -> Judgement:
    return judge(measurement, cartridge, pack, specimen_kind=SpecimenKind.URINE, today=TODAY)


def test_all_lines_negative_with_a_control_line_is_negative(pack: RulePack) -> None:
    judgement = judged(pack, reading(line("morphine"), line("caffeine")))

    assert (judgement.verdict, judgement.reasons, judgement.held) == (Verdict.NEGATIVE, (), False)


@pytest.mark.parametrize(
    ("analyte", "verdict"),
    [
        ("morphine", Verdict.PRESUMPTIVE_POSITIVE),
        ("opiates", Verdict.PRESUMPTIVE_POSITIVE),
        ("methamphetamine", Verdict.PRESUMPTIVE_POSITIVE),
        ("ketamine", Verdict.PRESUMPTIVE_POSITIVE),
        ("thc", Verdict.PRESUMPTIVE_POSITIVE),
        ("benzodiazepines", Verdict.PRESUMPTIVE_POSITIVE),
        ("caffeine", Verdict.NEEDS_CORROBORATION),
        ("etomidate", Verdict.NEEDS_CORROBORATION),
        ("tricyclics", Verdict.NEEDS_CORROBORATION),
    ],
)
def test_a_reactive_line_is_never_just_positive(pack: RulePack, analyte: str, verdict: Verdict) -> None:
    judgement = judged(pack, reading(line(analyte, POS)))

    assert judgement.verdict is verdict
    assert judgement.analytes[0].rule == f"cn-{analyte}"


def test_every_analyte_the_station_knows_has_a_rule_in_the_pack(pack: RulePack) -> None:
    judgement = judged(pack, reading(*(line(analyte) for analyte in ANALYTES)))

    assert judgement.verdict is Verdict.NEGATIVE


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({"morphine": POS, "caffeine": POS, "thc": INV, "mdma": NEG}, Verdict.PRESUMPTIVE_POSITIVE),
        ({"morphine": NEG, "caffeine": POS, "thc": INV}, Verdict.NEEDS_CORROBORATION),
        ({"morphine": NEG, "thc": INV}, Verdict.INVALID),
        ({"morphine": NEG, "thc": NEG}, Verdict.NEGATIVE),
    ],
)
def test_the_gravest_line_gives_the_verdict(
    pack: RulePack, outcomes: dict[str, Outcome], verdict: Verdict
) -> None:
    assert judged(pack, reading(*(line(*pair) for pair in outcomes.items()))).verdict is verdict


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1))
def test_no_line_is_graver_than_the_verdict(verdicts: list[Verdict]) -> None:
    chosen = gravest(verdicts)

    assert chosen in verdicts
    assert all(GRAVITY.index(chosen) <= GRAVITY.index(one) for one in verdicts)


@pytest.mark.parametrize(
    ("measurement", "reason"),
    [
        (reading(line("morphine", POS), control=Control.FAILED), Reason.CONTROL_FAILED),
        (reading(line("morphine", POS), control=Control.NOT_REPORTED), Reason.CONTROL_NOT_REPORTED),
        (reading(line("morphine", POS), specimen_kind="saliva"), Reason.SPECIMEN_KIND_DIFFERS),
        (reading(line("morphine", POS), expiry="2026-11-23"), Reason.CARTRIDGE_EXPIRED),
        (reading(), Reason.NO_RESULTS),
        (reading(line("thc"), problems=("not_a_patient_result:Q",)), Reason.NOT_A_PATIENT_RESULT),
        (reading(line("thc"), problems=("terminated:E",)), Reason.MESSAGE_INCOMPLETE),
        (reading(line("thc"), problems=("result_numbers",)), Reason.MESSAGE_INCOMPLETE),
        (reading(line("thc"), problems=("records_after_terminator",)), Reason.MESSAGE_INCOMPLETE),
        (reading(line("thc", POS), problems=("contradiction:THC",)), Reason.MESSAGE_INCOMPLETE),
    ],
)
def test_what_spoils_the_whole_result_leaves_no_line_readable(
    pack: RulePack, measurement: Measurement, reason: Reason
) -> None:
    judgement = judged(pack, measurement)

    assert judgement.verdict is Verdict.INVALID
    assert reason in judgement.reasons
    assert {one.verdict for one in judgement.analytes} <= {Verdict.INVALID}


def test_a_cartridge_is_good_on_its_last_day_and_not_on_the_next(pack: RulePack) -> None:
    last = replace(LOADED, expiry=TODAY)
    measurement = reading(line("morphine"), expiry=None)

    assert judged(pack, measurement, last).verdict is Verdict.NEGATIVE
    spoilt = judge(measurement, last, pack, specimen_kind=SpecimenKind.URINE, today=date(2026, 11, 25))
    assert spoilt.reasons == (Reason.CARTRIDGE_EXPIRED,)


def test_a_control_that_the_pack_does_not_demand_may_go_unreported(pack: RulePack) -> None:
    relaxed = tuple(replace(rule, control_required=False) for rule in pack.specimens)
    lenient = replace(pack, specimens=relaxed)

    judgement = judged(lenient, reading(line("morphine"), control=Control.NOT_REPORTED))

    assert judgement.verdict is Verdict.NEGATIVE


def test_an_answer_that_was_not_understood_is_invalid_and_held_and_never_guessed(pack: RulePack) -> None:
    judgement = judged(pack, reading(line("morphine", ODD), line("thc")))

    assert judgement.verdict is Verdict.INVALID
    assert judgement.reasons == (Reason.NOT_UNDERSTOOD,)
    assert judgement.held


def test_a_line_of_a_code_nobody_knows_is_invalid_and_held(pack: RulePack) -> None:
    judgement = judged(pack, reading(line(None, POS, "XYZ"), line("thc")))

    assert (judgement.verdict, judgement.reasons, judgement.held) == (
        Verdict.INVALID,
        (Reason.NO_RULE,),
        True,
    )


@pytest.mark.parametrize(
    ("measurement", "reason", "held"),
    [
        (reading(line("thc"), lot="B12"), Reason.LOT_DIFFERS, True),
        (reading(line("thc"), expiry="2027-04-30"), Reason.EXPIRY_DIFFERS, True),
        (reading(line("thc"), panel="SAL6"), Reason.PANEL_DIFFERS, True),
        (reading(line("thc"), problems=("no_specimen_no",)), Reason.READER_FLAGGED, True),
        (reading(line("thc"), offset_ms=60_001), Reason.CLOCK_DIFFERS, False),
        (reading(line("thc"), offset_ms=-60_001), Reason.CLOCK_DIFFERS, False),
        (reading(line("thc"), cartridge_c="31.9"), Reason.TEMPERATURE_OUTSIDE, False),
        (reading(line("thc"), cartridge_c="38.1"), Reason.TEMPERATURE_OUTSIDE, False),
    ],
)
def test_what_could_be_attacked_is_said_and_a_contradiction_holds_the_result(
    pack: RulePack, measurement: Measurement, reason: Reason, held: bool
) -> None:
    judgement = judged(pack, measurement)

    assert (judgement.verdict, judgement.reasons, judgement.held) == (Verdict.NEGATIVE, (reason,), held)


def test_what_the_reader_does_not_report_contradicts_nothing(pack: RulePack) -> None:
    silent = reading(
        line("thc"), specimen_kind=None, lot=None, expiry=None, panel=None, offset_ms=None, cartridge_c=None
    )

    assert judged(pack, silent).reasons == ()
    assert judged(pack, reading(line("thc")), None).reasons == ()


def test_lots_that_differ_in_case_only_are_the_same_lot(pack: RulePack) -> None:
    assert judged(pack, reading(line("thc"), lot="a07")).reasons == ()


@pytest.mark.parametrize("text", ["", "warm", "NaN", "Infinity"])
def test_a_temperature_that_is_no_number_is_no_temperature(pack: RulePack, text: str) -> None:
    assert judged(pack, reading(line("thc"), cartridge_c=text)).reasons == ()


@pytest.mark.parametrize(
    ("beside", "reason"),
    [
        ((line("opiates", POS),), Reason.OPIATES_REACTIVE_BESIDE),
        ((line("opiates"), line("morphine", POS)), Reason.OPIATES_REACTIVE_BESIDE),
        ((line("morphine"),), Reason.OPIATES_NEGATIVE_BESIDE),
        ((line("opiates", INV),), Reason.OPIATES_NOT_READ_BESIDE),
        ((), Reason.OPIATES_NOT_READ_BESIDE),
    ],
)
def test_caffeine_is_read_beside_the_opiates(
    pack: RulePack, beside: tuple[AnalyteResult, ...], reason: Reason
) -> None:
    judgement = judged(
        pack, replace(reading(line("caffeine", POS)), results=(line("caffeine", POS), *beside))
    )

    assert judgement.analytes[0].reasons == (Reason.NO_LEGAL_LIMIT, Reason.COMMON_IN_DRINKS, reason)


def test_the_row_of_an_entry_carries_the_readers_own_limit_and_the_packs_rule(pack: RulePack) -> None:
    assert judged(pack, reading(line("caffeine"))).rows() == [
        {
            "analyte": "caffeine",
            "code": "CAFFEINE",
            "verdict": "negative",
            "rule": "cn-caffeine",
            "cutoff": "300",
            "unit": "ng/mL",
        }
    ]


@pytest.mark.parametrize(
    "measurement",
    [
        reading(line("thc"), offset_ms=60_000),
        reading(line("thc"), offset_ms=-60_000),
        reading(line("thc"), cartridge_c="32.0"),
        reading(line("thc"), cartridge_c="38.0"),
    ],
)
def test_a_value_exactly_at_a_bound_is_within_it(pack: RulePack, measurement: Measurement) -> None:
    assert judged(pack, measurement).reasons == ()


def test_a_lot_the_reader_reports_is_good_on_its_last_day(pack: RulePack) -> None:
    last = replace(LOADED, expiry=TODAY)

    assert judged(pack, reading(line("thc"), expiry=TODAY.isoformat()), last).reasons == ()
