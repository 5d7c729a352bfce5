"""The files of one scan: what column holds what, and who writes when. Formats are described in docs/formats.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from toolkit.corpus import RunFolder, with_own
from toolkit.engine.part_tables import write_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from toolkit.article import Reject
    from toolkit.dedup import Clusters
    from toolkit.engine.analyse import Analysed
    from toolkit.engine.groups import Group

ARTICLES: dict[str, str] = {
    "id": "string",
    "source": "string",
    "record": "int64",
    "title": "string",
    "url": "string",
    "text": "string",
    "encoding": "string",
    "script": "string",
    "kit_level": "int32",
    "n_edits": "int32",
    "n_left": "int32",
    "n_sections": "int32",
    "n_contacts": "int32",
}
CONTACTS: dict[str, str] = {
    "id": "string",
    "kind": "string",
    "value": "string",
    "raw": "string",
    "start": "int64",
    "end": "int64",
    "certainty": "string",
    "part": "string",
}
CLUSTERS: dict[str, str] = {
    "id": "string",
    "cluster": "string",
    "representative": "string",
    "similarity": "float64",
}
GROUPS: dict[str, str] = {"id": "string", "group": "string"}


class RunTables:
    """Writes the outputs of a scan; they appear in `folder` together, when the block ends without an error.

    Args:
        folder: the output folder.
        keep_raw: add the column `raw`, the text as it was read.

    Raises:
        OutputError: the folder cannot be written.
    """

    def __init__(self, folder: Path, *, keep_raw: bool) -> None:
        self._run = RunFolder(folder, command="scan")
        self._keep_raw = keep_raw

    def __enter__(self) -> Self:
        run = self._run.__enter__()
        try:
            columns = {**ARTICLES, "raw": "string"} if self._keep_raw else ARTICLES
            self._articles = run.parquet("articles.parquet", columns, extras=True)
            self._details = run.jsonl("articles.jsonl")
            self._contacts = run.parquet("contacts.parquet", CONTACTS)
            self._rejects = run.jsonl("rejects.jsonl")
        except BaseException as error:  # an interruption here must leave nothing behind either
            self._run.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run.__exit__(kind, error, trace)

    def scratch(self, name: str) -> Path:
        """Return a path for a file that is needed while the run lasts and removed at its end."""
        return self._run.staging / name

    def article(self, result: Analysed, extra: Mapping[str, Any]) -> None:
        """Write what belongs to one article alone.

        Args:
            result: what was found out about it.
            extra: the user's own columns.
        """
        article = result.article
        row: dict[str, Any] = {
            "id": article.id,
            "source": article.source,
            "record": article.record,
            "title": result.title,
            "url": article.url,
            "text": result.text,
            "encoding": article.encoding,
            "script": result.script,
            "kit_level": result.kit_level,
            "n_edits": len(result.edits),
            "n_left": len(result.left),
            "n_sections": result.sections,
            "n_contacts": len(result.contacts),
        }
        if self._keep_raw:
            row["raw"] = article.text
        self._articles.write(with_own(row, extra))
        self._details.write(
            {
                "id": article.id,
                "source": article.source,
                "record": article.record,
                "title": result.title,
                "url": article.url,
                "text": result.text,
                "outline": result.outline,
                "contacts": [_contact(contact) for contact in result.contacts],
                "edits": [edit.to_dict() for edit in result.edits],
                "left": [edit.to_dict() for edit in result.left],
            }
        )
        for contact in result.contacts:
            self._contacts.write({"id": article.id, **_contact(contact)})

    def reject(self, reject: Reject) -> None:
        """Write one reject."""
        self._rejects.write(reject.to_dict())

    def clusters(self, clusters: Clusters) -> None:
        """Write one row an article and one row a verified pair, and what was found of shared passages.

        Args:
            clusters: what `toolkit.dedup` found, with the articles' ids.
        """
        from toolkit.dedup.tables import cluster_tables

        with self._run.parquet("clusters.parquet", CLUSTERS) as table:
            for found in cluster_tables(clusters):  # in blocks: the names of all would weigh more than what was found
                table.write_columns({name: found.column(name) for name in CLUSTERS})
        write_pairs(self._run, clusters)

    def groups(self, ids: Any, groups: Sequence[Group]) -> None:
        """Write one row for each article that shares a contact with another; `g1` is the largest group."""
        with self._run.parquet("groups.parquet", GROUPS) as table:
            for at, group in enumerate(groups, start=1):
                for index in group.articles:
                    table.write({"id": ids[index].as_py(), "group": f"g{at}"})

    def text(self, name: str, content: str) -> None:
        """Write a whole text file."""
        self._run.text(name, content)

    def manifest(self, content: Mapping[str, Any]) -> None:
        """Set the manifest; it is written last."""
        self._run.manifest(content)


def _contact(contact: Any) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in CONTACTS if name != "id"}
