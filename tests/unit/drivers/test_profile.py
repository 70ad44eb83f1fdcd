"""Profiles: the shipped ones load; a wrong one says where and what would be right."""

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.errors import ProfileError
from drivers.lis.address import Address
from drivers.profile_folder import load_profile, profile_names
from tests.wire.readers import FOLDER

GOOD = (FOLDER / "urine-cup.toml").read_text("utf-8")


def _fault(tmp_path: Path, text: str) -> ProfileError:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(path, [])
    return refused.value


def test_every_shipped_profile_loads_under_its_own_name() -> None:
    names = profile_names([FOLDER])
    assert {"saliva-swab", "urine-cup"} <= set(names)
    assert [load_profile(name, [FOLDER]).name for name in names] == names


def test_a_profile_may_be_given_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, "utf-8")
    assert load_profile(str(path), []).sha256 == load_profile("urine-cup", [FOLDER]).sha256


def test_an_unknown_profile_names_the_near_ones() -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile("urine-cap", [FOLDER])
    assert refused.value.code == "profile.unknown"
    assert refused.value.params["name"] == "urine-cap"
    assert str(refused.value.params["near"]).startswith("urine-cup")


def test_a_file_that_is_not_there_is_unreadable() -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile("no/such.toml", [FOLDER])
    assert refused.value.code == "profile.unreadable"


def _line(text: str, wanted: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if wanted in line)


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "nearest"),
    [
        ('encoding = "gb18030"', 'encoding = "gb1803"', "field_wrong", "encoding", "gb18030"),
        ('specimen_no = "O.3"', 'specimen_no = "O3"', "field_wrong", "where.specimen_no", "-"),
        ('specimen_no = "O.3"', 'specimenno = "O.3"', "field_unknown", "where.specimenno", "specimen_no"),
        ('THC = "thc"', 'THC = "thx"', "field_wrong", "codes.THC", "thc"),
        ('MET = "MAMP"', 'MET = "MAMB"', "field_wrong", "aliases.MET", "MAMP"),
        ("baud = 9600", "baud = 9601", "field_wrong", "line.baud", "-"),
        ('time_zone = "+08:00"', 'time_zone = "+8"', "field_wrong", "time_zone", "-"),
        ("develop_s = 300", 'develop_s = "300"', "field_wrong", "develop_s", "-"),
        ('scope = "message"', 'scope = "massage"', "field_wrong", "control.scope", "message"),
        (r"delimiters = '|\^&'", "delimiters = '|^'", "field_wrong", "delimiters", "-"),
        (
            'binding = "specimen_and_lane"',
            'binding = "specimen"',
            "field_wrong",
            "binding",
            "specimen_and_lane",
        ),
    ],
)
def test_a_wrong_profile_names_line_field_and_the_nearest_right_word(
    tmp_path: Path, old: str, new: str, code: str, field: str, nearest: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    fault = _fault(tmp_path, text)
    assert (fault.code, fault.params["field"]) == (f"profile.{code}", field)
    assert fault.params.get("nearest") == nearest
    assert fault.params["line"] == _line(text, new)
    assert fault.params["file"] == str(tmp_path / "mine.toml")


def test_a_missing_field_is_named_with_its_table(tmp_path: Path) -> None:
    fault = _fault(tmp_path, GOOD.replace('code = "R.3.4"\n', ""))
    assert (fault.code, fault.params["field"]) == ("profile.field_missing", "result.code")
    assert fault.params["line"] == _line(GOOD, "[result]")


def test_what_identifies_a_result_must_be_found_somewhere(tmp_path: Path) -> None:
    fault = _fault(tmp_path, GOOD.replace('test_no = "O.4"\n', ""))
    assert fault.params["field"] == "identity"
    assert "test_no" in str(fault.params["expected"])


def test_binding_by_specimen_needs_a_specimen_number(tmp_path: Path) -> None:
    text = GOOD.replace('specimen_no = "O.3"\n', "").replace('"specimen_no", ', "")
    assert _fault(tmp_path, text).params["field"] == "binding"


def test_a_file_that_is_no_toml_is_unreadable_with_its_line(tmp_path: Path) -> None:
    fault = _fault(tmp_path, 'name = "x"\nencoding = gb18030\n')
    assert (fault.code, fault.params["line"]) == ("profile.unreadable", 2)


@pytest.mark.parametrize(
    "text", ["", "O", "O.", "O.0", "o.3", "O.3.", "O.3()", "C[4=].2", "O.3.4.5", "OO.3", "O.3 "]
)
def test_an_address_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Address.parse(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("O.3", Address("O", 3)),
        ("H.5.2", Address("H", 5, 2)),
        ("O.3(2)", Address("O", 3, 1, 2)),
        ("O.3(2).4", Address("O", 3, 4, 2)),
        ("C[4.1=LOT].4.2", Address("C", 4, 2, 1, 4, 1, "LOT")),
        ("M[3=CUP].4", Address("M", 4, None, 1, 3, None, "CUP")),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, address: Address) -> None:
    assert Address.parse(text) == address


def test_importing_the_drivers_does_not_import_pydantic() -> None:
    code = "import sys, drivers; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
