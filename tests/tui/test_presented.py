"""Cards and barcodes on the screens: they answer the question that is asked, or are refused aloud. They
press nothing."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from drivers import CardTrouble
from station.devices import from_card_reader
from station.domain.codes import Basis, LicenceBusiness, Sex, StaffRole
from station.domain.errors import StationError
from station.domain.presented import (
    DocumentKind,
    LabelKind,
    Presented,
    PresentedDocument,
    PresentedLabel,
    PresentedTrouble,
)
from station.services import shifts
from station.services.taking import screening_of
from station.tui.app import StationApp
from station.tui.messages import SomethingPresented
from tests.tui.stand import FIRST, SECOND, Stand, found, settled, sign_on, text_of, until
from tests.tui.test_guided import (
    NUMBER,
    WOMAN,
    home_of,
    newest,
    on_the_board,
    press,
    ready_to_read,
    result,
    shows,
)

CARD = PresentedDocument(DocumentKind.CITIZEN, NUMBER, "罗[试]行", Sex.MALE, "1983-04-12", "2030-01-01")
PASSPORT = PresentedDocument(
    DocumentKind.TRAVEL_DOCUMENT, "L898902C3", "ERIKSSON, ANNA MARIA", Sex.FEMALE, "1974-08-12", "2028-04-15"
)
SPECIMEN = PresentedLabel(LabelKind.SPECIMEN, {"specimen_no": "U-000317"})
CARTRIDGE = PresentedLabel(LabelKind.CARTRIDGE, {"lot": "A07", "expiry": "2027-03-31"})
SEAL = PresentedLabel(LabelKind.SEAL, {"seal_no": "FH00004711"})
BADGE = PresentedLabel(LabelKind.OFFICER, {"badge": FIRST})
KEYS_MOST_WITH_A_CARD = 5


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """A checkpoint's home."""
    return Stand(found(tmp_path / "home"))


async def lay_down(pilot: Pilot[None], what: Presented) -> None:
    """As a card reader or a scanner would tell it."""
    pilot.app.post_message(SomethingPresented(what))
    await settled(pilot)


async def refused(pilot: Pilot[None], code: str) -> None:
    """The reason stands on the screen."""
    app = cast("StationApp", pilot.app)
    said = app.words.error(StationError(code)).what
    await until(pilot, lambda: said[:20] in text_of(app).replace("\n", ""))


async def test_a_negative_with_a_card_takes_five_keys(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot, WOMAN)  # the first cartridge of the lane is typed, later ones are known
        result(stand)
        await shows(pilot, "verdict.negative")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "f10")
        await shows(pilot, "guided.awaits_countersign")
        await settled(pilot)
        await press(pilot, "enter")
        await shows(pilot, "board.is.free")
        keys = 0
        await lay_down(pilot, CARD)
        for wanted in ("guided.read_out", "guided.ask_declaration", "guided.lot"):
            await shows(pilot, wanted)
            await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
            await settled(pilot)
            keys += await press(pilot, "enter")
        await shows(pilot, "guided.ask_role")
        result(stand)
        await shows(pilot, "verdict.negative")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        keys += await press(pilot, "f10")
        await shows(pilot, "guided.awaits_countersign")
        await settled(pilot)
        keys += await press(pilot, "enter")
        await shows(pilot, "board.is.free")
        assert newest(stand).outcome == "completed"
        assert keys == KEYS_MOST_WITH_A_CARD


async def test_what_a_machine_read_is_in_the_log_and_its_values_are_not(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, replace(CARD, photo=b"photo"))
        await shows(pilot, "guided.read_out")
        home = home_of(stand)
        with home.store.reading() as reading:
            identified = screening_of(reading, newest(stand).screening_id).identified
            assert identified is not None
            fact = reading.fact(identified.entered.leaf)
            assert fact is not None
            personal = reading.personal(newest(stand).screening_id)
            kept = reading.raw(fact.seq)
        assert identified.document_kind == "citizen"
        assert "罗" not in str(fact.body)
        assert NUMBER not in str(fact.body)
        assert (personal["name"], personal["number"]) == ("罗[试]行", NUMBER)
        assert kept is not None
        assert kept[1] == b"photo"


async def test_a_passport_identifies_by_its_own_number(stand: Stand) -> None:
    app = stand.app("en")
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, PASSPORT)
        await shows(pilot, "guided.read_out")
        with home_of(stand).store.reading() as reading:
            identified = screening_of(reading, newest(stand).screening_id).identified
        assert identified is not None
        assert (identified.document.value, identified.document_kind) == ("other", "travel_document")


