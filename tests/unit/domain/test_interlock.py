"""What may not be appended, and why."""

import pytest

from station.domain import kinds
from station.domain.codes import Meaning, Post, Sex, SpecimenKind, StaffRole
from station.domain.errors import StationError
from station.domain.interlock import (
    Staff,
    may_append,
    may_bind,
    may_collect,
    may_sign,
    two_signers,
)
from station.domain.path import Step, next_step
from station.domain.rules import RulePack
from tests.unit.domain.story import Story

LI = Staff("014417", StaffRole.OFFICER, Sex.MALE)
WANG = Staff("014418", StaffRole.OFFICER, Sex.FEMALE)
ZHAO = Staff("F00231", StaffRole.ASSISTANT, Sex.MALE)
QIAN = Staff("D0007", StaffRole.REGISTRAR, Sex.FEMALE)
SUN = Staff("D0008", StaffRole.TESTER, Sex.MALE)


def refusal(story: Story, kind: str, pack: RulePack, supersedes: str | None = None) -> str | None:
    try:
        may_append(story.screening, kind, pack, supersedes=supersedes)
    except StationError as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("story", "kind", "code"),
    [
        (Story().open(), kinds.SUBJECT_IDENTIFIED, None),
        (Story().open(), kinds.NOTICE_GIVEN, "screening.not_identified"),
        (Story().open(), kinds.DETAILS_RECORDED, "screening.not_identified"),
        (Story().open().identify(), kinds.COOPERATION_ANSWERED, "screening.not_notified"),
        (Story().open().identify().notify(), kinds.DECLARATION_MADE, "screening.not_answered"),
        (Story().open().identify().notify().answer(), kinds.SPECIMEN_COLLECTED, "screening.not_declared"),
        (
            Story().open().identify().notify().answer().declare(),
            kinds.CARTRIDGE_LOADED,
            "screening.no_specimen",
        ),
        (Story().to_cartridge(), kinds.VERDICT_REACHED, "screening.no_measurement"),
        (
            Story().open().identify().notify().answer().measure(),
            kinds.VERDICT_REACHED,
            "screening.not_declared",
        ),
        (Story().to_cartridge().measure(), kinds.VERDICT_REACHED, None),
        (Story().open().identify().notify().answer("refuses"), kinds.DECLARATION_MADE, "screening.refused"),
        (Story().open().identify().notify().answer("refuses"), kinds.SPECIMEN_COLLECTED, "screening.refused"),
        (Story().open().identify().notify().answer("refuses"), kinds.DETAILS_RECORDED, None),
        (Story().open().identify().notify().answer("refuses"), kinds.COOPERATION_ANSWERED, None),
    ],
)
def test_a_step_comes_after_those_it_rests_on(
    pack: RulePack, story: Story, kind: str, code: str | None
) -> None:
    assert refusal(story, kind, pack) == code


@pytest.mark.parametrize("kind", sorted(kinds.SUPERSEDABLE - {kinds.SCREENING_OPENED}))
def test_before_signing_an_answer_may_be_given_again_and_after_it_never(pack: RulePack, kind: str) -> None:
    after = {kinds.SAMPLES_SEALED, kinds.SUBJECT_TOLD, kinds.SUBJECT_SIGNED, kinds.WHEREABOUTS_RECORDED}
    signed = Story().to_verdict("presumptive_positive").both_sign()

    expected = "screening.signed" if kind not in after else None
    if kind == kinds.SUBJECT_SIGNED:
        expected = "screening.not_told"

    assert refusal(signed, kind, pack, supersedes="x") == expected


def test_once_the_result_is_known_the_declaration_cannot_be_changed(pack: RulePack) -> None:
    story = Story().to_verdict("needs_corroboration", "caffeine")
    declared = story.screening.declaration
    assert declared is not None

    again = refusal(story, kinds.DECLARATION_MADE, pack, supersedes=declared.entered.leaf)

    assert again == "screening.result_known"


def test_a_result_that_came_first_does_not_keep_the_declaration_from_being_asked(pack: RulePack) -> None:
    story = Story().open().identify().notify().answer().measure()

    assert refusal(story, kinds.DECLARATION_MADE, pack) is None


