"""docs/log.md says what the code does: its numbers are made again, its commands are run."""

import base64
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.domain.facts import Json
from station.domain.ports import Moment
from station.locale import Words
from station.log import checkpoint, compact
from station.log.checkpoint import Checkpoint, origin_of
from station.log.entry import Draft
from station.log.envelope import SignedEntry
from station.log.head import Head, seal
from station.log.keyring import ROLES
from station.log.verify import verify_log
from tests.unit.log.paper_log import DEVICE

PAGE = (Path(__file__).parents[3] / "docs" / "log.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)\n```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def example() -> tuple[SignedEntry, Head]:
    at = datetime(2026, 11, 24, 2, 13, 8, 123_000, tzinfo=UTC)
    body: dict[str, Json] = {
        "device_public_key": base64.b64encode(DEVICE.public_key_raw).decode(),
        "device_key_id": DEVICE.key_id,
        "home": "example",
        "post": "checkpoint",
        "jurisdiction": "cn",
        "training": False,
        "clock_factor": "1",
    }
    moment = Moment(at, "4b1c5d0e-0000-4000-8000-000000000001", 60_000, "ntp", -12)
    written = re.search(r'"id":"([0-9A-Z]{26})"', PAGE)
    assert written
    draft = Draft("log_opened", body)
    return seal(draft, Head("example"), DEVICE, moment, written[1], "roadside-station/0.1.0")


@pytest.fixture(scope="module")
def seen(example: tuple[SignedEntry, Head]) -> Checkpoint:
    note = checkpoint.issue(example[1], DEVICE)
    return checkpoint.verify(note, DEVICE.public_key_raw, origin_of("example"))


def test_the_commands_print_what_the_page_says(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-eu"], input=block("sh").encode(), cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == block("text")


def test_the_commands_work_on_what_we_sign(tmp_path: Path, example: tuple[SignedEntry, Head]) -> None:
    subprocess.run(["sh", "-eu"], input=block("sh").encode(), cwd=tmp_path, capture_output=True, check=True)
    signed, head = example
    assert (tmp_path / "payload.json").read_bytes() == signed.payload
    assert (tmp_path / "signature.bin").read_bytes() == signed.signature
    assert (tmp_path / "signed.bin").read_bytes() == signed.signed_bytes
    key_id, verified, leaf, _ = block("text").splitlines()
    assert key_id.split()[0] == DEVICE.key_id
    assert verified == "Signature Verified Successfully"
    assert leaf.split()[0] == signed.leaf == head.root().hex()


def test_the_leaf_data_are_those_of_the_page(example: tuple[SignedEntry, Head]) -> None:
    data = bytes.fromhex(block("hex"))
    assert data == example[0].leaf_data
    assert f"in full, {len(data)} bytes" in PAGE


def test_checkpoint_qr_and_letters_are_those_of_the_page(seen: Checkpoint) -> None:
    assert seen.note(DEVICE.public_key_raw) == block("note") + "\n"
    assert compact.compact(seen).qr == block("qr")
    assert " ".join(compact.compact(seen).letters) == block("letters")


def test_a_reader_of_the_page_can_check_the_example(example: tuple[SignedEntry, Head]) -> None:
    heard = compact.from_letters(block("letters"))
    scanned = compact.from_qr(block("qr"), DEVICE.public_key_raw)
    fingerprint = block("text").split()[0]
    assert verify_log([example[0]], fingerprint=fingerprint, witnessed=[heard, scanned]).ok


def test_every_finding_stands_on_the_page() -> None:
    words = Words("en")
    listed = set(re.findall(r"`((?:entry|log|keyring|head|witness|enrolment)\.[a-z_]+)`", PAGE))
    assert all(words.has(f"verify.finding.{code}") for code in listed)
    source = Path(__file__).parents[3] / "station" / "log"
    raised = set()
    for name in ("verify.py", "keyring.py"):
        text = (source / name).read_text(encoding="utf-8")
        raised |= set(re.findall(r'(?:BrokenRuleError|Finding)\(\s*(?:entry\.seq, )?"([a-z_.]+)"', text))
    assert raised - listed == set()


def test_roles_and_types_are_those_of_the_page() -> None:
    assert all(f"`{role}`" in PAGE for role in ROLES)
    for text in ("entry+json", "statement+json", "manifest"):
        assert f"`application/vnd.roadside-station.{text}`" in PAGE
