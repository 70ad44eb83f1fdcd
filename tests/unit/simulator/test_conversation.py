"""A POCT1-A2 reader on a cable in memory, with the tests' own host at the other end."""

from typing import Any

import pytest

from tests.unit.simulator.hosts import CONTINUOUS, REQUEST, Poct1aHost, ack, say, v
from tests.unit.simulator.table import Bare
from tests.wire.vectors import table as vectors

SHORT = {"MET": "50", "KET": ""}
TEST_S = 246


def reader(story: dict[str, Any] | None = None, *, hangs_up: bool = True, baud: int = 0) -> Bare[Poct1aHost]:
    table = Bare("poct1a-saliva", Poct1aHost, story, strips=SHORT, baud=baud, hangs_up=hangs_up)
    table.host_opens()
    return table


def after_tests(table: Bare[Poct1aHost], *numbers: str) -> Bare[Poct1aHost]:
    for number in numbers:
        table.do(do="insert", specimen_no=number)
        table.run(TEST_S)
    return table


def continuous(story: dict[str, Any] | None = None, **options: Any) -> Bare[Poct1aHost]:
    table = reader(story, **options)
    table.host.after_status = [CONTINUOUS]
    table.run(1)
    return table


def test_it_says_hello_and_then_how_much_it_has() -> None:
    table = reader()
    table.run(1)
    hello, status = table.host.heard[0][1], table.host.heard[1][1]
    assert table.host.roots == ["HEL.R01", "DST.R01"]
    assert [v(hello, f"DEV.{name}_id") for name in ("device", "vendor", "model", "serial")] == [
        "SAL-P3-0117", "DEMO", "SAL-P3", "P3-0117",
    ]  # fmt: skip
    assert v(hello, "HDR.control_id") == "00001"
    assert v(hello, "HDR.creation_dttm") == "2026-11-24T02:08:10+08:00"
    assert v(hello, "DCP.application_timeout") == "30"
    assert [each.get("V") for each in hello.iter("DSC.directives_supported_cd")] == [
        "SET_TIME", "START_CONTINUOUS",
    ]  # fmt: skip
    assert v(status, "HDR.control_id") == "00002"
    assert v(status, "DST.new_observations_qty") == "0"
    assert table.host.raw[0].startswith(b'<?xml version="1.0" encoding="UTF-8"?><HEL.R01><HDR>')


def test_without_being_asked_it_keeps_its_results() -> None:
    table = after_tests(reader(), "S-1")
    table.run(600)
    assert table.host.roots == ["HEL.R01", "DST.R01"]
    assert table.rig.reader.memory.unsent == 1


def test_asked_it_sends_every_result_oldest_first_and_then_the_end() -> None:
    table = after_tests(reader(), "S-1", "S-2")
    table.host.say(REQUEST)
    table.run(10)
    assert table.host.roots[2:] == ["OBS.R01", "OBS.R01", "EOT.R01"]
    assert [v(each, "PT.patient_id") for each in table.host.of("OBS.R01")] == ["S-1", "S-2"]
    assert v(table.host.of("EOT.R01")[0], "EOT.topic_cd") == "OBS"
    assert table.rig.reader.memory.unsent == 0
    assert table.news.names.count("sent") == 2


def test_a_host_may_ask_before_each_result() -> None:
    table = after_tests(reader(), "S-1", "S-2")
    table.host.say(REQUEST)
    table.host.say(REQUEST)
    table.run(10)
    assert table.host.roots.count("OBS.R01") == 2


def test_in_continuous_mode_a_result_is_announced_and_sent_at_once() -> None:
    table = after_tests(continuous({"test": [{"specimen_no": "S-1", "positive": ["KET"]}]}), "S-1")
    assert table.host.roots[2] == "ACK.R01"
    assert table.host.roots[-2:] == ["DST.R01", "OBS.R01"]
    assert v(table.host.of("ACK.R01")[0], "ACK.ack_control_id") == "3"
    assert v(table.host.of("DST.R01")[1], "DST.new_observations_qty") == "1"
    strips = table.host.of("OBS.R01")[0].iter("OBS")
    told = [(v(each, "OBS.observation_id"), v(each, "OBS.qualitative_value")) for each in strips]
    assert told == [("MET", "NEG"), ("KET", "POS"), ("CTRL", "OK")]
    ids = [int(v(message, "HDR.control_id")) for _, message in table.host.heard]
    assert ids == list(range(1, len(ids) + 1))