def test_a_result_is_not_shown_before_the_declaration(pack: RulePack) -> None:
    assert (
        next_step(Story().open().identify().notify().answer().measure().screening, pack) is Step.DECLARATION
    )


@pytest.mark.parametrize("verdict", ["negative", "presumptive_positive", "needs_corroboration"])
def test_a_readable_result_cannot_be_tested_away(pack: RulePack, verdict: str) -> None:
    story = Story().to_verdict(verdict)

    assert refusal(story, kinds.CARTRIDGE_LOADED, pack) == "screening.no_retest"
    assert refusal(story, kinds.SPECIMEN_COLLECTED, pack) == "screening.no_retest"


def test_an_invalid_result_may_be_repeated_once(pack: RulePack) -> None:
    story = Story().to_verdict("invalid")
    assert refusal(story, kinds.CARTRIDGE_LOADED, pack) is None
    story.load("A08").measure().judge("invalid")
    assert refusal(story, kinds.CARTRIDGE_LOADED, pack) == "screening.retest_spent"


def test_a_cartridge_that_was_never_read_may_be_replaced(pack: RulePack) -> None:
    assert refusal(Story().to_cartridge(), kinds.CARTRIDGE_LOADED, pack) is None


def test_the_lot_may_be_corrected_after_the_result(pack: RulePack) -> None:
    story = Story().to_verdict("negative")
    loaded = story.screening.loaded
    assert loaded is not None

    assert refusal(story, kinds.CARTRIDGE_LOADED, pack, supersedes=loaded.entered.leaf) is None


@pytest.mark.parametrize("verdict", ["negative", "presumptive_positive", "needs_corroboration"])
def test_one_person_cannot_abort_a_screening_that_has_a_result(pack: RulePack, verdict: str) -> None:
    assert (
        refusal(Story().to_verdict(verdict), kinds.SCREENING_ABORTED, pack) == "screening.abort_after_result"
    )


def test_one_person_cannot_abort_a_refusal(pack: RulePack) -> None:
    story = Story().open().identify().notify().answer("refuses")

    assert refusal(story, kinds.SCREENING_ABORTED, pack) == "screening.refused"
    assert refusal(story, kinds.SCREENING_VOIDED, pack) is None


def test_a_refusal_taken_back_does_not_open_the_way_to_abort_it_alone(pack: RulePack) -> None:
    story = Story().open().identify().notify().answer("refuses")
    assert story.screening.cooperation is not None
    story.answer("cooperates", supersedes=story.screening.cooperation.entered.leaf)

    assert refusal(story, kinds.SCREENING_ABORTED, pack) == "screening.abort_after_refusal"
    assert refusal(story, kinds.SCREENING_VOIDED, pack) is None


def test_correcting_the_lot_does_not_open_the_way_to_abort_a_result_alone(pack: RulePack) -> None:
    story = Story().to_verdict("presumptive_positive")
    loaded = story.screening.loaded
    assert loaded is not None
    story.load("A70", supersedes=loaded.entered.leaf)

    assert story.screening.verdict is None
    assert refusal(story, kinds.SCREENING_ABORTED, pack) == "screening.abort_after_result"
    assert refusal(story, kinds.CARTRIDGE_LOADED, pack) == "screening.no_retest"


def test_a_test_without_a_result_or_with_an_invalid_one_may_be_aborted(pack: RulePack) -> None:
    assert refusal(Story().to_cartridge(), kinds.SCREENING_ABORTED, pack) is None
    assert refusal(Story().to_verdict("invalid"), kinds.SCREENING_ABORTED, pack) is None


def test_a_signed_screening_can_still_be_voided_and_a_closed_one_not(pack: RulePack) -> None:
    story = Story().to_verdict("presumptive_positive").both_sign()
    assert refusal(story, kinds.SCREENING_VOIDED, pack) is None
    story.seal().tell().subject_signs().went().close(verdict="presumptive_positive")
    assert refusal(story, kinds.SCREENING_VOIDED, pack) == "screening.closed"


STEPS = kinds.SCREENING - {kinds.SCREENING_OPENED, kinds.MEASUREMENT_REPEATED, kinds.MEASUREMENT_SET_ASIDE}


