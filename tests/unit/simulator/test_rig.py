"""The whole simulated reader on a cable in memory, with the tests' own host at the other end."""

import tomllib

import pytest

from simulator.faults import Kind
from simulator.scenario import FOLDER
from tests.unit.simulator.table import ACK, ENQ, EOT, NAK, Table, text, whole

SHORT = {"AMP": "500", "CAF": ""}


def urine(*tests: dict[str, object], baud: int = 0, seed: int = 0) -> Table:
    return Table(story={"test": list(tests)}, strips=SHORT, baud=baud, seed=seed)


def with_fault(**fault: object) -> Table:
    return urine({"specimen_no": "U-1", "faults": [fault]})


def after_test(table: Table, seconds: float) -> Table:
    table.host_opens()
    table.do(do="insert", specimen_no="U-1")
    table.run(seconds)
    return table


def records(table: Table, message: int = 0, records_a_message: int = 8) -> list[str]:
    start = message * records_a_message
    return text(table.host.frames[start : start + records_a_message]).decode("gb18030").split("\r")[:-1]


def test_a_result_is_sent_unasked_as_soon_as_it_is_read() -> None:
    table = after_test(urine({"specimen_no": "U-1", "positive": ["CAF"]}), 310)
    assert table.news.names == [
        "host_connected", "inserted", "developing", "reading", "result", "sending", "sent",
    ]  # fmt: skip
    assert table.host.units[0] == ENQ
    assert table.host.units[-1] == EOT
    assert records(table) == [
        r"H|\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021315+0800",
        "P|1",
        "O|1|U-1|4711|^^^DOA17||||||014417|||||U",
        "M|1|CUP|A07|202703|33.5|21.0",
        "R|1|^^^AMP|NEG|ng/mL|500|||F|||20261124020812|20261124021315",
        "R|2|^^^CAF|POS|||||F|||20261124020812|20261124021315",
        "R|3|^^^CTRL|OK|||||F|||20261124020812|20261124021315",
        "L|1|N",
    ]


def test_the_saliva_reader_packs_its_message_into_240_character_frames() -> None:
    table = Table("saliva-swab", {"test": [{"specimen_no": "S-1", "operator": "L" + "李珅" * 40}]}, baud=0)
    table.host_opens()
    table.do(do="insert", specimen_no="S-1")
    table.run(250)
    first, *_, last = table.host.frames
    assert len(first) == 247
    assert [frame[-5:-4] for frame in table.host.frames] == [b"\x17"] * (len(table.host.frames) - 1) + [
        b"\x03"
    ]
    with pytest.raises(UnicodeDecodeError):
        first[2:-5].decode("gb18030")
    assert "李珅" * 40 in text(table.host.frames).decode("gb18030")
    assert last.endswith(b"\n")


def test_the_line_is_paced_at_its_baud_rate() -> None:
    table = after_test(urine(baud=9600), 308)
    octets = sum(map(len, table.host.units))
    took = table.host.heard[-1][0] - 305.0
    assert took == pytest.approx(octets * 10 / 9600, abs=0.001)


def test_time_scale_speeds_the_cup_but_not_the_link() -> None:
    table = Table(time_scale=100, baud=0)
    table.host_opens()
    table.host.answers.append(b"")
    table.do(do="insert", specimen_no="U-1")
    table.run(3.1)
    assert table.host.at(ENQ) == [pytest.approx(3.05)]
    table.run(15)
    assert table.host.at(EOT) == [pytest.approx(18.05)]


def test_a_result_waits_for_a_host_and_for_it_to_settle() -> None:
    table = urine()
    table.do(do="insert", specimen_no="U-1")
    table.run(400)
    assert "sending" not in table.news.names
    table.host_opens()
    table.run(0.19)
    assert table.host.units == []
    table.run(0.1)
    assert "sent" in table.news.names