@pytest.mark.parametrize("word", ["AE", "AR", "XX", ""])
def test_what_is_not_accepted_comes_again_marked_as_a_repeat(word: str) -> None:
    table = continuous()
    table.host.words.append(word)
    after_tests(table, "S-1")
    table.run(60)
    first, second = table.host.of("OBS.R01")
    assert [v(each, "SVC.reason_cd") for each in (first, second)] == ["NEW", "RES"]
    assert v(first, "HDR.control_id") != v(second, "HDR.control_id")
    assert v(first, "SVC.observation_dttm") == v(second, "SVC.observation_dttm")
    assert v(first, "ORD.order_id") == v(second, "ORD.order_id") == "88"
    assert table.rig.reader.memory.unsent == 0


def test_a_result_refused_three_times_is_kept_until_the_next_connection() -> None:
    table = continuous()
    table.host.words.extend(["AE", "AR", "AE"])
    after_tests(table, "S-1")
    table.run(600)
    assert len(table.host.of("OBS.R01")) == 3
    assert table.news.last("given_up")["specimen_no"] == "S-1"
    assert table.rig.reader.memory.unsent == 1
    table.host_closes()
    table.host.after_status = [REQUEST]
    table.host_opens()
    table.run(5)
    assert v(table.host.of("DST.R01")[-1], "DST.new_observations_qty") == "1"
    assert len(table.host.of("OBS.R01")) == 4
    assert table.rig.reader.memory.unsent == 0


def test_refusals_count_for_one_connection_only() -> None:
    table = continuous()
    table.host.after_hello = [CONTINUOUS]
    table.host.words.extend(["AE", "AE"])
    after_tests(table, "S-1").run(2)
    assert len(table.host.of("OBS.R01")) == 2
    table.host_closes()
    table.host.words.extend(["AE", "AE"])
    table.host_opens()
    table.run(10)
    assert len(table.host.of("OBS.R01")) == 5
    assert table.rig.reader.memory.unsent == 0


def test_a_kept_result_does_not_stop_the_next_one() -> None:
    table = continuous()
    table.host.words.extend(["AE", "AE", "AE"])
    after_tests(table, "S-1", "S-2")
    assert v(table.host.of("OBS.R01")[-1], "PT.patient_id") == "S-2"
    assert table.rig.reader.memory.unsent == 1


def test_a_host_that_hangs_up_before_it_has_answered_gets_the_result_again() -> None:
    table = continuous()
    table.host.words.append("")
    after_tests(table, "S-1")
    assert len(table.host.of("OBS.R01")) == 1
    table.host_closes()
    assert table.news.last("send_failed")["why"] == "host_gone"
    table.host.after_status = [CONTINUOUS]
    table.host_opens()
    table.run(10)
    assert [v(each, "SVC.reason_cd") for each in table.host.of("OBS.R01")] == ["NEW", "RES"]


def test_an_acknowledgement_of_something_else_acknowledges_nothing() -> None:
    table = continuous()
    table.host.words.append("")
    after_tests(table, "S-1")
    table.host.say(ack("00001") + ack("99999") + say("ACK.R01", "7", '<ACK><ACK.type_cd V="AA"/></ACK>'))
    table.run(5)
    assert table.rig.reader.memory.unsent == 1
    table.host.say(ack(v(table.host.of("OBS.R01")[0], "HDR.control_id")))
    table.run(5)
    assert table.rig.reader.memory.unsent == 0


def test_silence_after_the_hello_ends_in_a_new_call() -> None:
    table = Bare("poct1a-saliva", _Deaf, strips=SHORT, hangs_up=True)
    table.host_opens()
    table.run(40)
    assert table.end.hung_up_for_s == [2.0]
    assert table.news.last("hung_up")["again_in_s"] == 2.0


def test_on_a_serial_line_it_begins_again_with_hello_until_it_is_answered() -> None:
    table = Bare("poct1a-saliva", _Deaf, strips=SHORT)
    table.host_opens()
    table.run(70)
    assert table.host.roots == ["HEL.R01"] * 3
    first, second, third = table.host.at("HEL.R01")
    assert second - first == third - second == pytest.approx(32)


