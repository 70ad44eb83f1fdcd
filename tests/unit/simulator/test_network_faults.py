"""Bad lines and bad hosts at random: a result is never lost, and never told twice as new."""

import random
import tomllib
from typing import Any

import pytest

from simulator.faults import Kind
from simulator.scenario import FOLDER
from simulator.wire.conversation import Conversation
from simulator.wire.mllp import Blocks, Exchange
from simulator.wire.xml import Documents
from tests.unit.simulator.hosts import CONTINUOUS, REQUEST, Hl7Host, Poct1aHost, v
from tests.unit.simulator.table import Bare

KINDS = [kind.value for kind in Kind]


def faults(dice: random.Random) -> list[dict[str, Any]]:
    """One to three faults at random places, each of the first or the second transmission."""
    chosen = [dice.choice(KINDS) for _ in range(dice.randrange(1, 4))]
    return [
        {
            "kind": kind,
            "at_byte": dice.randrange(0, 900),
            "count": dice.randrange(1, 20),
            "for_seconds": 0.01 if kind == Kind.SLOW else dice.choice([0.1, 1.5, 12.0]),
            "transmission": dice.choice([1, 2]),
        }
        for kind in chosen
    ]


def reopened(table: Bare[Any], seconds: int) -> None:
    """Lets time pass; a host that finds its line closed opens it again after a second."""
    for _ in range(seconds):
        table.run(1)
        if table.end.plugged and not table.end.host_present:
            table.host_opens()


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_saliva_result_survives_what_happens_to_its_line(seed: int, hangs_up: bool) -> None:
    dice = random.Random(seed)
    story: dict[str, Any] = {"test": [{"specimen_no": "S-1", "faults": faults(dice)}]}
    table = Bare("poct1a-saliva", Poct1aHost, story, strips={"MET": "50"}, baud=115200, hangs_up=hangs_up)
    table.host.patient = True
    table.host.after_hello = [CONTINUOUS]
    table.host_opens()
    table.do(do="insert", specimen_no="S-1")
    reopened(table, 1000)
    told = table.host.of("OBS.R01")
    assert told or table.rig.reader.memory.unsent == 1
    new = [each for result in told for each in result.iter("SVC.reason_cd") if each.get("V") == "NEW"]
    twice = any(fault["kind"] == "repeat_frame" for fault in story["test"][0]["faults"])
    assert len(new) <= (2 if twice else 1)
    assert table.rig.reader.memory.unsent == 0 or "given_up" in table.news.names


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_urine_result_survives_what_happens_to_its_line(seed: int, hangs_up: bool) -> None:
    dice = random.Random(seed)
    story = {"test": [{"specimen_no": "U-1", "faults": faults(dice)}]}
    table = Bare("hl7-urine", Hl7Host, story, strips={"AMP": "500"}, baud=9600, hangs_up=hangs_up)
    table.host_opens()
    table.do(do="insert", specimen_no="U-1")
    reopened(table, 1000)
    assert table.rig.reader.memory.unsent == 0 or "given_up" in table.news.names
    assert table.host.messages


NUMBERS = [f"N-{number:06}" for number in range(1, 12)]


def test_the_story_of_a_bad_network_ends_well_for_saliva() -> None:
    story = tomllib.loads((FOLDER / "bad-network.toml").read_text("utf-8"))
    table = Bare("poct1a-saliva", Poct1aHost, story, strips={"MET": "50"}, baud=115200, hangs_up=True)
    table.host.patient = True
    table.host.after_hello = [CONTINUOUS]
    table.host_opens()
    for number in NUMBERS:
        table.do(do="insert", specimen_no=number)
        reopened(table, 400)
    told = [v(each, "PT.patient_id") for each in table.host.of("OBS.R01")]
    assert set(told) == set(NUMBERS)
    assert table.rig.reader.memory.unsent == 0
    assert {number for number in NUMBERS if told.count(number) > 1} == {"N-000008", "N-000009", "N-000011"}


def test_the_story_of_a_bad_network_ends_well_for_urine() -> None:
    story = tomllib.loads((FOLDER / "bad-network.toml").read_text("utf-8"))
    table = Bare("hl7-urine", Hl7Host, story, strips={"AMP": "500"}, baud=9600, hangs_up=True)
    table.host_opens()
    for number in NUMBERS:
        table.do(do="insert", specimen_no=number)
        reopened(table, 400)
    told = [message.split(b"OBR|1|")[-1].split(b"|")[0].decode() for message in table.host.messages]
    assert set(NUMBERS) <= set(told)
    assert table.rig.reader.memory.unsent == 0


class Anybody:
    """The owner of a conversation that has nothing to send."""

    def hello(self) -> str:
        return "<HEL.R01></HEL.R01>"

    def status(self) -> str:
        return "<DST.R01></DST.R01>"

    def waiting(self) -> bool:
        return False

    def now_text(self) -> str:
        return "2026-11-24T02:13:08+08:00"

    def set_clock(self, to: object) -> None:
        """Takes any."""

    def operators(self, names: object) -> None:
        """Takes any."""


PIECES = [
    b"<", b">", b"/>", b"</", b"<A.R01>", b"</A.R01>", b"<HDR>", b'<HDR.control_id V="1"/>', b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?xml", b"?>", b'"', b"'", b"&x;", b"\xff", b"\x00", b"\x0b", b"\x1c", b"\r",
    b"MSH|", b"MSA|AA|1", b"<!DOCTYPE", b"[", b"]", REQUEST, CONTINUOUS,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_no_host_can_say_anything_that_upsets_a_reader(seed: int) -> None:
    dice = random.Random(seed)
    said = b"".join(dice.choice(PIECES) for _ in range(120))
    one, other = Documents(), Documents()
    assert one.feed(said) == [each for byte in said for each in other.feed(bytes([byte]))]
    whole, pieces = Blocks(), Blocks()
    assert whole.feed(said) == [each for byte in said for each in pieces.feed(bytes([byte]))]
    conversation = Conversation(Anybody(), iter(range(1, 10_000)).__next__, frozenset())
    exchange = Exchange()
    exchange.offer([b"\x0bMSH|^~\\&|||||||ORU|1|P\r\x1c\r"], 0.0)
    for moment in range(3):
        conversation.host_came(float(moment))
        conversation.receive(said, float(moment))
        conversation.tick(float(moment))
        exchange.receive(said, float(moment))
    assert all(unit.data or unit.hang_up_s is not None for unit in conversation.units())
