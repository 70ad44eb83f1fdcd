"""What a reader is asked and answered: only what its profile can, and every end of it in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drivers.commands import AskResults, CancelOrder, Command, Order, SendOrders, SetClock, SetOperators
from drivers.events import CommandDone, CommandRefused, Connected, Disconnected, QueryReceived
from station.domain import kinds
from station.domain.body import Body
from station.domain.choices import Abort
from station.domain.codes import Cooperation, SpecimenKind
from station.domain.path import Step
from station.services import aftermath, screening, shifts
from station.services.lane_requests import LaneRequests
from station.services.recorder import Recorder
from tests.system.refusal import facts_of
from tests.training import ASSISTANT, FIRST, SECOND, Shift
from tests.wire.readers import URINE

ALL = frozenset({"orders", "query", "cancel", "set_clock"})


class Lane:
    """A lane's requests, heard as its reader would hear them."""

    def __init__(self, shift: Shift, can: frozenset[str] = ALL, name: str = "1") -> None:
        self.shift = shift
        self.asked: list[Command] = []
        profile = replace(URINE, can=can)
        self.requests = LaneRequests(shift.workplace, name, profile, self.asked.append)
        shift.workplace.recorder.subscribe(self.requests.committed)

    def settle(self) -> list[Command]:
        """Everything asked by now."""
        self.shift.workplace.recorder.do(lambda _: None)
        return self.asked

    def ends(self) -> list[tuple[str, str]]:
        """(what, outcome) of every request in the log."""
        self.settle()
        bodies = [Body.of(fact) for fact in facts_of(self.shift.workplace, kinds.READER_ASKED)]
        return [(body.text("what"), body.text("outcome")) for body in bodies]


def ready(shift: Shift, panel: str | None = None) -> str:
    """Somebody whose cartridge stands in the reader of lane 1; the name of the screening."""
    home = shift.workplace
    opened = screening.open_screening(home, specimen_kind=SpecimenKind.URINE, lane="1")
    name = opened.screening_id
    screening.identify_by_number(home, name, "990000198304121131")
    screening.give_notice(home, name, FIRST, "zh")
    screening.answer(home, name, Cooperation.COOPERATES)
    screening.declare(home, name, "")
    screening.collect(home, name, "U-000317", FIRST)
    screening.load_cartridge(home, name, lane="1", lot="A07", expiry="2099-12-31", panel=panel)
    return name


def test_a_cartridge_in_the_lane_is_ordered_by_specimen_and_pseudonym(shift: Shift) -> None:
    lane = Lane(shift)
    screening_id = ready(shift)
    assert lane.settle() == [SendOrders(1, (Order("U-000317", None, screening_id),))]
    lane.requests.heard(CommandDone(1))
    assert lane.ends() == [("orders", "done")]


@pytest.mark.parametrize("asked", [False, True])
def test_the_panel_of_the_cartridge_is_ordered_where_it_was_entered(shift: Shift, *, asked: bool) -> None:
    lane = Lane(shift)
    screening_id = ready(shift, panel="DOA10")
    if asked:
        lane.requests.heard(QueryReceived("U-000317"))
    assert lane.settle()[-1] == SendOrders(1 + asked, (Order("U-000317", "DOA10", screening_id),))


def test_a_reader_that_takes_no_orders_is_asked_nothing(shift: Shift) -> None:
    lane = Lane(shift, frozenset())
    ready(shift)
    lane.requests.heard(Connected("/dev/reader"))
    assert lane.settle() == []


def test_a_cartridge_in_another_lane_is_no_concern_of_this_one(shift: Shift) -> None:
    lane = Lane(shift, name="2")
    ready(shift)
    assert lane.settle() == []


def test_a_test_given_up_is_cancelled(shift: Shift) -> None:
    lane = Lane(shift)
    screening_id = ready(shift)
    aftermath.abort(shift.workplace, screening_id, Abort.READER_FAILED)
    assert lane.settle()[1:] == [CancelOrder(2, "U-000317")]
    lane.requests.heard(CommandRefused(2, "not_supported"))
    assert lane.ends() == [("cancel", "not_supported")]


@pytest.mark.parametrize(("asked", "told"), [("", True), ("u-000317", True), ("U-000999", False)])
def test_a_query_is_answered_with_what_waits_on_the_lane(shift: Shift, asked: str, told: bool) -> None:
    lane = Lane(shift)
    screening_id = ready(shift)
    lane.settle().clear()
    lane.requests.heard(QueryReceived(asked))
    expected = (Order("U-000317", None, screening_id),) if told else ()
    assert lane.settle() == [SendOrders(2, expected)]


