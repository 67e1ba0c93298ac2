#!/bin/sh
# Makes .venv hold exactly what a constraints file pins; does nothing when it already does.
#
#   sh scripts/environment.sh constraints.txt
#
# VENV names the folder (default .venv). PYTHON names the interpreter; without it the first of python3,
# python3.13, python3.12, python3.11 and python3.14 that is 3.11 or newer is taken.
set -eu

constraints=$1
venv=${VENV:-.venv}
wanted=${PYTHON:-}
installed="$venv/installed-$(basename "$constraints")"

say() { printf '%s\n' "$*" >&2; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    if [ -n "$wanted" ]; then
        if ! version_of "$wanted" >/dev/null; then
            say "PYTHON=$wanted does not run. Give the name or path of a Python 3.11 or newer."
            return 1
        fi
        if ! new_enough "$wanted"; then
            say "PYTHON=$wanted is Python $(version_of "$wanted" || true); this project needs 3.11 or newer."
            return 1
        fi
        echo "$wanted"
        return 0
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    say "No Python 3.11 or newer was found (python3 is $(version_of python3 || echo missing))."
    say "Install one:  Debian, Ubuntu: apt-get install python3 python3-venv   Fedora: dnf install python3.13"
    say "              macOS: brew install python@3.13                        others: python.org"
    say "or name one:  make run PYTHON=/path/to/python3.12"
    return 1
}

# The environment is made anew when it does not run (a moved or removed Python) or is not the version asked for.
fits() {
    new_enough "$venv/bin/python" || return 1
    [ -z "$wanted" ] && return 0
    [ "$(version_of "$venv/bin/python")" = "$(version_of "$wanted")" ]
}

if fits && cmp -s "$constraints" "$installed"; then
    exit 0
fi

if ! fits; then
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        say "$python ($(version_of "$python")) cannot make virtual environments: its venv or ensurepip module is missing."
        if command -v apt-get >/dev/null 2>&1; then
            sudo=sudo
            [ "$(id -u)" = 0 ] && sudo=
            say "Install it:  $sudo apt-get update && $sudo apt-get install -y python$(version_of "$python")-venv"
        else
            say "Install the package of your system that brings it (often called python3-venv), then try again."
        fi
        exit 1
    fi
    # Only a folder that looks like an environment is removed, whatever VENV says.
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        say "$venv exists and is not a virtual environment. Move it away, or name another: VENV=other make run"
        exit 1
    fi
    rm -rf "$venv"
    say "Making $venv with Python $(version_of "$python")"
    "$python" -m venv "$venv"
fi

say "Installing what $constraints pins; this takes a minute, once"
rm -f "$installed"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$constraints"
cp "$constraints" "$installed"