async def test_a_card_that_is_not_what_was_typed_stops_it(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *WOMAN[:10])
        await lay_down(pilot, CARD)
        await refused(pilot, "identity.card_mismatch")
        assert app.screen.query_one("#number", Input).value == WOMAN[:10]
        with home_of(stand).store.reading() as reading:
            assert reading.screenings().rows == ()


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (replace(CARD, sex=Sex.FEMALE), "identity.card_contradicts"),
        (replace(CARD, birth_date="1983-04-13"), "identity.card_contradicts"),
        (replace(CARD, number=NUMBER[:-1] + "2"), "identity.check_digit"),
    ],
)
async def test_a_card_that_contradicts_itself_identifies_nobody(
    stand: Stand, card: PresentedDocument, code: str
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, card)
        await shows(pilot, "guided.identify")
        await refused(pilot, code)
        with home_of(stand).store.reading() as reading:
            assert reading.screenings().rows == ()


async def test_the_same_card_again_opens_the_test_that_runs(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, CARD)
        await shows(pilot, "guided.read_out")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await lay_down(pilot, CARD)
        await shows(pilot, "guided.read_out")
        with home_of(stand).store.reading() as reading:
            assert len(reading.screenings().rows) == 1
        await lay_down(pilot, CARD)
        await shows(pilot, "guided.same_person")
        await lay_down(pilot, replace(CARD, number=WOMAN, sex=Sex.FEMALE, birth_date="1991-07-23"))
        await refused(pilot, "identity.other_person")


@pytest.mark.parametrize(
    ("number", "is_theirs"),
    [("L898902C3", True), ("l898902c3", True), ("L898902C", False), ("L898902C36", False), ("", False)],
)
def test_a_document_is_compared_with_the_person_by_its_whole_number(number: str, is_theirs: bool) -> None:
    assert PASSPORT.is_of(number) is is_theirs


async def test_labels_fill_their_fields_and_press_nothing(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, CARD)
        for wanted in ("guided.read_out", "guided.ask_declaration"):
            await shows(pilot, wanted)
            await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
            await press(pilot, "enter")
        await shows(pilot, "guided.lot")
        await settled(pilot)
        await lay_down(pilot, SPECIMEN)
        await lay_down(pilot, CARTRIDGE)
        texts = [app.screen.query_one(f"#{name}", Input).value for name in ("specimen_no", "lot", "expiry")]
        assert texts == ["U-000317", "A07", "2027-03-31"]
        assert newest(stand).specimen_no is None
        await lay_down(pilot, SEAL)
        await refused(pilot, "scan.not_now")
        assert newest(stand).specimen_no is None


@pytest.mark.parametrize("what", [SPECIMEN, CARTRIDGE, SEAL, BADGE])
async def test_a_label_that_the_board_has_no_use_for_is_refused_aloud(
    stand: Stand, what: PresentedLabel
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        before = app.screen
        await lay_down(pilot, what)
        await refused(pilot, "scan.not_now")
        assert app.screen is before


async def test_trouble_at_the_card_reader_is_said_in_words(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await lay_down(pilot, PresentedTrouble(StationError("card.trouble.read_failed")))
        await refused(pilot, "card.trouble.read_failed")


async def test_a_card_of_a_kind_not_known_fills_nothing_and_the_number_is_typed(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        trouble = from_card_reader(CardTrouble("kind", "Q"))
        assert isinstance(trouble, PresentedTrouble)
        await lay_down(pilot, trouble)
        said = app.words.error(trouble.error)
        await until(pilot, lambda: said.next[:10] in text_of(app).replace("\n", ""))
        assert "Q" in said.what
        assert app.screen.query_one("#number", Input).value == ""
        with home_of(stand).store.reading() as reading:
            assert reading.screenings().rows == ()


async def test_an_officers_badge_is_scanned_at_the_sign_on(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        await lay_down(pilot, BADGE)
        assert app.screen.query_one("#badge", Input).value == FIRST
        assert app.focused is app.screen.query_one("#passphrase", Input)
        assert app.badge == ""
        await lay_down(pilot, CARD)
        await refused(pilot, "scan.not_now")


async def test_at_the_counter_a_card_fills_the_form(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
        shifts.open_shift(
            home_of(stand),
            place="1",
            basis=Basis.LICENCE_BUSINESS,
            basis_detail=LicenceBusiness.RENEWAL.value,
            people=people,
        )
        app.instead("registration")
        await until(pilot, lambda: app.screen.query("#number"))
        await lay_down(pilot, CARD)
        assert app.screen.query_one("#number", Input).value == NUMBER
        assert app.screen.query_one("#name", Input).value == "罗[试]行"
        assert app.screen.query_one("#licence_no", Input).value == NUMBER
        await lay_down(pilot, replace(CARD, number=WOMAN, sex=Sex.FEMALE, birth_date="1991-07-23"))
        await refused(pilot, "identity.card_mismatch")
        assert app.screen.query_one("#number", Input).value == NUMBER