@pytest.mark.parametrize("refused", ["HEL.R01", "DST.R01"])
def test_a_refused_greeting_ends_in_a_new_call(refused: str) -> None:
    table = Bare("poct1a-saliva", Poct1aHost, strips=SHORT, hangs_up=True)
    table.host.refuses = refused
    table.host_opens()
    table.run(1)
    assert table.host.roots[-1] == refused
    assert table.end.hung_up_for_s == [2.0]


def test_a_refused_announcement_costs_the_connection_and_no_result() -> None:
    table = continuous()
    table.host.refuses = "DST.R01"
    after_tests(table, "S-1")
    assert table.host.of("OBS.R01") == []
    assert table.news.last("send_failed")["why"] == "hung_up"
    table.host.refuses = ""
    table.host.after_hello = [CONTINUOUS]
    table.host_opens()
    table.run(10)
    assert [v(each, "SVC.reason_cd") for each in table.host.of("OBS.R01")] == ["RES"]


def test_nobody_answering_the_sign_of_life_ends_in_a_new_call() -> None:
    table = continuous()
    table.host.refuses, table.host.word_of_refusal = "KPA.R01", ""
    table.run(95)
    assert table.host.roots.count("KPA.R01") == 1
    assert table.end.hung_up_for_s == [2.0]


def test_asked_for_results_that_are_refused_it_says_the_end_in_the_end() -> None:
    table = after_tests(reader(), "S-1", "S-2")
    table.host.words.extend(["AE", "AE", "AE"])
    table.host.say(REQUEST)
    table.run(20)
    assert table.host.roots[-2:] == ["OBS.R01", "EOT.R01"]
    assert table.rig.reader.memory.unsent == 1


def test_a_power_cut_in_a_result_brings_it_again_after_a_new_hello() -> None:
    table = continuous(baud=9600)
    after_tests(table, "S-1")
    assert table.rig.reader.sending
    table.do(do="switch_off")
    table.run(5)
    table.end.to_host.clear()
    table.do(do="switch_on")
    table.host.after_hello = [CONTINUOUS]
    table.host_opens()
    table.run(20)
    hello = table.host.of("HEL.R01")[-1]
    assert v(hello, "HDR.control_id") == "00001"
    assert [v(each, "SVC.reason_cd") for each in table.host.of("OBS.R01")] == ["RES"]
    assert table.rig.reader.memory.unsent == 0


def test_the_host_sets_its_clock() -> None:
    table = continuous({"clock_offset_s": {"poct1a-saliva": 420}})
    assert v(table.host.of("HEL.R01")[0], "HDR.creation_dttm") == "2026-11-24T02:15:10+08:00"
    command = '<DTV><DTV.command_cd V="SET_TIME"/></DTV><TM><TM.dttm V="2026-11-23T18:08:11+00:00"/></TM>'
    table.host.say(say("DTV.R02", "9", command))
    table.run(1)
    assert table.news.last("clock_set")["by_s"] == -420.0
    answer = table.host.of("ACK.R01")[-1]
    assert v(answer, "ACK.ack_control_id") == "9"
    assert v(answer, "HDR.creation_dttm") == "2026-11-24T02:08:11+08:00"


@pytest.mark.parametrize("time", ["", "yesterday", "2026-11-23T18:08:11"])
def test_a_time_without_a_zone_sets_no_clock(time: str) -> None:
    table = continuous()
    command = f'<DTV><DTV.command_cd V="SET_TIME"/></DTV><TM><TM.dttm V="{time}"/></TM>'
    table.host.say(say("DTV.R02", "9", command))
    table.run(1)
    assert "clock_set" not in table.news.names
    assert v(table.host.of("ESC.R01")[0], "ESC.esc_control_id") == "9"


def test_it_takes_the_list_of_operators() -> None:
    table = continuous()
    people = "".join(f'<OPR><OPR.operator_id V="{each}"/></OPR>' for each in ("014417", "014418"))
    table.host.say(say("OPL.R01", "9", people))
    table.run(1)
    assert table.rig.reader.operators == ("014417", "014418")
    assert v(table.host.of("ACK.R01")[-1], "ACK.ack_control_id") == "9"


