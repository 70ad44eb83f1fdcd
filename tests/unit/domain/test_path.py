"""Which question comes next, on every way a screening can go."""

import pytest

from station.domain.codes import Post
from station.domain.path import Step, details_missing, next_step, steps
from station.domain.rules import RulePack
from tests.unit.domain.story import Story

START = [Step.IDENTIFY, Step.NOTICE, Step.COOPERATION]
TEST = [Step.DECLARATION, Step.SPECIMEN, Step.CARTRIDGE]
READ = [Step.READING, Step.RESULT]
AFTER = [Step.TELL, Step.SUBJECT_SIGNS, Step.WHEREABOUTS, Step.CLOSE]


def walked(pack: RulePack, story: Story, *actions: str) -> list[Step]:
    """The step asked for before each of ``actions`` and the one after the last."""
    asked = [next_step(story.screening, pack)]
    for action in actions:
        getattr(story, action)()
        asked.append(next_step(story.screening, pack))
    return asked


def test_a_negative_at_the_roadside_is_signed_by_one_officer_and_closed(pack: RulePack) -> None:
    story = Story().open()
    asked = walked(pack, story, "identify", "notify", "answer", "declare", "collect", "load")
    story.measure()
    asked.append(next_step(story.screening, pack))
    story.judge("negative")
    asked.append(next_step(story.screening, pack))
    story.sign("first", "014417")
    asked.append(next_step(story.screening, pack))
    story.close(verdict="negative")
    asked.append(next_step(story.screening, pack))

    # The details are asked while the reader works; a negative result does not wait for them.
    assert asked == [*START, *TEST, Step.DETAILS, Step.DETAILS, Step.SIGN_FIRST, Step.CLOSE, Step.DONE]


def test_a_negative_with_its_details_given_shows_them_on_its_path(pack: RulePack) -> None:
    whole = steps(Story().to_verdict("negative").screening, pack)

    assert list(whole) == [*START, *TEST, Step.DETAILS, *READ, Step.SIGN_FIRST, Step.CLOSE]


@pytest.mark.parametrize("verdict", ["presumptive_positive", "needs_corroboration"])
def test_anything_readable_but_a_negative_is_signed_by_two_sealed_told_and_followed(
    pack: RulePack, verdict: str
) -> None:
    story = Story().to_verdict(verdict)

    assert list(steps(story.screening, pack)) == [
        *START,
        *TEST,
        Step.DETAILS,
        *READ,
        Step.SIGN_FIRST,
        Step.SIGN_SECOND,
        Step.SEALS,
        *AFTER,
    ]
    story.sign("first", "014417")
    assert next_step(story.screening, pack) is Step.SIGN_SECOND
    story.sign("second", "014418")
    assert walked(pack, story, "seal", "tell", "subject_signs", "went", "close") == [
        Step.SEALS,
        *AFTER,
        Step.DONE,
    ]


def test_an_invalid_result_takes_two_officers_and_has_nothing_to_seal(pack: RulePack) -> None:
    whole = steps(Story().to_verdict("invalid").screening, pack)

    assert whole[-6:] == (Step.SIGN_FIRST, Step.SIGN_SECOND, *AFTER)


def test_a_positive_without_its_details_asks_for_them_before_anyone_signs(pack: RulePack) -> None:
    story = Story().to_cartridge().measure().judge("presumptive_positive")

    assert next_step(story.screening, pack) is Step.DETAILS
    assert next_step(story.detail(given=("name", "phone")).screening, pack) is Step.DETAILS
    assert next_step(story.detail().screening, pack) is Step.SIGN_FIRST


def test_a_refusal_needs_the_details_and_two_officers_but_no_seals(pack: RulePack) -> None:
    story = Story().open().identify().notify().answer("refuses")

    assert list(steps(story.screening, pack)) == [
        *START,
        Step.DETAILS,
        Step.SIGN_FIRST,
        Step.SIGN_SECOND,
        *AFTER,
    ]
    assert walked(pack, story, "detail", "both_sign", "tell", "subject_signs", "went") == [
        Step.DETAILS,
        Step.SIGN_FIRST,
        *AFTER,
    ]


def test_an_aborted_test_is_signed_by_one_and_closed(pack: RulePack) -> None:
    story = Story().to_cartridge().abort()

    assert list(steps(story.screening, pack)) == [*START, *TEST, Step.SIGN_FIRST, Step.CLOSE]
    story.sign("first", "014417")
    assert next_step(story.screening, pack) is Step.CLOSE


def test_a_void_screening_has_only_its_closing_left(pack: RulePack) -> None:
    story = Story().to_verdict("presumptive_positive").void()

    assert next_step(story.screening, pack) is Step.CLOSE
    assert next_step(story.close("voided").screening, pack) is Step.DONE


def test_a_second_cartridge_goes_back_to_waiting_for_the_reader(pack: RulePack) -> None:
    story = Story().to_verdict("invalid").load("A08")

    assert next_step(story.screening, pack) is Step.READING
    story.measure()
    assert next_step(story.screening, pack) is Step.RESULT
    story.judge("negative")
    assert next_step(story.screening, pack) is Step.SIGN_FIRST


def test_a_result_before_the_declaration_waits_until_it_was_asked(pack: RulePack) -> None:
    story = Story().open().identify().notify().answer().measure()

    assert next_step(story.screening, pack) is Step.DECLARATION


def test_a_held_negative_is_signed_by_two_and_needs_the_details(pack: RulePack) -> None:
    story = Story().to_cartridge().measure().judge("negative", reasons=["not_understood"])

    assert next_step(story.screening, pack) is Step.DETAILS
    assert steps(story.detail().screening, pack)[-3:] == (Step.SIGN_FIRST, Step.SIGN_SECOND, Step.CLOSE)


def test_at_a_counter_the_form_takes_the_details_first(pack: RulePack) -> None:
    story = Story().open("counter", "licence_business")
    whole = steps(story.screening, pack)

    assert story.screening.opened.post is Post.COUNTER
    assert whole[:3] == (Step.IDENTIFY, Step.DETAILS, Step.NOTICE)
    assert whole.count(Step.DETAILS) == 1
    story.identify()
    assert next_step(story.screening, pack) is Step.DETAILS
    assert next_step(story.detail("applicant").screening, pack) is Step.NOTICE


def test_a_counter_refusal_ends_like_any_other(pack: RulePack) -> None:
    story = Story().open("counter", "licence_business").identify().detail("applicant").notify()

    assert steps(story.answer("refuses").screening, pack)[-6:] == (Step.SIGN_FIRST, Step.SIGN_SECOND, *AFTER)


def test_the_missing_details_are_named_in_the_order_in_which_they_are_asked() -> None:
    story = Story().to_cartridge()
    assert details_missing(story.screening) == ("role",)
    story.detail(given=("phone", "licence_no", "employer"))
    assert details_missing(story.screening) == ("name", "plate", "licence_class", "licence_office")
    story.detail("passenger", given=("name", "phone", "plate", "employer"))
    assert details_missing(story.screening) == ()
