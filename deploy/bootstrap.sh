#!/bin/sh
# Makes .venv when it is absent, unfinished or out of date, then does what was asked. `make X` is `sh deploy/bootstrap.sh X`.
#
#   demo | test | lint | check | bench | fuzz | screenshots | setup      (more words go to the program that is started)
set -eu
cd "$(dirname "$0")/.."
. deploy/machine.sh

# Settings of the caller that would lead pip or Python out of the virtual environment.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV

# One line that changes with anything a virtual environment is made from, its own place included (scripts name it).
recipe() { { pwd -P; sed '/^\[tool\.ruff/,$d' pyproject.toml; cat requirements/*.txt; } | sha256sum | cut -c 1-64; }

minor_version() {
    version=$("$1" -V 2>/dev/null) || return
    echo "${version%.*}"
}

# ready LEVEL: the environment was finished with this recipe, for run or for dev (which holds all of run).
ready() {
    [ -x .venv/bin/station ] && { read -r level recipe version <.venv/ready; } 2>/dev/null || return
    [ "$level" = dev ] || [ "$level" = "$1" ] || return
    [ "$recipe" = "$(recipe)" ] && [ "$version" = "$(minor_version .venv/bin/python)" ]
}

# want WANTS...: install what is missing as root, else name it; only a missing Python stops here.
want() {
    pick_python
    # Package names have no spaces: the lists are meant to fall apart into words.
    # shellcheck disable=SC2046,SC2086
    set -- $python_lacks $(missing_for "$@")
    [ $# -gt 0 ] || return 0
    if is_root && command -v apt-get >/dev/null && install_packages "$@"; then
        pick_python
        [ -z "$python_lacks" ] || die "Python 3.11, 3.12 or 3.13 is needed. / 需要 Python 3.11 到 3.13。"
    else
        name_packages "$@"
        [ -z "$python_lacks" ] || exit 3
    fi
}

# Errors only: a machine's index settings may warn once a package about places that lack it.
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input -qq "$@"; }

# build LEVEL: a new environment, unless a finished run is only to grow into dev. The stamp comes last, so that
# whatever was cut short is made again from nothing.
build() {
    if ready run; then
        rm .venv/ready
    else
        say "Setting up .venv with $("$python" -V)"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    say "Installing requirements/$1.txt, every package checked against its hash"
    pip install --require-hashes --no-deps --only-binary :all: -r requirements/build.txt -r "requirements/$1.txt"
    pip install --no-index --no-deps --no-build-isolation -e .
    .venv/bin/python -m compileall -q -j 0 station drivers simulator
    printf '%s %s %s\n' "$1" "$(recipe)" "$(minor_version .venv/bin/python)" >.venv/ready.new
    mv .venv/ready.new .venv/ready
}

# need LEVEL: cheap when nothing is to be done. Two starts at once wait for each other.
need() {
    ready "$1" && return
    case $1 in
    run) want font ;;
    dev) want font openssl pdftotext ps ;;
    esac
    trap 'say "The set-up did not finish. The same command takes it up again. / 环境没有装完,再次运行同一条命令即可。"' EXIT
    trap 'exit 130' INT TERM HUP
    exec 9>.setup.lock
    flock 9 2>/dev/null || true
    ready "$1" || build "$1"
    exec 9>&-
    trap - EXIT INT TERM HUP
}

lint() {
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports
}

task=${1:-help}
[ $# -eq 0 ] || shift
case $task in
demo)
    need run
    exec .venv/bin/station demo "$@"
    ;;
test)
    need dev
    exec .venv/bin/python -m pytest -n 4 --dist worksteal "$@"
    ;;
lint)
    need dev
    lint
    ;;
check)
    need dev
    lint
    exec .venv/bin/python -m pytest -n 4 --dist worksteal "$@"
    ;;
bench)
    need dev
    for file in tests/bench/bench_*.py; do
        name=${file##*/}
        .venv/bin/python -m "tests.bench.${name%.py}" "$@" || slow="${slow:-} ${name%.py}"
    done
    [ -z "${slow:-}" ] || { say "SLOW:$slow"; exit 1; }
    ;;
fuzz)
    need dev
    exec .venv/bin/python -m tests.fuzz "$@"
    ;;
screenshots)
    need dev
    exec .venv/bin/python -m tests.tui.screenshots "$@"
    ;;
setup) need dev ;;
*)
    say "usage: sh deploy/bootstrap.sh demo | test | lint | check | bench | fuzz | screenshots | setup"
    exit 2
    ;;
esac