HOSTS: list[dict[str, Any]] = vectors("poct1a_published", "host")
ANSWERS = {
    "dca-continuous": "ACK.R01",
    "dca-operators": "ACK.R01",
    "dca-end-of-operators": "ACK.R01",
    "dca-vendor-directive": "ESC.R01",
    "dca-request": "EOT.R01",
    "h232-request": "EOT.R01",
    "h232-end": "ACK.R01",
}


@pytest.mark.parametrize(
    "vector", [each for each in HOSTS if each["name"] in ANSWERS], ids=lambda each: str(each["name"])
)
def test_what_published_hosts_say_is_answered(vector: dict[str, Any]) -> None:
    table = reader()
    table.run(1)
    table.host.say(vector["xml"].encode())
    table.run(1)
    answer = table.host.heard[2][1]
    assert answer.tag == ANSWERS[vector["name"]]
    named = {"ACK.R01": "ACK.ack_control_id", "ESC.R01": "ESC.esc_control_id"}.get(answer.tag)
    if named is not None:
        assert v(answer, named) == vector["control_id"]


@pytest.mark.parametrize(
    ("name", "oddities", "accepted"),
    [
        ("dca-ack", [], True),
        ("sofia-ack", [], False),
        ("hemoscreen-ack", [], False),
        ("sofia-ack", ["sofia_ack"], True),
        ("dca-ack", ["sofia_ack"], False),
    ],
)
def test_a_firmware_knows_one_spelling_of_an_acknowledgement(
    name: str, oddities: list[str], accepted: bool
) -> None:
    vector = next(each for each in HOSTS if each["name"] == name)
    story = {"ways": {"poct1a-saliva": {"oddities": oddities}}}
    table = Bare("poct1a-saliva", _Deaf, story, strips=SHORT)
    table.host_opens()
    table.run(1)
    named = vector["acknowledges"][1]
    table.host.say(vector["xml"].replace(f'control_id V="{named}"', 'control_id V="00001"').encode())
    table.run(1)
    assert (table.host.roots == ["HEL.R01", "DST.R01"]) is accepted


@pytest.mark.parametrize(
    "nonsense",
    [
        b"<A.R01><HDR></A.R01>",
        b'<!DOCTYPE A.R01 [<!ENTITY x "y">]><A.R01>&x;</A.R01>',
        b"<!DOCTYPE REQ.R01>" + REQUEST,
        b"<A.R01 V=1></A.R01>",
        b"<OBS.R01>\xff\xfe</OBS.R01>",
    ],
)
def test_what_cannot_be_read_is_answered_with_an_escape(nonsense: bytes) -> None:
    table = reader()
    table.run(1)
    table.host.say(b"noise" + nonsense)
    table.run(1)
    assert table.host.roots[2] == "ESC.R01"
    assert v(table.host.of("ESC.R01")[0], "ESC.esc_control_id") == ""
    table.host.say(REQUEST)
    table.run(1)
    assert table.host.roots[-1] == "EOT.R01"


def test_a_message_that_stopped_does_not_swallow_the_next() -> None:
    table = reader()
    table.run(1)
    table.host.say(b"<REQ.R01><HDR><HDR.control_id ")
    table.run(11)
    table.host.say(REQUEST)
    table.run(1)
    assert table.host.roots[2:] == ["EOT.R01"]


def test_acknowledgements_and_escapes_are_never_answered() -> None:
    table = continuous()
    before = len(table.host.heard)
    table.host.say(ack("7") + say("ESC.R01", "8", '<ESC><ESC.esc_control_id V="7"/></ESC>'))
    table.run(5)
    assert len(table.host.heard) == before


def test_idle_in_continuous_mode_it_says_that_it_is_alive() -> None:
    table = continuous()
    table.run(130)
    assert table.host.roots.count("KPA.R01") == 2
    table.host.say(say("KPA.R01", "9"))
    table.run(1)
    assert v(table.host.of("ACK.R01")[-1], "ACK.ack_control_id") == "9"


def test_told_to_end_it_acknowledges_hangs_up_and_calls_again_later() -> None:
    table = continuous()
    table.host.say(say("END.R01", "9", '<TRM><TRM.reason_cd V="NRM"/></TRM>'))
    table.run(1)
    assert v(table.host.of("ACK.R01")[-1], "ACK.ack_control_id") == "9"
    assert table.end.hung_up_for_s == [5.0]