def test_a_damaged_frame_is_refused_and_sent_again() -> None:
    table = after_test(with_fault(kind="flip", frame=5, at_byte=9), 310)
    assert "sent" in table.news.names
    assert len(table.host.frames) == 9
    assert not whole(table.host.frames[4])
    assert table.host.frames[5][:2] == table.host.frames[4][:2]


def test_a_frame_refused_six_times_is_given_up_and_the_result_sent_whole_again() -> None:
    table = after_test(with_fault(kind="flip", frame=2, at_byte=2, bit=0, every_try=True), 305.5)
    assert [unit[:2] for unit in table.host.units] == [ENQ, b"\x021"] + [b"\x022"] * 6 + [EOT]
    assert table.news.last("send_failed")["why"] == "not_accepted"
    table.run(5)
    assert table.news.last("sent")["transmission"] == 2


def test_a_repetition_has_the_same_test_number_and_reading_time_and_a_new_sending_time() -> None:
    table = after_test(urine({"specimen_no": "U-1", "send_twice": True}), 320)
    first, second = records(table, 0), records(table, 1)
    assert len(table.host.frames) == 16
    assert first[1:] == second[1:]
    assert first[0].split("|")[13] == "20261124021315+0800"
    assert second[0].split("|")[13] == "20261124021316+0800"


def test_send_last_sends_the_newest_result_again() -> None:
    table = after_test(urine(), 310)
    table.do(do="send_last")
    table.run(1)
    assert table.news.names.count("sent") == 2
    assert len(table.host.frames) == 16


def test_a_silent_host_costs_15_seconds_and_then_everything_is_sent_whole() -> None:
    table = urine()
    table.host.answers.extend([ACK, ACK, ACK, b""])
    after_test(table, 320)
    assert table.host.at(EOT) == [pytest.approx(320.0)]
    assert table.news.last("send_failed")["why"] == "no_reply"
    table.run(5)
    assert [unit[:2] for unit in table.host.units[5:7]] == [ENQ, b"\x021"]
    assert table.news.last("sent")["transmission"] == 2


def test_a_busy_host_is_asked_again_after_10_seconds() -> None:
    table = urine()
    table.host.answers.append(NAK)
    after_test(table, 330)
    assert table.host.at(ENQ) == [pytest.approx(305.0), pytest.approx(315.0)]
    assert "sent" in table.news.names


def test_in_contention_the_reader_bids_again_after_a_second() -> None:
    table = urine()
    table.host.answers.append(ENQ)
    after_test(table, 307)
    assert table.host.at(ENQ) == [pytest.approx(305.0), pytest.approx(306.0)]
    assert "sent" in table.news.names


def test_an_interrupted_result_is_sent_whole_after_15_seconds() -> None:
    table = urine()
    table.host.answers.extend([ACK, ACK, EOT])
    after_test(table, 330)
    assert table.news.last("send_failed")["why"] == "interrupted"
    assert table.host.at(ENQ) == [pytest.approx(305.0), pytest.approx(320.0)]
    assert table.news.last("sent")["transmission"] == 2


def test_a_host_that_dies_in_mid_result_gets_it_whole_from_its_successor() -> None:
    table = urine(baud=9600)
    after_test(table, 305.2)
    assert 0 < len(table.host.frames) < 8
    heard = len(table.host.frames)
    table.host_closes()
    assert table.news.last("send_failed")["why"] == "host_gone"
    assert table.rig.reader.memory.unsent == 1
    table.host_opens()
    table.run(10)
    assert text(table.host.frames[heard:]).count(b"\r") == 8
    assert table.news.last("sent")["transmission"] == 2


def test_without_the_last_acknowledgement_a_result_is_not_sent() -> None:
    table = after_test(with_fault(kind="lose_reply"), 306)
    assert len(table.host.frames) == 8
    assert table.rig.reader.memory.unsent == 1
    table.run(30)
    assert len(table.host.frames) == 16
    assert table.rig.reader.memory.unsent == 0


