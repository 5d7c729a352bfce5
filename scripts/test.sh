#!/bin/sh
# All tests in one command: set everything up, run the suite and the doctests.
# Usage: sh scripts/test.sh [PYTEST ARGUMENT ...]
set -eu
cd -- "$(dirname -- "$0")/.."
sh scripts/setup.sh dev
exec .venv/bin/python -m pytest --numprocesses auto "$@"
