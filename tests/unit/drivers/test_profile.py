"""Profiles: the shipped ones load; a wrong one says where and what would be right."""

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.errors import ProfileError
from drivers.lis.address import Address
from drivers.lis.settings import LisSettings
from drivers.profile_folder import load_profile, profile_names
from tests.wire.printers import NAMES as PRINTED
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
    assert {"saliva-swab", "urine-cup", *PRINTED} <= set(names)
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
    assert str(refused.value.params["near"]).split(", ")[0] == "urine-cup"


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
        ('time_zone = "+08:00"', 'time_zone = "Asia/Shanghia"', "field_wrong", "time_zone", "Asia/Shanghai"),
        ("[codes]", "[code]", "field_unknown", "code", "codes"),
        ("made_from = 2019-01-01", 'made_from = "2019-01-01"', "field_wrong", "made_from", "-"),
        ("made_from = 2019-01-01", "made_from = 2019-01-01T00:00:00", "field_wrong", "made_from", "-"),
        ("made_from = 2019-01-01", "made_from = 1999-12-31", "field_wrong", "made_from", "-"),
        ("made_from = 2019", "madefrom = 2019", "field_unknown", "madefrom", "made_from"),
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


SLIP = (FOLDER / "slip-gap.toml").read_text("utf-8")
BINARY = (FOLDER / "strip-crc.toml").read_text("utf-8")
CSV = (FOLDER / "strip-csv.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "field", "nearest"),
    [
        (
            BINARY,
            'order = "big", digits = 4',
            'order = "bigg", digits = 4',
            "wrong",
            "printed.binary.expiry.order",
            "big",
        ),
        (BINARY, "digits = 4", "digitts = 4", "unknown", "printed.binary.expiry.digitts", "digits"),
        (
            BINARY,
            'type = "float64"',
            'type = "float46"',
            "wrong",
            "printed.strips.binary.value.type",
            "float64",
        ),
        (BINARY, "at = 36", "at = 139", "wrong", "printed.binary.expiry.at", "-"),
        (BINARY, 'kind = "crc16_modbus"', 'kind = "crc16"', "wrong", "printed.checksum.kind", "crc16_modbus"),
        (BINARY, 'written = "low_high"', 'written = "hex2"', "wrong", "printed.checksum.written", "hex4"),
        (BINARY, 'begin = "<A5 5A>"', 'begin = "<A5 5>"', "wrong", "printed.block.begin", "-"),
        (
            BINARY,
            '"lot_expired", "battery_low"',
            '"lot_expird", "battery_low"',
            "wrong",
            "printed.remarks",
            "lot_expired",
        ),
        (BINARY, 'expiry = "YYMM"', 'expiry = "hhmm"', "wrong", "formats.expiry", "-"),
        (BINARY, 'serial = "serial"', 'serial = "seriel"', "wrong", "where.serial", "serial"),
        (
            SLIP,
            "流水号:(?P<test_no>\\d{6})",
            "流水号:(?P<test_no>(\\d+)+)",
            "wrong",
            "printed.lines[4].pattern",
            "-",
        ),
        (SLIP, "result = true", "resolt = true", "unknown", "printed.lines[10].resolt", "result"),
        (SLIP, "idle_gap_s = 1.0", 'idle_gap_s = 1.0\nend = "<CR>"', "wrong", "printed.block", "-"),
        (SLIP, 'kind = "none"', 'kind = "none"\nat = 4', "wrong", "printed.checksum.at", "-"),
        (
            SLIP,
            'tested_at = "YYYY-MM-DD hh:mm:ss"',
            'tested_at = "YYYY-MM-DD hh:hh"',
            "wrong",
            "formats.tested_at",
            "-",
        ),
        (CSV, 'same = ["specimen_no"', 'same = ["specimen"', "wrong", "printed.message.same", "specimen_no"),
        (CSV, "specimen_no = 2", 'specimen_no = "2"', "wrong", "printed.csv.specimen_no", "-"),
        (CSV, "specimen_no = 2", "specimen_no = 14", "wrong", "printed.csv.specimen_no", "-"),
    ],
)
def test_a_mistake_in_a_table_within_a_table_names_its_own_line(
    tmp_path: Path, text: str, old: str, new: str, code: str, field: str, nearest: str
) -> None:
    assert text.count(old) == 1
    changed = text.replace(old, new)
    fault = _fault(tmp_path, changed)
    assert (fault.code, fault.params["field"]) == (f"profile.field_{code}", field)
    assert fault.params["nearest"] == nearest
    line = _line(changed, new.splitlines()[-1])
    assert fault.params["line"] in (line, _line(changed, f"[{field}]") if f"[{field}]" in changed else line)


