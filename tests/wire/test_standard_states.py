"""The link against the standard's own diagram: every way from one waiting state to the next, walked."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.events import Event, Outgoing
from drivers.lis.link import Link
from drivers.lis.session import Session
from drivers.lis.table import TRANSITIONS, Input, State
from tests.wire.sender import ENQ, EOT, play
from tests.wire.test_sending import ACK, NAK, ORDER, RESULT, link
from tests.wire.vectors import frame

_TESTS = Path(__file__).parents[1]
STANDARD: dict[str, Any] = tomllib.loads((_TESTS / "vectors" / "lis01_states.toml").read_text("utf-8"))
PAGE = (_TESTS.parent / "docs" / "protocols" / "lis01.md").read_text("utf-8")

Way = tuple[str, ...]
"""The state it begins in, and the events."""

_SAYS = {ENQ: "ENQ", EOT: "EOT", ACK: "ACK", NAK: "NAK"}


def ways() -> Iterator[tuple[Way, list[str], str]]:
    """Every way from a waiting state to the next one: its events, what is sent on it, and where it ends."""
    for state in STANDARD["rests"]:
        yield from _onward((state,), state, [])


def _onward(way: Way, state: str, sends: list[str]) -> Iterator[tuple[Way, list[str], str]]:
    for edge in STANDARD["edge"]:
        if edge["from"] == state:
            further, said = (*way, edge["event"]), sends + edge["sends"]
            if edge["to"] in STANDARD["rests"]:
                yield further, said, edge["to"]
            else:
                yield from _onward(further, edge["to"], said)


# -- the same ways through our link: (prepared, what happens to it)


def _enquired() -> Link:
    found = link()
    found.send(ORDER, 0.0)
    return found


def _frames_sent(count: int) -> Link:
    found = _enquired()
    for _ in range(count):
        found.receive(ACK, 0.0)
    return found


def _refused(times: int) -> Link:
    found = _frames_sent(1)
    for _ in range(times):
        found.receive(NAK, 0.0)
    return found


def _transfer(*, interrupt: bool = False) -> Link:
    found = link(interrupt=interrupt)
    found.receive(ENQ, 0.0)
    return found


def _wanted() -> Link:
    """All but the last frame taken, and an order waiting."""
    found = _transfer(interrupt=True)
    play(found, RESULT, 0.0, keep=False)
    found.send(ORDER, 0.0)
    return found


def _overdue() -> Link:
    found = _transfer()
    play(found, RESULT, 0.0, keep=False)
    found.tick(8.0)
    found.receive(EOT, 8.0)
    return found


def _busy_pause() -> Link:
    found = _enquired()
    found.receive(NAK, 0.0)
    return found


def _time_out(found: Link) -> list[Event]:
    return found.tick(found.next_deadline or 0.0)


def _bytes(data: bytes, now: float = 0.0) -> Callable[[Link], list[Event]]:
    return lambda found: found.receive(data, now)


FRAMES_OF_ORDER = 4
WALKS: dict[Way, tuple[Callable[[], Link], Callable[[Link], list[Event]]]] = {
    ("idle", "ENQ comes", "busy"): (_overdue, _bytes(ENQ, 9.0)),
    ("idle", "ENQ comes", "not busy"): (link, _bytes(ENQ)),
    ("idle", "data to send", "no pause runs"): (link, lambda found: found.send(ORDER, 0.0)),
    ("idle", "data to send", "a pause runs", "always"): (_busy_pause, lambda found: found.tick(9.9)),
    ("enquired", "ACK comes", "one is left", "always"): (_enquired, _bytes(ACK)),
    ("enquired", "NAK comes", "always"): (_enquired, _bytes(NAK)),
    ("enquired", "ENQ comes", "always"): (_enquired, _bytes(ENQ)),
    ("enquired", "time out"): (_enquired, _time_out),
    ("frame sent", "ACK comes", "one is left", "always"): (lambda: _frames_sent(1), _bytes(ACK)),
    ("frame sent", "ACK comes", "none is left"): (lambda: _frames_sent(FRAMES_OF_ORDER), _bytes(ACK)),
    ("frame sent", "NAK or another character comes", "fewer than six", "always"): (
        lambda: _refused(4),
        _bytes(NAK),
    ),
    ("frame sent", "NAK or another character comes", "six times"): (lambda: _refused(5), _bytes(NAK)),
    ("frame sent", "EOT comes", "honoured"): (lambda: _frames_sent(2), _bytes(EOT)),
    ("frame sent", "time out"): (lambda: _frames_sent(1), _time_out),
    ("receiver waiting", "frame comes", "bad"): (_transfer, _bytes(RESULT[0].replace(b"H", b"K"))),
    ("receiver waiting", "frame comes", "good", "no data to send"): (
        _transfer,
        _bytes(frame(1, b"H|\\^&\r", b"\x17")),
    ),
    ("receiver waiting", "frame comes", "good", "data to send"): (_wanted, lambda found: found.kept(0.0)),
    ("receiver waiting", "EOT comes"): (_transfer, _bytes(EOT)),
    ("receiver waiting", "time out"): (_transfer, _time_out),
}

NEVER = {
    ("enquired", "ACK comes", "none is left"): "Every message is a session of its own",
    ("frame sent", "EOT comes", "ignored", "one is left", "always"): "ignore it; we never do",
    ("frame sent", "EOT comes", "ignored", "none is left"): "ignore it; we never do",
}
"""Ways that we never go, and the words on our pages that say so."""

OURS = {
    (State.TRANSFER, Input.LAST_FRAME): "is withheld** until the station says",
    (State.WITHHELD, Input.KEPT): "is withheld** until the station says",
    (State.WITHHELD, Input.NOT_KEPT): "answers NAK, and the reader sends the frame again",
    (State.WITHHELD, Input.KEEP_TIMER): "answers NAK, and the reader sends the frame again",
    (State.WITHHELD, Input.LOST): "is withheld** until the station says",
    (State.TRANSFER, Input.QUERY_FRAME): "**A query is acknowledged at once.**",
    (State.TRANSFER, Input.REPEAT): "**A repeated frame** has the number",
    (State.TRANSFER, Input.WENT_ROUND): "the link is *out of step*",
    (State.TRANSFER, Input.TOO_LONG): "a message has at most 1 MiB",
    (State.TRANSFER, Input.ENQUIRY): "**ENQ in mid-transfer**",
    (State.TRANSFER, Input.LOST): "what is open is held",
    (State.SENDING, Input.INTERRUPT_LAST): "If it was the last frame the command is done",
    (State.BIDDING, Input.LOST): "nothing was sent",
    (State.SENDING, Input.LOST): "nothing was sent",
    **{
        (State.OUT_OF_STEP, what): "refuses everything until EOT or ENQ"
        for what in (Input.DAMAGED, Input.ENQUIRY, Input.END, Input.RECEIVE_TIMER, Input.LOST)
    },
}
"""Rows that the standard's diagram does not have, and the words on the page that say why."""


