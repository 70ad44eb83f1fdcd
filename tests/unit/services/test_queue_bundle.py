import base64
import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pytest_mock import MockerFixture

from station.domain import kinds
from station.domain.choices import Claim
from station.domain.codes import Finding, FollowupKind, FollowupState, MeasureKind
from station.domain.errors import StationError
from station.domain.path import Step
from station.log import checkpoint, commitment, ed25519, merkle
from station.log.envelope import SignedEntry
from station.services import followups, handover, queue_bundle, unmatched
from station.services.bundle_content import NEEDED
from station.services.bundle_manifest import MANIFEST
from station.services.queue_bundle import Bundle
from station.services.workplace import Workplace
from tests import training
from tests.training import Shift
from tests.unit.papers.reading_pdf import squeezed, text_of


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def waiting(shift: Shift) -> list[str]:
    """A licence case that is ready, a lead that is, and a licence case that is not."""
    ready = [shift.licence_case(), shift.followup_of(shift.screen(training.CAFFEINE).screening_id)]
    shift.screen(training.PRESUMPTIVE_POSITIVE)
    return ready


def folder_of(bundle: Bundle) -> Path:
    assert bundle.path is not None
    return bundle.path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def envelope(bundle: Bundle) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder_of(bundle) / MANIFEST).read_bytes())
    return found


def manifest(bundle: Bundle) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.b64decode(envelope(bundle)["payload"]))
    return found


