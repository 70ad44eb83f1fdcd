import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from station.domain import kinds
from station.domain.choices import Claim, Void
from station.domain.codes import Sex, StaffRole
from station.domain.errors import StationError
from station.domain.path import Step
from station.domain.shift import Change
from station.services import (
    access,
    aftermath,
    confirming,
    court_bundle,
    enrolling,
    followups,
    handover,
    judging,
    readings,
    shifts,
    signing,
    unmatched,
)
from station.services.home import Home
from station.services.packs import adoption
from station.services.training import KDF_ROUNDS, PIN, newcomer
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork
from tests import training
from tests.system.refusal import facts_of, nothing_lost, refused
from tests.training import Course, Shift, opened
from tests.unit.storage.stand import SetClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "court"


def checked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The verdict of the bundle's own script, run as a stranger would."""
    command = ["sh", "verify.sh", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def holds(folder: Path, workplace: Workplace) -> None:
    result = checked(folder, workplace.device.fingerprint)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "FAIL" not in result.stdout


@pytest.mark.parametrize(
    "course",
    [
        training.NEGATIVE,
        training.PRESUMPTIVE_POSITIVE,
        training.CAFFEINE,
        training.INVALID,
        training.REFUSED,
    ],
)
def test_the_bundle_of_every_outcome_checks_out_with_openssl(
    shift: Shift, workplace: Workplace, folder: Path, course: Course
) -> None:
    court_bundle.export(workplace, shift.screen(course).screening_id, folder)
    holds(folder, workplace)


def test_a_result_that_an_officer_confirmed_is_in_the_bundle_with_the_answer(
    shift: Shift, workplace: Workplace, folder: Path, night_clock: SetClock
) -> None:
    begun = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.READING)
    night_clock.pass_s(310)
    arrived = training.message("-", training.PRESUMPTIVE_POSITIVE)
    unnumbered = replace(
        arrived,
        measurement=replace(arrived.measurement, specimen_no=None),
        window=readings.Window(develop_s=300, read_window_s=600),
    )
    workplace.recorder.do(lambda unit: readings.keep(workplace, unit, unnumbered))
    offer = shift.now(begun.screening_id).offered
    assert offer is not None
    confirming.confirm(workplace, begun.screening_id, offer.measurement, training.FIRST)
    shift.go_on(begun.screening_id)
    court_bundle.export(workplace, begun.screening_id, folder)
    holds(folder, workplace)
    kept = [path.read_text("utf-8") for path in folder.glob("entries/*/payload.json")]
    wanted = (kinds.MEASUREMENT_RECEIVED, kinds.MEASUREMENT_OFFERED, kinds.MEASUREMENT_CONFIRMED)
    assert [sum(f'"kind":"{kind}"' in payload for payload in kept) for kind in wanted] == [1, 1, 1]


