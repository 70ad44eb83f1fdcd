"""The tracked files name no machine: no package index, no folder of their writer, no private address."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked

# Each pattern is broken up by a group so that this file does not match itself.
_NAMES_A_PLACE = {
    "a package index": r"py(?:pi)\.org|python(?:hosted)\.org|registry\.(?:npm)js|--(?:extra-)?index(?:-)url ",
    "a mirror": r"tuna\.(?:tsing)hua|mirrors\.(?:aliyun|ustc)|deb\.(?:debian)\.org|snapshot\.(?:debian)",
    "somebody's folder": r"(?:^|[\s\"'(`=:])/(?:root|work|Users)/|/home/(?!officer|station|USER|NAME)[a-z]",
    "material that is not in the repository": r"(?<![\w/])shared/(?:facts|DESIGN|SCREENS)|/(?:tmp)/plan",
    "an address of one network": r"\b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b",
}
_PICTURES = {".png", ".gif", ".jpg", ".pdf", ".ttf", ".otf", ".bin", ".ico"}


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; none for a picture or other binary file."""
    if path.suffix in _PICTURES:
        return []
    try:
        return (ROOT / path).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


@pytest.mark.parametrize("place", _NAMES_A_PLACE)
def test_no_tracked_file_names(place: str) -> None:
    pattern = re.compile(_NAMES_A_PLACE[place])
    found = [
        f"{path}:{number} {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(lines_of(path), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("a package index", "files.python" + "hosted.org"),
        ("a package index", "--extra-" + "index-url x"),
        ("a mirror", "mirrors." + "aliyun.com"),
        ("somebody's folder", "see /" + "root/x"),
        ("somebody's folder", "/home/" + "wang"),
        ("material that is not in the repository", "as shared" + "/facts/law.md says"),
        ("an address of one network", "192." + "168.1.7"),
    ],
)
def test_a_named_place_is_noticed(place: str, line: str) -> None:
    assert re.search(_NAMES_A_PLACE[place], line)


def test_no_file_is_tracked_that_a_tool_makes() -> None:
    made = re.compile(
        r"(^|/)(__pycache__|\.venv|\.[a-z_]+_cache|dist|build)/|\.(pyc|egg-info)$|(uv|poetry|pdm)\.lock$"
    )
    assert [str(path) for path in tracked() if made.search(str(path))] == []
