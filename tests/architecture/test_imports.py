"""Imports point one way: as the contracts in pyproject.toml say, and as a fresh interpreter shows."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT, python_files, tree

_SLOW = ("pydantic", "sqlalchemy", "alembic", "typst")

_LOADED = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(*modules: str) -> set[str]:
    """The top-level names in ``sys.modules`` of a fresh interpreter after it imported these modules."""
    run = subprocess.run(
        [sys.executable, "-c", _LOADED, *modules], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stdout))


def modules_below(package: str) -> list[str]:
    """Every importable module of a package, by dotted name."""
    names = [path.with_suffix("").parts for path in python_files(package.partition(".")[0])]
    dotted = (".".join(name[:-1] if name[-1] == "__init__" else name) for name in names)
    return sorted(name for name in dotted if name == package or name.startswith(f"{package}."))


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("package", ["station.tui", "station.cli", "station.__main__"])
def test_what_runs_before_the_first_paint_loads_neither_database_nor_validator(package: str) -> None:
    quick = [name for name in modules_below(package) if not name.startswith("station.cli.")]
    assert quick
    assert not loaded_by(*quick) & set(_SLOW)


def test_the_command_line_starts_without_the_screens() -> None:
    assert "textual" not in loaded_by("station.__main__")


def test_drivers_load_no_station() -> None:
    assert not loaded_by(*modules_below("drivers")) & {"station", "simulator"}


def test_the_simulator_loads_neither_station_nor_drivers() -> None:
    modules = [name for name in modules_below("simulator") if not name.endswith("__main__")]
    assert not loaded_by(*modules) & {"station", "drivers"}


@pytest.mark.parametrize("package", ["station.domain", "station.log", "station.locale"])
def test_a_pure_package_loads_no_screen_no_database_and_no_validator(package: str) -> None:
    assert not loaded_by(*modules_below(package)) & {*_SLOW, "textual", "serial"}


def protocols() -> set[str]:
    """The folders of ``drivers`` that each hold one protocol."""
    folders = {path.parts[1] for path in python_files("drivers") if len(path.parts) > 2}
    return {name for name in folders if not name.startswith("_")}


def imported_by(path: Path) -> set[str]:
    """The dotted names that one file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("protocol", sorted(protocols()))
def test_no_protocol_imports_another(protocol: str) -> None:
    others = {f"drivers.{other}" for other in protocols() - {protocol}}
    for path in python_files("drivers"):
        if path.parts[1] == protocol:
            assert not {".".join(name.split(".")[:2]) for name in imported_by(path)} & others, path


def test_every_package_is_under_the_contracts() -> None:
    roots = {path.parts[0] for path in python_files(*PACKAGES)}
    assert roots == set(PACKAGES)
