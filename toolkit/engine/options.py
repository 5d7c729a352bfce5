"""What a caller may ask of a scan, and the check that it makes sense."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.article import CERTAINTIES, Certainty
from toolkit.errors import UsageError
from toolkit.sketch.scheme import DEFAULT_SCHEME, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.repair import Repair

LINKING_KINDS = ("phone", "email", "qq", "wechat", "telegram", "url", "icp")
"""Kinds of contact that connect two articles into one group. A named editor or a bare domain is listed but connects
nothing: honest newsrooms share editors, and everybody links to the same portals."""

SHORTEST_PART = 15
"""Least length of a shared passage; `toolkit.dedup.part_search` says why."""


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """The settings of one scan; every one of them is written into the manifest.

    Attributes:
        level: the weakest certainty of an edit that is applied.
        only: names of the fixers to run; empty runs the default ones.
        also: names of fixers to run besides the default ones.
        skip: names of the fixers to leave out.
        script: `keep`, or the script that the repaired text is converted to (see `toolkit.repair`).
        threshold: Jaccard similarity of 5-character shingles from which two articles are near-duplicates, in (0, 1].
        num_perm: values in a signature.
        seed: seed of its hash functions.
        parts: also look for passages that otherwise different articles share.
        part_length: folded characters that such a passage shares exactly, 15 or more.
        templates: also induce the templates of the larger clusters.
        scheme: how signatures are made: see `toolkit.sketch.SignatureScheme`.
        keep_raw: also write the text as it was read, as column `raw`.
        workers: processes that repair and parse; 0 takes as many as there are processors. More than one needs a
            script whose main part is guarded by `if __name__ == "__main__"`, since workers import it afresh.
    """

    level: Certainty = "proved"
    only: Sequence[str] = ()
    also: Sequence[str] = ()
    skip: Sequence[str] = ()
    script: str = "keep"
    threshold: float = 0.7
    num_perm: int = 128
    seed: int = 1
    scheme: str = DEFAULT_SCHEME
    parts: bool = False
    part_length: int = 50
    templates: bool = True
    keep_raw: bool = False
    workers: int = 1
    link_by: Sequence[str] = field(default=LINKING_KINDS)

    def __post_init__(self) -> None:
        if self.level not in CERTAINTIES:
            raise UsageError(f"unknown level {self.level!r}; use one of {', '.join(CERTAINTIES)}")
        if not 0.0 < self.threshold <= 1.0:
            raise UsageError(f"the threshold must be above 0 and at most 1, not {self.threshold}")
        if self.num_perm < 16:
            raise UsageError(f"a signature needs at least 16 values, not {self.num_perm}")
        if self.part_length < SHORTEST_PART:
            raise UsageError(f"a shared passage must have at least {SHORTEST_PART} characters, not {self.part_length}")
        if self.scheme not in SCHEMES:
            raise UsageError(f"unknown signature scheme {self.scheme!r}; use {' or '.join(SCHEMES)}")
        if self.workers < 0:
            raise UsageError(f"the number of workers cannot be negative ({self.workers})")

    @property
    def processes(self) -> int:
        """How many processes do the work: `workers`, or the processors that this process may use."""
        if self.workers:
            return self.workers
        if hasattr(os, "sched_getaffinity"):  # a container or `taskset` may allow fewer than the machine has
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    def repair(self, text: str) -> Repair:
        """Repair a text with these settings.

        Raises:
            UsageError: a kind of repair, or a script, that does not exist.
        """
        from toolkit.repair import repair

        return repair(
            text,
            self.level,
            only=tuple(self.only) or None,
            also=tuple(self.also),
            skip=tuple(self.skip),
            script=self.script,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the settings that influence the result, as plain JSON types (the number of processes does not)."""
        return {
            "level": self.level,
            "only": list(self.only),
            "also": list(self.also),
            "skip": list(self.skip),
            "script": self.script,
            "threshold": self.threshold,
            "num_perm": self.num_perm,
            "seed": self.seed,
            "signature": self.scheme,
            "parts": self.part_length if self.parts else None,
            "templates": self.templates,
            "raw": self.keep_raw,
            "link_by": list(self.link_by),
        }
