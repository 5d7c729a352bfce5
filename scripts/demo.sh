#!/bin/sh
# The main job in one command: set everything up, scan the sample corpus, say where the report is.
# Usage: sh scripts/demo.sh [OUT]            OUT is the folder for the results (default: out)
set -eu
cd -- "$(dirname -- "$0")/.."
sh scripts/setup.sh run
exec .venv/bin/python -m toolkit scan corpus --output "${1:-out}"