def test_a_cable_pulled_in_mid_result_comes_back_and_the_result_is_whole() -> None:
    table = after_test(with_fault(cable_out_after_bytes=120, for_seconds=1.5), 305)
    assert table.news.last("unplugged")["for_s"] == 1.5
    assert not table.end.plugged
    table.run(1.5)
    assert table.end.plugged
    table.host_opens()
    table.run(5)
    assert table.news.last("sent")["transmission"] == 2


def test_the_hand_can_pull_the_cable_and_put_it_back() -> None:
    table = urine()
    table.do(do="unplug")
    table.run(100)
    assert not table.end.plugged
    table.do(do="plug")
    assert table.end.plugged
    table.do(do="unplug", seconds=2)
    table.run(1.9)
    assert not table.end.plugged
    table.run(0.2)
    assert table.end.plugged


def test_a_message_without_its_l_record_is_repeated_whole() -> None:
    table = after_test(with_fault(kind="no_l"), 330)
    assert [unit[:3] for unit in table.host.units[7:10]] == [b"\x027R", EOT, ENQ]
    assert table.news.last("sent")["transmission"] == 2


def test_a_lost_eot_does_not_worry_the_reader() -> None:
    table = after_test(with_fault(kind="no_eot"), 310)
    assert EOT not in table.host.units
    assert table.news.names[-1] == "sent"


def test_a_frame_heard_twice_is_answered_twice_and_nothing_is_skipped() -> None:
    table = urine({"specimen_no": "U-1", "faults": [{"kind": "repeat_frame", "frame": 3}]}, baud=9600)
    after_test(table, 310)
    numbers = [frame[1:2] for frame in table.host.frames]
    assert numbers == [b"1", b"2", b"3", b"3", b"4", b"5", b"6", b"7", b"0"]
    assert table.news.names[-1] == "sent"


def test_half_a_frame_and_silence_ends_in_a_whole_repetition() -> None:
    table = after_test(with_fault(kind="silence", frame=4, at_byte=10), 330)
    assert table.news.last("send_failed")["why"] == "no_reply"
    assert table.news.last("sent")["transmission"] == 2


def test_a_bad_line_is_bad_in_the_same_way_for_the_same_seed() -> None:
    def heard(seed: int) -> list[bytes]:
        noise = {"kind": "flip", "chance": 0.004, "transmission": 0}
        table = Table(story={"fault": [noise]}, strips=SHORT, baud=0, seed=seed)
        return after_test(table, 500).host.units

    assert heard(4) == heard(4)
    assert heard(4) != heard(5)


def test_a_wrongly_keyed_number_is_sent_and_told_apart() -> None:
    table = after_test(urine({"specimen_no": "U-1", "wrong_specimen_no": "U-9"}), 310)
    assert records(table)[2].startswith("O|1|U-9|4711|")
    assert table.news.last("sent")["specimen_no"] == "U-1"
    assert table.news.last("sent")["keyed_no"] == "U-9"


def test_the_hand_may_give_lot_expiry_operator_and_outcome() -> None:
    table = urine()
    table.host_opens()
    table.do(do="insert", specimen_no="U-1", lot="Z9", expiry="20261123", operator="王五", positive=["AMP"])
    table.run(310)
    assert records(table)[2].split("|")[10] == "王五"
    assert records(table)[3].startswith("M|1|CUP|Z9|20261123|")
    assert "|POS|" in records(table)[4]


def test_a_taken_bay_refuses_and_a_foolish_command_is_an_error() -> None:
    table = urine()
    table.do(do="insert", specimen_no="U-1")
    table.do(do="insert", specimen_no="U-2")
    assert table.news.last("refused")["specimen_no"] == "U-2"
    for command in (
        {"do": "dance"},
        {},
        {"do": "insert"},
        {"do": "insert", "specimen_no": "1", "positive": ["MET"]},
    ):
        table.do(**command)
        assert table.news.told[-1]["event"] == "error"
    table.do(do="quit")
    assert table.rig.finished


