#!/bin/sh
# The main job in one command: set everything up, scan the sample corpus, say where the report is.
# Usage: sh scripts/demo.sh [OUT]            OUT is the folder for the results (default: out)
set -eu
case ${1:-} in
"") out=$(cd -- "$(dirname -- "$0")/.." && pwd)/out ;;
/*) out=$1 ;;
*) out=$(pwd)/$1 ;;
esac
cd -- "$(dirname -- "$0")/.."
sh scripts/setup.sh run
exec .venv/bin/python -m toolkit scan corpus --output "$out"
