"""An independent peer: what the simulated HL7 reader sends is read by the PyPI package hl7."""

import hl7
import pytest

from tests.unit.simulator.hosts import Hl7Host
from tests.unit.simulator.table import Bare


def sent(*oddities: str) -> hl7.Message:
    """One test's message, as the peer reads it; in GB18030 the operator's name holds a delimiter's byte."""
    test = {"specimen_no": "U|1^2", "positive": ["CAF"], "not_done": ["AMP"], "operator": "014417"}
    story = {"test": [test], "ways": {"hl7-urine": {"oddities": list(oddities)}}}
    table = Bare("hl7-urine", Hl7Host, story, strips={"AMP": "500", "CAF": ""})
    table.host_opens()
    table.do(do="insert", specimen_no="U|1^2")
    table.run(310)
    text = table.host.messages[0].decode("utf-8" if "unicode" in oddities else "gb18030")
    return hl7.parse(text.rstrip("\r") + "\r")


@pytest.mark.parametrize("oddities", [[], ["unicode"], ["no_last_cr"], ["other_signs"]])
def test_a_peer_finds_every_field_where_the_page_says(oddities: list[str]) -> None:
    message = sent(*oddities)
    assert [str(segment[0]) for segment in message] == [
        "MSH", "SFT", "PID", "OBR", "OBX", "NTE", "OBX", "OBX", "OBX", "OBX", "OBX", "OBX",
    ]  # fmt: skip
    assert message.extract_field("MSH", 1, 3, 1, 2) == "H5-0031"
    assert message.extract_field("MSH", 1, 9, 1, 2) == "R01"
    assert message.unescape(message.extract_field("OBR", 1, 2)) == "U|1^2"
    assert message.extract_field("OBR", 1, 10, 1, 2) == "李珅"
    told = [(str(each[3][0][0]), str(each[5]), str(each[11])) for each in message.segments("OBX")]
    assert told[:4] == [
        ("AMP", "INV", "X"), ("CAF", "POS", "F"), ("CTRL", "OK", "F"), ("LOT", "A07", "F"),
    ]  # fmt: skip
