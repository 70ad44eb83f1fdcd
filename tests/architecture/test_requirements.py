"""The requirement files: every wheel by its hash, no place to fetch from, and what pyproject asks for."""

import re
import tomllib
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

_FILES = ("build", "run", "dev")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lines(name: str) -> list[str]:
    """The logical lines of one requirement file: continuations joined, comments dropped."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="ascii")
    joined = text.replace("\\\n", " ").splitlines()
    return [line.strip() for line in joined if line.strip() and not line.startswith("#")]


@cache
def pinned(name: str) -> dict[str, str]:
    """The pinned version of each package in one requirement file."""
    pins = (Requirement(line.partition(" --hash")[0]) for line in lines(name))
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def wanted(name: str) -> list[Requirement]:
    """What pyproject asks for, of which one requirement file is the resolution."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "build": project["build-system"]["requires"],
        "run": project["project"]["dependencies"],
        "dev": project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"],
    }
    return [Requirement(text) for text in asked[name]]


@pytest.mark.parametrize("name", _FILES)
def test_every_line_is_one_pinned_package_with_hashes_and_nothing_else(name: str) -> None:
    for line in lines(name):
        requirement, *hashes = re.split(r"\s+(?=--hash)", line)
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w '=!<>._]+)?", requirement), line
        assert hashes, line
        assert all(_HASH.fullmatch(item) for item in hashes), line


@pytest.mark.parametrize("name", _FILES)
def test_what_pyproject_asks_for_is_pinned_within_its_limits(name: str) -> None:
    for requirement in wanted(name):
        version = pinned(name)[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} but {version}"


def needed(requirements: list[Requirement]) -> set[str]:
    """The names that these requirements bring in here, by the metadata of what is installed."""
    found: set[str] = set()
    queue = list(requirements)
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        below = [Requirement(text) for text in metadata.requires(name) or []]
        queue += [r for r in below if applies(r, requirement.extras)]
    return found


def applies(requirement: Requirement, extras: set[str]) -> bool:
    """Whether a dependency counts here, with these extras of its parent."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


@pytest.mark.parametrize("name", _FILES)
def test_nothing_that_is_needed_is_left_to_chance(name: str) -> None:
    assert needed(wanted(name)) - set(pinned(name)) == set()


@pytest.mark.parametrize(("smaller", "larger"), [("run", "dev"), ("build", "dev")])
def test_the_files_agree_on_versions(smaller: str, larger: str) -> None:
    shared = set(pinned(smaller)) & set(pinned(larger))
    assert {name: pinned(smaller)[name] for name in shared} == {name: pinned(larger)[name] for name in shared}
    assert smaller == "build" or set(pinned(smaller)) <= set(pinned(larger))


def test_this_run_uses_the_pinned_versions() -> None:
    installed = {name: metadata.version(name) for name in needed(wanted("dev"))}
    assert installed == {name: pinned("dev")[name] for name in installed}
