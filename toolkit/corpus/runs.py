"""Folders that a run has written, recognised by their manifest: what is in them is no input of the next run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

MANIFEST = "manifest.json"
"""Written last: its presence says that the run was completed."""

FILES = "files"
"""The manifest's member that lists every file of the run, name to size in bytes."""

TOOLKIT = "toolkit"
"""The manifest's member with the version of this toolkit, which tells ours from anybody else's."""

_MAX_MANIFEST = 2**28
"""A manifest that lists a million files has less; anything above is not one."""


def files_of_run(folder: str | os.PathLike[str]) -> frozenset[str]:
    """Return the files that a run of this toolkit left in `folder`, its manifest included.

    Returns:
        Names with `/` between them, relative to the folder; empty when no run has written there.
    """
    try:
        with Path(folder, MANIFEST).open("rb") as file:
            content = json.loads(file.read(_MAX_MANIFEST))
    except (OSError, ValueError, RecursionError):
        return frozenset()
    files = content.get(FILES) if isinstance(content, dict) and TOOLKIT in content else None
    return frozenset({MANIFEST, *files}) if isinstance(files, dict) else frozenset()
