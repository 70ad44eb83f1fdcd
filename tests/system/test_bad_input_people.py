"""Identity numbers that cannot be, documents, and people who may not do what they try to do."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from station.domain.choices import Abort, PersonWent, Refusal, SamplesWent, VehicleWent, Void
from station.domain.codes import (
    Basis,
    Cooperation,
    Document,
    Finding,
    FollowupKind,
    Meaning,
    MeasureKind,
    Sex,
    SpecimenKind,
    StaffRole,
    SubjectRole,
)
from station.domain.errors import SpecimenState
from station.domain.identity import check_character
from station.domain.path import Step
from station.domain.presented import DocumentKind, PresentedDocument
from station.domain.shift import Change
from station.keystore.officer import OfficerKey
from station.services import access, aftermath, enrolling, followups, handover, screening, shifts, signing
from station.services.training import KDF_ROUNDS, PIN, newcomer, passphrase_of
from station.services.workplace import Workplace
from tests.system.long_shift import long_shift
from tests.system.refusal import nothing_lost, nothing_written, refused
from tests.training import ASSISTANT, FIRST, PRESUMPTIVE_POSITIVE, REFUSED, SECOND, Course, Shift

GOOD = "99000019880301103" + check_character("99000019880301103")
"""A woman born on 1 March 1988; region 990000 is nobody's."""


def numbered(body: str) -> str:
    return body + check_character(body)


X_NUMBER = next(
    number for count in range(1, 999) if (number := numbered(f"99000019880301{count:03d}")).endswith("X")
)


@pytest.fixture(scope="module")
def long(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    with long_shift(founded, tmp_path_factory.mktemp("people")) as shift:
        yield shift


@pytest.fixture
def begun(long: Shift) -> str:
    """A screening of someone who is not identified yet."""
    return long.screen(until=Step.IDENTIFY).screening_id


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (numbered("99000019880230103"), "identity.impossible_date"),
        (numbered("99000019881301103"), "identity.impossible_date"),
        (numbered("99000018010101103"), "identity.impossible_date"),
        (numbered("99000020261125103"), "identity.future_date"),
        (GOOD[:6] + GOOD[7] + GOOD[6] + GOOD[8:], "identity.future_date"),
        (GOOD[:15] + GOOD[16] + GOOD[15] + GOOD[17], "identity.check_digit"),
        (GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10), "identity.check_digit"),
        (GOOD[:-1], "identity.too_short"),
        ("", "identity.too_short"),
        ("990000200304121", "identity.too_short"),
        ("9900001988030", "identity.too_short"),
        (GOOD + "0", "identity.too_long"),
        ("0" + GOOD[1:], "identity.region"),
        (GOOD[:5] + "X" + GOOD[6:], "identity.bad_character"),
        (GOOD[:5] + "[" + GOOD[6:], "identity.bad_character"),
        (GOOD[:5] + "\x1b" + GOOD[6:], "identity.bad_character"),
        (GOOD[:5] + "\u202e" + GOOD[6:], "identity.bad_character"),
        (GOOD[:5] + "٣" + GOOD[6:], "identity.bad_character"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_nothing_is_written(
    long: Shift, begun: str, typed: str, code: str
) -> None:
    with nothing_written(long.workplace), refused(code):
        screening.identify_by_number(long.workplace, begun, typed)
    screening.identify_by_number(long.workplace, begun, GOOD)
    assert long.now(begun).identified is not None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("".join(chr(ord(digit) + 0xFEE0) for digit in GOOD), GOOD),
        (X_NUMBER[:-1] + "*", X_NUMBER),
        (X_NUMBER[:-1] + "x", X_NUMBER),
        (X_NUMBER[:-1] + "X", X_NUMBER),
        (f" {GOOD[:6]} {GOOD[6:14]}-{GOOD[14:]} ", GOOD),
        (GOOD[:6] + GOOD[8:17], numbered(GOOD[:6] + "19" + GOOD[8:17])),
    ],
    ids=["full-width", "asterisk", "small x", "full-width X", "blanks and dashes", "15 digits"],
)
def test_a_number_typed_otherwise_is_mended(long: Shift, begun: str, typed: str, kept: str) -> None:
    screening.identify_by_number(long.workplace, begun, typed)
    with long.workplace.store.reading() as reading:
        assert reading.personal(begun)["number"] == kept


