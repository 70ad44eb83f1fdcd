"""An identity-card reader: published frames, four layouts, and a conversation that ends well."""

from functools import reduce
from operator import xor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import RemoteProtocolError
from drivers.events import Event, Transmission
from drivers.idcard.card import CardKind, parse_card
from drivers.idcard.events import CardRead, CardReaderSilent, CardTrouble
from drivers.idcard.frame import Damaged, Deframer, Reply
from drivers.idcard.link import ANSWER_S, POLL_S, UNANSWERED, CardLink
from drivers.idcard.table import State
from tests.wire.refusals import refusal
from tests.wire.vectors import table

FIND, SELECT, READ = (
    bytes.fromhex(row["frame_hex"])
    for row in table("sam_published", "command")
    if row["name"] in ("find", "select", "read")
)
REPLIES = {row["name"]: bytes.fromhex(row["frame_hex"]) for row in table("sam_published", "reply")}
FOUND, NONE, SELECTED = REPLIES["found"], REPLIES["none found"], REPLIES["selected"]
CARDS = {row["kind"]: row for row in table("sam_cards", "card")}
PHOTO = bytes(1024)


def _read_reply(card: dict[str, Any]) -> bytes:
    """As the vector file says: its own ``xor`` closes the reply with a photo of zeros."""
    head = bytes.fromhex("AAAAAA9669050800009001000400")
    return head + bytes.fromhex(card["text_hex"]) + PHOTO + bytes([card["xor"]])


def _reply_with(text: bytes) -> bytes:
    """A reply with this text; what LEN through the last byte of the photo give by exclusive or closes it."""
    body = bytes.fromhex("050800009001000400") + text + PHOTO
    return bytes.fromhex("AAAAAA9669") + body + bytes([reduce(xor, body)])


def _sent(events: list[Event]) -> list[bytes]:
    return [event.data for event in events if isinstance(event, Transmission)]


def _up_to_reading(link: CardLink, now: float = 0.0) -> None:
    assert _sent(link.connected(now)) == [FIND]
    assert _sent(link.receive(FOUND, now)) == [SELECT]
    assert _sent(link.receive(SELECTED, now)) == [READ]


@pytest.mark.parametrize("row", table("sam_published", "reply"), ids=lambda row: str(row["name"]))
def test_a_published_reply_is_taken_apart_as_published(row: dict[str, Any]) -> None:
    found = Deframer().take(bytes.fromhex(row["frame_hex"]))
    assert found == [Reply(row["status"], bytes.fromhex(row["data_hex"]))]


