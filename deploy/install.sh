#!/bin/sh
# Installs the station on a Debian laptop, from this checkout. Run as root; run again after an update.
#
#   sh deploy/install.sh [--user NAME] [--wheels DIR] [--root DIR]
#   sh deploy/install.sh --uninstall [--root DIR]
#
#   --user NAME    who works with the station and may open serial lines (else whoever called sudo)
#   --wheels DIR   install from a folder of wheels, with no network (deploy/README.md says how to fill it)
#   --root DIR     do all of it inside another root, such as a mounted disk or a clean Debian
#
# Puts: /opt/roadside-station, /usr/local/bin/station, one udev rule, one menu entry. Homes are never touched.
set -eu
cd "$(dirname "$0")/.."
. deploy/machine.sh

PLACE=/opt/roadside-station
COMMAND=/usr/local/bin/station
RULE=/etc/udev/rules.d/70-roadside-station.rules
ENTRY=/usr/local/share/applications/roadside-station.desktop

umask 022
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV

user=${SUDO_USER:-} wheels='' root='' uninstall=''
while [ $# -gt 0 ]; do
    case $1 in
    --user) user=${2:?"--user needs a name"} && shift 2 ;;
    --wheels) wheels=$(cd "${2:?"--wheels needs a folder"}" && pwd) && shift 2 ;;
    --root) root=$(cd "${2:?"--root needs a folder"}" && pwd) && shift 2 ;;
    --uninstall) uninstall=yes && shift ;;
    -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) say "unknown word: $1 (--help shows what there is)" && exit 2 ;;
    esac
done
is_root || die "Run as root: sudo sh deploy/install.sh / 请用 sudo 运行"

# Everything that the installation needs from the checkout, and nothing that lies about in it.
SOURCES="station drivers simulator seeds requirements deploy pyproject.toml README.md"

# inside DIR: copy the sources into that root and run this script there.
inside() {
    [ -x "$1/bin/sh" ] || die "$1 holds no Debian: bin/sh is missing"
    copy=/var/tmp/roadside-station-install
    rm -rf "${1:?}$copy"
    mkdir -p "$1$copy"
    # shellcheck disable=SC2086
    tar -c --exclude=__pycache__ $SOURCES | tar -x -C "$1$copy"
    set -- "$1"
    [ -z "$wheels" ] || cp -r "$wheels" "$1$copy/wheels"
    status=0
    chroot "$1" sh "$copy/deploy/install.sh" ${uninstall:+--uninstall} ${user:+--user "$user"} \
        ${wheels:+--wheels "$copy/wheels"} || status=$?
    rm -rf "${1:?}$copy"
    exit "$status"
}

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input -qq "$@"; }

# A venv of its own for each state of the sources: the old one works until the new one is whole.
build() {
    # shellcheck disable=SC2086
    state=$(tar -c --sort=name --mtime=@0 --owner=0 --group=0 --exclude=__pycache__ $SOURCES | sha256sum | cut -c 1-12)
    venv=$PLACE/venv-$state-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ ! -e "$venv/complete" ] || return 0
    say "Installing into $venv"
    rm -rf "$venv"
    mkdir -p "$PLACE"
    "$python" -m venv "$venv"
    set -- --require-hashes --no-deps --only-binary :all:
    [ -z "$wheels" ] || set -- "$@" --no-index --find-links "$wheels"
    pip install "$@" -r requirements/build.txt -r requirements/run.txt
    work=$(mktemp -d)
    # shellcheck disable=SC2086
    tar -c --exclude=__pycache__ $SOURCES | tar -x -C "$work"
    pip wheel --no-index --no-deps --no-build-isolation --wheel-dir "$work/wheel" "$work"
    pip install --no-index --no-deps "$work"/wheel/*.whl
    rm -rf "$work"
    "$venv/bin/station" --version >/dev/null
    touch "$venv/complete"
}

# Point at the new venv in one step and keep the one before it, to go back to.
switch() {
    before=$(readlink "$PLACE/venv" || true)
    if [ "$before" != "${venv##*/}" ]; then
        ln -sfn "${venv##*/}" "$PLACE/venv.new"
        mv -T "$PLACE/venv.new" "$PLACE/venv"
        for old in "$PLACE"/venv-*; do
            [ "$old" = "$venv" ] || [ "${old##*/}" = "$before" ] || rm -rf "$old"
        done
    fi
    mkdir -p "${COMMAND%/*}" "${RULE%/*}" "${ENTRY%/*}"
    ln -sfn "$PLACE/venv/bin/station" "$COMMAND"
}

reload_udev() {
    if [ -S /run/udev/control ]; then
        udevadm control --reload
        udevadm trigger --subsystem-match=tty --subsystem-match=usb-serial --action=change
    fi
}

admit() {
    if [ -z "$user" ]; then
        say "No user named: whoever works here needs 'usermod -aG dialout NAME' and a new sign-on."
    elif ! id -nG "$user" | grep -qw dialout; then
        usermod -aG dialout "$user"
        say "$user may open serial lines from the next sign-on (group dialout)."
    fi
}

install_all() {
    [ -z "$user" ] || id -u "$user" >/dev/null 2>&1 || die "there is no user $user"
    pick_python
    # shellcheck disable=SC2046,SC2086
    set -- $python_lacks $(missing_for font fc-list openssl udevadm)
    if [ $# -gt 0 ]; then
        install_packages "$@" || { name_packages "$@" && exit 3; }
        pick_python
    fi
    [ -z "$python_lacks" ] || die "Python 3.11, 3.12 or 3.13 is needed. / 需要 Python 3.11 到 3.13。"
    build
    switch
    install -m 644 deploy/70-roadside-station.rules "$RULE"
    install -m 644 deploy/roadside-station.desktop "$ENTRY"
    reload_udev
    admit
    say "Installed: $("$COMMAND" --version). Next, as the station's user: station init HOME, then station doctor."
}

uninstall_all() {
    [ -z "$user" ] || id -u "$user" >/dev/null 2>&1 || die "there is no user $user"
    rm -rf "${PLACE:?}"
    rm -f "$COMMAND" "$RULE" "$ENTRY"
    reload_udev
    say "Removed. Homes (keys, log, papers), system packages and group memberships are left as they are."
}

[ -z "$root" ] || inside "$root"
if [ -n "$uninstall" ]; then uninstall_all; else install_all; fi
