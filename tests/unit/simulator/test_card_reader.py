"""The identity-card module against published frames and card texts made by hand."""

from typing import Any

import pytest

from simulator.card_reader import CardReader
from simulator.devices.identity_card import Card
from simulator.wire.sam import Commands, reply
from tests.unit.simulator.desk import Desk
from tests.wire import vectors

COMMANDS = {row["name"]: bytes.fromhex(row["frame_hex"]) for row in vectors.table("sam_published", "command")}
REPLIES = {row["name"]: bytes.fromhex(row["frame_hex"]) for row in vectors.table("sam_published", "reply")}
FIND, SELECT, READ = COMMANDS["find"], COMMANDS["select"], COMMANDS["read"]


def desk(**story: Any) -> Desk:
    return Desk(CardReader, "identity-reader", story)


def selected(table: Desk, **card: Any) -> Desk:
    table.do(do="lay", **(card or {"card": "luo"}))
    assert table.ask(FIND) == REPLIES["found"]
    assert table.ask(SELECT) == REPLIES["selected"]
    return table


@pytest.mark.parametrize("row", vectors.table("sam_published", "reply"), ids=lambda row: row["name"])
def test_a_reply_is_framed_as_published(row: dict[str, Any]) -> None:
    assert reply(row["status"], bytes.fromhex(row["data_hex"])) == bytes.fromhex(row["frame_hex"])


@pytest.mark.parametrize("row", vectors.table("sam_cards", "card"), ids=lambda row: row["kind"])
def test_a_cards_text_is_laid_out_as_on_its_page(row: dict[str, Any]) -> None:
    says = {
        key: "长期" if value == "permanent" else value.replace("-", "") if key in DATES else value
        for key, value in row["meaning"].items()
    }
    card = Card(row["kind"], says, photo=bytes(1024))
    assert card.text == bytes.fromhex(row["text_hex"])
    frame = reply(0x90, bytes.fromhex("01000400") + card.text + card.photo)
    assert len(frame) == 1295
    assert frame[-1] == row["xor"]


DATES = {"birth", "valid_from", "valid_to"}


def test_the_cards_that_are_shipped_have_numbers_that_pass_and_belong_to_nobody() -> None:
    table = desk()
    for name in ("luo", "bai", "he", "anna-2023"):
        table.do(do="lay", card=name)
        card = table.machine._card  # type: ignore[attr-defined]
        number = card.says["number"]
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
        assert number.startswith("990000")
        assert number[17] == "10X98765432"[total % 11]
        table.do(do="take_away")


def test_a_card_is_found_selected_and_read_and_not_found_again_until_it_was_away() -> None:
    table = selected(desk())
    data = table.ask(READ)
    assert len(data) == 1295
    assert data[:14] == bytes.fromhex("AAAAAA9669 0508 000090 0100 0400")
    assert data[14:20].decode("utf-16-le") == "罗试行"
    assert table.ask(FIND) == REPLIES["none found"]
    table.do(do="take_away")
    assert table.ask(FIND) == REPLIES["none found"]
    table.do(do="lay", card="he")
    assert table.ask(FIND) == REPLIES["found"]


def test_some_makers_readers_find_the_card_again() -> None:
    table = selected(desk(ways={"identity-reader": {"finds_again": True}}))
    assert table.ask(FIND) == REPLIES["found"]


def test_without_a_card_nothing_is_found_and_nothing_is_selected() -> None:
    table = desk()
    assert table.ask(FIND) == REPLIES["none found"]
    assert table.ask(SELECT) == REPLIES["select failed"]


def test_a_read_takes_more_than_a_second_and_a_card_taken_away_meanwhile_spoils_it() -> None:
    table = selected(desk())
    assert table.ask(READ, 1.0) == b""
    table.do(do="take_away")
    table.run(1)
    assert table.heard() == REPLIES["read failed"]


def test_a_card_taken_away_between_select_and_read_cannot_be_read() -> None:
    table = selected(desk(), card="luo", for_s=4.5)
    table.run(1)
    assert table.news.names[-1] == "card_taken_away"
    assert table.ask(READ) == reply(0x21)


def test_a_card_that_is_no_identity_card_is_refused_when_selected() -> None:
    table = desk()
    table.do(do="lay", card="strange")
    assert table.ask(FIND) == REPLIES["found"]
    assert table.ask(SELECT) == reply(0x40)