def test_nothing_to_send_again_is_an_error() -> None:
    table = urine()
    table.do(do="send_last")
    assert "memory" in table.news.last("error")["why"]


def test_a_port_without_a_reader_takes_bytes_and_says_nothing() -> None:
    table = Table(story={"reader_present": False}, baud=0)
    table.host_opens()
    table.end.from_host += ENQ
    table.run(60)
    assert table.host.units == []
    table.do(do="insert", specimen_no="U-1")
    assert table.news.last("error")["command"]["specimen_no"] == "U-1"


def test_a_story_with_a_hand_plays_by_itself() -> None:
    hand = [
        {"at_s": 5.0, "do": "insert", "specimen_no": "A-1"},
        {"at_s": 6.0, "do": "insert", "specimen_no": "A-2"},
    ]
    table = Table(story={"hand": hand}, strips=SHORT, baud=0, time_scale=10)
    table.host_opens()
    assert not table.rig.played_out
    table.run(70)
    assert [fact["specimen_no"] for fact in table.news.told if fact["event"] == "sent"] == ["A-1", "A-2"]
    assert table.rig.played_out


def test_two_results_that_wait_go_out_one_right_after_the_other() -> None:
    table = urine()
    for number in ("U-1", "U-2"):
        table.do(do="insert", specimen_no=number)
        table.run(310)
    table.host_opens()
    table.run(0.2)
    assert table.news.names.count("sent") == 2


def test_while_the_line_is_held_nobody_is_woken_for_nothing() -> None:
    length = sum(map(len, after_test(urine(), 310).host.units))
    stall = {"kind": "stall", "at_byte": length - 1, "for_seconds": 30}
    table = after_test(urine({"specimen_no": "U-1", "send_twice": True, "faults": [stall]}), 310)
    assert table.rig.next_deadline == pytest.approx(335.0)
    table.run(30)
    assert table.host.at(EOT) == [pytest.approx(335.0)] * 2


def test_the_last_eot_is_let_out_before_the_reader_leaves() -> None:
    table = urine(baud=300)
    after_test(table, 305)
    while "sent" not in table.news.names:
        table.run(0.01)
    assert not table.end.to_host
    table.rig.leave()
    assert bytes(table.end.to_host) == EOT


def test_an_idle_reader_has_nothing_to_wake_up_for() -> None:
    table = urine()
    table.host_opens()
    table.run(1)
    assert table.rig.next_deadline is None


@pytest.mark.parametrize("device", ["urine-cup", "saliva-swab"])
@pytest.mark.parametrize("number", range(1, 23))
def test_over_every_bad_cable_that_is_shipped_the_result_arrives_whole(device: str, number: int) -> None:
    story = tomllib.loads((FOLDER / "bad-cables.toml").read_text(encoding="utf-8"))
    table = Table(device, story)
    table.host_opens()
    table.do(do="insert", specimen_no=f"B-{number:06}")
    for _ in range(100):
        table.run(5)
        if table.end.plugged and not table.end.host_present:
            table.end.host_opens()
    assert table.news.names[-1] == "sent"
    assert table.rig.struck, "what the story tells has happened"
    last = [frame for frame in table.host.frames if whole(frame)]
    assert text(last).endswith(b"L|1|N\r")
    assert table.rig.reader.memory.unsent == 0


def test_a_late_reply_is_lost_with_the_cable_and_time_goes_on() -> None:
    table = after_test(with_fault(kind="late_reply", frame=1, for_seconds=4), 306)
    assert table.rig.struck[Kind.LATE_REPLY] == 1
    table.do(do="unplug", seconds=30)
    table.run(20)
    assert table.news.last("unplugged") == {"event": "unplugged", "for_s": 30}
    table.run(60)
    table.host_opens()
    table.run(60)
    assert table.news.names[-1] == "sent"
