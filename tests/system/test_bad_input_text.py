"""Brackets are text and stay as typed; control characters are refused: in every field where text is typed."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from station.domain.choices import Claim, PersonWent, Refusal, SamplesWent, SetAside, VehicleWent
from station.domain.codes import (
    Basis,
    Cooperation,
    Document,
    Finding,
    MeasureKind,
    Sex,
    SpecimenKind,
    StaffRole,
    SubjectRole,
)
from station.domain.errors import SpecimenState
from station.domain.path import Step
from station.domain.shift import Change
from station.domain.subject import DETAILS
from station.services import (
    access,
    aftermath,
    enrolling,
    followups,
    handover,
    screening,
    shifts,
    unmatched,
)
from station.services.founding import Newcomer
from station.services.training import KDF_ROUNDS, PIN, passphrase_of
from tests import training
from tests.system.long_shift import appended_only, long_shift
from tests.system.refusal import nothing_written, refused
from tests.training import EXPIRY, FIRST, LOT, SECOND, Shift, Visitor

BRACKETS = "[b]{name}<i>(乙)[/b] \\[x] $1 %s"
"""What Rich, Textual, str.format, HTML, typst and SQL would each like to read otherwise."""

CONTROLS = ["\x00", "\x07", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u200b", "\ufeff", "\u2066", "\ud800"]

Use = Callable[[Shift, str], object]


@pytest.fixture(scope="module")
def long(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    with long_shift(founded, tmp_path_factory.mktemp("text")) as shift:
        yield shift


def plain(shift: Shift, until: Step) -> str:
    return shift.screen(training.PRESUMPTIVE_POSITIVE, until=until).screening_id


def opens(shift: Shift, **text: str) -> object:
    return screening.open_screening(
        shift.workplace, specimen_kind=SpecimenKind.URINE, basis=Basis.CASE, **text
    )


def identifies(shift: Shift, **text: str) -> object:
    begun = plain(shift, Step.IDENTIFY)
    whole = {"number": "E1", **text}
    return screening.identify_otherwise(
        shift.workplace, begun, document=Document.OTHER, sex=Sex.MALE, **whole
    )


def detail(name: str) -> Use:
    def use(shift: Shift, text: str) -> object:
        begun = plain(shift, Step.CARTRIDGE)
        return screening.record_details(shift.workplace, begun, SubjectRole.DRIVER, {name: text})

    return use


def _running(shift: Shift) -> bool:
    with shift.workplace.store.reading() as reading:
        return reading.open_shift() is not None


def opens_shift(shift: Shift, **text: object) -> object:
    if _running(shift):
        shifts.close_shift(shift.workplace)
    people = [shifts.OnDuty(FIRST, StaffRole.OFFICER), shifts.OnDuty(SECOND, StaffRole.OFFICER)]
    given = {"place": "卡点", "basis": Basis.CASE, "people": people, **text}
    return shifts.open_shift(shift.workplace, **given)  # type: ignore[arg-type]  # fields vary by case


def stray(shift: Shift) -> str:
    number = len(shift.visitors) + 1
    shift.visitors[f"nobody {number}"] = Visitor.nth(number)
    shift.result_arrives(f"U-9{number:05d}")
    with shift.workplace.store.reading() as reading:
        return unmatched.tray(reading)[-1].leaf


def claims(shift: Shift, text: str) -> object:
    leaf, begun = stray(shift), plain(shift, Step.READING)
    return unmatched.claim(shift.workplace, leaf, begun, Claim.LANE_SWAPPED, shift.signers, words=text)


def sets_aside(shift: Shift, text: str) -> None:
    unmatched.set_aside(shift.workplace, stray(shift), SetAside.TRIAL_RUN, shift.signers, words=text)


def finds(shift: Shift, **text: str) -> object:
    followup_id = shift.followup_of(plain(shift, Step.DONE))
    given = {"laboratory": "示范所", "document_no": "1", **text}
    return followups.enter_finding(
        shift.workplace, followup_id, finding=Finding.CONFIRMED, dated=date(2026, 11, 24), **given
    )


def proposes(shift: Shift, text: str) -> object:
    followup_id = shift.followup_of(plain(shift, Step.DONE))
    shift.enter_finding(followup_id)
    rule = next(one for one in shift.workplace.pack.rules.measures if one.legal_bases)
    return followups.propose_measure(
        shift.workplace,
        followup_id,
        measure=MeasureKind(rule.measure),
        legal_basis=rule.legal_bases[0],
        document_no=text,
        signers=shift.signers,
    )


def lead(shift: Shift) -> str:
    return shift.followup_of(shift.screen(training.CAFFEINE).screening_id)


def accepts(shift: Shift, **text: str) -> object:
    followup_id = lead(shift)
    followups.hand_over(shift.workplace, [followup_id], numbered=lambda _: "1", receiver="大队")
    given = {"receipt_no": "1", "receiver": "大队", **text}
    return followups.accept(shift.workplace, followup_id, **given)


def gives_back(shift: Shift, text: str) -> object:
    followup_id = lead(shift)
    followups.hand_over(shift.workplace, [followup_id], numbered=lambda _: "1", receiver="大队")
    return followups.give_back(shift.workplace, followup_id, reason=text)


def went(field: str) -> Use:
    def use(shift: Shift, text: str) -> object:
        return aftermath.record_whereabouts(
            shift.workplace,
            plain(shift, Step.WHEREABOUTS),
            person=PersonWent.CASE_VENUE,
            samples=SamplesWent.REFRIGERATOR,
            vehicle=VehicleWent.PARKED,
            words={field: text},
        )

    return use


def enrols(shift: Shift, text: str) -> object:
    person = Newcomer("014419", text, Sex.FEMALE, StaffRole.OFFICER, passphrase_of("014419"), PIN)
    return enrolling.enrol(shift.workplace, person, shift.signers, kdf_rounds=KDF_ROUNDS)


FIELDS: Mapping[str, Use] = {
    "shift: moved to": lambda shift, text: shifts.change(
        shift.workplace, Change.MOVED, badge=FIRST, place=text
    ),
    "shift: further camera": lambda shift, text: shifts.change(
        shift.workplace, Change.CAMERA, badge=FIRST, camera=text
    ),
    "screening: basis": lambda shift, text: opens(shift, basis_detail=text),
    "screening: ticket": lambda shift, text: opens(shift, basis_detail="1", ticket=text),
    "document: name": lambda shift, text: identifies(shift, document_name=text),
    "document: number": lambda shift, text: identifies(shift, number=text),
    "notice: language": lambda shift, text: screening.give_notice(
        shift.workplace, plain(shift, Step.NOTICE), FIRST, text
    ),
    "refusal: words": lambda shift, text: screening.answer(
        shift.workplace,
        plain(shift, Step.COOPERATION),
        Cooperation.REFUSES,
        reason=Refusal.DENIES_USE,
        words=text,
    ),
    "declaration": lambda shift, text: screening.declare(
        shift.workplace, plain(shift, Step.DECLARATION), text
    ),
    "specimen number": lambda shift, text: screening.collect(
        shift.workplace, plain(shift, Step.SPECIMEN), text, FIRST
    ),
    "cartridge: panel": lambda shift, text: screening.load_cartridge(
        shift.workplace, plain(shift, Step.CARTRIDGE), lane="1", lot=LOT, expiry=EXPIRY, panel=text
    ),
    **{f"detail: {name}": detail(name) for name in DETAILS},
    "seal A": lambda shift, text: aftermath.seal(shift.workplace, plain(shift, Step.SEALS), text, "B-1"),
    **{f"whereabouts: {name}": went(name) for name in ("person", "samples", "vehicle")},
    "claim: words": claims,
    "set aside: words": sets_aside,
    "finding: laboratory": lambda shift, text: finds(shift, laboratory=text),
    "finding: document": lambda shift, text: finds(shift, document_no=text),
    "measure: document": proposes,
    "hand-over: receiver": lambda shift, text: handover.hand_over(
        shift.workplace, [lead(shift)], receiver=text
    ),
    "receipt: number": lambda shift, text: accepts(shift, receipt_no=text),
    "receipt: receiver": lambda shift, text: accepts(shift, receiver=text),
    "return: reason": gives_back,
    "newcomer: name": enrols,
}
FIELDS_OF_A_SHIFT: Mapping[str, Use] = {
    "shift: place": lambda shift, text: opens_shift(shift, place=text),
    "shift: basis": lambda shift, text: opens_shift(shift, basis_detail=text),
    "shift: camera": lambda shift, text: opens_shift(shift, cameras=[text]),
    # In a log of its own: in the other one this number is on seal A already.
    "seal B": lambda shift, text: aftermath.seal(shift.workplace, plain(shift, Step.SEALS), "A-1", text),
}
CAPITALS = {"specimen number", "seal A", "seal B"}
"""Numbers that are kept in capitals."""


def typed(shift: Shift, after: int) -> set[str]:
    """Every text in the log from that entry on, and beside it."""
    found: set[str] = set()
    with shift.workplace.store.reading() as reading:
        for signed in reading.entries(after - 1):
            found |= set(_strings(json.loads(signed.payload)))
            found |= {value.value for value in reading.disclosures_of_entry(signed.entry.seq)}
    return found


def _strings(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for part in parts for text in _strings(part)]


def takes_text(shift: Shift, name: str, use: Use) -> None:
    """Control characters and endless text are refused; brackets are kept as they were typed."""
    control = CONTROLS[sum(name.encode()) % len(CONTROLS)]
    with appended_only(shift) as size:
        with refused("text.control_character"):
            use(shift, f"甲{control}乙")
        assert not any("甲" in text for text in typed(shift, size) if "乙" in text)
    with appended_only(shift), refused("text.too_long"):
        use(shift, "长" * 10_001)
    with appended_only(shift) as size:
        use(shift, BRACKETS)
    assert (BRACKETS.upper() if name in CAPITALS else BRACKETS) in typed(shift, size)


@pytest.mark.parametrize("name", FIELDS)
def test_brackets_are_kept_as_typed_and_control_characters_are_refused(long: Shift, name: str) -> None:
    takes_text(long, name, FIELDS[name])


@pytest.mark.parametrize("name", FIELDS_OF_A_SHIFT)
def test_so_it_is_in_a_shift_of_its_own(shift: Shift, name: str) -> None:
    takes_text(shift, name, FIELDS_OF_A_SHIFT[name])


@pytest.mark.parametrize("control", CONTROLS)
def test_no_control_character_gets_through(long: Shift, control: str) -> None:
    begun = plain(long, Step.DECLARATION)
    with nothing_written(long.workplace), refused("text.control_character"):
        screening.declare(long.workplace, begun, f"甲{control}乙")
    screening.declare(long.workplace, begun, "无")
    assert long.now(begun).declaration is not None


@pytest.mark.parametrize("lot", ["A\x1b7", "A\u202e7", "A\x007", "A" * 41])
def test_a_lot_with_control_characters_or_without_end_is_refused(long: Shift, lot: str) -> None:
    begun = plain(long, Step.CARTRIDGE)
    with nothing_written(long.workplace), refused("cartridge.bad_lot", SpecimenState.GOOD):
        screening.load_cartridge(long.workplace, begun, lane="1", lot=lot, expiry=EXPIRY)


def test_brackets_in_a_lot_are_kept(long: Shift) -> None:
    begun = plain(long, Step.CARTRIDGE)
    screening.load_cartridge(long.workplace, begun, lane="1", lot="[A]{7}", expiry=EXPIRY)
    loaded = long.now(begun).loaded
    assert loaded is not None
    assert loaded.cartridge.lot == "[A]{7}"


@pytest.mark.parametrize("text", [BRACKETS, "\x1b[31m", "\u202e"])
def test_a_number_that_is_no_number_is_named_without_steering_the_screen(long: Shift, text: str) -> None:
    begun = plain(long, Step.IDENTIFY)
    with nothing_written(long.workplace), refused("identity.bad_character"):
        screening.identify_by_number(long.workplace, begun, text)


@pytest.mark.parametrize("badge", ["[014417]", "0144\x1b17"])
def test_a_badge_is_named_without_steering_the_screen(long: Shift, badge: str) -> None:
    person = Newcomer(badge, "丁演练", Sex.FEMALE, StaffRole.OFFICER, passphrase_of(badge), PIN)
    with nothing_written(long.workplace), refused("home.badge_form"):
        enrolling.enrol(long.workplace, person, long.signers, kdf_rounds=KDF_ROUNDS)
    with nothing_written(long.workplace), refused("access.not_signed_on"):
        access.confirm(long.workplace, badge, PIN)
    begun = plain(long, Step.NOTICE)
    with nothing_written(long.workplace), refused("access.unknown_badge"):
        screening.give_notice(long.workplace, begun, badge, "zh")