@pytest.mark.parametrize("born", ["1988-02-30", "2026-11-25", "1500-01-01", "88-3-1", "[1988-03-01]"])
def test_a_birth_date_that_cannot_be_is_refused(long: Shift, begun: str, born: str) -> None:
    with nothing_written(long.workplace), refused("identity.birth_date"):
        screening.identify_otherwise(
            long.workplace, begun, document=Document.OTHER, sex=Sex.MALE, number="E1", birth_date=born
        )


@pytest.mark.parametrize("number", ["", "  ", "\u3000"])
def test_another_document_has_a_number(long: Shift, begun: str, number: str) -> None:
    with nothing_written(long.workplace), refused("identity.no_number"):
        screening.identify_otherwise(
            long.workplace, begun, document=Document.OTHER, sex=Sex.MALE, number=number
        )


def test_the_same_person_does_not_sign_twice(shift: Shift) -> None:
    signed = shift.screen(PRESUMPTIVE_POSITIVE, until=Step.SIGN_SECOND).screening_id
    with nothing_written(shift.workplace), refused("screening.same_officer"):
        signing.sign(shift.workplace, signed, FIRST, PIN)
    assert shift.now(signed).signature(Meaning.SECOND) is None
    signing.sign(shift.workplace, signed, SECOND, PIN)
    assert shift.now(signed).signature(Meaning.SECOND) is not None


def test_the_same_person_does_not_countersign_what_they_signed(shift: Shift) -> None:
    done = shift.screen().screening_id
    with nothing_written(shift.workplace), refused("screening.same_officer"):
        signing.countersign(shift.workplace, FIRST, PIN, [done])


def test_the_same_person_does_not_void_alone(shift: Shift) -> None:
    open_one = shift.screen(PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST).screening_id
    with nothing_written(shift.workplace), refused("screening.two_officers"):
        aftermath.void(shift.workplace, open_one, Void.WRONG_SUBJECT, ((FIRST, PIN), (FIRST, PIN)))
    assert shift.now(open_one).voided is None


def test_the_same_person_does_not_propose_a_measure_alone(shift: Shift) -> None:
    followup_id = shift.followup_of(shift.screen(PRESUMPTIVE_POSITIVE).screening_id)
    shift.enter_finding(followup_id)
    with nothing_written(shift.workplace), refused("screening.two_officers"):
        followups.propose_measure(
            shift.workplace,
            followup_id,
            measure=MeasureKind.CANCELLATION,
            legal_basis="-",
            document_no="1",
            signers=((FIRST, PIN), (FIRST, PIN)),
        )


def test_the_same_person_does_not_vouch_alone(shift: Shift) -> None:
    person = newcomer("014419", "丁演练", Sex.FEMALE, StaffRole.OFFICER)
    with nothing_written(shift.workplace), refused("screening.two_officers"):
        enrolling.enrol(shift.workplace, person, ((FIRST, PIN), (FIRST, PIN)), kdf_rounds=KDF_ROUNDS)


def test_an_assistant_cannot_sign_on(shift: Shift) -> None:
    with nothing_written(shift.workplace), refused("screening.may_not_sign"):
        access.sign_on(shift.workplace, ASSISTANT, passphrase_of(ASSISTANT))


@pytest.mark.parametrize("meaning", ["sign", "negative", "countersign", "void"])
def test_an_assistant_never_signs(shift: Shift, meaning: str) -> None:
    home, signers = shift.workplace, ((FIRST, PIN), (ASSISTANT, PIN))
    begun = shift.screen(REFUSED, until=Step.SIGN_FIRST).screening_id
    done = shift.screen().screening_id
    with nothing_written(home), refused("access.not_signed_on"):
        match meaning:
            case "sign":
                signing.sign(home, begun, ASSISTANT, PIN)
            case "negative":
                signing.sign_negative(home, begun, ASSISTANT)
            case "countersign":
                signing.countersign(home, ASSISTANT, PIN, [done])
            case _:
                aftermath.void(home, begun, Void.WRONG_SUBJECT, signers)


