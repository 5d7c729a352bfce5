"""A complete run: the folder of its results, opened for a person at a notebook."""

from __future__ import annotations

import json
import shutil
import weakref
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.article import Reject
from toolkit.errors import InputError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from toolkit.links import Facts


class Scan:
    """The results of `toolkit.scan`, read from their folder when first asked for.

    Args:
        folder: a folder with a `manifest.json`, as `contentfarm scan -o FOLDER` or `toolkit.scan` leaves it.
        temporary: remove the folder when this object goes.

    Raises:
        InputError: the folder holds no complete run.
    """

    def __init__(self, folder: str | os.PathLike[str], *, temporary: bool = False) -> None:
        self.folder = Path(folder)
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{self.folder} holds no complete run: {error}") from error
        if not isinstance(self.manifest, dict) or self.manifest.get("command") != "scan":
            raise InputError(f"{self.folder} holds no results of a scan; make some with: contentfarm scan PATH -o OUT")

    def _table(self, name: str) -> Any:
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / name)

    @cached_property
    def articles(self) -> Any:
        """One row an article, as a `pyarrow.Table`; columns in docs/formats.md."""
        return self._table("articles.parquet")

    @cached_property
    def clusters(self) -> Any:
        """One row an article: `id, cluster, representative, similarity`, as a `pyarrow.Table`."""
        return self._table("clusters.parquet")

    @cached_property
    def pairs(self) -> Any:
        """Verified pairs, as a `pyarrow.Table`: `id_a, id_b, jaccard, kind`; with parts also how they relate."""
        return self._table("pairs.parquet")

    @cached_property
    def passages(self) -> Any:
        """Passages that different articles share, as a `pyarrow.Table`; there only if the scan looked for parts.

        Columns `id_a, id_b, start_a, end_a, start_b, end_b`: characters of the repaired texts.
        """
        return self._table("passages.parquet")

    @cached_property
    def contacts(self) -> Any:
        """One row a contact found: `id, kind, value, raw, start, end, certainty, part`, as a `pyarrow.Table`."""
        return self._table("contacts.parquet")

    @cached_property
    def groups(self) -> Any:
        """One row for each article that shares a contact with another: `id, group`, as a `pyarrow.Table`."""
        return self._table("groups.parquet")

    @cached_property
    def rejects(self) -> list[Reject]:
        """What could not be read, and why."""
        lines = (self.folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
        return [Reject(**json.loads(line)) for line in lines]

    def facts(self) -> Iterator[Facts]:
        """Yield what linking needs to know of each article; `toolkit.links(scan)` asks for it.

        Raises:
            InputError: a file of the run is missing.
        """
        from toolkit.engine.facts import facts_of_run

        return facts_of_run(self.folder)

    @property
    def counts(self) -> dict[str, int]:
        """The totals; `toolkit.report.data.Counts` explains them."""
        counts: dict[str, int] = self.manifest["counts"]
        return counts

    @property
    def report(self) -> Path:
        """The report, one self-contained HTML file."""
        return self.folder / "report.html"

    def __repr__(self) -> str:
        c = self.counts
        return (
            f"Scan({str(self.folder)!r}: {c['kept']} articles, {c['damaged']} damaged, {c['clusters']} clusters, "
            f"{c['shared_contacts']} shared contacts, {c['rejected']} rejected)"
        )

    def _repr_html_(self) -> str:
        from toolkit.report.notebook import scan_html

        return scan_html(self.manifest)
