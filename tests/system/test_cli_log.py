import base64
import json
import sqlite3
from hashlib import sha256
from typing import Any

import pytest

from station.log.envelope import SignedEntry
from tests.system.night import Night


def head_of(night: Night) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(night.run("log", "head", "--json").stdout)
    return found


def change_entry(night: Night, seq: int) -> None:
    """What someone with the database in hand might do to the record."""
    with sqlite3.connect(night.root / "station.db") as connection:
        (payload,) = connection.execute("SELECT payload FROM entry WHERE seq = ?", (seq,)).fetchone()
        changed = payload.replace(b'"checkpoint"', b'"checkpoinT"')
        assert changed != payload
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET payload = ? WHERE seq = ?", (changed, seq))
    connection.close()


def test_the_head_can_be_noted_down(night: Night) -> None:
    head = head_of(night)
    assert head["schema"] == "roadside-station/log-head/1"
    result = night.run("log")
    assert result.exit_code == 0
    for words in (head["root"], " ".join(head["letters"]), head["checkpoint"]):
        assert words in result.stdout


def test_entries_are_shown_in_the_very_bytes_that_were_signed(night: Night) -> None:
    lines = [
        json.loads(line) for line in night.run("log", "show", "--json", "--limit", "5").stdout.splitlines()
    ]
    assert [line["seq"] for line in lines] == [0, 1, 2, 3, 4]
    for line in lines:
        payload = base64.b64decode(line["payload"])
        signed = SignedEntry(payload, line["key_id"], base64.b64decode(line["signature"]))
        assert signed.leaf == line["leaf_hash"]
        assert json.loads(payload) == line["entry"]


def test_one_entry_and_the_entries_of_one_screening_can_be_asked_for(night: Night) -> None:
    one = json.loads(night.run("log", "show", "--seq", "0", "--json").stdout)
    assert one["kind"] == "log_opened"
    shown = night.run("log", "show", "--screening", night.positive)
    assert "verdict_reached" in shown.stdout
    assert night.caffeine not in shown.stdout


def test_the_next_page_begins_after_the_last(night: Night) -> None:
    lines = night.run("log", "show", "--after", "4", "--limit", "2", "--json").stdout.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [5, 6]


@pytest.mark.parametrize("asked", [("--seq", "100000"), ("--screening", "NOBODY")])
def test_an_entry_that_is_not_there_is_a_no(night: Night, asked: tuple[str, ...]) -> None:
    assert night.run("log", "show", *asked).exit_code == 1


def test_a_true_log_verifies_and_says_whether_the_issuer_was_checked(night: Night) -> None:
    without = night.run("log", "verify")
    assert without.exit_code == 0
    assert "issuer is unchecked" in without.stdout
    fingerprint = head_of(night)["device_key_id"]
    grouped = " ".join(fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
    with_paper = night.run("log", "verify", "--fingerprint", grouped)
    assert with_paper.exit_code == 0
    assert "issuer matches" in with_paper.stdout


def test_another_fingerprint_is_a_no(night: Night) -> None:
    result = night.run("log", "verify", "--fingerprint", "00" * 32)
    assert result.exit_code == 1
    assert "another device" in result.stdout


def test_a_changed_entry_is_a_no_and_is_named(night: Night) -> None:
    change_entry(night, 0)
    result = night.run("log", "verify")
    assert result.exit_code == 1
    assert "entry 0" in result.stdout.lower()
    report = json.loads(night.run("log", "verify", "--json").stdout)
    assert (report["ok"], report["findings"][0]["seq"]) == (False, 0)


def test_a_paper_from_before_still_fits_the_log(night: Night) -> None:
    letters = " ".join(head_of(night)["letters"])
    night.signed("queue", "accept", night.lead, "--receipt", "R", "--receiver", "X")
    assert night.run("log", "verify", "--slip", letters).exit_code == 0


def test_a_paper_shows_that_the_end_of_the_log_was_cut_off(night: Night) -> None:
    letters = " ".join(head_of(night)["letters"])
    earlier = night.root.with_name("earlier.db")
    earlier.write_bytes((night.root / "station.db").read_bytes())
    night.signed("screening", "list")
    later = " ".join(head_of(night)["letters"])
    earlier.replace(night.root / "station.db")
    assert night.run("log", "verify", "--slip", letters).exit_code == 0
    cut = night.run("log", "verify", "--slip", later)
    assert cut.exit_code == 1
    assert "cut off" in cut.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_letters_misheard_are_a_wrong_use_and_say_nothing_of_the_log(night: Night, lang: str) -> None:
    letters = " ".join(head_of(night)["letters"])
    misheard = ("A" if letters[0] != "A" else "B") + letters[1:]
    for said, code in ((misheard, "log.letters_check"), (letters[:-1], "log.letters_form")):
        refused = night.run("log", "verify", "--slip", said, lang=lang)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr.partition(":")[0] == code


def test_tables_made_anew_equal_the_former_ones(night: Night) -> None:
    rebuilt = json.loads(night.run("log", "rebuild", "--json").stdout)
    assert rebuilt["equal"] is True
    assert rebuilt["entries"] == head_of(night)["size"]


def test_a_table_that_was_tampered_with_is_mended_and_said_to_be(night: Night) -> None:
    with sqlite3.connect(night.root / "station.db") as connection:
        connection.execute("UPDATE p_screening SET verdict = 'negative'")
    connection.close()
    assert "DIFFER" in night.run("log", "rebuild").stdout
    assert "equal" in night.run("log", "rebuild").stdout


def test_looking_at_the_log_writes_nothing(night: Night) -> None:
    before = sha256((night.root / "station.db").read_bytes()).hexdigest()
    for words in (("head",), ("show",), ("verify",)):
        night.run("log", *words)
    assert sha256((night.root / "station.db").read_bytes()).hexdigest() == before