@pytest.mark.parametrize("kind", sorted(STEPS - {kinds.STATEMENT_SIGNED, kinds.SCREENING_CLOSED}))
def test_nothing_but_the_end_follows_a_void(pack: RulePack, kind: str) -> None:
    story = Story().to_verdict("negative").void()

    assert refusal(story, kind, pack) == "screening.voided"
    assert refusal(story, kinds.SCREENING_CLOSED, pack) is None
    with pytest.raises(StationError, match=r"screening\.voided"):
        may_sign(story.screening, Meaning.FIRST, LI, pack)


@pytest.mark.parametrize("kind", sorted(kinds.FOLLOWUP | {kinds.MEASUREMENT_REPEATED}))
def test_what_is_no_step_of_a_screening_may_follow_its_closing(pack: RulePack, kind: str) -> None:
    story = Story().to_verdict("negative").sign("first", "014417").close(verdict="negative")

    assert refusal(story, kind, pack) is None


def test_an_aborted_screening_takes_no_more_steps(pack: RulePack) -> None:
    assert refusal(Story().to_cartridge().abort(), kinds.DETAILS_RECORDED, pack) == "screening.aborted"


def test_a_screening_closes_only_at_the_end_of_its_path(pack: RulePack) -> None:
    story = Story().to_verdict("presumptive_positive").both_sign()

    with pytest.raises(StationError) as caught:
        may_append(story.screening, kinds.SCREENING_CLOSED, pack)

    assert (caught.value.code, caught.value.params) == ("screening.not_finished", {"step": "seals"})


def test_samples_are_sealed_after_both_signed_and_only_where_there_are_any(pack: RulePack) -> None:
    positive = Story().to_verdict("presumptive_positive").sign("first", "014417")
    assert refusal(positive, kinds.SAMPLES_SEALED, pack) == "screening.not_signed"
    assert refusal(positive.sign("second", "014418"), kinds.SAMPLES_SEALED, pack) is None
    invalid = Story().to_verdict("invalid").both_sign()
    assert refusal(invalid, kinds.SAMPLES_SEALED, pack) == "screening.nothing_to_seal"
    refused = Story().open().identify().notify().answer("refuses").detail().both_sign()
    assert refusal(refused, kinds.SAMPLES_SEALED, pack) == "screening.nothing_to_seal"


def test_a_result_nobody_waits_for_does_not_bind() -> None:
    may_bind(Story().to_cartridge().screening)
    for story in (
        Story().open().identify(),
        Story().to_cartridge().measure(),
        Story().to_cartridge().abort(),
        Story().to_cartridge().void(),
        Story().to_cartridge().answer("refuses"),
    ):
        with pytest.raises(StationError, match=r"screening\.no_result_expected"):
            may_bind(story.screening)


def collect(
    pack: RulePack,
    collector: Staff,
    subject_sex: Sex | None,
    kind: SpecimenKind = SpecimenKind.URINE,
    post: Post = Post.CHECKPOINT,
    present: tuple[Staff, ...] = (LI, WANG, ZHAO, QIAN, SUN),
) -> None:
    may_collect(collector, present, pack, post=post, specimen_kind=kind, subject_sex=subject_sex)


def test_a_womans_urine_is_collected_by_a_woman(pack: RulePack) -> None:
    with pytest.raises(StationError, match=r"screening\.collector_sex"):
        collect(pack, LI, Sex.FEMALE)
    collect(pack, WANG, Sex.FEMALE)


def test_a_mans_urine_and_anyones_saliva_may_be_collected_by_either(pack: RulePack) -> None:
    collect(pack, LI, Sex.MALE)
    collect(pack, WANG, Sex.MALE)
    collect(pack, LI, Sex.FEMALE, SpecimenKind.SALIVA)
    collect(pack, LI, None, SpecimenKind.SALIVA)


def test_a_collector_whose_own_sex_is_not_known_does_not_collect_a_womans_urine(pack: RulePack) -> None:
    unknown = Staff("014420", StaffRole.OFFICER)
    with pytest.raises(StationError, match=r"screening\.collector_sex"):
        collect(pack, unknown, Sex.FEMALE, present=(unknown, WANG))


def test_urine_is_not_collected_while_the_subjects_sex_is_unknown(pack: RulePack) -> None:
    with pytest.raises(StationError, match=r"screening\.sex_unknown"):
        collect(pack, WANG, None)


