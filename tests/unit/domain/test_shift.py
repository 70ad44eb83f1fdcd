"""A shift: who is there now, and what may change."""

import pytest

from station.domain import kinds
from station.domain.codes import Basis, Post, StaffRole
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.rules import RulePack
from station.domain.shift import BASES, Change, Person, Shift, explain_basis, may_open
from tests.unit.domain.story import START, leaf_of

LI, WANG = Person("014417", StaffRole.OFFICER), Person("014418", StaffRole.OFFICER)
ZHAO = Person("F00231", StaffRole.ASSISTANT)


class Night:
    """Facts of one shift."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        people: list[Json] = [
            {"badge": "014417", "role": "officer"},
            {"badge": "F00231", "role": "assistant"},
        ]
        self.add(
            kinds.SHIFT_OPENED,
            place="G209 龙门段",
            post="checkpoint",
            basis="checkpoint",
            basis_detail=None,
            cameras=["C-1"],
            people=people,
        )

    def add(self, entry_kind: str, shift_id: str = "S1", /, **body: Json) -> "Night":
        seq = len(self.facts) + 1
        whole: dict[str, Json] = {"shift_id": shift_id, **body}
        self.facts.append(Fact(seq, leaf_of(seq), entry_kind, START, whole))
        return self

    def change(self, change: str, **body: Json) -> "Night":
        return self.add(kinds.SHIFT_CHANGED, change=change, **body)

    @property
    def shift(self) -> Shift:
        return Shift.fold(self.facts, "S1")


def badges(shift: Shift) -> list[str]:
    return [person.badge for person in shift.people]


def test_people_join_and_leave_without_ending_the_shift() -> None:
    night = Night().change("joined", badge="014418", role="officer").change("left", badge="014417")

    assert badges(night.shift) == ["F00231", "014418"]
    assert night.shift.open


def test_who_left_may_come_back_in_another_role() -> None:
    night = Night().change("left", badge="014417").change("joined", badge="014417", role="officer")

    assert badges(night.shift) == ["F00231", "014417"]


def test_one_person_or_the_whole_post_may_move() -> None:
    night = Night().change("moved", badge="014417", place="西侧辅路")
    assert night.shift.person("014417").place == "西侧辅路"
    assert night.shift.place == "G209 龙门段"
    assert night.change("moved", badge=None, place="收费站").shift.place == "收费站"


def test_a_camera_is_added_once_and_belongs_to_who_wears_it() -> None:
    night = (
        Night().change("camera", badge="014417", camera="C-2").change("camera", badge="F00231", camera="C-2")
    )

    assert night.shift.cameras == ("C-1", "C-2")
    assert night.shift.person("014417").camera == "C-2"
    assert night.change("camera", badge="014417", camera="C-3").shift.person("F00231").camera == "C-2"


def test_a_closed_shift_takes_no_more_changes() -> None:
    shift = Night().add(kinds.SHIFT_CLOSED).shift

    assert not shift.open
    with pytest.raises(StationError, match=r"shift\.closed"):
        shift.may_change(Change.JOINED, "014418")
    with pytest.raises(StationError, match=r"shift\.closed"):
        shift.may_close(0)


def test_a_shift_does_not_end_over_open_screenings() -> None:
    with pytest.raises(StationError) as caught:
        Night().shift.may_close(2)

    assert (caught.value.code, caught.value.params) == ("shift.screenings_open", {"count": 2})
    Night().shift.may_close(0)


def test_nobody_joins_twice_or_leaves_without_being_there() -> None:
    shift = Night().shift
    with pytest.raises(StationError, match=r"shift\.already_present"):
        shift.may_change(Change.JOINED, "014417")
    with pytest.raises(StationError, match=r"shift\.not_present"):
        shift.may_change(Change.LEFT, "014418")
    shift.may_change(Change.LEFT, "014417")
    with pytest.raises(StationError, match=r"shift\.not_present"):
        shift.person("014418")


@pytest.mark.parametrize("change", [Change.MOVED, Change.CAMERA])
def test_a_place_or_a_camera_is_the_whole_shifts_or_that_of_someone_present(change: Change) -> None:
    shift = Night().shift
    shift.may_change(change, None)
    shift.may_change(change, "014417")
    with pytest.raises(StationError, match=r"shift\.not_present"):
        shift.may_change(change, "014418")


@pytest.mark.parametrize("change", [Change.JOINED, Change.LEFT])
def test_joining_and_leaving_are_somebodys(change: Change) -> None:
    with pytest.raises(StationError, match=r"shift\.no_person"):
        Night().shift.may_change(change, None)


def test_other_shifts_are_left_out_and_an_unknown_one_is_an_error() -> None:
    night = Night().add(kinds.SHIFT_CHANGED, "S2", change="left", badge="014417")

    assert badges(night.shift) == ["014417", "F00231"]
    with pytest.raises(StationError, match=r"shift\.unknown"):
        Shift.fold(night.facts, "S2")


def test_a_shift_opens_with_a_place_and_someone_who_may_sign(pack: RulePack) -> None:
    may_open(Post.CHECKPOINT, Basis.CHECKPOINT, None, [LI, ZHAO], pack, "G209")
    with pytest.raises(StationError, match=r"shift\.no_place"):
        may_open(Post.CHECKPOINT, Basis.CHECKPOINT, None, [LI], pack, "  ")
    with pytest.raises(StationError, match=r"shift\.no_signer"):
        may_open(Post.CHECKPOINT, Basis.CHECKPOINT, None, [ZHAO], pack, "G209")
    with pytest.raises(StationError, match=r"shift\.already_present"):
        may_open(Post.CHECKPOINT, Basis.CHECKPOINT, None, [LI, LI], pack, "G209")


def test_at_a_counter_registrar_and_tester_take_the_officers_places(pack: RulePack) -> None:
    clerk = Person("D0007", StaffRole.REGISTRAR)

    may_open(Post.COUNTER, Basis.LICENCE_BUSINESS, None, [clerk], pack, "市医院")
    with pytest.raises(StationError, match=r"shift\.no_signer"):
        may_open(Post.CHECKPOINT, Basis.CHECKPOINT, None, [clerk], pack, "G209")


def test_a_licence_business_names_its_kind_a_case_its_number(pack: RulePack) -> None:
    explain_basis(Basis.LICENCE_BUSINESS, "renewal")
    explain_basis(Basis.CHECKPOINT, None)
    explain_basis(Basis.CASE, "晋禁〔2026〕18号")
    for basis, detail, code in (
        (Basis.LICENCE_BUSINESS, None, "shift.no_business"),
        (Basis.LICENCE_BUSINESS, "holiday", "shift.no_business"),
        (Basis.CASE, " ", "shift.no_basis_detail"),
        (Basis.OTHER, None, "shift.no_basis_detail"),
    ):
        with pytest.raises(StationError) as caught:
            explain_basis(basis, detail)
        assert caught.value.code == code
    with pytest.raises(StationError, match=r"shift\.no_business"):
        may_open(Post.COUNTER, Basis.LICENCE_BUSINESS, "holiday", [LI], pack, "市医院")


def test_every_basis_is_offered_somewhere() -> None:
    assert {basis for offered in BASES.values() for basis in offered} == set(Basis)
