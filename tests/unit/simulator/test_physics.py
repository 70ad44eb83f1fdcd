"""What a reader does apart from testing: warming up, refusing, forgetting, running down."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from simulator.devices.lot import expired, last_day
from simulator.devices.memory import Memory
from simulator.devices.result import Cartridge, Plan, Result
from simulator.devices.ways import Ways
from simulator.entry import ScenarioError
from tests.unit.simulator.table import Table, text

SHORT = {"AMP": "500", "CAF": ""}


def reader(ways: Mapping[str, object] | None = None, **story: object) -> Table:
    table = Table(story={"ways": {"urine-cup": ways or {}}, **story}, strips=SHORT)
    table.host_opens()
    return table


def after_test(table: Table, wanted: Mapping[str, object] = MappingProxyType({})) -> Table:
    table.do(**{"do": "insert", "specimen_no": "U-1", **wanted})
    table.run(310)
    return table


def test_a_reader_that_warms_up_takes_no_cartridge_until_it_is_warm() -> None:
    table = reader({"warm_up_s": 60})
    table.do(do="insert", specimen_no="U-1")
    assert table.news.last("refused")["why"] == "warming_up"
    table.run(60)
    table.do(do="insert", specimen_no="U-1")
    assert "inserted" in table.news.names


@pytest.mark.parametrize(
    ("plan", "ways", "why"),
    [
        ({"wrong_cartridge": True}, {}, "wrong_cartridge"),
        ({"used": True}, {}, "used_cartridge"),
        ({"expiry": "202610"}, {"when_expired": "refuse"}, "expired_cartridge"),
        ({"reader_temperature_c": "9.9"}, {"lowest_c": 10}, "too_cold"),
        ({"reader_temperature_c": "40.1"}, {"highest_c": 40}, "too_hot"),
    ],
)
def test_a_cartridge_that_cannot_be_tested_is_refused_and_leaves_no_result(
    plan: dict[str, object], ways: dict[str, object], why: str
) -> None:
    table = after_test(reader(ways), plan)
    assert table.news.last("rejected")["why"] == why
    assert len(table.rig.reader.memory) == 0
    assert table.rig.reader.free


@pytest.mark.parametrize(
    ("plan", "ways", "remark"),
    [
        ({"expiry": "202610"}, {"when_expired": "remark"}, "expired"),
        ({"reader_temperature_c": "9.9"}, {"lowest_c": 10, "outside_limits": "remark"}, "too_cold"),
        ({}, {"charge": 5, "low_charge": 4}, "low_battery"),
    ],
)
def test_what_is_only_remarked_is_tested_and_said(
    plan: dict[str, object], ways: dict[str, object], remark: str
) -> None:
    assert after_test(reader(ways), plan).news.last("result")["remarks"] == [remark]


def test_a_lot_is_good_to_the_end_of_its_month_or_day_by_the_readers_own_clock() -> None:
    # The clock of these tests stands at 2026-11-24.
    good = after_test(reader({"when_expired": "refuse"}), {"expiry": "202611"})
    assert "result" in good.news.names
    behind = reader({"when_expired": "refuse"}, clock_offset_s={"urine-cup": -400 * 86400})
    assert "result" in after_test(behind, {"expiry": "202610"}).news.names


@pytest.mark.parametrize(
    ("expiry", "last"),
    [
        ("202702", date(2027, 2, 28)),
        ("20280229", date(2028, 2, 29)),
        ("20270229", None),
        ("202713", None),
        ("?", None),
    ],
)
def test_an_expiry_is_a_month_a_day_or_nothing(expiry: str, last: date | None) -> None:
    assert last_day(expiry) == last
    assert not expired(expiry, date(2027, 2, 28))


def test_taking_the_cartridge_out_too_early_loses_the_test() -> None:
    table = reader()
    table.do(do="insert", specimen_no="U-1")
    table.run(100)
    table.do(do="remove")
    assert table.news.last("aborted")["why"] == "cartridge_out"
    table.run(400)
    assert "result" not in table.news.names
    table.do(do="remove")
    assert "no cartridge" in table.news.last("error")["why"]


def test_a_reader_that_keeps_the_cartridge_takes_no_other_until_it_is_taken_out() -> None:
    table = after_test(reader({"cartridge_stays": True}))
    assert "sent" in table.news.names
    table.do(do="insert", specimen_no="U-2")
    assert table.news.last("refused")["why"] == "cartridge_stays"
    table.do(do="remove")
    assert "result" in after_test(table, {"specimen_no": "U-2"}).news.names


def test_an_empty_battery_tests_nothing_until_it_is_recharged() -> None:
    table = after_test(reader({"charge": 1}))
    table.do(do="insert", specimen_no="U-2")
    assert table.news.last("refused")["why"] == "battery_empty"
    table.do(do="recharge")
    table.do(do="insert", specimen_no="U-2")
    assert table.news.names.count("inserted") == 2


def test_a_full_memory_takes_no_test_until_something_was_sent() -> None:
    table = Table(story={"ways": {"urine-cup": {"memory_size": 1}}}, strips=SHORT)
    after_test(table)
    table.do(do="insert", specimen_no="U-2")
    assert table.news.last("refused")["why"] == "memory_full"
    table.host_opens()
    table.run(1)
    assert "sent" in table.news.names
    assert len(after_test(table, {"specimen_no": "U-2"}).rig.reader.memory) == 1


def test_past_results_are_sent_when_nobody_has_taken_them_and_all_of_them_on_request() -> None:
    past = [
        {"specimen_no": "P-1", "hours_ago": 30, "sent": True},
        {"specimen_no": "P-2", "hours_ago": 2, "positive": ["CAF"]},
    ]
    table = reader(past=past)
    table.run(5)
    assert [fact["specimen_no"] for fact in table.news.told if fact["event"] == "sent"] == ["P-2"]
    # 02:08:10 less two hours, by the reader's clock
    assert "POS|||||F|||20261124000810|20261124000810" in text(table.host.frames).decode()
    table.do(do="send_all")
    table.run(5)
    sent = [(fact["specimen_no"], fact["test_no"]) for fact in table.news.told if fact["event"] == "sent"]
    assert sent == [("P-2", 4712), ("P-1", 4711), ("P-2", 4712)]


def test_a_power_cut_loses_the_running_test_and_keeps_what_is_in_memory() -> None:
    table = Table(strips=SHORT)
    after_test(table)
    table.do(do="insert", specimen_no="U-2")
    table.run(5)
    table.do(do="switch_off")
    table.host_opens()
    table.run(60)
    assert table.news.last("aborted")["why"] == "power"
    assert table.host.units == []
    table.do(do="switch_on")
    table.run(5)
    assert table.news.last("sent")["specimen_no"] == "U-1"


def test_a_power_cut_in_mid_frame_ends_the_transmission_and_the_result_goes_out_whole_later() -> None:
    table = Table(strips=SHORT, baud=9600)
    table.host_opens()
    table.do(do="insert", specimen_no="U-1")
    table.run(305.2)
    table.do(do="switch_off")
    assert table.news.last("send_failed")["why"] == "power"
    table.do(do="switch_on")
    table.run(30)
    assert table.news.last("sent")["transmission"] == 2


def test_odd_firmware_restarts_its_numbers_and_its_clock_and_forgets() -> None:
    table = Table(
        story={"ways": {"urine-cup": {"oddities": ["numbers_restart", "clock_lost", "forgets_unsent"]}}},
        strips=SHORT,
    )
    after_test(table)
    table.do(do="switch_off")
    assert table.news.last("switched_off")["lost"] == ["U-1"]
    table.do(do="switch_on")
    after_test(table, {"specimen_no": "U-2"})
    assert table.news.last("result")["test_no"] == 4711
    newest = table.rig.reader.memory.waiting
    assert newest is not None
    assert newest.read_at.strftime("%Y-%m-%d %H:%M:%S") == "2000-01-01 00:05:05"


def test_two_results_with_one_number_of_a_forgetful_reader_are_both_kept() -> None:
    memory = Memory()
    table = after_test(Table(strips=SHORT))
    result = table.rig.reader.memory.waiting
    assert result is not None
    memory.store(result)
    memory.store(replace(result, cartridge=Cartridge("U-2")))
    numbers = []
    while memory.waiting is not None:
        numbers.append(memory.acknowledged().cartridge.specimen_no)
    assert numbers == ["U-1", "U-2"]


def test_a_reader_can_be_set_by_hand() -> None:
    table = reader()
    table.do(do="set_clock", local="2031-01-02T03:04:05")
    assert table.rig.reader.now().strftime("%Y-%m-%d %H:%M:%S %z") == "2031-01-02 03:04:05 +0800"


def test_a_slow_lot_develops_as_long_as_its_plan_says() -> None:
    table = reader()
    table.do(do="insert", specimen_no="U-1", develop_s=30)
    table.run(36)
    assert "sent" in table.news.names


@pytest.mark.parametrize("ways", [{"oddities": ["sings"]}, {"when_expired": "cry"}, {"nonsense": 1}])
def test_ways_that_do_not_exist_are_refused(ways: dict[str, object]) -> None:
    with pytest.raises(ScenarioError):
        reader(ways)


def test_what_was_sent_makes_room_and_what_was_not_never_does() -> None:
    memory = Memory(2)
    table = after_test(Table(strips=SHORT))
    first = table.rig.reader.memory.waiting
    assert isinstance(first, Result)
    for number, sent in (("1", True), ("2", False), ("3", True), ("4", False)):
        memory.store(replace(first, cartridge=Cartridge(number, Plan()), sent=sent))
    assert memory.full
    waiting = []
    while memory.waiting is not None:
        waiting.append(memory.acknowledged().cartridge.specimen_no)
    assert waiting == ["2", "4"]


def test_a_reader_is_on_mains_and_accepts_everything_unless_its_file_says_otherwise() -> None:
    assert Ways() == Ways(warm_up_s=0, charge=None, when_expired="accept", oddities=())


def test_a_reset_in_mid_frame_starts_the_reader_again_and_the_result_goes_out_whole() -> None:
    test = {"specimen_no": "U-1", "faults": [{"kind": "reset", "frame": 2, "at_byte": 3, "for_seconds": 4}]}
    table = Table(story={"test": [test], "ways": {"urine-cup": {"warm_up_s": 10}}}, strips=SHORT, baud=9600)
    table.host_opens()
    table.run(10)
    table.do(do="insert", specimen_no="U-1")
    table.run(306)
    assert table.news.names[-1] == "send_failed"
    assert not table.rig.reader.on
    table.run(30)
    assert table.news.names.count("warming_up") == 2
    assert table.news.last("sent")["transmission"] == 2
