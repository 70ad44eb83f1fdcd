# What this machine has and lacks. Read by bootstrap.sh and install.sh (". deploy/machine.sh"), not run by itself.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 3
}

# Sets python (the newest 3.11 to 3.13 on PATH, by its real path) and python_lacks ("" or the Debian packages it needs).
# Every candidate is started: a version manager leaves commands on PATH that only print an error.
pick_python() {
    python='' python_lacks='python3 python3-venv'
    for candidate in python3.13 python3.12 python3.11 python3; do
        found=$("$candidate" -c '
import sys
if (3, 11) <= sys.version_info[:2] <= (3, 13):
    print(sys._base_executable)' 2>/dev/null) || continue
        [ -n "$found" ] || continue
        if "$found" -c 'import ensurepip, sqlite3, ssl, venv' 2>/dev/null; then
            python=$found python_lacks=''
            return
        fi
        [ -n "$python" ] || python=$found python_lacks=$(venv_package "$found")
    done
}

# Debian's default Python takes python3-venv; another one beside it takes the package of its own version.
venv_package() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$version" ]; then
        echo python3-venv
    else
        echo "python$version-venv"
    fi
}

# Files first: fontconfig is not on every machine, and asking it costs a process.
have_chinese_font() {
    for file in /usr/share/fonts/*/*/*CJK* /usr/share/fonts/*/*/wqy-* "${HOME:-/nonexistent}"/.local/share/fonts/*CJK*; do
        [ -e "$file" ] && return
    done
    [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
}

# Prints the Debian packages that are missing for these wants: font, or the name of a command.
missing_for() {
    for want in "$@"; do
        case $want in
        font) have_chinese_font || echo fonts-noto-cjk ;;
        fc-list) command -v fc-list >/dev/null || echo fontconfig ;;
        udevadm) command -v udevadm >/dev/null || echo udev ;;
        ps) command -v ps >/dev/null || echo procps ;;
        pdftotext | pdftoppm) command -v "$want" >/dev/null || echo poppler-utils ;;
        *) command -v "$want" >/dev/null || echo "$want" ;;
        esac
    done
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Installs Debian packages and says so. Package lists may be old or absent, so they are fetched first.
install_packages() {
    say "Running as root: installing $* / 以 root 运行,正在安装 $*"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get update -q >/dev/null 2>&1 || say "(the package lists could not be renewed; trying with those at hand)"
    apt-get install -y -q --no-install-recommends "$@" >/dev/null </dev/null
}

# The one line for a person who is not root.
name_packages() {
    say "缺少系统软件包,请粘贴运行下面一行 / system packages are missing; paste this line:"
    say "sudo apt-get install -y --no-install-recommends $*"
}