def test_a_needed_key_that_was_mistyped_is_told_as_mistyped_and_not_as_missing(tmp_path: Path) -> None:
    fault = _fault(tmp_path, SLIP.replace("passed = ", "pased = "))
    assert (fault.code, fault.params["field"]) == ("profile.field_unknown", "control.pased")
    assert fault.params["nearest"] == "passed"
    assert fault.params["line"] == _line(SLIP, "passed = ")


JUNK = ('"zz"', "7", "[]", "[1]", "{ a = 1 }", "true", '""', "'(a*)*'", "")


@pytest.mark.parametrize("name", ["cassette-xor", "strip-crc", "swab-text", "urine-cup"])
def test_any_value_put_in_any_line_gives_a_profile_or_an_error_that_names_a_line(
    tmp_path: Path, name: str
) -> None:
    lines = (FOLDER / f"{name}.toml").read_text("utf-8").splitlines()
    path = tmp_path / "mine.toml"
    faults: list[ProfileError] = []
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        for junk in JUNK if equals and not line.startswith("#") else ():
            path.write_text("\n".join([*lines[:number], f"{key} = {junk}", *lines[number + 1 :]]), "utf-8")
            try:
                load_profile(path, [])
            except ProfileError as fault:
                faults.append(fault)
    assert len(faults) > len(lines)
    assert all(0 <= int(fault.params["line"]) <= len(lines) for fault in faults)
    assert all(fault.params.get("detail") or fault.params["field"] for fault in faults)


def test_a_printed_reader_without_its_table_is_told_so(tmp_path: Path) -> None:
    fault = _fault(tmp_path, GOOD.replace('protocol = "lis"', 'protocol = "printed"').replace('"O.3"', '"a"'))
    assert fault.params["field"] in ("where.model", "printed")
    text = SLIP[: SLIP.index("[printed]")]
    assert _fault(tmp_path, text).params["field"] == "printed"


def test_the_table_of_another_protocol_is_refused(tmp_path: Path) -> None:
    assert _fault(tmp_path, GOOD + "\n[printed]\n").params["field"] == "printed"