def test_every_way_through_the_standards_diagram_is_walked_or_known_not_to_be() -> None:
    assert {way for way, _, _ in ways()} == set(WALKS) | set(NEVER)


@pytest.mark.parametrize(
    ("way", "sends", "ends"),
    [found for found in ways() if found[0] not in NEVER],
    ids=lambda found: ", ".join(found) if isinstance(found, tuple) else "",
)
def test_the_link_says_and_becomes_what_the_standard_says(way: Way, sends: list[str], ends: str) -> None:
    prepare, happens = WALKS[way]
    found = prepare()
    before = found.state
    said = [_SAYS.get(event.data, "frame") for event in happens(found) if isinstance(event, Outgoing)]
    assert (said, str(found.state)) == (sends, STANDARD["rests"][ends])
    if before is not State.WITHHELD:
        assert str(before) == STANDARD["rests"][way[0]]


@pytest.mark.parametrize("state", STANDARD["timers"])
def test_the_timer_of_a_waiting_state_is_the_standards(state: str) -> None:
    way = next(way for way, _, ends in ways() if ends == state and way in WALKS)
    prepare, happens = WALKS[way]
    found = prepare()
    happens(found)
    assert found.next_deadline == pytest.approx(STANDARD["timers"][state], abs=0.1)


def test_every_row_of_ours_is_walked_above_or_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: set[tuple[State, Input]] = set()
    step = Session.step

    def noted(session: Session, what: Input, now: float) -> None:
        walked.add((session.state, what))
        step(session, what, now)

    monkeypatch.setattr(Session, "step", noted)
    for prepare, happens in WALKS.values():
        happens(prepare())
    assert set(TRANSITIONS) - walked <= set(OURS) <= set(TRANSITIONS)


@pytest.mark.parametrize("words", sorted({*OURS.values(), *NEVER.values()}))
def test_what_is_not_as_in_the_diagram_is_explained_on_the_page(words: str) -> None:
    records = (_TESTS.parent / "docs" / "protocols" / "lis02.md").read_text("utf-8")
    assert words in " ".join((PAGE + records).split())
