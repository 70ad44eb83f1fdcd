"""Whole sessions and single frames, against bytes that are not ours."""

from typing import Any

import pytest

from drivers.events import FrameRefused, SessionEnded
from drivers.lis.framing import damage
from drivers.lis.link import Link
from drivers.lis.records import decode
from tests.wire.sender import ENQ, EOT, in_transfer, messages, play, replies
from tests.wire.vectors import frames, table, wire


def _each(file: str, key: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", table(file, key), ids=lambda vector: vector["name"])


@_each("lis01_published", "session")
def test_a_published_session_is_acknowledged_frame_by_frame(vector: dict[str, Any]) -> None:
    sent = frames(vector)
    events = play(Link(), [ENQ, *sent, EOT])
    assert replies(events) == "A" * (1 + len(sent))
    assert events[-1] == SessionEnded("eot")


@_each("lis01_published", "session")
def test_a_published_session_is_one_message_with_the_published_records(vector: dict[str, Any]) -> None:
    sent = frames(vector)
    (message,) = messages(play(Link(), [ENQ, *sent, EOT]))
    assert message.raw == b"".join(sent)
    assert "".join(record.letter for record in decode(message.text, "latin-1")) == vector["letters"]
    assert message.text == b"".join(frame[2:-5] for frame in sent)


@_each("lis01_published", "single")
def test_a_published_frame_is_sound_unless_its_publisher_changed_it(vector: dict[str, Any]) -> None:
    assert damage(wire(vector["text"])) == (None if vector["sound"] else "checksum")


@_each("lis01_damage", "frame")
def test_a_frame_is_refused_for_what_is_wrong_with_it(vector: dict[str, Any]) -> None:
    events = in_transfer().receive(wire(vector["text"]), 0.0)
    refused = [event.reason for event in events if isinstance(event, FrameRefused)]
    assert (refused, replies(events)) == (([vector["refused"]], "N") if vector["refused"] else ([], "A"))


@pytest.mark.parametrize(
    "vector", [v for v in table("lis01_damage", "frame") if v["refused"]], ids=lambda vector: vector["name"]
)
def test_a_refused_frame_leaves_no_trace_in_the_message(vector: dict[str, Any]) -> None:
    sent = frames(table("lis01_published", "session")[0])
    (message,) = messages(play(in_transfer(), [wire(vector["text"]), *sent]))
    assert message.raw == b"".join(sent)