def test_a_specimen_whose_result_has_come_waits_no_more(shift: Shift) -> None:
    lane = Lane(shift)
    begun = shift.screen(until=Step.RESULT)
    assert begun.measurement is not None
    lane.settle().clear()
    lane.requests.heard(QueryReceived(""))
    assert lane.settle() == [SendOrders(2, ())]


def test_a_reader_is_not_told_that_nothing_waits_when_that_could_not_be_looked_up(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = Lane(shift)
    recorder = shift.workplace.recorder

    def refuses(self: Recorder, use_case: object) -> object:
        raise OSError("boom")

    with monkeypatch.context() as broken:
        broken.setattr(Recorder, "_once", refuses)
        lane.requests.heard(QueryReceived(""))
        assert isinstance(recorder.submit(lambda _: None).exception(), OSError)
    assert lane.settle() == []


def test_the_clock_is_set_on_connecting_where_the_profile_allows(shift: Shift) -> None:
    lane = Lane(shift)
    lane.requests.heard(Connected("/dev/reader"))
    (command,) = lane.settle()
    assert isinstance(command, SetClock)
    assert command.at == shift.workplace.clock.utc()
    lane.requests.heard(CommandDone(command.id))
    assert lane.ends() == [("clock", "done")]


def test_an_end_that_nobody_waits_for_is_no_entry(shift: Shift) -> None:
    lane = Lane(shift)
    lane.requests.heard(CommandDone(99))
    assert lane.ends() == []


def test_after_a_lost_line_what_was_measured_meanwhile_is_asked_for(shift: Shift) -> None:
    lane = Lane(shift, frozenset({"results_since"}))
    lane.requests.heard(Connected("/dev/reader"))
    assert lane.settle() == []  # at the first connection nothing was missed
    lane.requests.heard(Disconnected("/dev/reader", "port.lost"))
    lost_at = shift.workplace.clock.utc()
    lane.requests.heard(Connected("/dev/reader"))
    (command,) = lane.settle()
    assert isinstance(command, AskResults)
    assert command.since == lost_at - timedelta(seconds=URINE.develop_s + URINE.read_window_s)
    lane.requests.heard(CommandRefused(command.id, "not_supported"))
    assert lane.asked[-1] == AskResults(command.id + 1)
    lane.requests.heard(CommandDone(command.id + 1))
    assert lane.ends() == [("results", "done")]


@pytest.mark.parametrize(("offset_ms", "behind_s"), [(None, 0), (7_200_000, 0), (-7_200_000, 7200)])
def test_a_reader_whose_clock_is_behind_is_asked_since_the_time_that_it_showed(
    shift: Shift, offset_ms: int | None, behind_s: int
) -> None:
    asked: list[Command] = []
    profile = replace(URINE, can=frozenset({"results_since"}))
    requests = LaneRequests(shift.workplace, "1", profile, asked.append, clock_offset_ms=lambda: offset_ms)
    lost_at = shift.workplace.clock.utc()
    requests.heard(Disconnected("/dev/reader", "port.lost"))
    requests.heard(Connected("/dev/reader"))
    reaches_back_s = URINE.develop_s + URINE.read_window_s + behind_s
    assert asked == [AskResults(1, lost_at - timedelta(seconds=reaches_back_s))]


def test_who_is_on_duty_may_use_the_reader(shift: Shift) -> None:
    lane = Lane(shift, frozenset({"operators"}))
    lane.requests.heard(Connected("/dev/reader"))
    lane.settle()
    (command,) = lane.settle()
    assert command == SetOperators(1, tuple(sorted([FIRST, SECOND, ASSISTANT])))
    shifts.close_shift(shift.workplace)
    lane.settle()
    assert len(lane.settle()) == 1  # nobody is on duty: the list stays as it is


@pytest.mark.parametrize(("answer", "told"), [(CommandDone(1), 1), (CommandRefused(1, "no_answer"), 0)])
def test_that_its_clock_was_set_is_told_only_when_the_reader_took_it(
    shift: Shift, answer: CommandDone | CommandRefused, told: int
) -> None:
    times: list[None] = []
    profile = replace(URINE, can=frozenset({"set_clock"}))
    requests = LaneRequests(shift.workplace, "1", profile, lambda _: None, lambda: times.append(None))
    requests.heard(Connected("/dev/reader"))
    requests.heard(answer)
    shift.workplace.recorder.do(lambda _: None)
    assert len(times) == told
