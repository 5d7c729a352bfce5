"""Which articles may be of one mould: clusters of a scan or of a corpus, what joins them, and which belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.cli.common import read_articles
from toolkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.induce import Template


@dataclass(slots=True)
class Group:
    """Articles that may be of one mould.

    Attributes:
        name: of the group, as in the library.
        ids: of its articles.
        originals: the articles as they were found.
        texts: what is learnt from: their repaired forms.
        rows: positions of its articles in the corpus.
        script: what they are learnt in; see `toolkit.induce.induce`.
        clusters: the clusters it was put together from, where it is more than one.
        joined: ids of articles that were in no cluster, and that a template of the group read.
    """

    name: str
    ids: list[str]
    originals: list[str]
    texts: list[str]
    rows: list[int]
    script: str
    clusters: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)

    def template(self) -> Template:
        """Induce the template."""
        from toolkit.induce import induce

        return induce(self.texts, self.originals, script=self.script)


Found = list[tuple[Group, "Template"]]


@dataclass(slots=True)
class Corpus:
    """Articles, of files or of a scan.

    Attributes:
        ids: of the articles.
        originals: the articles as they were found.
        texts: what is learnt from.
        script: what groups are learnt in.
        clusters: of a scan: positions of the articles by name of the cluster; None where they are still to be found.
    """

    ids: list[str]
    originals: list[str]
    texts: list[str]
    script: str
    clusters: dict[str, list[int]] | None = None

    @classmethod
    def read(
        cls,
        paths: tuple[str, ...],
        reading: ReadOptions,
        ui: Ui,
        rejects: list[Reject],
        *,
        with_repair: bool,
        script: str,
    ) -> Corpus:
        """Read and repair articles."""
        ids: list[str] = []
        originals: list[str] = []
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            ids.append(article.id)
            originals.append(article.text)
        if not with_repair:
            return cls(ids, originals, originals, script)
        with ui.progress("Repairing", len(originals)) as advance:
            return cls(ids, originals, _clean(originals, advance), script)

    @classmethod
    def of_run(cls, run: Path, min_size: int, ui: Ui, *, with_repair: bool, script: str) -> Corpus:
        """Read the articles and clusters of a scan.

        Only the clusters' articles are repaired here, inferred edits included: the others are taken as the scan
        repaired them, since a scan may hold millions.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            path = run / "articles.parquet"
            column = "raw" if "raw" in pq.read_schema(path).names else "text"
            articles = pq.read_table(path, columns=list(dict.fromkeys(["id", "text", column])))
            clusters = pq.read_table(run / "clusters.parquet", columns=["id", "cluster"])
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"{run}: not the folder of a finished scan: {error}") from error
        ids = articles["id"].to_pylist()
        originals = [text or "" for text in articles[column].to_pylist()]
        texts = [text or "" for text in articles["text"].to_pylist()]
        row_of = {id_: row for row, id_ in enumerate(ids)}
        members: dict[str, list[int]] = {}
        for id_, cluster in zip(clusters["id"].to_pylist(), clusters["cluster"].to_pylist(), strict=True):
            if id_ in row_of:
                members.setdefault(str(cluster), []).append(row_of[id_])
        large = {name: rows for name, rows in members.items() if len(rows) >= min_size}
        if with_repair:
            with ui.progress("Repairing", sum(map(len, large.values()))) as advance:
                for rows in large.values():
                    for row, text in zip(rows, _clean([originals[row] for row in rows], advance), strict=True):
                        texts[row] = text
        else:
            texts = originals
        return cls(ids, originals, texts, script, large)

    def groups(self, ui: Ui, *, one_group: bool, min_size: int, threshold: float) -> list[Group]:
        """Return the clusters, largest first, or all articles as one group."""
        if one_group:
            return [self.group("all", range(len(self.ids)))] if len(self.ids) >= min_size else []
        if self.clusters is not None:
            large = sorted(self.clusters.items(), key=lambda pair: (-len(pair[1]), pair[0]))
            return [self.group(name, rows) for name, rows in large]
        if not self.texts:
            return []
        from toolkit.dedup import dedup

        with ui.progress("Finding clusters", None):
            labels = dedup(self.texts, threshold, ids=self.ids).labels
        members: dict[int, list[int]] = {}
        for i, label in enumerate(labels):
            members.setdefault(int(label), []).append(i)
        found = [rows for rows in members.values() if len(rows) >= min_size]
        found.sort(key=lambda rows: (-len(rows), min(self.ids[i] for i in rows)))
        return [self.group(f"cluster-{k:03}", rows) for k, rows in enumerate(found, start=1)]

    def group(self, name: str, rows: Sequence[int], known: Sequence[Group] = ()) -> Group:
        """Return the articles at some positions as a group.

        Args:
            name: of the group.
            rows: positions of its articles.
            known: the groups it was made from; articles of none of them joined it.
        """
        ids, originals, texts = ([column[i] for i in rows] for column in (self.ids, self.originals, self.texts))
        group = Group(name, ids, originals, texts, list(rows), self.script)
        if known:
            in_cluster = {row for other in known for row in other.rows}
            before = [id_ for other in known for id_ in other.joined]
            group.joined = [*before, *(self.ids[row] for row in rows if row not in in_cluster)]
            group.clusters = [name for other in known for name in (other.clusters or [other.name])]
            if len(group.clusters) < 2:
                group.clusters = []
        return group

    def completed(self, found: Found, min_size: int, *, search: bool = True) -> Found:
        """Add to the groups the articles that their templates read, and the moulds among those in no group.

        Args:
            found: groups and their templates.
            min_size: articles that a group has at least.
            search: also look for further moulds.
        """
        from toolkit.engine.mould_search import Mould, more_moulds
        from toolkit.induce.scripts import forms

        moulds = more_moulds(
            self.texts,
            {group.name: Mould(group.rows, template) for group, template in found},
            lambda rows: self.group("", rows).template(),
            least=min_size,
            search=search,
            forms=(lambda text: (text,)) if self.script == "keep" else forms,
        )
        by_name = {group.name: group for group, _ in found}
        taken = {row for mould in moulds.values() for row in mould.rows}
        out = []
        for name, mould in moulds.items():
            known = [by_name[name]] if name in by_name else []
            out.append((self.group(name, mould.rows, known), mould.template))
        for group, template in found:
            if group.name in moulds:
                continue
            left = group if template else self.group(group.name, [row for row in group.rows if row not in taken])
            if len(left.rows) == len(group.rows):
                out.append((group, template))
            elif len(left.rows) >= min_size:
                out.append((left, left.template()))
        return _sorted(out)

    def merged(self, found: Found) -> Found:
        """Put clusters of one mould together, each where the first of them stands."""
        from toolkit.induce import induce
        from toolkit.induce.merge import merged

        by_name = {group.name: group for group, _ in found}
        unions: dict[tuple[str, ...], Group] = {}

        def again(names: Sequence[str]) -> Template:
            groups = [by_name[name] for name in names]
            rows = [row for group in groups for row in group.rows]
            union = unions[tuple(names)] = self.group(names[0], rows, groups)
            return union.template()

        new = merged(
            {group.name: template for group, template in found},
            {name: group.texts for name, group in by_name.items()},
            again,
            lambda texts: induce(texts, script=self.script),
        )
        gone = {name for names in new for name in names[1:]}
        first = {names[0]: (unions[names], template) for names, template in new.items()}
        return _sorted([first.get(group.name, (group, t)) for group, t in found if group.name not in gone])

    def tell_alone(self, found: Found, ui: Ui, min_size: int) -> None:
        """Say how many articles are of no group, and how many of no cluster a template read."""
        from toolkit.report.text import plural

        joined = sum(len(group.joined) for group, _ in found)
        if joined:
            ui.info(f"{plural(joined, 'article of no cluster is', 'articles of no cluster are')} read by a template")
        alone = len(self.ids) - sum(len(group.ids) for group, _ in found)
        if alone:
            verb = "is" if alone == 1 else "are"
            ui.info(f"{alone:,} of {plural(len(self.ids), 'article')} {verb} in no group of {min_size} or more")


def _sorted(found: Found) -> Found:
    return sorted(found, key=lambda pair: (-len(pair[0].ids), pair[0].name))


def _clean(originals: Iterable[str], advance: Callable[[int], None]) -> list[str]:
    """Return the repaired forms; what is inferred is good enough, since nothing is lost by it."""
    from toolkit.repair import repair

    out = []
    for text in originals:
        out.append(repair(text, level="inferred").text)
        advance(1)
    return out
