#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: one resolution for all three files, every wheel with its hash, and
# no word about where it was fetched. Needs uv on PATH (or in .venv/bin).
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -c '
import pathlib, tomllib
print(*tomllib.loads(pathlib.Path("pyproject.toml").read_text())["build-system"]["requires"], sep="\n")' >"$work/build.in"

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

write() {
    name=$1
    shift
    {
        echo '# Written by deploy/requirements.sh from pyproject.toml.'
        compile --constraint "$work/all.txt" "$@"
    } >"$work/$name.txt"
    mv "$work/$name.txt" "requirements/$name.txt"
}

compile pyproject.toml "$work/build.in" --extra dev >"$work/all.txt"
write build "$work/build.in"
write run pyproject.toml
write dev pyproject.toml --extra dev
