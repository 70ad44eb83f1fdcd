"""The set-up script: what it installs, when it does nothing, and what it says when something is missing.

A stand-in for Python and pip notes how it was called, so that no network and no real environment is needed.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

_STAND_IN = r"""#!/bin/sh
case "$*" in
*_base_executable*) [ -e "$STAGE/no-python" ] || echo "$STAGE/bin/python3.11" ;;
*ensurepip*) [ ! -e "$STAGE/no-venv" ] ;;
*version_info*) echo 3.11 ;;
-V) echo "Python 3.11.$(cat "$STAGE/patch" 2>/dev/null || echo 2)" ;;
"-m venv "*) echo venv >>"$STAGE/calls"; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
*pip*)
    echo "$*" >>"$STAGE/calls"
    [ ! -e "$STAGE/no-index" ] || exit 1
    case "$*" in *" -e ."*) printf '#!/bin/sh\necho station "$@"\n' >.venv/bin/station ;; esac
    chmod -f +x .venv/bin/station || true
    ;;
esac
"""

_APT_GET = r"""#!/bin/sh
echo "$DEBIAN_FRONTEND: $*" >>"$STAGE/apt-get"
[ ! -e "$STAGE/no-packages" ] || exit 100
case $1 in install) rm -f "$STAGE/no-venv" "$STAGE/no-python" ;; esac
"""


@dataclass(frozen=True)
class Stage:
    """A copy of the set-up files with a stand-in for Python in front of everything on PATH."""

    place: Path

    def start(self, task: str) -> subprocess.CompletedProcess[str]:
        """Run the script, as somebody who is not root unless ``become_root`` was called."""
        environment = {
            "STAGE": str(self.place),
            "PATH": f"{self.place / 'bin'}:{os.environ['PATH']}",
            "HOME": "/",
        }
        command = ["sh", str(self.place / "deploy" / "bootstrap.sh"), task]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def mark(self, name: str, text: str = "") -> Path:
        """Write a file that changes how the stand-in behaves."""
        path = self.place / name
        path.write_text(text, encoding="utf-8")
        return path

    def become_root(self) -> None:
        """From now on ``id -u`` says 0."""
        (self.place / "bin" / "id").write_text("#!/bin/sh\necho 0\n", encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        """What the stand-in for Python was asked to do, in order."""
        return self._noted("calls")

    @property
    def packages(self) -> list[str]:
        """What the stand-in for apt-get was asked to do, in order, after the front end it was to use."""
        return self._noted("apt-get")

    def _noted(self, name: str) -> list[str]:
        path = self.place / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def to_paste(run: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines for a person who is not root."""
    return [line for line in run.stderr.splitlines() if line.startswith("sudo ")]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    for name in ("deploy", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in {
        "python3.13": "#!/bin/sh\necho 'command not found' >&2\nexit 127\n",
        "python3.12": "#!/bin/sh\nexit 127\n",
        "python3.11": _STAND_IN,
        "python3": _STAND_IN,
        "apt-get": _APT_GET,
        "id": "#!/bin/sh\necho 1000\n",
    }.items():
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    return Stage(tmp_path)


def test_a_first_start_installs_by_hash_and_then_runs_the_program(stage: Stage) -> None:
    run = stage.start("demo")
    assert (run.returncode, run.stdout) == (0, "station demo\n"), run.stderr
    fetched = [call for call in stage.calls if "requirements/" in call]
    assert len(fetched) == 1
    assert "--require-hashes" in fetched[0]
    assert "requirements/run.txt" in fetched[0]
    assert all("--no-index" in call for call in stage.calls if call != "venv" and call not in fetched)


def test_a_second_start_installs_nothing(stage: Stage) -> None:
    stage.start("demo")
    before = stage.calls
    assert stage.start("demo").stdout == "station demo\n"
    assert stage.calls == before


def test_the_tests_add_to_what_the_demo_installed(stage: Stage) -> None:
    stage.start("demo")
    stage.start("setup")
    assert stage.calls.count("venv") == 1
    assert any("requirements/dev.txt" in call for call in stage.calls)


@pytest.mark.parametrize("changed", ["requirements/run.txt", "requirements/build.txt", "pyproject.toml"])
def test_a_change_in_what_is_installed_makes_a_new_environment(stage: Stage, changed: str) -> None:
    stage.start("demo")
    path = stage.place / changed
    path.write_text("# changed\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    stage.start("demo")
    assert stage.calls.count("venv") == 2


def test_settings_of_the_tools_make_no_new_environment(stage: Stage) -> None:
    stage.start("demo")
    path = stage.place / "pyproject.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    stage.start("demo")
    assert stage.calls.count("venv") == 1


def test_a_set_up_that_was_cut_short_begins_again_from_nothing(stage: Stage) -> None:
    broken = stage.mark("no-index")
    cut = stage.start("demo")
    assert cut.returncode != 0
    assert "did not finish" in cut.stderr
    half = stage.place / ".venv" / "half-written"
    half.touch()
    broken.unlink()
    assert stage.start("demo").stdout == "station demo\n"
    assert not half.exists()


def test_a_missing_venv_package_is_named_in_one_line_to_paste(stage: Stage) -> None:
    stage.mark("no-venv")
    run = stage.start("demo")
    (line,) = to_paste(run)
    assert run.returncode == 3
    assert line.startswith("sudo apt-get install ")
    assert "-venv" in line
    assert (stage.calls, stage.packages) == ([], [])


def test_a_missing_python_is_named_in_one_line_to_paste(stage: Stage) -> None:
    stage.mark("no-python")
    run = stage.start("demo")
    (line,) = to_paste(run)
    assert run.returncode == 3
    assert line.startswith("sudo apt-get install ")
    assert " python3 python3-venv" in line
    assert stage.packages == []


def test_root_has_what_is_missing_installed_is_told_so_and_goes_on(stage: Stage) -> None:
    stage.become_root()
    stage.mark("no-python")
    run = stage.start("demo")
    assert (run.returncode, run.stdout) == (0, "station demo\n"), run.stderr
    renewed, installed = stage.packages
    assert renewed.startswith("noninteractive: update ")
    assert installed.startswith("noninteractive: install -y ")
    assert installed.split("--no-install-recommends ")[1].startswith("python3 python3-venv")
    for told in ("Running as root: installing python3 python3-venv", "以 root 运行,正在安装 python3"):
        assert told in run.stderr
    assert to_paste(run) == []


def test_root_installs_nothing_when_nothing_is_missing(stage: Stage) -> None:
    stage.start("demo")
    stage.become_root()
    assert stage.start("demo").stdout == "station demo\n"
    assert stage.packages == []


def test_root_whose_packages_do_not_come_is_given_the_line_too(stage: Stage) -> None:
    stage.become_root()
    stage.mark("no-python")
    stage.mark("no-packages")
    run = stage.start("demo")
    (line,) = to_paste(run)
    assert (run.returncode, run.stdout) == (3, "")
    assert " python3 python3-venv" in line
    assert "the package lists could not be renewed" in run.stderr
    assert stage.calls == []


def test_an_unknown_word_is_wrong_use_and_installs_nothing(stage: Stage) -> None:
    assert stage.start("dmeo").returncode == 2
    assert stage.calls == []


def test_a_command_that_is_missing_is_asked_for_by_the_debian_package_that_has_it() -> None:
    wants = "openssl pdftotext ps udevadm fc-list"
    script = f". {ROOT / 'deploy' / 'machine.sh'}; PATH=/nonexistent; missing_for {wants}"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    # packages.debian.org/bookworm, by contents: bin/ps, bin/udevadm, usr/bin/fc-list, usr/bin/pdftotext.
    assert done.stdout.split() == ["openssl", "poppler-utils", "procps", "udev", "fontconfig"]
