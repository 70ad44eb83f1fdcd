"""The counter's one form: an applicant registered by keyboard alone, and one who keeps the place."""

from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from station.domain.codes import Basis, LicenceBusiness, StaffRole
from station.domain.errors import StationError
from station.locale import LANGUAGES
from station.services import shifts, tickets
from station.services.workplace import Workplace
from station.tui.app import StationApp
from tests.tui.scenes import registered
from tests.tui.stand import FIRST, SECOND, Stand, found, settled, sign_on, text_of, until

NUMBER = "990000198304121131"


async def test_an_applicant_is_registered_by_enter_from_field_to_field(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        home = stand.opened[-1]
        people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
        shifts.open_shift(
            home,
            place="1",
            basis=Basis.LICENCE_BUSINESS,
            basis_detail=LicenceBusiness.RENEWAL.value,
            people=people,
        )
        app.instead("registration")
        await until(pilot, lambda: app.words("counter.title") in text_of(app))
        await settled(pilot)
        names = [field.id or "" for field in app.screen.query(Input)]
        for name in names[:-1]:
            text = {"number": NUMBER, "name": "[b]申请[人", "phone": "19900000001"}.get(name, "无")
            if not app.screen.query_one(f"#{name}", Input).value:
                app.screen.query_one(f"#{name}", Input).value = text
        await pilot.pause()
        app.screen.query_one(f"#{names[-1]}", Input).focus()
        if not app.screen.query_one(f"#{names[-1]}", Input).value:
            app.screen.query_one(f"#{names[-1]}", Input).value = "无"
        await pilot.press("enter")
        await settled(pilot)
        await until(pilot, lambda: len(tickets.queue(home)) == 1)
        (ticket,) = tickets.queue(home)
        assert ticket.number == "001"
        assert "请稍候" in text_of(app)


async def test_a_control_character_leaves_no_half_made_ticket(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        home = stand.opened[-1]
        people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
        shifts.open_shift(home, place="1", basis=Basis.STAFF, people=people)
        app.instead("registration")
        await until(pilot, lambda: app.screen.query("#number"))
        for field in app.screen.query(Input):
            field.value = {"number": NUMBER, "name": "a\x1bb"}.get(field.id or "", field.value or "无")
        await pilot.pause()
        list(app.screen.query(Input))[-1].focus()
        await pilot.press("enter")
        await settled(pilot)
        assert tickets.queue(home) == ()


async def test_a_wrong_number_is_said_beside_its_own_field_for_as_long_as_it_stands(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
        shifts.open_shift(stand.opened[-1], place="1", basis=Basis.STAFF, people=people)
        app.instead("registration")
        await until(pilot, lambda: app.screen.query("#number"))
        await settled(pilot)
        field = app.screen.query_one("#number", Input).parent
        assert field is not None
        await pilot.press(*NUMBER[:-1], "2")
        await settled(pilot)
        assert field.has_class("-wrong")
        assert app.focused is not None
        assert app.focused.id == "number"
        await pilot.press("backspace")
        await settled(pilot)
        assert not field.has_class("-wrong")


async def at_the_form(pilot: Pilot[None], stand: Stand) -> Workplace:
    """Two clerks signed on, a shift of licence business, the form shown."""
    app = cast("StationApp", pilot.app)
    await sign_on(pilot, FIRST, SECOND)
    people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
    shifts.open_shift(stand.opened[-1], place="1", basis=Basis.LICENCE_BUSINESS, people=people)
    app.instead("registration")
    await until(pilot, lambda: app.screen.query("#number"))
    await settled(pilot)
    return stand.opened[-1]


async def test_who_has_no_identity_card_gets_a_ticket_and_is_asked_on_a_screen_of_their_own(
    tmp_path: Path,
) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        home = await at_the_form(pilot, stand)
        await pilot.press("f4")
        await until(pilot, lambda: app.words("guided.identify") in text_of(app))
        await settled(pilot)
        (ticket,) = tickets.queue(home)
        assert ticket.number == "001"
        await pilot.press("escape")
        await until(pilot, lambda: app.words("counter.given", ticket="001") in text_of(app))


async def test_a_form_in_use_is_not_left_for_another_document(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        home = await at_the_form(pilot, stand)
        await pilot.press("9")
        await settled(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: app.words("counter.form_in_use") in text_of(app))
        assert tickets.queue(home) == ()


async def test_a_business_that_is_not_in_the_list_is_never_taken_for_another(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        home = await at_the_form(pilot, stand)
        for field in app.screen.query(Input):
            field.value = {"business": "9", "number": NUMBER, "name": "申请人"}.get(
                field.id or "", field.value or "无"
            )
        await pilot.pause()
        list(app.screen.query(Input))[-1].focus()
        await pilot.press("enter")
        await settled(pilot)
        assert tickets.queue(home) == ()
        assert app.focused is app.screen.query_one("#business", Input)


async def test_a_half_filled_form_is_not_dropped_by_one_key(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        app.go("registration")
        await until(pilot, lambda: app.screen.query("#number"))
        form = app.screen
        app.screen.query_one("#name", Input).value = "测试甲"
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: app.words("guided.half_typed") in text_of(app))
        assert app.screen is form
        assert app.screen.query_one("#name", Input).value == "测试甲"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not form)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_smallest_window_shows_the_queue_whole_says_where_the_arrow_leads_and_what_is_no_name(
    tmp_path: Path, language: str
) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"))
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await at_the_form(pilot, stand)
        registered(home, "申请人", "19900101")
        step = app.words(f"step.{tickets.queue(home)[0].step.value}")
        await until(pilot, lambda: "001" in text_of(app))
        row = next(line for line in text_of(app).splitlines() if "001" in line)
        assert step in row
        assert app.words("counter.column.step") in text_of(app)
        assert "…" not in text_of(app)
        assert app.words("form.down") in text_of(app)
        for field in app.screen.query(Input):
            field.value = {"number": NUMBER, "name": "0"}.get(field.id or "", field.value or "0")
        list(app.screen.query(Input))[-1].focus()
        await until(pilot, lambda: app.words("counter.to_queue") in text_of(app).splitlines()[-1])
        await pilot.press("enter")
        await settled(pilot)
        assert app.focused is app.screen.query_one("#name", Input)
        assert app.words.error(StationError("text.no_name", field="name")).what in text_of(app)
        assert len(tickets.queue(home)) == 1
        list(app.screen.query(Input))[-1].focus()
        await pilot.press("down")
        await until(pilot, lambda: app.words("counter.no_urine") in text_of(app))
        await pilot.press("f1")
        await until(pilot, lambda: app.words("help.keys_counter").split("\n")[0] in text_of(app))
