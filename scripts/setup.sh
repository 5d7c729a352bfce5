#!/bin/sh
# Make .venv hold this project and exactly the locked packages. Quick when nothing has changed.
#
# Usage: sh scripts/setup.sh [run|dev]       run: what the command needs (default); dev: also what the tests need
# PYTHON=python3.12 sh scripts/setup.sh      to choose another interpreter (3.11 or newer)
set -eu
cd -- "$(dirname -- "$0")/.."
kind=${1:-run}
case $kind in
run) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*) echo "setup: unknown kind '$kind'; use run or dev" >&2; exit 2 ;;
esac
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setup: '$python' is missing or older than 3.11; set PYTHON to a newer one" >&2
    exit 1
fi

# The stamp names all that the installation depends on, the place included: a moved .venv does not work.
# What `dev` installs serves `run` too.
stamp_of() { { cat "$1" pyproject.toml; pwd; "$python" --version; } | cksum; }
if [ -x .venv/bin/python ]; then
    [ "$(cat .venv/.installed-dev 2>/dev/null)" = "$(stamp_of requirements-dev.lock)" ] && exit 0
    [ "$(cat ".venv/.installed-$kind" 2>/dev/null)" = "$(stamp_of "$lock")" ] && exit 0
fi

echo "setup: installing the locked packages into .venv (a few minutes the first time)" >&2
if [ "$(cat .venv/.place 2>/dev/null)" != "$(pwd)" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    # Debian ships Python without ensurepip unless python3-venv is there; its pip can fill an empty venv from outside.
    "$python" -m venv --clear .venv >/dev/null 2>&1 || {
        "$python" -m venv --clear --without-pip .venv
        "$python" -m pip --python .venv/bin/python install --quiet pip
    }
    pwd >.venv/.place
fi
rm -f .venv/.installed-*
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }
pip install --quiet --upgrade "pip>=25.1"
pip install --quiet --require-hashes --requirement "$lock"
pip install --quiet --no-deps --no-build-isolation --editable .
stamp_of "$lock" >".venv/.installed-$kind"