def test_an_added_address_is_there_or_it_is_not() -> None:
    table = selected(desk(), card="bai")
    data = table.ask(COMMANDS["read added address"])
    assert len(data) == 7 + 3 + 70 + 1
    assert data[10:-1].decode("utf-16-le").rstrip() == "示例省试验市样本区新测试路9号"
    table = selected(desk())
    assert table.ask(COMMANDS["read added address"]) == reply(0x91)


@pytest.mark.parametrize("status", ["23", "24", "31", "32", "33", "40", "41", "47", "60", "66", "91", "F7"])
def test_every_status_can_be_had_on_demand(status: str) -> None:
    table = selected(desk())
    table.do(do="force", command="read", status=status, card_words="6A88")
    words = bytes.fromhex("6A88")
    assert table.ask(READ) == reply(int(status, 16), b"", words)
    assert len(table.ask(READ)) == 1295


def test_a_reader_out_of_order_says_so_to_everything() -> None:
    table = desk()
    table.do(do="force", command="any", status="60", times=99)
    for command in (FIND, SELECT, COMMANDS["status"]):
        assert table.ask(command) == REPLIES["self-test failed"]


def test_a_damaged_command_is_told_by_its_fault() -> None:
    table = desk()
    assert table.ask(bytes.fromhex("AAAAAA96690003200121")) == REPLIES["command damaged"]
    assert table.ask(bytes.fromhex("AAAAAA966900052001")) == reply(0x11)
    assert table.ask(bytes.fromhex("AAAAAA96690001")) == reply(0x11)
    assert table.ask(bytes.fromhex("AAAAAA9669000399FF65")) == reply(0x21)


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_command_may_come_in_pieces_and_behind_noise(cut: int) -> None:
    table = desk()
    assert table.ask(b"\x00\xaa\xaa" + FIND[:cut], 0.1) == b""
    assert table.ask(FIND[cut:]) == REPLIES["none found"]


def test_two_commands_at_once_are_both_found() -> None:
    found = Commands().feed(FIND + SELECT)
    assert [command.code for command in found] == [b"\x20\x01", b"\x20\x02"]


def test_the_modules_number_is_sixteen_bytes() -> None:
    data = desk().ask(COMMANDS["module number"])
    assert data[:10] == bytes.fromhex("AAAAAA9669 0014 000090")
    assert data[10:12] + data[12:14] == bytes.fromhex("0500 0100")


def test_a_cold_module_says_nothing() -> None:
    table = Desk(CardReader, "identity-reader", {"ways": {"identity-reader": {"warm_up_s": 5}}})
    assert table.ask(FIND) == b""
    table.run(3)
    assert table.ask(FIND) == REPLIES["none found"]


def test_a_flipped_bit_in_a_reply_leaves_its_sum_behind() -> None:
    faults = {"read": [{"kind": "flip", "at_byte": 300, "bit": 0}]}
    table = selected(
        desk(cards={"bent": {"kind": "citizen", "name": "罗试行", "faults": faults}}), card="bent"
    )
    first, second = table.ask(READ), table.ask(READ)
    assert first[:300] + bytes([first[300] ^ 1]) + first[301:] == second


def test_the_line_is_paced_and_its_speed_can_be_set() -> None:
    table = selected(Desk(CardReader, "identity-reader", baud=None))
    assert table.machine.baud == 115200
    assert table.ask(bytes.fromhex("AAAAAA9669000360046 7".replace(" ", ""))) == REPLIES["status good"]
    table.send(READ)
    table.run(1.2 + 1295 * 10 / 9600 - 0.01)
    assert len(table.heard()) < 1295
    table.run(0.1)
    assert table.machine.baud == 9600


def test_a_card_may_say_what_no_card_should() -> None:
    table = selected(desk(), kind="citizen", name="\ue863\ud800", birth="20301399", valid_to="forever")
    text = table.ask(READ)[14:270].decode("utf-16-le", "surrogatepass")
    assert text.startswith("\ue863\ud800 ")
    assert text[18:26] == "20301399"


def test_a_hand_that_asks_for_what_is_not_there_is_told() -> None:
    table = desk()
    table.do(do="take_away")
    table.do(do="lay", card="nobody")
    table.do(do="lay", kind="citizen", nonsense="1")
    table.do(do="force", command="dance", status="10")
    assert table.news.names.count("error") == 4
