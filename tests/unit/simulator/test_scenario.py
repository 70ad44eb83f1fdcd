from collections import Counter
from pathlib import Path

import pytest

from simulator import scenario
from simulator.devices import data
from simulator.devices.dialects import DIALECTS
from simulator.devices.result import Plan
from simulator.dice import Dice
from simulator.entry import ScenarioError
from simulator.fault_entry import fault
from simulator.faults import Fault, Kind
from simulator.scenario import parse

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
    short = fault({"cable_out_after_bytes": 60, "for_seconds": 1.5})
    assert short == Fault(Kind.CABLE_OUT, at_byte=60, for_seconds=1.5)


def test_faults_of_every_message_join_those_of_the_test() -> None:
    story = {
        "fault": [{"kind": "flip", "chance": 0.01, "transmission": 0}],
        "test": [{"specimen_no": "1", "faults": [{"kind": "no_eot"}]}],
    }
    kinds = [fault.kind for fault in parse(story, "urine-cup").plan("1", DICE).faults]
    assert kinds == [Kind.NO_EOT, Kind.FLIP]


TEST = {"specimen_no": "1"}
MISTAKES: list[tuple[dict[str, object], str]] = [
    ({"tests": []}, "nearest: test"),
    ({"test": [TEST | {"possitive": ["CAF"]}]}, "nearest: positive"),
    ({"test": [TEST | {"positive": ["COFFEE"]}]}, "COFFEE"),
    ({"test": [TEST | {"positive": "CAF"}]}, "list of codes"),
    ({"test": [TEST | {"control": "MAYBE"}]}, "OK, FAIL"),
    ({"test": [TEST | {"control": "ok"}]}, "OK, FAIL"),
    ({"test": [TEST | {"processing": "X"}]}, "P, Q, D"),
    ({"test": [TEST | {"lines": {"MET": "|x"}}]}, "two marks"),
    ({"test": [TEST | {"send_twice": "no"}]}, "true or false"),
    ({"test": [TEST | {"develop_s": -1}]}, "no time"),
    ({"test": [{"positive": ["CAF"]}]}, "specimen_no"),
    ({"test": [{"specimen_no": 1}]}, "specimen_no"),
    ({"test": [TEST, TEST]}, "tested twice"),
    ({"test": [TEST | {"reader": "urine-cop"}]}, "nearest: urine-cup"),
    ({"test": TEST}, "list of tables"),
    ({"past": [{"hours_ago": 3}]}, "specimen_no"),
    ({"past": [TEST | {"hours_ago": "x"}]}, "hours_ago is a number"),
    ({"hand": [{"do": "insert"}]}, "at_s"),
    ({"hand": [{"at_s": 1}]}, "do"),
    ({"hand": [{"at_s": "1", "do": "insert"}]}, "at_s is a number"),
    ({"otherwise": [{"weight": 0}]}, "above 0"),
    ({"reader_present": "false"}, "true or false"),
    ({"clock_offset_s": 100}, "table"),
    ({"clock_offset_s": {"urine-cop": 100}}, "nearest: urine-cup"),
    ({"ways": {"urine-cop": {"warm_up_s": 1}}}, "nearest: urine-cup"),
    ({"ways": {"urine-cup": {"warm_up_s": "long"}}}, "warm_up_s is a number"),
    ({"ways": {"urine-cup": {"warm_up_s": -1}}}, "no time"),
    ({"ways": {"urine-cup": {"cartridge_stays": "no"}}}, "true or false"),
    ({"ways": {"urine-cup": {"memory_size": 1.5}}}, "whole number"),
]
BAD_FAULTS: list[tuple[dict[str, object], str]] = [
    ({"kind": "flip"}, "at_byte"),
    ({"kind": "flip", "at": 3}, "has no at"),
    ({"kind": "flop", "at_byte": 3}, "nearest: flip"),
    ({"kind": "flip", "at_byte": "randon"}, "nearest: random"),
    ({"kind": "flip", "at_byte": -1}, "at least 0"),
    ({"kind": "flip", "at_byte": 1.5}, "whole number"),
    ({"kind": "flip", "at_byte": True}, "whole number"),
    ({"kind": "flip", "at_byte": 3, "bit": 8}, "at most 7"),
    ({"kind": "drop", "at_byte": 3, "bit": 1}, "goes with flip"),
    ({"kind": "flip", "at_byte": 3, "hex": "AB"}, "goes with noise"),
    ({"kind": "noise", "at_byte": 3, "hex": "ABC"}, "hexadecimal"),
    ({"kind": "drop", "at_byte": 3, "count": 0}, "at least 1"),
    ({"kind": "noise", "at_byte": 3, "count": "3"}, "whole number"),
    ({"kind": "stall", "at_byte": 3, "for_seconds": -1}, "no time"),
    ({"kind": "stall", "at_byte": 3, "for_seconds": float("nan")}, "is a number"),
    ({"kind": "flip", "chance": 5}, "from 0 to 1"),
    ({"kind": "flip", "chance": "often"}, "is a number"),
    ({"kind": "flip", "at_byte": 3, "transmission": "all"}, "whole number"),
    ({"kind": "flip", "at_byte": 3, "every_try": "no"}, "true or false"),
    ({"kind": "lose_frame", "frame": "last"}, "-1 for the last"),
    ({"kind": "lose_frame", "frame": 0}, "-1 for the last"),
]


@pytest.mark.parametrize(
    ("story", "said"), [*MISTAKES, *(({"fault": [bad]}, said) for bad, said in BAD_FAULTS)]
)
def test_a_story_that_could_not_be_told_as_it_is_written_is_refused(
    story: dict[str, object], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said):
        parse(story, "urine-cup")


def test_a_mistake_is_told_with_the_file_it_is_in(tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text("reader_present = 0", "utf-8")
    with pytest.raises(ScenarioError, match=r"story\.toml: reader_present"):
        scenario.load(str(story), "urine-cup")


def test_a_scenario_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ScenarioError, match="night-shift"):
        scenario.load("day-shift", "urine-cup")
