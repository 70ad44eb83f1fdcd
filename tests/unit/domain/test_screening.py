"""A screening is what its facts say, in the order of the log."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain import kinds
from station.domain.codes import Cooperation, Ending, Meaning, Verdict
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.screening import Screening
from tests.unit.domain.story import START, Story


def whole_positive() -> Story:
    story = Story().to_verdict("presumptive_positive").both_sign().seal().tell().subject_signs().went()
    return story.close(verdict="presumptive_positive")


@given(st.permutations(whole_positive().facts))
def test_the_order_in_which_facts_are_handed_over_does_not_matter(facts: list[Fact]) -> None:
    assert Screening.fold(facts) == whole_positive().screening


def test_a_fact_handed_over_twice_counts_once() -> None:
    story = whole_positive()

    assert Screening.fold(story.facts * 2) == story.screening


def test_without_its_opening_there_is_no_screening() -> None:
    with pytest.raises(StationError, match=r"screening\.unknown"):
        Screening.fold(Story().open().identify().facts[1:])


def test_the_newest_answer_counts_and_the_superseded_leaf_is_no_longer_signed() -> None:
    story = Story().open().identify().notify().answer("refuses")
    first = story.facts[-1].leaf
    story.answer("cooperates", supersedes=first)

    screening = story.screening

    assert screening.cooperation is not None
    assert screening.cooperation.answer is Cooperation.COOPERATES
    assert not screening.refused
    assert first not in screening.leaves
    assert story.facts[-1].leaf in screening.leaves


def test_facts_of_another_screening_are_left_out() -> None:
    story = Story().open().identify()
    stranger = replace(story.facts[1], seq=99, leaf="ff", screening_id="another", kind=kinds.SCREENING_VOIDED)

    assert Screening.fold([*story.facts, stranger]).voided is None


def test_a_result_is_expected_from_the_specimen_until_it_is_here() -> None:
    story = Story().open().identify().notify().answer().declare()
    assert not story.screening.expects_measurement
    assert story.collect().screening.expects_measurement
    assert story.load().screening.expects_measurement
    assert not story.measure().screening.expects_measurement


def test_after_a_second_cartridge_the_first_result_no_longer_counts_but_is_kept() -> None:
    story = Story().to_verdict("invalid").load("A08")

    screening = story.screening

    assert (screening.measurement, screening.verdict) == (None, None)
    assert screening.expects_measurement
    assert [one.cartridge.lot for one in screening.cartridges] == ["A07", "A08"]
    assert len(screening.verdicts) == 1


def test_a_cartridge_replaced_before_it_was_read_waits_for_the_new_one() -> None:
    screening = Story().to_cartridge().load("A08").screening

    assert (screening.measurement, screening.expects_measurement) == (None, True)


def test_the_newest_verdict_wins_and_all_are_kept() -> None:
    screening = Story().to_verdict("invalid").load("A08").measure().judge("negative").screening

    assert screening.verdict is not None
    assert screening.verdict.verdict is Verdict.NEGATIVE
    assert [one.verdict for one in screening.verdicts] == [Verdict.INVALID, Verdict.NEGATIVE]
    assert len(screening.measurements) == 2


def test_a_corrected_lot_keeps_the_result_and_asks_for_a_new_verdict() -> None:
    story = Story().to_verdict("negative")
    loaded = story.screening.loaded
    assert loaded is not None

    corrected = story.load("A70", supersedes=loaded.entered.leaf).screening

    assert [one.cartridge.lot for one in corrected.cartridges] == ["A70"]
    assert corrected.measurement is not None
    assert corrected.verdict is None
    assert story.judge("negative").screening.verdict is not None


def test_a_lot_first_entered_after_the_result_asks_for_a_new_verdict() -> None:
    story = Story().open().identify().notify().answer().declare().collect().measure().judge("negative")
    assert story.screening.verdict is not None

    late = story.load().screening

    assert late.measurement is not None
    assert late.verdict is None
    assert story.judge("invalid").screening.verdict is not None


def test_a_second_cartridge_corrected_after_its_result_keeps_that_result() -> None:
    story = Story().to_verdict("invalid").load("A08").measure()
    loaded = story.screening.loaded
    assert loaded is not None

    assert story.load("A80", supersedes=loaded.entered.leaf).screening.measurement is not None


def test_a_result_two_officers_claimed_is_this_screenings_result() -> None:
    story = Story().to_cartridge()
    story.add(kinds.MEASUREMENT_CLAIMED, measurement="ab" * 32, reason="number_mistyped", statements=[])

    measurement = story.screening.measurement

    assert measurement is not None
    assert (measurement.leaf, measurement.claimed) == ("ab" * 32, True)


def test_a_batch_countersignature_reaches_each_screening_it_names() -> None:
    story = Story().to_verdict("negative").sign("first", "014417").close(verdict="negative")
    assert story.screening.awaits_countersign

    batch = replace(
        story.sign("countersign", "014418").facts[-1],
        screening_id=None,
        body={"badge": "014418", "meaning": "countersign", "leaves": [], "screenings": [story.screening_id]},
    )
    countersigned = Screening.fold([*story.facts[:-1], batch])

    assert not countersigned.awaits_countersign
    signature = countersigned.signature(Meaning.COUNTERSIGN)
    assert signature is not None
    assert signature.badge == "014418"


def test_a_batch_that_does_not_name_it_leaves_it_waiting() -> None:
    story = Story().to_verdict("negative").sign("first", "014417").close(verdict="negative")
    other = replace(
        story.facts[-1],
        seq=99,
        leaf="ee",
        kind=kinds.STATEMENT_SIGNED,
        screening_id=None,
        body={"badge": "014418", "meaning": "countersign", "leaves": [], "screenings": ["another"]},
    )

    assert Screening.fold([*story.facts, other]).awaits_countersign


def test_only_a_completed_negative_waits_for_a_countersignature() -> None:
    assert not whole_positive().screening.awaits_countersign
    assert not Story().open().abort().sign("first", "014417").close("aborted").screening.awaits_countersign


@pytest.mark.parametrize(
    ("story", "outcome"),
    [
        (Story().to_cartridge(), None),
        (Story().to_verdict("negative"), Ending.COMPLETED),
        (Story().open().identify().notify().answer("refuses"), Ending.REFUSED),
        (Story().to_cartridge().abort(), Ending.ABORTED),
        (Story().to_verdict("negative").void(), Ending.VOIDED),
        (Story().to_cartridge().abort().void(), Ending.VOIDED),
    ],
)
def test_refused_aborted_voided_and_completed_are_different_ends(
    story: Story, outcome: Ending | None
) -> None:
    assert story.screening.outcome is outcome


def test_a_result_that_contradicts_itself_takes_two_officers_even_when_negative() -> None:
    plain = Story().to_cartridge().detail().measure().judge("negative").screening
    held = Story().to_cartridge().detail().measure().judge("negative", reasons=["lot_differs"]).screening

    assert not plain.needs_two_officers
    assert held.needs_two_officers


def test_a_folded_screening_holds_no_personal_value() -> None:
    assert not {one.name for one in fields(Screening)} & {"number", "name", "phone", "plate", "employer"}
    identified = whole_positive().screening.identified
    assert identified is not None
    assert identified.given == {"number", "sex", "birth_date"}


def test_the_clock_running_backwards_does_not_change_the_order() -> None:
    story = Story().open().identify().notify().answer("refuses").answer("cooperates")
    turned = [replace(fact, at=START.replace(year=2025)) for fact in story.facts[-1:]]

    assert not Screening.fold([*story.facts[:-1], *turned]).refused


def test_a_body_that_cannot_be_read_names_its_kind_and_field() -> None:
    story = Story().open()
    story.add(kinds.NOTICE_GIVEN, notice=3, language="zh", by="014417")

    with pytest.raises(StationError) as caught:
        _ = story.screening

    assert caught.value.code == "facts.unreadable"
    assert caught.value.params == {"kind": "notice_given", "field": "notice"}