def test_a_bundle_checks_out_after_the_whole_way_to_the_vehicle_office(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    followup_id = shift.licence_case()
    handover.hand_over(workplace, [followup_id], receiver="示范车辆管理所")
    followups.accept(workplace, followup_id, receipt_no="SL-1", receiver="收件人")
    with workplace.store.reading() as reading:
        screening_id = followups.row_of(reading, followup_id).screening_id
    court_bundle.export(workplace, screening_id, folder)
    holds(folder, workplace)


def test_a_countersigned_negative_checks_out_without_the_others_of_its_batch(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    batch = [shift.screen().screening_id for _ in range(3)]
    shift.countersign(batch)
    court_bundle.export(workplace, batch[1], folder)
    holds(folder, workplace)
    everything = b"".join(path.read_bytes() for path in folder.glob("entries/*/payload.json"))
    assert f'"screening_id":"{batch[0]}"'.encode() not in everything


def test_a_claimed_result_and_a_void_check_out(shift: Shift, workplace: Workplace, folder: Path) -> None:
    claimed = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.READING)
    shift.result_arrives("U-999999", training.PRESUMPTIVE_POSITIVE)
    with workplace.store.reading() as reading:
        (stray,) = reading.unmatched()
    unmatched.claim(workplace, stray.leaf, claimed.screening_id, Claim.NUMBER_MISTYPED, shift.signers)
    aftermath.void(workplace, claimed.screening_id, Void.PROCEDURE_BROKEN, shift.signers)
    court_bundle.export(workplace, claimed.screening_id, folder)
    holds(folder, workplace)
    assert list(folder.glob("raw/*.bin"))


def test_the_signature_of_someone_enrolled_later_checks_out(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    shift.screen()
    third = newcomer("014419", "丁演练", Sex.FEMALE, StaffRole.OFFICER)
    enrolling.enrol(workplace, third, shift.signers, kdf_rounds=KDF_ROUNDS)
    access.sign_on(workplace, third.badge, third.passphrase)
    shifts.change(workplace, Change.JOINED, badge=third.badge)
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST)
    signing.sign(workplace, screening.screening_id, third.badge, PIN)
    shift.go_on(screening.screening_id)
    court_bundle.export(workplace, screening.screening_id, folder)
    holds(folder, workplace)


def test_a_bundle_holds_slip_exchange_rules_and_the_values_in_clear(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE)
    court_bundle.export(workplace, screening.screening_id, folder)
    assert [path.read_bytes()[:5] for path in folder.glob("papers/*.pdf")] == [b"%PDF-"]
    assert [path.read_bytes() for path in folder.glob("rules/*")] == [workplace.pack.source]
    raw = training.message("U-000001", training.PRESUMPTIVE_POSITIVE).raw
    assert [path.read_bytes() for path in folder.glob("raw/*.bin")] == [raw]
    values = {path.name[7:]: path.read_text(encoding="utf-8") for path in folder.glob("disclosed/*.value")}
    visitor = shift.visitors[screening.screening_id]
    assert values["number.value"] == visitor.number
    assert values["name.value"] == visitor.name


def test_a_verdict_is_explained_when_the_program_has_another_pack(
    shift: Shift, workplace: Workplace, folder: Path, tmp_path: Path, mocker: MockerFixture
) -> None:
    judged = shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id
    before, source = workplace.pack, workplace.pack.source + b"# another edition\n"
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / f"{workplace.config.rule_pack}.toml").write_bytes(source)
    later = replace(workplace, pack=replace(before, source=source, sha256=sha256(source).hexdigest()))
    mocker.patch("station.config.seeds.folder", return_value=tmp_path)

    court_bundle.export(later, judged, folder)

    holds(folder, workplace)
    (kept,) = (folder / "rules").iterdir()
    assert kept.read_bytes() == before.source


def test_a_pack_is_in_the_log_before_anything_is_judged_by_it(shift: Shift, workplace: Workplace) -> None:
    source = workplace.pack.source + b"# another edition\n"
    later = replace(workplace, pack=replace(workplace.pack, source=source, sha256=sha256(source).hexdigest()))
    judged = Shift(later)
    judged.screen(training.NEGATIVE)
    judged.screen(training.NEGATIVE)

    with workplace.store.reading() as reading:
        newest, first = reading.facts_of_kind(kinds.RULES_ADOPTED)
        verdict = next(reading.facts_of_kind(kinds.VERDICT_REACHED))
        assert (newest.body["sha256"], verdict.body["pack_sha256"]) == (later.pack.sha256,) * 2
        assert first.seq < newest.seq < verdict.seq
        raw = reading.raw(newest.seq)
    assert raw is not None
    assert raw[1] == source


def test_a_pack_whose_keeping_was_rolled_back_is_not_taken_for_kept(
    shift: Shift, workplace: Workplace
) -> None:
    judged = shift.screen(training.NEGATIVE)
    later = replace(workplace, pack=replace(workplace.pack, sha256="ab" * 32), packs_kept=set())

    def judges_twice_and_fails(unit: UnitOfWork) -> None:
        judging.judge_newest(later, unit, judged)
        judging.judge_newest(later, unit, judged)
        raise StationError("screening.unknown")

    with pytest.raises(StationError):
        workplace.recorder.do(judges_twice_and_fails)
    assert later.packs_kept == set()


def test_a_pack_that_an_older_log_only_names_is_kept_before_the_next_verdict(
    shift: Shift, workplace: Workplace
) -> None:
    body = adoption(workplace.pack)
    workplace.recorder.do(lambda unit: workplace.record(unit, kinds.RULES_ADOPTED, body))
    shift.screen(training.NEGATIVE)
    shift.screen(training.NEGATIVE)
    with workplace.store.reading() as reading:
        newest, named, _founded = reading.facts_of_kind(kinds.RULES_ADOPTED)
        raw = reading.raw(newest.seq)
    assert "raw" not in named.body
    assert raw is not None
    assert raw[1] == workplace.pack.source


def test_a_bundle_holds_nothing_of_anybody_else(shift: Shift, workplace: Workplace, folder: Path) -> None:
    other = shift.screen(training.CAFFEINE)
    court_bundle.export(workplace, shift.screen(training.PRESUMPTIVE_POSITIVE).screening_id, folder)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert other.screening_id.encode() not in everything
    assert shift.visitors[other.screening_id].number.encode() not in everything


