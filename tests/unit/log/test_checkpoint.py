"""Checkpoints: the published note, the exact text, the QR code and what is read over a phone."""

import base64
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.log import checkpoint, compact
from station.log.checkpoint import Checkpoint, origin_of
from station.log.verify import verify_log
from tests.unit.log.paper_log import DEVICE, LI_KEY, LOG_ID, WANG_KEY, PaperLog
from tests.unit.log.vectors import vectors

NOTE = vectors("note")
ORIGIN = origin_of(LOG_ID)


def issued() -> tuple[PaperLog, str, Checkpoint]:
    log = PaperLog().open().positive()
    text = checkpoint.issue(log.head, DEVICE)
    return log, text, checkpoint.verify(text, DEVICE.public_key_raw, ORIGIN)


def go_key() -> bytes:
    return base64.b64decode(NOTE["verifier_key"].split("+", 2)[2])[1:]


def test_a_key_is_named_as_the_published_note_names_it() -> None:
    assert checkpoint.key_hash(NOTE["name"], go_key()).hex() == NOTE["key_hash"]


def test_the_published_note_verifies() -> None:
    assert checkpoint.note_signature(NOTE["text"], [NOTE["signature_line"]], NOTE["name"], go_key())


def test_the_published_note_with_another_text_does_not() -> None:
    with pytest.raises(StationError, match=r"log\.checkpoint_signature"):
        checkpoint.note_signature(NOTE["text"] + "x\n", [NOTE["signature_line"]], NOTE["name"], go_key())


def test_a_checkpoint_is_three_lines_a_blank_one_and_a_signature() -> None:
    log, text, _ = issued()
    origin, size, root, blank, line, end = text.split("\n")
    assert (origin, size, blank, end) == ("roadside-station/paper-log", "8", "", "")
    assert base64.b64decode(root) == log.head.root()
    name = b"roadside-station/paper-log\n\x01" + DEVICE.public_key_raw
    key_hash = hashlib.sha256(name).digest()[:4]
    signature = DEVICE.sign(f"{origin}\n{size}\n{root}\n".encode())
    assert line == f"— {origin} {base64.b64encode(key_hash + signature).decode()}"


def test_a_checkpoint_reads_back() -> None:
    log, text, found = issued()
    assert (found.log_id, found.size, found.root) == (LOG_ID, log.head.size, log.head.root())
    assert found.note(DEVICE.public_key_raw) == text


def test_lines_of_witnesses_are_passed_over() -> None:
    _, text, found = issued()
    witness = base64.b64encode(b"abcd" + bytes(64)).decode()
    assert checkpoint.verify(f"{text}— witness.example {witness}\n", DEVICE.public_key_raw, ORIGIN) == found


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("\n8\n", "\n9\n", "log.checkpoint_signature"),
        ("\n8\n", "\n08\n", "log.checkpoint_signature"),
        ("— roadside", "- roadside", "log.checkpoint_form"),
        ("— roadside", "— other", "log.checkpoint_unsigned"),
        ("\n\n", "\n", "log.checkpoint_form"),
        ("=\n", "=", "log.checkpoint_form"),
        ("\n8\n", "\n8\t\n", "log.checkpoint_form"),
    ],
)
def test_a_changed_checkpoint_is_refused(old: str, new: str, code: str) -> None:
    _, text, _ = issued()
    with pytest.raises(StationError) as caught:
        checkpoint.verify(text.replace(old, new), DEVICE.public_key_raw, ORIGIN)
    assert caught.value.code == code