def test_an_assistant_with_a_key_never_signs_either(shift: Shift) -> None:
    path = shift.workplace.home.officer_key(ASSISTANT)
    OfficerKey.create(path, ASSISTANT, passphrase_of(ASSISTANT), PIN, rounds=KDF_ROUNDS)
    begun = shift.screen(REFUSED, until=Step.SIGN_FIRST).screening_id
    with nothing_written(shift.workplace), refused("screening.may_not_sign"):
        access.sign_on(shift.workplace, ASSISTANT, passphrase_of(ASSISTANT))
    shift.workplace.people.add(OfficerKey.unlock(path, passphrase_of(ASSISTANT)))
    with nothing_written(shift.workplace), refused("screening.may_not_sign"):
        signing.sign(shift.workplace, begun, ASSISTANT, PIN)
    with nothing_written(shift.workplace), refused("screening.may_not_sign"):
        aftermath.void(shift.workplace, begun, Void.WRONG_SUBJECT, ((FIRST, PIN), (ASSISTANT, PIN)))


@pytest.mark.parametrize("badge", ["999999", "[red]", "0144{17}", "../014417", "", "\x1b[31m"])
def test_a_stranger_is_nobody(long: Shift, badge: str) -> None:
    with nothing_written(long.workplace), refused("access.unknown_badge"):
        access.sign_on(long.workplace, badge, passphrase_of(FIRST))


@pytest.mark.parametrize("collector", ["999999", ""])
def test_a_stranger_collects_nothing(long: Shift, collector: str) -> None:
    begun = long.screen(until=Step.SPECIMEN).screening_id
    with nothing_written(long.workplace), refused("access.unknown_badge"):
        screening.collect(long.workplace, begun, "U-000900", collector)


def test_a_woman_s_urine_is_not_collected_by_a_man(long: Shift) -> None:
    begun = long.screen(until=Step.IDENTIFY).screening_id
    woman = numbered("99000019880301102")
    screening.identify_by_number(long.workplace, begun, woman)
    long.go_on(begun, until=Step.SPECIMEN)
    with nothing_written(long.workplace), refused("screening.collector_sex"):
        screening.collect(long.workplace, begun, "U-000901", FIRST)
    with nothing_lost(long.workplace):
        screening.collect(long.workplace, begun, "U-000901", SECOND)


@pytest.mark.parametrize(
    ("what", "given", "code"),
    [
        (Change.MOVED, {"badge": FIRST, "place": "  "}, "shift.no_place"),
        (Change.MOVED, {"badge": FIRST}, "shift.no_place"),
        (Change.CAMERA, {"badge": FIRST, "camera": " "}, "shift.no_camera"),
        (Change.JOINED, {"badge": FIRST}, "shift.already_present"),
        (Change.LEFT, {"badge": "999999"}, "shift.not_present"),
        (Change.JOINED, {"badge": "999999", "role": StaffRole.OFFICER}, "access.unknown_badge"),
        (Change.JOINED, {"role": StaffRole.OFFICER}, "shift.no_person"),
        (Change.LEFT, {}, "shift.no_person"),
        (Change.CAMERA, {"badge": "999999", "camera": "C-7"}, "shift.not_present"),
        (Change.MOVED, {"badge": "999999", "place": "别处"}, "shift.not_present"),
    ],
)
def test_a_change_of_the_shift_that_says_nothing_is_refused(
    long: Shift, what: Change, given: dict[str, str], code: str
) -> None:
    with nothing_written(long.workplace), refused(code):
        shifts.change(
            long.workplace,
            what,
            badge=given.get("badge"),
            role=StaffRole(given["role"]) if "role" in given else None,
            place=given.get("place"),
            camera=given.get("camera"),
        )


def test_the_whole_shift_moves_and_goes_on(shift: Shift) -> None:
    with nothing_lost(shift.workplace):
        assert shifts.change(shift.workplace, Change.MOVED, place="S315 示范卡点").place == "S315 示范卡点"
    assert shift.screen().closed is not None


