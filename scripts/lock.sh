#!/bin/sh
# Rebuild the two lock files (exact versions with hashes, for every platform) from pyproject.toml.
# Usage: sh scripts/lock.sh [--upgrade]     needs uv, which nothing else in this project needs.
set -eu
cd -- "$(dirname -- "$0")/.."
lock() {
    out=$1
    shift
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "sh scripts/lock.sh" --quiet --output-file "$out" "$@"
}
lock requirements.lock --group build "$@"
lock requirements-dev.lock --group dev --constraint requirements.lock "$@"