def signed_body(body: str, name: str = ORIGIN) -> str:
    signature = checkpoint.key_hash(name, DEVICE.public_key_raw) + DEVICE.sign(body.encode())
    return f"{body}\n— {name} {base64.b64encode(signature).decode()}\n"


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "body",
    [
        f"{ORIGIN}\n08\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n٨\n{ROOT}\n",
        f"{ORIGIN}\n8\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n8\n{ROOT}\nextension\n",
        f"{ORIGIN}\n8\n",
        f"roadside-station/a b\n8\n{ROOT}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_of_ours_is_refused(body: str) -> None:
    with pytest.raises(StationError, match=r"log\.checkpoint_form"):
        checkpoint.verify(signed_body(body), DEVICE.public_key_raw, ORIGIN)


def test_a_checkpoint_of_another_log_is_refused_even_under_our_name() -> None:
    body = f"roadside-station/other\n8\n{ROOT}\n"
    with pytest.raises(StationError, match=r"log\.checkpoint_origin"):
        checkpoint.verify(signed_body(body), DEVICE.public_key_raw, ORIGIN)


def test_another_key_has_not_signed_it() -> None:
    _, text, _ = issued()
    with pytest.raises(StationError, match="checkpoint_unsigned"):
        checkpoint.verify(text, WANG_KEY.public_key_raw, ORIGIN)


def test_the_qr_text_is_the_whole_checkpoint() -> None:
    _, _, found = issued()
    text = compact.compact(found).qr
    assert text.startswith("RS1.paper-log.8.")
    assert len(text) < 180  # QR version 9 at error correction M holds 180 bytes
    assert compact.from_qr(text, DEVICE.public_key_raw) == found


def test_a_log_name_with_dots_survives_the_qr_text() -> None:
    head = replace(PaperLog().open().head, log_id="a.b.c")
    found = checkpoint.verify(checkpoint.issue(head, DEVICE), DEVICE.public_key_raw, origin_of("a.b.c"))
    assert compact.from_qr(compact.compact(found).qr, DEVICE.public_key_raw) == found


def test_a_slip_of_another_station_or_with_another_size_is_refused() -> None:
    _, _, found = issued()
    text = compact.compact(found).qr
    with pytest.raises(StationError, match=r"log\.checkpoint_signature"):
        compact.from_qr(text, LI_KEY.public_key_raw)
    with pytest.raises(StationError, match=r"log\.checkpoint_signature"):
        compact.from_qr(text.replace(".8.", ".9."), DEVICE.public_key_raw)


@pytest.mark.parametrize("text", ["", "RS1", "RS1.a.1.", "RS2.a.1.AAAA", "RS1.a.x.AAAA", "RS1.a.1.AAAA"])
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(StationError, match=r"log\.compact_form"):
        compact.from_qr(text, DEVICE.public_key_raw)


def test_the_letters_are_eight_groups_of_five_without_i_and_o() -> None:
    _, _, found = issued()
    letters = compact.compact(found).letters
    assert [len(group) for group in letters] == [5] * 8
    assert not set("".join(letters)) & set("IO0123456789")


@given(st.integers(0, 2**28 - 1), st.binary(min_size=32, max_size=32))
def test_the_letters_say_size_and_beginning_of_the_root(size: int, root: bytes) -> None:
    letters = compact.compact(Checkpoint(ORIGIN, size, root, bytes(64))).letters
    heard = compact.from_letters(" ".join(letters).lower())
    assert heard.size == size
    assert heard.agrees(root)
    # 140 bits are compared: the upper half of byte 17 is heard, what is below is not.
    assert not heard.agrees(root[:17] + bytes([root[17] ^ 0x10]) + root[18:])
    assert heard.agrees(root[:17] + bytes([root[17] ^ 0x0F]) + root[18:])


@given(st.integers(0, 39), st.integers(1, 23))
def test_a_misheard_letter_is_nearly_always_noticed(place: int, shift: int) -> None:
    _, _, found = issued()
    said = "".join(compact.compact(found).letters)
    wrong = compact.ALPHABET[(compact.ALPHABET.index(said[place]) + shift) % 24]
    said = said[:place] + wrong + said[place + 1 :]
    # One in 32768 passes the check; even then it is another head, never taken for this one.
    heard = _heard(said)
    assert heard is None or not (heard.size == found.size and heard.agrees(found.root))


def _heard(said: str) -> compact.Heard | None:
    try:
        return compact.from_letters(said)
    except StationError:
        return None


@pytest.mark.parametrize("said", ["", "ABCDE", "A" * 39 + "I", "A" * 39 + "1", "A" * 41])
def test_letters_of_another_form_are_refused_and_the_form_is_told(said: str) -> None:
    with pytest.raises(StationError) as refused:
        compact.from_letters(said)
    assert (refused.value.code, refused.value.params) == ("log.letters_form", {"groups": 8, "length": 5})


@pytest.mark.parametrize("said", ["Z" * 40, "A" * 39 + "B"])
def test_letters_whose_check_does_not_fit_are_refused(said: str) -> None:
    with pytest.raises(StationError) as refused:
        compact.from_letters(said)
    assert (refused.value.code, refused.value.params) == ("log.letters_check", {})


def test_a_log_too_long_for_the_letters_says_so() -> None:
    with pytest.raises(StationError, match=r"log\.compact_size"):
        compact.compact(Checkpoint(ORIGIN, 2**28, bytes(32), bytes(64)))


def test_what_was_heard_checks_a_log_like_a_checkpoint() -> None:
    log, _, found = issued()
    heard = compact.from_letters("".join(compact.compact(found).letters))
    assert verify_log(log.entries, witnessed=[heard]).ok
    assert verify_log(log.entries[:5], witnessed=[heard]).findings[0].code == "witness.cut_off"
    other = PaperLog().open()
    for _ in range(5):
        other.add("signed_off", {"badge": "0417"})
    assert verify_log(other.entries, witnessed=[heard]).findings[0].code == "witness.other_root"
