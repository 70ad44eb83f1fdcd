"""The READMEs: the folder tour is the tree, the commands are targets, and every link leads somewhere."""

import re

import pytest

from tests.architecture.source import ROOT, tracked

_READMES = [path for path in ("README.md", "README.zh.md") if (ROOT / path).exists()]
_TOUR_ROW = re.compile(r"^\|\s*(?:\[)?`([\w./-]+/)`", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")


def text_of(name: str) -> str:
    """One README."""
    return (ROOT / name).read_text(encoding="utf-8")


def tour(text: str) -> set[str]:
    """The folders in the first column of the tables, each ending in a slash."""
    return set(_TOUR_ROW.findall(text))


def top_folders() -> set[str]:
    """The folders at the top of the tree that a reader sees."""
    tops = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    return {f"{top}/" for top in tops if not top.startswith(".")}


@pytest.mark.parametrize("name", _READMES)
def test_the_folder_tour_names_only_folders_that_exist(name: str) -> None:
    assert [folder for folder in tour(text_of(name)) if not (ROOT / folder).is_dir()] == []


@pytest.mark.parametrize("name", _READMES)
def test_a_folder_tour_leaves_out_no_folder(name: str) -> None:
    visited = {f"{folder.split('/')[0]}/" for folder in tour(text_of(name))}
    assert not visited or top_folders() - visited == set()


def test_a_row_of_the_tour_is_recognised() -> None:
    assert tour("| folder | what |\n| --- | --- |\n| `station/log/` | pure |\n| [`docs/`](docs) | x |\n") == {
        "station/log/",
        "docs/",
    }


@pytest.mark.parametrize("name", _READMES)
def test_every_make_target_in_a_readme_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    in_code = "\n".join(re.findall(r"```.*?```|`[^`]+`", text_of(name), re.DOTALL))
    assert set(_MAKE.findall(in_code)) <= set(phony.group(1).split())


@pytest.mark.parametrize("name", [str(path) for path in tracked() if path.suffix == ".md"])
def test_every_link_of_a_page_leads_to_a_file(name: str) -> None:
    folder = (ROOT / name).parent
    assert [target for target in _LINK.findall(text_of(name)) if not (folder / target).exists()] == []
