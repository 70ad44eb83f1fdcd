"""The shipped pack: read strictly, sound, and saying what it must say."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from station.domain.codes import (
    ANALYTES,
    Finding,
    FollowupKind,
    Matrix,
    MeasureKind,
    Post,
    SpecimenKind,
    StaffRole,
    Verdict,
)
from station.domain.errors import StationError
from station.domain.rules import Certainty, RulePack, Unit
from station.domain.soundness import faults, refuse_unsound

SEEDS = Path(__file__).parents[3] / "seeds"
TEXT = (SEEDS / "rules" / "cn-2026-1.toml").read_text(encoding="utf-8")


def load(text: str) -> RulePack:
    return TypeAdapter(RulePack).validate_python(tomllib.loads(text))


def test_the_pack_is_sound_and_named_after_its_file(pack: RulePack) -> None:
    refuse_unsound(pack)

    assert f"{pack.pack}-{pack.version}" == "cn-2026-1"
    assert pack.name == "cn@2026-1"


def test_a_key_the_station_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="staf_min"):
        load(TEXT.replace("staff_min = 2", "staf_min = 2", 1))


def test_a_verdict_the_station_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="reactive"):
        load(TEXT.replace('reactive = "presumptive_positive"', 'reactive = "positive"', 1))


def test_a_number_without_its_source_is_refused() -> None:
    table = TEXT.index("[[cutoffs]]")
    source = TEXT.index("source = ", table)

    with pytest.raises(ValidationError, match="source"):
        load(TEXT[:source] + TEXT[TEXT.index("\n", source) :])


def test_every_part_of_the_pack_says_where_it_comes_from(pack: RulePack) -> None:
    parts = (
        *pack.specimens,
        *pack.analytes,
        *pack.cutoffs,
        *pack.collectors,
        *pack.staff,
        *pack.notices,
        *pack.periods,
        *pack.followups,
        *pack.legal_bases,
        *pack.measures,
        pack.seals,
        pack.retest,
        pack.countersign,
        pack.clock,
    )

    assert all(part.source.strip() for part in parts)


@pytest.mark.parametrize(
    ("analyte", "amount"),
    [
        # GB 45248-2025, blood, ng/mL, as in the table of qijiankeji.com/jcbz/28061.
        ("morphine", "10"),
        ("methamphetamine", "20"),
        ("amphetamine", "20"),
        ("mdma", "20"),
        ("ketamine", "20"),
        ("methcathinone", "20"),
        ("cocaine", "10"),
        ("thc", "10"),
    ],
)
def test_the_drivers_blood_limits_are_those_of_the_standard(
    pack: RulePack, analyte: str, amount: str
) -> None:
    (blood,) = (one for one in pack.reference_cutoffs(analyte) if one.matrix is Matrix.BLOOD)

    assert (blood.amount, blood.unit) == (amount, "ng/mL")


@pytest.mark.parametrize(
    ("analyte", "amount"),
    [
        # 公禁毒〔2018〕938号, hair, ng/mg, as in the table of uianet.net/dictionary/b5304095.
        ("morphine", "0.2"),
        ("methamphetamine", "0.2"),
        ("amphetamine", "0.2"),
        ("mdma", "0.2"),
        ("ketamine", "0.2"),
        ("methcathinone", "0.2"),
        ("cocaine", "0.5"),
        ("thc", "0.05"),
    ],
)
def test_the_hair_limits_are_those_of_the_police_rule(pack: RulePack, analyte: str, amount: str) -> None:
    (hair,) = (one for one in pack.reference_cutoffs(analyte) if one.matrix is Matrix.HAIR)

    assert (hair.amount, hair.unit) == (amount, "ng/mg")


def test_no_urine_or_saliva_limit_is_claimed_to_be_law(pack: RulePack) -> None:
    screened = [one for one in pack.cutoffs if one.matrix in (Matrix.URINE, Matrix.SALIVA)]

    assert screened
    assert {one.certainty for one in screened} == {Certainty.VENDOR}


@pytest.mark.parametrize("analyte", ["caffeine", "etomidate"])
def test_no_limit_is_claimed_where_none_was_found(pack: RulePack, analyte: str) -> None:
    assert pack.reference_cutoffs(analyte) == ()


def test_the_objection_is_three_working_days_and_says_that_this_is_unconfirmed(pack: RulePack) -> None:
    objection = pack.period("objection_request")

    assert (objection.amount, objection.unit) == (3, Unit.WORKING_DAY)
    assert objection.counting is Certainty.UNCONFIRMED


def test_samples_are_split_in_two_and_kept_six_months(pack: RulePack) -> None:
    assert (pack.seals.containers, pack.seals.storage_months_min) == (2, 6)
    assert pack.seals.verdicts == (Verdict.PRESUMPTIVE_POSITIVE, Verdict.NEEDS_CORROBORATION)


def test_assistants_sign_nowhere(pack: RulePack) -> None:
    assert not any(StaffRole.ASSISTANT in rule.signers for rule in pack.staff)


def test_caffeine_is_in_no_rule_that_leads_to_a_licence(pack: RulePack) -> None:
    licence = [rule for rule in pack.followups if rule.kind is FollowupKind.LICENCE]

    assert licence
    assert not any("caffeine" in rule.analytes or not rule.analytes for rule in licence)


def test_only_a_confirmed_finding_carries_cancellation_or_revocation(pack: RulePack) -> None:
    for rule in pack.measures:
        if rule.measure is not MeasureKind.NONE:
            assert rule.findings == (Finding.CONFIRMED,)


def test_cancellation_and_revocation_share_no_legal_basis(pack: RulePack) -> None:
    bases = {rule.measure: set(rule.legal_bases) for rule in pack.measures}

    assert not bases[MeasureKind.CANCELLATION] & bases[MeasureKind.REVOCATION]


def test_a_pack_that_leads_from_caffeine_to_a_licence_is_refused(pack: RulePack) -> None:
    licence = next(rule for rule in pack.followups if rule.kind is FollowupKind.LICENCE)
    for analytes in (("caffeine",), ()):
        crooked = replace(pack, followups=(replace(licence, analytes=analytes),))
        with pytest.raises(StationError) as caught:
            refuse_unsound(crooked)
        assert (caught.value.code, caught.value.params["fault"]) == ("rules.unsound", "licence")


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("specimens", "specimen"),
        ("staff", "staff"),
        ("notices", "notice"),
        ("measures", "measure"),
        ("legal_bases", "legal_basis"),
    ],
)
def test_a_pack_that_lacks_a_part_it_needs_is_unsound(pack: RulePack, part: str, fault: str) -> None:
    without: dict[str, Any] = {part: ()}
    gutted = replace(pack, **without)

    assert fault in {found for found, _ in faults(gutted)}


def test_an_unknown_analyte_reason_or_a_doubled_period_is_unsound(pack: RulePack) -> None:
    first = pack.analytes[0]
    spoilt = (
        replace(pack, analytes=(replace(first, analyte="tea"),)),
        replace(pack, analytes=(replace(first, reasons=("because",)),)),
        replace(pack, analytes=(replace(first, beside=("tea",)),)),
        replace(pack, analytes=(replace(first, reactive=Verdict.NEGATIVE),)),
        replace(pack, analytes=(first, first)),
        replace(pack, cutoffs=(replace(pack.cutoffs[0], analyte="tea"),)),
        replace(pack, periods=pack.periods * 2),
        replace(pack, followups=(replace(pack.followups[0], analytes=("morphine", "tea")),)),
        replace(pack, measures=(replace(pack.measures[0], legal_bases=("licence_79_1_6", "custom")),)),
    )

    assert [next(faults(one))[0] for one in spoilt] == [
        "analyte",
        "reason",
        "beside",
        "reactive",
        "analyte",
        "cutoff",
        "period",
        "analyte",
        "legal_basis",
    ]


def test_what_a_pack_does_not_have_is_an_error_with_a_code(pack: RulePack) -> None:
    empty = replace(pack, specimens=(), staff=(), notices=(), periods=())
    with pytest.raises(StationError, match=r"rules\.no_specimen"):
        empty.specimen(SpecimenKind.URINE)
    with pytest.raises(StationError, match=r"rules\.no_post"):
        empty.staffing(Post.COUNTER)
    with pytest.raises(StationError, match=r"rules\.no_post"):
        empty.notice(Post.COUNTER)
    with pytest.raises(StationError, match=r"rules\.no_period"):
        empty.period("objection_request")


def test_the_local_day_is_that_of_beijing(pack: RulePack) -> None:
    assert pack.local_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)).isoformat() == "2026-11-23"
    assert pack.local_date(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)).isoformat() == "2026-11-24"


def test_the_seeded_analytes_are_those_the_station_knows() -> None:
    seeded = tomllib.loads((SEEDS / "analytes.toml").read_text(encoding="utf-8"))

    assert tuple(row["id"] for row in seeded["analytes"]) == ANALYTES


def test_no_cutoff_code_is_used_as_the_code_of_a_result() -> None:
    seeded = tomllib.loads((SEEDS / "analytes.toml").read_text(encoding="utf-8"))
    used = {row.get(key) for row in seeded["analytes"] for key in ("loinc_urine", "loinc_saliva")}

    assert not used & {"19266-6", "19299-7", "19283-1", "19501-6", "19571-9"}
