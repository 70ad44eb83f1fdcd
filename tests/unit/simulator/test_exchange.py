"""The HL7 reader on a cable in memory, with the tests' own host at the other end."""

from typing import Any

import pytest

from simulator.devices import hl7_urine
from simulator.devices.ways import ODDITIES
from simulator.wire import poct1a_writer
from tests.unit.simulator.hosts import Hl7Host
from tests.unit.simulator.table import Bare

SHORT = {"AMP": "500", "CAF": ""}
TEST_S = 306


def reader(story: dict[str, Any] | None = None, **options: Any) -> Bare[Hl7Host]:
    table = Bare("hl7-urine", Hl7Host, story, strips=SHORT, **options)
    table.host_opens()
    return table


def after_tests(table: Bare[Hl7Host], *numbers: str) -> Bare[Hl7Host]:
    for number in numbers:
        table.do(do="insert", specimen_no=number)
        table.run(TEST_S)
    return table


def fields(message: bytes, segment: str) -> list[str]:
    lines = message.decode("gb18030").split("\r")
    return next(line for line in lines if line.startswith(segment + "|")).split("|")


def test_a_result_is_sent_as_soon_as_it_is_read() -> None:
    table = after_tests(reader({"test": [{"specimen_no": "U-1", "positive": ["CAF"]}]}), "U-1")
    (message,) = table.host.messages
    assert message.endswith(b"\r")
    assert fields(message, "OBR")[2:4] == ["U-1", "4711"]
    assert fields(message, "MSH")[9] == "1"
    assert table.rig.reader.memory.unsent == 0
    assert table.news.names[-2:] == ["sending", "sent"]


@pytest.mark.parametrize("word", ["AE", "AR", "XX"])
def test_what_is_not_accepted_comes_again_under_another_number(word: str) -> None:
    table = reader()
    table.host.words.append(word)
    after_tests(table, "U-1")
    table.run(10)
    first, second = table.host.messages
    assert [fields(each, "MSH")[9] for each in (first, second)] == ["1", "2"]
    assert first.split(b"\r")[1:] == second.split(b"\r")[1:]
    assert table.host.heard[1][0] - table.host.heard[0][0] == pytest.approx(2.0, abs=0.01)
    assert table.rig.reader.memory.unsent == 0


def test_a_result_refused_three_times_is_kept_until_the_line_is_opened_again() -> None:
    table = reader()
    table.host.words.extend(["AE", "AE", "AR"])
    after_tests(table, "U-1")
    table.run(300)
    assert len(table.host.messages) == 3
    assert table.news.last("given_up")["why"] == "not_accepted"
    table.host_closes()
    table.host_opens()
    table.run(5)
    assert len(table.host.messages) == 4
    assert table.rig.reader.memory.unsent == 0


def test_a_kept_result_can_be_asked_for_on_the_keypad() -> None:
    table = reader()
    table.host.words.extend(["AE", "AE", "AE"])
    after_tests(table, "U-1")
    table.run(30)
    table.do(do="send_last")
    table.run(5)
    assert len(table.host.messages) == 4
    assert table.rig.reader.memory.unsent == 0


def test_after_silence_on_a_serial_line_it_tries_three_times_in_all() -> None:
    table = reader()
    table.host.words.extend(["", "", "", ""])
    after_tests(table, "U-1")
    table.run(300)
    assert len(table.host.messages) == 3
    assert table.rig.reader.memory.unsent == 1


def test_after_silence_on_a_connection_it_hangs_up() -> None:
    table = reader(hangs_up=True)
    table.host.words.append("")
    after_tests(table, "U-1")
    table.run(20)
    assert table.end.hung_up_for_s == [2.0]
    table.host_opens()
    table.run(5)
    assert len(table.host.messages) == 2
    assert table.rig.reader.memory.unsent == 0


def test_firmware_may_send_a_repeat_under_the_same_number() -> None:
    table = reader({"ways": {"hl7-urine": {"oddities": ["same_control_id"]}}})
    table.host.words.append("AE")
    after_tests(table, "U-1", "U-2")
    assert [fields(each, "MSH")[9] for each in table.host.messages] == ["4711", "4711", "4712"]


def test_firmware_may_beat_its_heart_between_blocks() -> None:
    table = reader({"ways": {"hl7-urine": {"oddities": ["heartbeat"]}}})
    table.run(35)
    assert bytes(table.end.to_host) == b"\x02\x02\x02"


def test_a_flipped_bit_arrives_as_another_message_and_nobody_can_tell() -> None:
    at = len("\x0bMSH|^~\\&|UC")
    story = {
        "test": [{"specimen_no": "U-1", "faults": [{"kind": "flip", "frame": 1, "at_byte": at, "bit": 1}]}]
    }
    table = after_tests(reader(story), "U-1")
    assert fields(table.host.messages[0], "MSH")[2] == "UCJ-5^H5-0031^L"
    assert table.rig.reader.memory.unsent == 0


def test_each_oddity_of_the_two_readers_is_one_that_a_story_can_name() -> None:
    assert {oddity.value for oddity in (*poct1a_writer.Oddity, *hl7_urine.Oddity)} <= set(ODDITIES)