@pytest.mark.parametrize(
    ("badge", "role"), [(ASSISTANT, StaffRole.OFFICER), (SECOND, StaffRole.ASSISTANT)], ids=["up", "down"]
)
def test_nobody_joins_in_a_role_they_were_not_enrolled_in(shift: Shift, badge: str, role: StaffRole) -> None:
    shifts.change(shift.workplace, Change.LEFT, badge=badge)
    with nothing_written(shift.workplace), refused("shift.role_differs"):
        shifts.change(shift.workplace, Change.JOINED, badge=badge, role=role)
    joined = shifts.change(shift.workplace, Change.JOINED, badge=badge).person(badge)
    assert (joined.role is StaffRole.ASSISTANT) == (badge == ASSISTANT)


def test_no_shift_opens_with_an_assistant_as_its_officer(workplace: Workplace) -> None:
    on_duty = [shifts.OnDuty(FIRST, StaffRole.OFFICER), shifts.OnDuty(ASSISTANT, StaffRole.OFFICER)]
    with nothing_written(workplace), refused("shift.role_differs"):
        shifts.open_shift(workplace, place="示范", basis=Basis.CHECKPOINT, people=on_duty)


def test_who_has_left_the_shift_signs_nothing_until_they_are_back(shift: Shift) -> None:
    begun = shift.screen(PRESUMPTIVE_POSITIVE, until=Step.SIGN_SECOND).screening_id
    shifts.change(shift.workplace, Change.LEFT, badge=SECOND)
    with nothing_written(shift.workplace), refused("shift.not_present"):
        signing.sign(shift.workplace, begun, SECOND, PIN)
    shifts.change(shift.workplace, Change.JOINED, badge=SECOND)
    assert signing.sign(shift.workplace, begun, SECOND, PIN).signature(Meaning.SECOND) is not None


def test_a_correction_does_not_make_a_man_the_collector_of_a_womans_urine(long: Shift) -> None:
    begun = long.screen(until=Step.CARTRIDGE).screening_id
    with nothing_written(long.workplace), refused("screening.collected_otherwise"):
        screening.identify_by_number(long.workplace, begun, numbered("99000019880301102"))
    with nothing_written(long.workplace), refused("screening.collected_otherwise"):
        screening.identify_otherwise(long.workplace, begun, document=Document.NONE, sex=Sex.FEMALE)
    number = numbered("99000019880301102")
    card = PresentedDocument(DocumentKind.CITIZEN, number, "罗试行", Sex.FEMALE, "1988-03-01", "")
    with nothing_written(long.workplace), refused("screening.collected_otherwise"):
        screening.identify_presented(long.workplace, begun, card)
    with nothing_lost(long.workplace):
        screening.collect(long.workplace, begun, "U-000955", SECOND)
        screening.identify_by_number(long.workplace, begun, numbered("99000019880301102"))


def test_a_seal_is_on_one_sample_alone(long: Shift) -> None:
    first, second = (long.screen(PRESUMPTIVE_POSITIVE, until=Step.SEALS).screening_id for _ in range(2))
    aftermath.seal(long.workplace, first, "A-77", "B-77")
    for pair in (("A-77", "B-78"), ("A-78", "a-77"), ("B-77", "C-1")):
        with nothing_written(long.workplace), refused("screening.seal_used", SpecimenState.GOOD):
            aftermath.seal(long.workplace, second, *pair)
    with nothing_lost(long.workplace):
        aftermath.seal(long.workplace, first, "A-79", "B-77")
        aftermath.seal(long.workplace, second, "A-77", "B-78")


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("A-91", "A-91"), "screening.seals_equal"),
        (("A-91", " a-91 "), "screening.seals_equal"),
        (("A-91", "Ａ-９１"), "screening.seals_equal"),
        (("A-91", ""), "screening.seal_missing"),
        (("  ", "B-91"), "screening.seal_missing"),
    ],
)
def test_both_samples_are_sealed_each_under_a_number_of_its_own(
    long: Shift, pair: tuple[str, str], code: str
) -> None:
    begun = long.screen(PRESUMPTIVE_POSITIVE, until=Step.SEALS).screening_id
    with nothing_written(long.workplace), refused(code, SpecimenState.GOOD) as error:
        aftermath.seal(long.workplace, begun, *pair)
    assert error[0].params == {}
    assert aftermath.seal(long.workplace, begun, f"A{begun}", f"B{begun}").seals is not None


