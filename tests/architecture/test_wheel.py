"""The wheel: three import packages that are ours alone, with words, templates and seeds inside."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from station.config import seeds
from tests.architecture.source import PACKAGES, ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, unpacked as an installer would."""
    made = tmp_path_factory.mktemp("wheel")
    build = [
        "pip",
        "wheel",
        "-q",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(made),
    ]
    subprocess.run([sys.executable, "-m", *build, str(ROOT)], check=True, capture_output=True)
    (archive,) = made.glob("*.whl")
    zipfile.ZipFile(archive).extractall(made / "site")
    return made / "site"


def told(site: Path, program: str) -> object:
    """What a program prints as JSON when the unpacked wheel comes before everything else on the path."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=site, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    names = {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")}
    assert names == set(PACKAGES)


def test_each_import_name_belongs_to_this_distribution_alone(wheel: Path) -> None:
    owners = told(
        wheel,
        "import json; from importlib.metadata import packages_distributions as p;"
        f"print(json.dumps({{n: sorted(set(p()[n])) for n in {PACKAGES!r}}}))",
    )
    assert owners == {name: ["roadside-station"] for name in PACKAGES}


def test_every_file_of_the_packages_and_the_seeds_travels(wheel: Path) -> None:
    ours = [path for path in tracked() if path.parts[0] in (*PACKAGES, "seeds")]
    travelled = [Path("station", path) if path.parts[0] == "seeds" else path for path in ours]
    assert [str(path) for path in travelled if not (wheel / path).is_file()] == []


def test_an_installed_station_finds_the_seeds_it_came_with(wheel: Path) -> None:
    folder = told(
        wheel, "import json; from station.config import seeds; print(json.dumps(str(seeds.folder())))"
    )
    assert folder == str(wheel / "station" / "seeds")


def test_a_checkout_finds_the_seeds_beside_the_packages() -> None:
    assert seeds.folder() == ROOT / "seeds"
    assert seeds.folder().is_dir()


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    (points,) = wheel.glob("*.dist-info/entry_points.txt")
    assert "station = station.__main__:main" in points.read_text(encoding="utf-8")