def change_value(folder: Path) -> None:
    path = next(folder.glob("disclosed/*-number.value"))
    value = path.read_bytes()
    path.write_bytes(value[:-1] + (b"1" if value.endswith(b"0") else b"0"))


def change_payload(folder: Path) -> None:
    path = max(folder.glob("entries/*/payload.json"))
    path.write_bytes(path.read_bytes().replace(b'"origin":"training"', b'"origin":"device"'))


def swap_signatures(folder: Path) -> None:
    first, second = sorted(folder.glob("entries/*/signature.bin"))[:2]
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def change_raw(folder: Path) -> None:
    path = next(folder.glob("raw/*.bin"))
    path.write_bytes(path.read_bytes() + b"\r")


def lose_entry(folder: Path) -> None:
    shutil.rmtree(max(folder.glob("entries/*")))


@pytest.fixture(scope="module")
def exported(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A positive's bundle, made once. Copy it before it is spoilt."""
    place = tmp_path_factory.mktemp("exported")
    shutil.copytree(founded, place / "home")
    with opened(Home(place / "home"), SetClock(step_ms=1_000)) as workplace:
        shift = Shift(workplace).begin()
        screening = shift.screen(training.PRESUMPTIVE_POSITIVE)
        return court_bundle.export(workplace, screening.screening_id, place / "court")


@pytest.mark.parametrize("spoil", [change_value, change_payload, swap_signatures, change_raw, lose_entry])
def test_a_spoilt_bundle_is_found_out(exported: Path, folder: Path, spoil: Callable[[Path], None]) -> None:
    shutil.copytree(exported, folder)
    spoil(folder)
    result = checked(folder)
    assert result.returncode != 0
    assert "FAIL" in result.stdout


def test_another_stations_fingerprint_does_not_fit(exported: Path) -> None:
    assert checked(exported).returncode == 0
    assert checked(exported, "00" * 32).returncode != 0


def test_files_that_are_there_are_never_mixed_with(shift: Shift, workplace: Workplace, folder: Path) -> None:
    screening = shift.screen()
    folder.mkdir()
    (folder / "old.txt").write_bytes(b"")
    with pytest.raises(StationError, match=r"export\.folder_in_use"):
        court_bundle.export(workplace, screening.screening_id, folder)
    assert [path.name for path in folder.iterdir()] == ["old.txt"]


def test_an_empty_folder_is_used(shift: Shift, workplace: Workplace, folder: Path) -> None:
    folder.mkdir()
    court_bundle.export(workplace, shift.screen().screening_id, folder)
    holds(folder, workplace)


def test_killed_while_writing_no_bundle_is_there(
    shift: Shift, workplace: Workplace, folder: Path, mocker: MockerFixture
) -> None:
    screening = shift.screen()
    mocker.patch("station.services.whole_folder._sync", side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        court_bundle.export(workplace, screening.screening_id, folder)
    assert not folder.exists()
    with workplace.store.reading() as reading:
        assert list(reading.facts_of_kind(kinds.BUNDLE_MADE)) == []


def test_that_a_bundle_left_the_station_is_in_the_log(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    screening = shift.screen()
    court_bundle.export(workplace, screening.screening_id, folder)
    with workplace.store.reading() as reading:
        (noted,) = reading.facts_of_kind(kinds.BUNDLE_MADE)
    assert noted.screening_id == screening.screening_id
    assert noted.body["sha256"] == sha256((folder / "manifest.txt").read_bytes()).hexdigest()


def test_a_screening_that_is_not_over_is_exported_without_a_slip(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    screening = shift.screen(training.PRESUMPTIVE_POSITIVE, until=Step.SIGN_FIRST)
    court_bundle.export(workplace, screening.screening_id, folder)
    assert not (folder / "papers").exists()
    holds(folder, workplace)


def test_an_unknown_screening_and_a_locked_vault_export_nothing(
    shift: Shift, workplace: Workplace, folder: Path
) -> None:
    screening = shift.screen()
    with pytest.raises(StationError, match=r"screening\.unknown"):
        court_bundle.export(workplace, "NOBODY", folder)
    workplace.vault.lock()
    with pytest.raises(StationError, match=r"vault\.locked"):
        court_bundle.export(workplace, screening.screening_id, folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_named_and_no_export_is_noted(
    shift: Shift, workplace: Workplace, tmp_path: Path
) -> None:
    begun = shift.screen()
    (tmp_path / "stick").write_bytes(b"")
    folder = tmp_path / "stick" / "court"
    with nothing_lost(workplace), refused("export.not_written") as error:
        court_bundle.export(workplace, begun.screening_id, folder)
    assert error[0].params == {"path": str(folder), "reason": "File exists"}
    assert facts_of(workplace, kinds.BUNDLE_MADE) == []
