"""The counter's one form: an applicant registered by keyboard alone, and one who keeps the place."""

from pathlib import Path

from textual.widgets import Input

from station.domain.codes import Basis, LicenceBusiness, StaffRole
from station.services import shifts, tickets
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