def test_one_flipped_bit_of_a_reply_is_never_taken() -> None:
    for place in range(len(FOUND) * 8):
        damaged = bytearray(FOUND)
        damaged[place // 8] ^= 1 << place % 8
        found = Deframer().take(bytes(damaged) + bytes(20))
        assert not [one for one in found if isinstance(one, Reply)]


MEANT = {
    "name": "name",
    "chinese_name": "chinese_name",
    "born_on": "birth",
    "address": "address",
    "number": "number",
    "issuer": "office",
    "valid_from": "valid_from",
    "nationality": "nationality",
    "pass_number": "permit_no",
}


@pytest.mark.parametrize("kind", CARDS)
def test_each_kind_of_card_is_read_as_its_page_lays_it_out(kind: str) -> None:
    meaning = CARDS[kind]["meaning"]
    card = parse_card(bytes.fromhex(CARDS[kind]["text_hex"]))
    for ours, theirs in MEANT.items():
        expected = meaning.get(theirs, meaning.get("office_code", "") if ours == "issuer" else "")
        assert getattr(card, ours) == expected, ours
    assert card.sex == {"1": "male", "2": "female"}[meaning["sex"]]
    assert (card.permanent, card.expires_on or "permanent") == (
        meaning["valid_to"] == "permanent",
        meaning["valid_to"],
    )
    assert card.problems == ()


def _citizen(place: int, text: str) -> bytes:
    whole = bytearray.fromhex(CARDS["citizen"]["text_hex"])
    encoded = text.encode("utf-16-le", "surrogatepass")
    whole[place : place + len(encoded)] = encoded
    return bytes(whole)


@pytest.mark.parametrize(
    ("place", "text", "problem"),
    [
        (36, "19880230", "date:born_on"),
        (188, "20200001", "date:valid_from"),
        (204, "2030010 ", "date:expires_on"),
        (0, "罗\ue000", "rare_character:name"),
        (0, "罗\ud800", "rare_character:name"),
    ],
)
def test_what_a_card_says_oddly_is_told(place: int, text: str, problem: str) -> None:
    card = parse_card(_citizen(place, text))
    assert card.problems == (problem,)
    card.name.encode("utf-8")
    if problem.startswith("date:"):
        assert getattr(card, problem.removeprefix("date:")) == ""


@pytest.mark.parametrize("fill", [" ", "\0", "\u3000"])
def test_a_permanent_card_has_no_end_whatever_fills_its_field(fill: str) -> None:
    card = parse_card(_citizen(204, "\u957f\u671f" + fill * 6))
    assert (card.permanent, card.expires_on, card.problems) == (True, "", ())


@pytest.mark.parametrize("letter", ["Q", "j", "1", "\ufffd"])
def test_a_card_of_no_listed_kind_is_refused_and_its_letter_told(letter: str) -> None:
    link = CardLink()
    _up_to_reading(link)
    assert link.receive(_reply_with(_citizen(248, letter)), 1.0) == [CardTrouble("kind", letter)]


@pytest.mark.parametrize("blank", [" ", "\0"])
def test_a_blank_where_the_letter_stands_is_a_citizens_card(blank: str) -> None:
    assert parse_card(_citizen(248, blank)).kind is CardKind.CITIZEN


def test_a_card_of_no_listed_kind_is_not_told_again_while_it_lies_there() -> None:
    link = CardLink()
    _up_to_reading(link)
    assert link.receive(_reply_with(_citizen(248, "Q")), 1.0)
    assert _sent(link.tick(1.0 + POLL_S)) == [FIND]
    link.receive(FOUND, 2.0)
    link.receive(SELECTED, 2.0)
    assert link.receive(_reply_with(_citizen(248, "Q")), 2.0) == []


@pytest.mark.parametrize(("place", "field"), [(122, "number"), (0, "name")])
def test_a_card_without_number_or_name_is_no_card(place: int, field: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse_card(_citizen(place, " " * 15 if field == "name" else " " * 18))
    assert refused.value.params == {"field": field}


@pytest.mark.parametrize("length", [0, 255, 257])
def test_a_text_of_another_length_is_no_card(length: int) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse_card(bytes(length))
    assert (refused.value.code, refused.value.params) == ("card.length", {"length": length})


def test_a_card_is_found_selected_and_read() -> None:
    link = CardLink()
    _up_to_reading(link)
    (event,) = link.receive(_read_reply(CARDS["citizen"]), 1.0)
    assert isinstance(event, CardRead)
    assert (event.card.number, event.photo) == (CARDS["citizen"]["meaning"]["number"], b"")


def test_the_photo_is_handed_on_only_where_it_is_wanted() -> None:
    link = CardLink(keep_photo=True)
    _up_to_reading(link)
    (event,) = link.receive(_read_reply(CARDS["citizen"]), 1.0)
    assert isinstance(event, CardRead)
    assert event.photo == PHOTO


def test_what_is_told_of_a_card_names_nobody() -> None:
    told = CardRead(parse_card(bytes.fromhex(CARDS["citizen"]["text_hex"])), PHOTO).to_json()
    assert told == {"event": "card_read", "kind": "citizen"}


def test_a_card_left_lying_is_read_once_even_by_a_reader_that_finds_it_again() -> None:
    link, now, read = CardLink(), 0.0, 0
    link.connected(now)
    for _ in range(3):
        link.receive(FOUND, now)
        link.receive(SELECTED, now)
        read += len(link.receive(_read_reply(CARDS["citizen"]), now))
        now += POLL_S
        assert _sent(link.tick(now)) == [FIND]
    assert read == 1
    link.receive(NONE, now)
    link.tick(now + POLL_S)
    link.receive(FOUND, now)
    link.receive(SELECTED, now)
    assert link.receive(_read_reply(CARDS["citizen"]), now) != []


def test_no_card_is_no_news_and_is_asked_about_again() -> None:
    link = CardLink()
    link.connected(0.0)
    assert link.receive(NONE, 0.1) == []
    assert link.next_deadline == pytest.approx(0.1 + POLL_S)
    assert _sent(link.tick(0.1 + POLL_S)) == [FIND]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("read failed", "read_failed"),
        ("module refuses card", "reader_rejects_card"),
        ("self-test failed", "self_test"),
    ],
)
def test_a_failure_is_explained_once(name: str, reason: str) -> None:
    link, now = CardLink(), 0.0
    link.connected(now)
    assert link.receive(REPLIES[name], now) == [CardTrouble(reason)]
    for _ in range(5):
        now += POLL_S
        link.tick(now)
        assert link.receive(REPLIES[name], now) == []


