from collections import Counter

import pytest

from simulator import scenario
from simulator.devices import data
from simulator.devices.dialects import DIALECTS
from simulator.devices.result import Plan
from simulator.dice import Dice
from simulator.faults import Fault, Kind
from simulator.scenario import ScenarioError, parse

DICE = Dice(0)


@pytest.mark.parametrize("name", scenario.names())
@pytest.mark.parametrize("device", list(DIALECTS))
def test_every_shipped_scenario_loads_and_has_a_title(name: str, device: str) -> None:
    assert scenario.load(name, device).title


def test_the_night_shift_has_its_roles() -> None:
    urine = scenario.load("night-shift", "urine-cup")
    told = {number: urine.plan(number, DICE) for number in (f"U-{n:06}" for n in range(101, 110))}
    assert [number for number, plan in told.items() if plan == Plan()] == ["U-000101", "U-000105", "U-000109"]
    assert told["U-000102"].positive == ("MAMP",)
    assert told["U-000103"].positive == ("CAF",)
    assert told["U-000104"].control == "FAIL"
    assert told["U-000106"].faults == (Fault(Kind.CABLE_OUT, at_byte=400, for_seconds=1.5),)
    assert told["U-000107"].wrong_specimen_no == "U-000170"
    assert told["U-000108"].send_twice
    saliva = scenario.load("night-shift", "saliva-swab")
    assert saliva.plan("S-000203", DICE).positive == ("MET",)
    assert [fault.kind for fault in saliva.plan("S-000204", DICE).faults] == [Kind.NOISE, Kind.FLIP]


def test_a_test_that_the_story_does_not_name_is_negative() -> None:
    assert parse({}, "urine-cup").plan("U-1", DICE) == Plan()


@pytest.mark.parametrize("device", list(DIALECTS))
def test_playing_by_hand_is_mostly_negative_and_repeats_by_seed(device: str) -> None:
    drive = scenario.load("drive", device)
    numbers = [f"X-{number}" for number in range(400)]
    once = [drive.plan(number, Dice(5)) for number in numbers]
    assert once == [drive.plan(number, Dice(5)) for number in reversed(numbers)][::-1]
    assert once != [drive.plan(number, Dice(6)) for number in numbers]
    seen = Counter((plan.positive, plan.control) for plan in once)
    assert 280 < seen[(), "OK"] < 370
    assert seen[(), "FAIL"]
    assert len(seen) >= 4
    panel = set(data.load(device).strips)
    assert all(set(plan.positive) <= panel for plan in once)


def test_what_is_said_of_another_reader_is_left_out() -> None:
    story = {"test": [{"specimen_no": "1", "reader": "urine-cup", "positive": ["CAF"]}]}
    assert parse(story, "urine-cup").plan("1", DICE).positive == ("CAF",)
    assert parse(story, "saliva-swab").plan("1", DICE).positive == ()


def test_the_short_form_of_a_pulled_cable_is_a_fault() -> None:
    short = scenario.fault({"cable_out_after_bytes": 60, "for_seconds": 1.5})
    assert short == Fault(Kind.CABLE_OUT, at_byte=60, for_seconds=1.5)


def test_faults_of_every_message_join_those_of_the_test() -> None:
    story = {
        "fault": [{"kind": "flip", "chance": 0.01, "transmission": 0}],
        "test": [{"specimen_no": "1", "faults": [{"kind": "no_eot"}]}],
    }
    kinds = [fault.kind for fault in parse(story, "urine-cup").plan("1", DICE).faults]
    assert kinds == [Kind.NO_EOT, Kind.FLIP]


@pytest.mark.parametrize(
    "story",
    [
        {"tests": []},
        {"test": [{"specimen_no": "1", "possitive": ["CAF"]}]},
        {"test": [{"specimen_no": "1", "positive": ["COFFEE"]}]},
        {"test": [{"specimen_no": "1", "control": "MAYBE"}]},
        {"fault": [{"kind": "flip"}]},
        {"fault": [{"kind": "flip", "at": 3}]},
    ],
)
def test_a_mistyped_story_is_refused(story: dict[str, object]) -> None:
    with pytest.raises(ScenarioError):
        parse(story, "urine-cup")


def test_a_scenario_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ScenarioError, match="night-shift"):
        scenario.load("day-shift", "urine-cup")