def test_what_a_protocol_cannot_do_is_no_ability(tmp_path: Path) -> None:
    fault = _fault(tmp_path, SLIP.replace("develop_s = 240", 'develop_s = 240\ncan = ["orders"]'))
    assert (fault.params["field"], fault.params["found"]) == ("can", "orders")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('negative = ["N"]', 'negative = ["N"]\ncompare = "positive_above"', "outcomes.compare"),
        ('negative = ["N"]\n', "", "outcomes.negative"),
        ('positive = ["P"]', 'positive = ["P", "N"]', "outcomes.positive"),
        ('outcome = "outcome"\nvalue', "value", "result.outcome"),
        ('negative = ["N"]\npositive = ["P"]', 'compare = "positive_abov"', "outcomes.compare"),
        ('failed = ["I", "X"]', 'failed = ["I", "P"]', "control.failed"),
    ],
)
def test_words_that_cannot_decide_are_refused(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in CSV
    assert _fault(tmp_path, CSV.replace(old, new)).params["field"] == field


@pytest.mark.parametrize(
    ("text", "old", "new", "field"),
    [
        (GOOD, 'can = ["qc"]\n', "", "processing.control_test"),
        (GOOD, 'processing = "H.12"\n', "", "processing.control_test"),
        (BINARY, 'control_test = ["1"]\n', "", "can"),
        (SLIP, "read_window_s", 'can = ["qc"]\nread_window_s', "can"),
        (GOOD, 'can = ["qc"]', 'can = ["cq"]', "can[1]"),
    ],
)
def test_control_marks_and_qc_are_said_together(
    tmp_path: Path, text: str, old: str, new: str, field: str
) -> None:
    assert old in text
    fault = _fault(tmp_path, text.replace(old, new))
    assert (fault.code, fault.params["field"]) == ("profile.field_wrong", field)
    wanted = "control_test =" if field.startswith("processing") else "can ="
    assert fault.params["line"] == _line(text.replace(old, new), wanted)


def test_a_protocol_with_a_mark_of_its_own_needs_no_words(tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    words = ("processing = ", "[processing]", "patient = ", "control_test = ", "demonstration = ")
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(line for line in lines if not line.startswith(words)), "utf-8")
    assert "qc" in load_profile(path, []).can


def test_a_comparison_without_a_place_for_the_cut_off_is_refused(tmp_path: Path) -> None:
    text = CSV.replace('negative = ["N"]\npositive = ["P"]', 'compare = "positive_at_or_above"')
    path = tmp_path / "good.toml"
    path.write_text(text, "utf-8")
    assert load_profile(path, []).compare == "positive_at_or_above"
    fault = _fault(tmp_path, text.replace('cutoff = "cutoff"\n', ""))
    assert (fault.params["field"], fault.params["expected"]) == (
        "outcomes.compare",
        "expected.value_and_cutoff",
    )


def test_what_identifies_a_result_must_be_found_somewhere(tmp_path: Path) -> None:
    fault = _fault(tmp_path, GOOD.replace('test_no = "O.4"\n', ""))
    assert fault.params["field"] == "identity"
    assert (fault.params["expected"], fault.params["wanted"]) == (
        "expected.in_where_or_result",
        "test_no",
    )


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


def _with(tmp_path: Path, lines: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD + lines, "utf-8")
    return path


def test_a_lis_profile_says_how_the_station_sends(tmp_path: Path) -> None:
    table = ["[lis]", "frame_text = 63993", 'packing = "message"', 'specimen = "O.3.1"', 'asked = "Q.3.1"']
    settings = load_profile(_with(tmp_path, "\n".join(["", *table, "interrupt = true"])), []).settings
    assert settings == LisSettings(
        63_993, "message", interrupt=True, specimen=Address("O", 3, 1), asked=Address("Q", 3, 1)
    )


def test_a_lis_profile_without_a_table_sends_as_the_older_standard_does() -> None:
    settings = load_profile("urine-cup", [FOLDER]).settings
    assert isinstance(settings, LisSettings)
    assert (settings.frame_text, settings.packing, settings.priority) == (240, "record", "reader")


@pytest.mark.parametrize(
    ("line", "field", "nearest"),
    [
        ("frame_text = 0", "lis.frame_text", "-"),
        ("frame_text = 64000", "lis.frame_text", "-"),
        ('packing = "records"', "lis.packing", "record"),
        ('priority = "host"', "lis.priority", "-"),
        ('specimen = "H.3"', "lis.specimen", "-"),
        ('specimen = "C[4=LOT].5"', "lis.specimen", "-"),
        ('asked = "O.3"', "lis.asked", "-"),
        ('station = "站"', "lis.station", "-"),
        ("frames = 240", "lis.frames", "frame_text"),
    ],
)
def test_a_wrong_line_in_the_table_is_named(tmp_path: Path, line: str, field: str, nearest: str) -> None:
    fault = _fault(tmp_path, f"{GOOD}\n[lis]\n{line}\n")
    assert (fault.params["field"], fault.params["line"]) == (field, len(GOOD.splitlines()) + 3)
    assert fault.params.get("nearest") == nearest


def test_all_that_is_missing_is_told_at_once_and_where_it_belongs(tmp_path: Path) -> None:
    text = GOOD.replace("read_window_s = ", "# ").replace("time_zone = ", "# ").replace("\ncode = ", "\n# ")
    fault = _fault(tmp_path, text)
    assert (fault.code, fault.params["field"], fault.params["line"]) == (
        "profile.field_missing",
        "time_zone, read_window_s, result.code",
        1,
    )


def test_a_key_in_the_wrong_table_is_told_with_its_own(tmp_path: Path) -> None:
    fault = _fault(tmp_path, GOOD.replace("[where]\n", '[where]\ncutoff = "R.1"\n'))
    assert (fault.params["field"], fault.params["nearest"]) == ("where.cutoff", "result.cutoff")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("baud = 9600", 'baud = "9600"', '"9600"'),
        ("develop_s = 300", 'develop_s = "300"', '"300"'),
        ("develop_s = 300", "develop_s = true", "true"),
        ('encoding = "gb18030"', 'encoding = "gb"', "gb"),
    ],
)
def test_a_text_in_place_of_a_number_is_shown_in_its_quotes(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    assert _fault(tmp_path, GOOD.replace(old, new)).params["found"] == found


def test_a_mistyped_table_is_told_at_its_first_head(tmp_path: Path) -> None:
    text = SLIP.replace("[[printed.lines]]", "[[printed.line]]")
    fault = _fault(tmp_path, text)
    assert (fault.params["field"], fault.params["nearest"]) == ("printed.line", "lines")
    assert fault.params["line"] == text[: text.index("[[printed.line]]")].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("develop_s = 300", 'develop_s = "300"', "1, 2, …"),
        ("develop_s = 300", "develop_s = -1", ">= 0"),
        ("identity = [", 'identity = "serial" #', '["…", "…"]'),
        ('encoding = "gb18030"', "encoding = 5", "gb18030"),
    ],
)
def test_what_was_expected_is_written_as_it_stands_in_a_file(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert expected in str(_fault(tmp_path, GOOD.replace(old, new)).params["expected"])