def test_collecting_takes_two_of_the_staff(pack: RulePack) -> None:
    with pytest.raises(StationError) as caught:
        collect(pack, LI, Sex.MALE, present=(LI,))

    assert (caught.value.code, caught.value.params) == ("shift.too_few", {"needed": 2, "present": 1})


def test_a_collector_is_of_the_shift_and_of_a_role_that_may_collect(pack: RulePack) -> None:
    with pytest.raises(StationError, match=r"shift\.not_present"):
        collect(pack, LI, Sex.MALE, present=(WANG, ZHAO))
    with pytest.raises(StationError, match=r"screening\.may_not_collect"):
        collect(pack, QIAN, Sex.MALE)
    collect(pack, SUN, Sex.MALE, post=Post.COUNTER)


def test_an_assistant_never_signs(pack: RulePack) -> None:
    for meaning in Meaning:
        with pytest.raises(StationError, match=r"screening\.may_not_sign"):
            may_sign(Story().to_verdict("negative").screening, meaning, ZHAO, pack)


def test_at_a_counter_registrar_and_tester_sign_and_at_the_roadside_they_do_not(pack: RulePack) -> None:
    counter = Story().open("counter", "licence_business").identify().detail("applicant").notify().answer()
    counter.declare().collect().load().measure().judge("negative")
    may_sign(counter.screening, Meaning.FIRST, QIAN, pack)
    may_sign(counter.screening, Meaning.FIRST, SUN, pack)
    with pytest.raises(StationError, match=r"screening\.may_not_sign"):
        may_sign(Story().to_verdict("negative").screening, Meaning.FIRST, SUN, pack)


def test_the_second_signature_is_another_officers(pack: RulePack) -> None:
    story = Story().to_verdict("presumptive_positive")
    may_sign(story.screening, Meaning.FIRST, LI, pack)
    story.sign("first", LI.badge)
    with pytest.raises(StationError, match=r"screening\.same_officer"):
        may_sign(story.screening, Meaning.SECOND, LI, pack)
    may_sign(story.screening, Meaning.SECOND, WANG, pack)


def test_a_countersignature_is_another_officers_and_only_for_a_waiting_negative(pack: RulePack) -> None:
    story = Story().to_verdict("negative").sign("first", LI.badge)
    with pytest.raises(StationError, match=r"screening\.nothing_to_countersign"):
        may_sign(story.screening, Meaning.COUNTERSIGN, WANG, pack)
    story.close(verdict="negative")
    with pytest.raises(StationError, match=r"screening\.same_officer"):
        may_sign(story.screening, Meaning.COUNTERSIGN, LI, pack)
    may_sign(story.screening, Meaning.COUNTERSIGN, WANG, pack)


def test_nobody_signs_before_the_details_of_a_positive_are_complete(pack: RulePack) -> None:
    story = Story().to_cartridge().measure().judge("presumptive_positive").detail(given=("name",))

    with pytest.raises(StationError) as caught:
        may_sign(story.screening, Meaning.FIRST, LI, pack)
    assert caught.value.code == "screening.details_missing"
    assert caught.value.params == {"field": "phone", "count": 6}


def test_nobody_signs_twice_or_out_of_turn(pack: RulePack) -> None:
    story = Story().to_verdict("negative")
    with pytest.raises(StationError, match=r"screening\.not_ready_to_sign"):
        may_sign(story.screening, Meaning.SECOND, WANG, pack)
    story.sign("first", LI.badge)
    with pytest.raises(StationError, match=r"screening\.not_ready_to_sign"):
        may_sign(story.screening, Meaning.FIRST, WANG, pack)


def test_a_void_stands_on_two_different_persons_who_may_sign(pack: RulePack) -> None:
    two_signers([LI, WANG], Post.CHECKPOINT, pack)
    with pytest.raises(StationError, match=r"screening\.two_officers"):
        two_signers([LI, LI], Post.CHECKPOINT, pack)
    with pytest.raises(StationError, match=r"screening\.two_officers"):
        two_signers([LI], Post.CHECKPOINT, pack)
    with pytest.raises(StationError, match=r"screening\.may_not_sign"):
        two_signers([LI, ZHAO], Post.CHECKPOINT, pack)