def test_switched_off_it_says_goodbye() -> None:
    table = continuous()
    table.rig.leave()
    table.host.serve()
    assert v(table.host.of("END.R01")[0], "TRM.reason_cd") == "USR"


def test_a_control_test_is_no_patient_on_the_wire() -> None:
    table = after_tests(continuous({"test": [{"specimen_no": "QC-1", "processing": "Q"}]}), "QC-1")
    assert table.host.roots[-1] == "OBS.R02"
    assert table.rig.reader.memory.unsent == 0


def test_a_cable_that_comes_out_in_a_result_ends_in_the_same_result_again() -> None:
    story = {"test": [{"specimen_no": "S-1", "faults": [{"kind": "cable_out", "frame": 1, "at_byte": 300}]}]}
    table = after_tests(continuous(story, baud=115200), "S-1")
    table.run(10)
    assert "unplugged" in table.news.names
    assert table.host.of("OBS.R01") == []
    table.end.to_host.clear()
    table.host.after_status = [CONTINUOUS]
    table.host_opens()
    table.run(10)
    assert [v(each, "SVC.reason_cd") for each in table.host.of("OBS.R01")] == ["RES"]
    assert table.rig.reader.memory.unsent == 0


def test_a_lost_answer_brings_the_same_result_again() -> None:
    story = {"test": [{"specimen_no": "S-1", "faults": [{"kind": "lose_reply"}]}]}
    table = after_tests(continuous(story), "S-1")
    table.run(60)
    assert [v(each, "SVC.reason_cd") for each in table.host.of("OBS.R01")] == ["NEW", "RES"]


@pytest.mark.parametrize(
    ("oddity", "check"),
    [
        ("no_declaration", lambda raw: raw.lstrip().startswith(b"<HEL.R01>")),
        ("crlf_between_elements", lambda raw: b"<HEL.R01>\r\n<HDR>\r\n" in raw),
        ("no_message_type", lambda raw: b"<HDR><HDR.control_id" in raw),
        ("ten_control_ids", lambda raw: b'<HDR.control_id V="4000"/>' in raw),
        ("fractions", lambda raw: b'V="2026-11-24T02:08:10.200+08:00"' in raw),
        ("offset_unknown", lambda raw: b'V="2026-11-24T02:08:10-00:00"' in raw),
    ],
)
def test_firmware_has_its_ways(oddity: str, check: Any) -> None:
    table = reader({"ways": {"poct1a-saliva": {"oddities": [oddity]}}})
    table.run(1)
    assert check(table.host.raw[0])


def test_firmware_may_count_only_to_ten() -> None:
    table = continuous({"ways": {"poct1a-saliva": {"oddities": ["ten_control_ids"]}}})
    after_tests(table, "S-1", "S-2", "S-3", "S-4")
    ids = [int(v(message, "HDR.control_id")) for _, message in table.host.heard]
    assert ids[:11] == [*range(4000, 4010), 4000]
    assert table.rig.reader.memory.unsent == 0


def test_firmware_may_wrap_each_message_in_a_block() -> None:
    table = Bare("poct1a-saliva", _Deaf, {"ways": {"poct1a-saliva": {"oddities": ["blocks"]}}}, strips=SHORT)
    table.host_opens()
    table.run(1)
    table.host.say(b"\x0b" + ack("00001") + b"\x1c\r")
    table.run(1)
    assert table.host.roots == ["HEL.R01", "DST.R01"]
    assert table.host.raw[1].startswith(b"<?xml")


def test_firmware_may_acknowledge_a_request_first() -> None:
    table = reader({"ways": {"poct1a-saliva": {"oddities": ["ack_to_request"]}}})
    table.run(1)
    table.host.say(REQUEST)
    table.run(1)
    assert table.host.roots[2:] == ["ACK.R01", "EOT.R01"]


class _Deaf(Poct1aHost):
    """Hears and says nothing by itself."""

    def serve(self) -> bool:
        start = self._end.to_host.find(b"<")
        del self._end.to_host[: max(start, 0)]
        return super().serve()

    def _answer(self, message: Any) -> None:
        """Nothing."""