def test_a_refusal_is_not_noted_without_a_reason_nor_are_its_words(long: Shift) -> None:
    begun = long.screen(until=Step.COOPERATION).screening_id
    with nothing_written(long.workplace), refused("screening.refusal_reason") as error:
        screening.answer(long.workplace, begun, Cooperation.REFUSES, words="不愿意")
    assert error[0].params == {}
    assert not long.now(begun).refused
    noted = screening.answer(long.workplace, begun, Cooperation.REFUSES, reason=Refusal.NO_REASON)
    assert noted.refused


@pytest.mark.parametrize("number", ["", "  ", "\u3000"])
def test_a_specimen_without_a_number_is_not_taken(long: Shift, number: str) -> None:
    begun = long.screen(until=Step.SPECIMEN).screening_id
    with (
        nothing_written(long.workplace),
        refused("screening.no_specimen_number", SpecimenState.GOOD) as error,
    ):
        screening.collect(long.workplace, begun, number, FIRST)
    assert error[0].params == {}
    assert screening.collect(long.workplace, begun, f"N{begun}", FIRST).specimen is not None


def test_a_specimen_number_typed_wide_is_the_number_on_the_cup(long: Shift) -> None:
    begun = long.screen(until=Step.SPECIMEN).screening_id
    taken = screening.collect(long.workplace, begun, "Ｗ－９０１", FIRST)
    assert taken.specimen is not None
    assert taken.specimen.specimen_no == "W-901"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_laboratory_does_not_report_before_the_screening_or_after_today(long: Shift, days: int) -> None:
    followup_id = long.followup_of(long.screen(PRESUMPTIVE_POSITIVE).screening_id)
    today = long.workplace.pack.rules.local_date(long.workplace.clock.utc())
    with nothing_written(long.workplace), refused("followup.finding_date"):
        followups.enter_finding(
            long.workplace,
            followup_id,
            laboratory="示范司法鉴定中心",
            document_no="SF-2026-0002",
            finding=Finding.CONFIRMED,
            dated=today + timedelta(days=days),
        )


URINE_LANE, SALIVA_LANE = ("1", SpecimenKind.URINE), ("2", SpecimenKind.SALIVA)


@pytest.mark.parametrize(
    ("course", "until", "code"),
    [
        (PRESUMPTIVE_POSITIVE, Step.SIGN_FIRST, "screening.result_known"),
        (PRESUMPTIVE_POSITIVE, Step.SEALS, "screening.signed"),
        (PRESUMPTIVE_POSITIVE, Step.DONE, "screening.closed"),
        (REFUSED, Step.SIGN_FIRST, "screening.refused"),
    ],
)
def test_nobody_is_taken_to_another_lane_after_the_result(
    long: Shift, course: Course, until: Step, code: str
) -> None:
    begun = long.screen(course, until=until).screening_id
    with nothing_written(long.workplace), refused(code):
        screening.give_lane(long.workplace, begun, *URINE_LANE)


def test_an_aborted_screening_goes_to_no_lane(long: Shift) -> None:
    begun = long.screen(until=Step.CARTRIDGE).screening_id
    aftermath.abort(long.workplace, begun, Abort.CALLED_AWAY)
    with nothing_written(long.workplace), refused("screening.aborted"):
        screening.give_lane(long.workplace, begun, *URINE_LANE)


def test_a_lane_is_for_one_kind_of_specimen(long: Shift) -> None:
    with nothing_written(long.workplace), refused("screening.lane_kind", SpecimenState.GOOD):
        screening.open_screening(long.workplace, lane="1", specimen_kind=SpecimenKind.SALIVA)
    begun = long.screen(until=Step.SPECIMEN).screening_id
    screening.give_lane(long.workplace, begun, *SALIVA_LANE)
    screening.collect(long.workplace, begun, "S-000956", FIRST)
    with nothing_written(long.workplace), refused("screening.lane_kind", SpecimenState.GOOD):
        screening.give_lane(long.workplace, begun, *URINE_LANE)
    with nothing_written(long.workplace), refused("screening.lane_kind", SpecimenState.GOOD):
        screening.load_cartridge(long.workplace, begun, lane="1", lot="A07", expiry="2027-03-31")
    with nothing_lost(long.workplace):
        screening.load_cartridge(long.workplace, begun, lane="2", lot="A07", expiry="2027-03-31")


