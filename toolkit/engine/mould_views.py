"""The templates of a scan's larger clusters: what is induced, from how much, and where it is written."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import TYPE_CHECKING

from toolkit.report.moulds import MouldsView, MouldView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from toolkit.dedup import Clusters
    from toolkit.engine.spool import Spool
    from toolkit.induce import Template

LEAST = 5
"""Articles that a cluster must have; from fewer, too much looks fixed by chance."""
MOST = 10
"""Clusters whose template is looked for."""
ARTICLES = 60
"""Articles of a cluster that it is induced from; beyond fifty, hardly anything becomes clearer."""
CHARACTERS = 30_000
"""Characters of a cluster that are looked at. Induction takes up to 30 µs a character, most for moulds that are nearly
all synonyms: a second a cluster at most, whatever the corpus."""
FOLDER = "templates"
"""Where they are in the folder of a run."""


def moulds_view(clusters: Clusters, spool: Spool, write: Callable[[str, str], None]) -> MouldsView:
    """Induce the templates of the largest clusters and write them.

    Args:
        clusters: what `toolkit.dedup` found in the spooled texts.
        spool: where the texts are.
        write: writes a file of the run: its name and its content. Each template becomes `templates/NAME.j2`, and
            `templates/NAME.json`, which `contentfarm match` reads.
    """
    from toolkit.induce import induce
    from toolkit.induce.core import nothing

    large = [members for members in clusters.groups() if len(members) >= LEAST]
    moulds = []
    for members in large[:MOST]:
        rows = [spool.row(index) for index in _drawn(members)]
        texts = _fitting([row.text for row in rows])
        template = induce(texts, script="common") if len(texts) > 1 else nothing(texts, "its articles are too long")
        cluster = clusters.cluster_ids[int(clusters.labels[members[0]])]
        file = ""
        if template:
            file = f"{FOLDER}/{_file_name(cluster)}.j2"
            _write(file, template, cluster, [row.id for row in rows], write)
        shown = rows[template.members[0] if template else 0]
        moulds.append(
            MouldView(cluster=cluster, title=shown.title or shown.id, size=len(members), template=template, file=file)
        )
    return MouldsView(least=LEAST, clusters=len(large), moulds=moulds)


def _drawn(members: NDArray[np.int64]) -> list[int]:
    """Pick articles of a cluster, evenly from first to last."""
    if len(members) <= ARTICLES:
        return [int(index) for index in members]
    return [int(members[k * len(members) // ARTICLES]) for k in range(ARTICLES)]


def _fitting(texts: list[str]) -> list[str]:
    """Take texts from the first on as long as they are not too many characters."""
    sums = accumulate(map(len, texts))
    return [text for text, characters in zip(texts, sums, strict=True) if characters <= CHARACTERS]


def _write(file: str, template: Template, cluster: str, ids: Sequence[str], write: Callable[[str, str], None]) -> None:
    data = template.to_dict() | {"name": cluster, "ids": [ids[k] for k in template.members]}
    data["unparsed_ids"] = [ids[k] for k in template.unparsed]
    write(file, template.source)
    write(f"{file.removesuffix('.j2')}.json", json.dumps(data))


def _file_name(cluster: str) -> str:
    """Return the id of a cluster as a name for files."""
    return re.sub(r"[^0-9A-Za-z_-]+", "-", cluster).strip("-")[:60] or "template"