@pytest.mark.parametrize("status", sorted({0x90, *range(0x9F)} - {0x80, 0x90}))
def test_no_other_status_is_ever_taken_for_success(status: int) -> None:
    link = CardLink()
    link.connected(0.0)
    body = bytes([0, 4, 0, 0, status])
    reply = b"\xaa\xaa\xaa\x96\x69" + body + bytes([4 ^ status])
    assert not _sent(link.receive(reply, 0.0))
    assert link.next_deadline == POLL_S


def test_a_damaged_read_is_asked_for_again_and_not_for_ever() -> None:
    link = CardLink()
    _up_to_reading(link)
    damaged = bytearray(_read_reply(CARDS["citizen"]))
    damaged[100] ^= 1
    assert _sent(link.receive(bytes(damaged), 0.0)) == [READ]
    assert _sent(link.receive(bytes(damaged), 0.0)) == [READ]
    assert link.receive(bytes(damaged), 0.0) == [CardTrouble("checksum")]


def test_what_follows_the_last_answer_in_one_read_is_passed_over() -> None:
    """As it is when it comes in a read of its own."""
    damaged = FOUND[:-1] + bytes([FOUND[-1] ^ 1])
    for rest in (damaged, FOUND, NONE):
        one, two = CardLink(), CardLink()
        one.connected(0.0)
        two.connected(0.0)
        assert one.receive(NONE + rest, 0.0) == two.receive(NONE, 0.0) + two.receive(rest, 0.0)
        assert one.next_deadline == two.next_deadline == POLL_S


def test_a_reply_that_stops_halfway_is_asked_for_again() -> None:
    link = CardLink()
    _up_to_reading(link)
    assert link.receive(_read_reply(CARDS["citizen"])[:700], 0.0) == []
    assert _sent(link.tick(ANSWER_S[State.READING])) == [READ]


def test_a_silent_reader_is_told_once_and_asked_on() -> None:
    link, now, told, asked = CardLink(), 0.0, [], 0
    events = link.connected(now)
    for _ in range(20):
        asked += len(_sent(events))
        told += [event for event in events if not isinstance(event, Transmission)]
        assert link.next_deadline is not None
        now = link.next_deadline
        events = link.tick(now)
        if len(told) == 0:
            assert asked <= UNANSWERED
    assert told == [CardReaderSilent()]
    assert asked == 10


def test_a_reply_with_other_lengths_is_refused_and_not_stretched() -> None:
    link = CardLink()
    _up_to_reading(link)
    body = bytes.fromhex("00009000800000") + bytes(128)
    counted = (len(body) + 1).to_bytes(2, "big") + body
    total = 0
    for byte in counted:
        total ^= byte
    assert link.receive(b"\xaa\xaa\xaa\x96\x69" + counted + bytes([total]), 0.0) == [CardTrouble("lengths")]


@pytest.mark.parametrize(
    ("photo_length", "photo"),
    [("0000", b""), ("0100", bytes(256)), ("0000", PHOTO), ("0400", PHOTO + bytes(1))],
)
def test_so_is_one_with_another_photo(photo_length: str, photo: bytes) -> None:
    link = CardLink()
    _up_to_reading(link)
    text = bytes.fromhex(CARDS["citizen"]["text_hex"])
    body = bytes.fromhex("0000900100" + photo_length) + text + photo
    counted = (len(body) + 1).to_bytes(2, "big") + body
    reply = bytes.fromhex("AAAAAA9669") + counted + bytes([reduce(xor, counted)])
    assert link.receive(reply, 0.0) == [CardTrouble("lengths")]


@given(st.binary(max_size=4000), st.lists(st.integers(1, 400), max_size=20))
def test_any_bytes_in_any_pieces_give_the_same_frames(noise: bytes, cuts: list[int]) -> None:
    stream = noise + FOUND + noise[:50] + SELECTED
    whole = Deframer()
    pieces = Deframer()
    expected = whole.take(stream)
    found: list[Reply | Damaged] = []
    at = 0
    for cut in [*cuts, len(stream)]:
        found += pieces.take(stream[at : at + cut])
        at += cut
    assert found == expected
    assert len(pieces._held) <= 4096 + 8


@given(st.binary(min_size=256, max_size=256))
def test_any_text_is_a_card_or_a_named_error(text: bytes) -> None:
    assert refusal(lambda: parse_card(text).name.encode("utf-8")) in ("", "card.field", "card.kind")