IN_CLEAR: Mapping[str, Callable[[Shift], object]] = {
    "specimen number": lambda shift: screening.collect(
        shift.workplace, shift.screen(until=Step.SPECIMEN).screening_id, GOOD, SECOND
    ),
    "ticket": lambda shift: screening.open_screening(
        shift.workplace, specimen_kind=SpecimenKind.URINE, ticket=f"A 12 {GOOD}"
    ),
    "basis": lambda shift: screening.open_screening(
        shift.workplace, specimen_kind=SpecimenKind.URINE, basis=Basis.OTHER, basis_detail=f"查{GOOD}本人"
    ),
    "document's name": lambda shift: screening.identify_otherwise(
        shift.workplace,
        shift.screen(until=Step.IDENTIFY).screening_id,
        document=Document.OTHER,
        sex=Sex.MALE,
        document_name="护照" + "".join(chr(ord(digit) + 0xFEE0) for digit in GOOD),
        number="E1",
    ),
    "seal": lambda shift: aftermath.seal(
        shift.workplace, shift.screen(PRESUMPTIVE_POSITIVE, until=Step.SEALS).screening_id, GOOD, "B-1"
    ),
}


@pytest.mark.parametrize("where", IN_CLEAR)
def test_an_identity_number_is_never_signed_in_clear(long: Shift, where: str) -> None:
    with refused("text.identity_number"):
        IN_CLEAR[where](long)
    with long.workplace.store.reading() as reading:
        assert not any(GOOD.encode() in signed.payload for signed in reading.all_entries())


def test_why_a_case_came_back_names_nobody(shift: Shift) -> None:
    followup_id = shift.licence_case()
    (visitor,) = shift.visitors.values()
    handover.hand_over(shift.workplace, [followup_id], receiver="示范车辆管理所")
    for named in (visitor.name, visitor.details["plate"], visitor.details["phone"]):
        with nothing_written(shift.workplace), refused("followup.names_person"):
            followups.give_back(shift.workplace, followup_id, reason=f"{named}的材料不全")
    with nothing_written(shift.workplace), refused("followup.names_person"):
        followups.give_back(shift.workplace, followup_id, reason=f"{visitor.number} 不符")
    assert followups.give_back(shift.workplace, followup_id, reason="缺少送达回证").state == "returned"


def test_sealed_samples_are_somewhere(long: Shift) -> None:
    begun = long.screen(PRESUMPTIVE_POSITIVE, until=Step.WHEREABOUTS).screening_id
    with nothing_written(long.workplace), refused("screening.samples_somewhere"):
        aftermath.record_whereabouts(
            long.workplace,
            begun,
            person=PersonWent.CASE_VENUE,
            samples=SamplesWent.NONE,
            vehicle=VehicleWent.PARKED,
        )
    assert long.go_on(begun).closed is not None


def test_a_negative_named_twice_is_countersigned_once(shift: Shift) -> None:
    begun = shift.screen().screening_id
    assert signing.countersign(shift.workplace, SECOND, PIN, [begun, begun]) == 1
    (signed,) = [one for one in shift.now(begun).statements if one.meaning is Meaning.COUNTERSIGN]
    assert len(signed.leaves) == len(set(signed.leaves))


def test_a_passenger_entered_after_the_result_is_judged_as_one(long: Shift) -> None:
    begun = long.screen(PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST).screening_id
    before = long.now(begun).verdict
    assert before is not None
    assert before.followups == (FollowupKind.LICENCE,)
    details = long.visitors[begun].details
    screening.record_details(long.workplace, begun, SubjectRole.PASSENGER, details)
    after = long.now(begun).verdict
    assert after is not None
    assert (after.verdict, after.followups) == (before.verdict, (FollowupKind.DRUG_SQUAD_LEAD,))
    screening.record_details(long.workplace, begun, SubjectRole.PASSENGER, details)
    assert long.now(begun).verdict == after
    long.go_on(begun)
    with long.workplace.store.reading() as reading:
        assert [row.kind for row in reading.followups_of(begun)] == ["drug_squad_lead"]
