"""The kept form of a catalogue is never believed against its source."""

import os
from pathlib import Path

from station.locale.compiled import words_of


def test_words_are_the_same_from_the_source_and_from_the_kept_form(tmp_path: Path) -> None:
    source = tmp_path / "xx.toml"
    source.write_text('[a]\nb = "one"\n[a.c]\nd = "{two}"\n', encoding="utf-8")
    expected = {"a.b": "one", "a.c.d": "{two}"}
    assert words_of(source) == expected
    assert (tmp_path / "__pycache__" / "xx.json").exists()
    assert words_of(source) == expected


def test_a_changed_source_is_read_again(tmp_path: Path) -> None:
    source = tmp_path / "xx.toml"
    source.write_text('a = "old"\n', encoding="utf-8")
    words_of(source)
    before = source.stat()
    source.write_text('a = "new"\n', encoding="utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert words_of(source) == {"a": "new"}


def test_a_damaged_kept_form_is_ignored(tmp_path: Path) -> None:
    source = tmp_path / "xx.toml"
    source.write_text('a = "word"\n', encoding="utf-8")
    words_of(source)
    (tmp_path / "__pycache__" / "xx.json").write_text('{"stamp": 1', encoding="utf-8")
    assert words_of(source) == {"a": "word"}


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    source = tmp_path / "xx.toml"
    source.write_text('a = "word"\n', encoding="utf-8")
    (tmp_path / "__pycache__").write_text("a file stands in the way", encoding="utf-8")
    assert words_of(source) == {"a": "word"}