def noted(workplace: Workplace) -> list[Any]:
    with workplace.store.reading() as reading:
        return [fact.body for fact in reading.facts_of_kind(kinds.BUNDLE_MADE)]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_bundle_holds_what_is_ready_and_nothing_else(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    bundle = queue_bundle.make(workplace, stick)
    assert bundle.new
    assert sorted(bundle.followup_ids) == sorted(waiting)
    assert sorted(manifest(bundle)["followups"]) == sorted(waiting)
    assert {line["followup_id"] for line in lines(folder_of(bundle) / "followups.jsonl")} == set(waiting)


def test_making_a_bundle_hands_nothing_over(workplace: Workplace, waiting: list[str], stick: Path) -> None:
    queue_bundle.make(workplace, stick)
    with workplace.store.reading() as reading:
        states = {followups.row_of(reading, one).state for one in waiting}
    assert states == {FollowupState.TO_HAND_OVER.value}


def test_every_file_is_in_the_manifest_by_size_and_hash(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    bundle = queue_bundle.make(workplace, stick)
    folder = folder_of(bundle)
    listed = {one["path"]: (one["size"], one["sha256"]) for one in manifest(bundle)["files"]}
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}
    assert listed == {name: (len(data), sha256(data).hexdigest()) for name, data in found.items()}


def test_the_device_signed_the_manifest_as_dsse_says(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    """The pre-authentication encoding is written out here as the DSSE protocol page has it."""
    found = envelope(queue_bundle.make(workplace, stick))
    payload, name = base64.b64decode(found["payload"]), found["payloadType"].encode()
    encoded = b"DSSEv1 " + b" ".join([str(len(name)).encode(), name, str(len(payload)).encode(), payload])
    (signature,) = found["signatures"]
    assert signature["keyid"] == workplace.device.fingerprint
    assert ed25519.verifies(workplace.device.public_key_raw, base64.b64decode(signature["sig"]), encoded)


def test_every_entry_is_proved_against_the_signed_checkpoint(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    folder = folder_of(queue_bundle.make(workplace, stick))
    seen = checkpoint.verify(
        (folder / "checkpoint.txt").read_text(encoding="utf-8"),
        workplace.device.public_key_raw,
        checkpoint.origin_of(workplace.store.log_id),
    )
    entries = lines(folder / "entries.jsonl")
    for line in entries:
        signed = SignedEntry(
            base64.b64decode(line["payload"]), line["key_id"], base64.b64decode(line["signature"])
        )
        proof = [bytes.fromhex(beside) for beside in line["proof"]]
        assert signed.leaf == line["leaf_hash"]
        assert merkle.inclusion_holds(signed.leaf_hash, line["seq"], seen.size, proof, seen.root)
    found = {json.loads(base64.b64decode(line["payload"]))["kind"] for line in entries}
    assert {kinds.LOG_OPENED, kinds.OFFICER_ENROLLED, kinds.VERDICT_REACHED, kinds.MEASURE_PROPOSED} <= found


def test_a_result_that_was_claimed_is_in_the_bundle_too(
    shift: Shift, workplace: Workplace, stick: Path
) -> None:
    screening = shift.screen(training.CAFFEINE, until=Step.READING)
    shift.result_arrives("U-999999", training.CAFFEINE)
    with workplace.store.reading() as reading:
        (stray,) = reading.unmatched()
    unmatched.claim(workplace, stray.leaf, screening.screening_id, Claim.NUMBER_MISTYPED, shift.signers)
    shift.go_on(screening.screening_id)
    folder = folder_of(queue_bundle.make(workplace, stick))
    assert stray.leaf in {line["leaf_hash"] for line in lines(folder / "entries.jsonl")}


def test_a_receiver_gets_the_values_it_needs_and_each_fits_its_commitment(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    folder = folder_of(queue_bundle.make(workplace, stick))
    bodies = {
        line["seq"]: json.loads(base64.b64decode(line["payload"]))["body"]
        for line in lines(folder / "entries.jsonl")
    }
    for line in lines(folder / "followups.jsonl"):
        given = {one["field"] for one in line["personal"]}
        assert given <= set(NEEDED[FollowupKind(line["kind"])])
        assert {"name", "number"} <= given
        for one in line["personal"]:
            committed = commitment.commit(bytes.fromhex(one["salt"]), one["field"], one["value"])
            assert bodies[one["seq"]]["commitments"][one["field"]] == committed


def test_the_vehicle_office_is_not_told_what_the_drug_squad_is(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    folder = folder_of(queue_bundle.make(workplace, stick))
    licence = squeezed(text_of((folder / "hand-over-list-licence.pdf").read_bytes()))
    lead = squeezed(text_of((folder / "hand-over-list-drug_squad_lead.pdf").read_bytes()))
    ready, drank, _ = (visitor.number for visitor in shift.visitors.values())
    assert (ready in licence, drank in licence) == (True, False)
    assert (ready in lead, drank in lead) == (False, True)


def test_a_second_run_on_the_same_folder_makes_nothing_twice(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    before = content(stick)
    second = queue_bundle.make(workplace, stick)
    assert (second.bundle_id, second.path, second.new) == (first.bundle_id, first.path, False)
    assert content(stick) == before
    assert len(noted(workplace)) == 1


def test_with_nothing_new_another_folder_is_told_that_the_bundle_was_made(
    workplace: Workplace, waiting: list[str], stick: Path, tmp_path: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    second = queue_bundle.make(workplace, tmp_path / "other")
    assert (second.bundle_id, second.path, second.new) == (first.bundle_id, None, False)
    assert not (tmp_path / "other").exists()
    assert len(noted(workplace)) == 1


def test_a_lost_stick_is_replaced_when_asked_for(
    workplace: Workplace, waiting: list[str], stick: Path, tmp_path: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    copy = queue_bundle.make(workplace, tmp_path / "other", again=True)
    assert (copy.bundle_id, copy.new) == (first.bundle_id, True)
    hashes = {sha256((folder_of(one) / MANIFEST).read_bytes()).hexdigest() for one in (first, copy)}
    assert {body["sha256"] for body in noted(workplace)} == hashes


def test_a_follow_up_that_goes_on_makes_another_bundle(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    shift.enter_finding(waiting[0], Finding.NOT_CONFIRMED)
    shift.propose_measure(waiting[0], MeasureKind.NONE)
    second = queue_bundle.make(workplace, stick)
    assert second.new
    assert second.bundle_id != first.bundle_id


def test_what_else_happens_at_the_station_makes_no_other_bundle(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    shift.screen()
    assert queue_bundle.make(workplace, stick).bundle_id == first.bundle_id


def test_killed_before_the_folder_appears_it_is_made_on_the_next_run(
    workplace: Workplace, waiting: list[str], stick: Path, mocker: MockerFixture
) -> None:
    pulled = mocker.patch("pathlib.Path.replace", side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        queue_bundle.make(workplace, stick)
    mocker.stop(pulled)
    assert list(stick.glob("followups-*")) == []
    assert noted(workplace) == []
    assert queue_bundle.make(workplace, stick).new
    assert len(list(stick.iterdir())) == 1


def test_what_a_killed_run_left_half_written_is_thrown_away(
    workplace: Workplace, waiting: list[str], stick: Path, tmp_path: Path
) -> None:
    name = folder_of(queue_bundle.make(workplace, tmp_path / "other")).name
    half = stick / f".{name}.part"
    half.mkdir(parents=True)
    (half / "followups.jsonl").write_bytes(b"half")
    bundle = queue_bundle.make(workplace, stick, again=True)
    assert bundle.new
    assert not half.exists()
    assert (folder_of(bundle) / "followups.jsonl").read_bytes() != b"half"


def test_killed_between_the_folder_and_its_entry_only_the_entry_is_added(
    workplace: Workplace, waiting: list[str], stick: Path, mocker: MockerFixture
) -> None:
    killed = mocker.patch("station.services.queue_bundle._note", side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        queue_bundle.make(workplace, stick)
    mocker.stop(killed)
    before = content(stick)
    bundle = queue_bundle.make(workplace, stick)
    assert not bundle.new
    assert content(stick) == before
    assert [body["sha256"] for body in noted(workplace)] == [
        sha256((folder_of(bundle) / MANIFEST).read_bytes()).hexdigest()
    ]


def cut(folder: Path) -> None:
    path = folder / "entries.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def lose(folder: Path) -> None:
    (folder / "checkpoint.txt").unlink()


def add(folder: Path) -> None:
    (folder / "more.txt").write_bytes(b"")


def unsign(folder: Path) -> None:
    path = folder / MANIFEST
    found = json.loads(path.read_bytes())
    found["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    path.write_bytes(json.dumps(found, separators=(",", ":"), sort_keys=True).encode())


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("spoil", [cut, lose, add, unsign, empty])
def test_a_folder_that_is_not_whole_is_replaced_and_never_taken_for_the_bundle(
    workplace: Workplace, waiting: list[str], stick: Path, spoil: Any
) -> None:
    folder = folder_of(queue_bundle.make(workplace, stick))
    spoil(folder)
    again = queue_bundle.make(workplace, stick)
    assert again.new
    assert not queue_bundle.make(workplace, stick).new


def test_nothing_ready_makes_no_bundle(shift: Shift, workplace: Workplace, stick: Path) -> None:
    shift.screen(training.PRESUMPTIVE_POSITIVE)
    with pytest.raises(StationError, match=r"queue\.nothing_ready"):
        queue_bundle.make(workplace, stick)
    assert not stick.exists()


def test_a_stick_that_cannot_be_written_is_named(
    workplace: Workplace, waiting: list[str], tmp_path: Path
) -> None:
    (tmp_path / "stick").write_bytes(b"")
    with pytest.raises(StationError, match=r"queue\.not_written"):
        queue_bundle.make(workplace, tmp_path / "stick")
    assert noted(workplace) == []


def test_no_bundle_is_made_while_nobody_is_signed_on(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    workplace.vault.lock()
    with pytest.raises(StationError, match=r"vault\.locked"):
        queue_bundle.make(workplace, stick)


def test_a_bundle_can_be_read_by_the_station_alone(
    workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    folder = folder_of(queue_bundle.make(workplace, stick))
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_what_an_earlier_bundle_has_too_is_marked_for_machines_and_on_the_list(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    assert first.earlier == ()
    assert all(line["earlier_bundles"] == [] for line in lines(folder_of(first) / "followups.jsonl"))
    later = shift.followup_of(shift.screen(training.CAFFEINE).screening_id)
    second = queue_bundle.make(workplace, stick)
    assert sorted(second.earlier) == sorted(waiting)
    told = {
        line["followup_id"]: line["earlier_bundles"] for line in lines(folder_of(second) / "followups.jsonl")
    }
    assert told == {waiting[0]: [first.bundle_id], waiting[1]: [first.bundle_id], later: []}
    paper = squeezed(text_of((folder_of(second) / "hand-over-list-drug_squad_lead.pdf").read_bytes()))
    assert paper.count(first.bundle_id[:16]) == 2  # in both languages, of the one that both have
    again = queue_bundle.make(workplace, stick)
    assert (again.new, sorted(again.earlier)) == (False, sorted(waiting))
    shift.screen(training.CAFFEINE)
    third = lines(folder_of(queue_bundle.make(workplace, stick)) / "followups.jsonl")
    (thrice,) = [line["earlier_bundles"] for line in third if line["followup_id"] == waiting[0]]
    assert thrice == [first.bundle_id, second.bundle_id]  # oldest first


def test_a_bundle_that_is_made_again_names_no_later_one(
    shift: Shift, workplace: Workplace, waiting: list[str], stick: Path, tmp_path: Path
) -> None:
    first = queue_bundle.make(workplace, stick)
    added = shift.followup_of(shift.screen(training.CAFFEINE).screening_id)
    queue_bundle.make(workplace, stick)
    handover.hand_over(workplace, [added], receiver="禁毒大队")
    copy = queue_bundle.make(workplace, tmp_path / "other", again=True)
    assert (copy.bundle_id, copy.earlier) == (first.bundle_id, ())
