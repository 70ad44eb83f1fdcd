"""``station screening``: lists, details, slips and court bundles, with their exit codes."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.system.night import Night, visitor_of
from tests.training import FIRST


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_screening_is_listed_newest_first(night: Night) -> None:
    found = night.run("screening", "--json")
    assert found.exit_code == 0
    listed = lines(found.stdout)
    assert {line["schema"] for line in listed} == {"roadside-station/screening/1"}
    assert [line["screening_id"] for line in listed[1:]] == [
        night.refused,
        night.caffeine,
        night.positive,
        night.negative,
    ]
    assert [line["outcome"] for line in listed[1:]] == ["refused", "completed", "completed", "completed"]


def test_the_next_page_begins_where_the_last_one_ended(night: Night) -> None:
    first = lines(night.run("screening", "list", "--json", "--limit", "2").stdout)
    rest = lines(night.run("screening", "list", "--json", "--before", str(first[-1]["seq"])).stdout)
    assert len(first) == 2
    assert [line["screening_id"] for line in rest] == [night.caffeine, night.positive, night.negative]


def test_nothing_of_a_person_is_shown_before_someone_signs_on(night: Night) -> None:
    person = visitor_of(1)
    for words in (("screening", "list"), ("screening", "show", night.positive)):
        for how in ((), ("--json",)):
            closed = night.run(*words, *how).stdout
            opened = night.signed(*words, *how).stdout
            assert person.number not in closed
            assert person.name not in closed
            assert person.number in opened
            assert person.name in opened


def test_a_person_is_found_by_the_number_as_it_is_typed(night: Night) -> None:
    number = visitor_of(1).number
    spaced = f"{number[:6]} {number[6:14]}-{number[14:]}"
    found = lines(night.signed("screening", "list", "--number", spaced, "--json").stdout)
    assert [line["screening_id"] for line in found] == [night.positive]
    assert night.signed("screening", "list", "--number", "990000200001010000").exit_code == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("screening", "list", "--specimen", "U-999999"), 1),
        (("screening", "list", "--from", "2030-01-01"), 1),
        (("screening", "show", "NOBODY"), 1),
        (("screening", "list", "--verdict", "positive"), 2),
        (("screening", "list", "--limit", "0"), 2),
        (("screening", "paint"), 2),
    ],
)
def test_nothing_found_is_a_no_and_wrong_words_are_wrong_use(
    night: Night, words: tuple[str, ...], code: int
) -> None:
    found = night.run(*words)
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr


def test_the_entries_of_a_screening_are_shown_with_what_it_led_to(night: Night) -> None:
    (shown,) = lines(night.run("screening", "show", night.positive, "--json").stdout)
    assert shown["schema"] == "roadside-station/screening-detail/1"
    assert [one["followup_id"] for one in shown["followups"]] == [night.open_licence]
    kinds = [entry["kind"] for entry in shown["entries"]]
    assert (kinds[0], kinds[-1]) == ("screening_opened", "screening_closed")


def test_a_court_bundle_is_written_once_and_checks_out_by_the_printed_fingerprint(
    night: Night, tmp_path: Path
) -> None:
    folder = tmp_path / "court"
    made = night.signed("screening", "export", night.positive, str(folder))
    assert made.exit_code == 0
    fingerprint = made.stdout.split()[-1]
    checked = subprocess.run(
        ["sh", "verify.sh", fingerprint], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    again = night.signed("screening", "export", night.positive, str(folder))
    assert again.exit_code == 2
    assert "export.folder_in_use" in again.stderr


def test_a_slip_is_printed_into_the_papers(night: Night) -> None:
    printed = night.signed("screening", "slip", night.positive)
    assert printed.exit_code == 0
    assert [path.name for path in (night.root / "papers").glob("slip-*.pdf")] == [
        Path(printed.stdout.split()[-1]).name
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_passphrase_is_wrong_use_and_says_what_to_do(night: Night, lang: str) -> None:
    night.secrets.write_text(f'[passphrase]\n"{FIRST}" = "not this one at all"\n', encoding="utf-8")
    refused = night.signed("screening", "list", lang=lang)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("keys.passphrase_wrong: ")
    assert refused.stdout == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_secrets_that_others_can_read_are_not_used(night: Night, lang: str) -> None:
    night.secrets.chmod(0o644)
    refused = night.signed("screening", "list", lang=lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "home.secrets_exposed")


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (None, "FileNotFoundError"),
        (b"[passphrase\n", "TOMLDecodeError"),
        (b'passphrase = "open sesame"\n', "AttributeError"),
        (b"\xff\xfe", "UnicodeDecodeError"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_secrets_that_cannot_be_read_are_named_by_file_and_never_quoted(
    night: Night, held: bytes | None, reason: str, lang: str
) -> None:
    night.secrets.unlink() if held is None else night.secrets.write_bytes(held)
    before = night.run("log", "head", "--json").stdout
    refused = night.signed("screening", "list", lang=lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "home.secrets_unreadable")
    assert str(night.secrets) in refused.stderr
    assert reason in refused.stderr
    assert "sesame" not in refused.stderr + refused.stdout
    assert night.run("log", "head", "--json").stdout == before
