"""The main job: a corpus in, a folder of tables and one report out.

Two passes. The first reads, repairs and parses article by article and writes what belongs to an article alone; its
texts go to a memory-mapped spool. The second groups: near-duplicates over the spool, articles over shared contacts.
Memory holds signatures, counts and contacts, never the texts.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from toolkit._version import __version__
from toolkit.article import Article, Reject
from toolkit.corpus.find import show
from toolkit.engine.analyse import analyser
from toolkit.engine.groups import ContactIndex
from toolkit.engine.manifest import library_versions, peak_memory
from toolkit.engine.mould_views import moulds_view
from toolkit.engine.options import ScanOptions
from toolkit.engine.part_views import parts_view, recall_view
from toolkit.engine.pool import map_ordered
from toolkit.engine.result import Scan
from toolkit.engine.spool import Row, Spool
from toolkit.engine.tables import RunTables
from toolkit.engine.tally import Tally
from toolkit.engine.views import cluster_views, contact_views, group_views, outline_views
from toolkit.errors import ContractError, UsageError
from toolkit.links.build import has_kit
from toolkit.report.data import Counts, Limits, ReportData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from toolkit.corpus import ReadOptions
    from toolkit.dedup import Clusters
    from toolkit.engine.groups import Group

Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""`with progress("reading", None) as advance: advance(1)`: how a caller draws what is going on."""


def no_progress(_stage: str, _total: int | None) -> AbstractContextManager[Callable[[int], None]]:
    """Draw nothing."""
    return nullcontext(lambda _steps: None)


def scan(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str] | None = None,
    *,
    options: ScanOptions | None = None,
    reading: ReadOptions | None = None,
    title: str | None = None,
    stdin: BinaryIO | None = None,
    on_reject: Callable[[Reject], None] | None = None,
    on_ignored: Callable[[str, str], None] | None = None,
    progress: Progress = no_progress,
) -> Scan:
    """Read, repair, parse and deduplicate a corpus, and write tables and a report.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        out: the folder for the results; None keeps them in a temporary folder that lives as long as the result.
        options: the settings; None takes the defaults.
        reading: how to read the inputs; None takes the defaults.
        title: heading of the report.
        stdin: what `-` reads; None takes this process's standard input.
        on_reject: called with each reject, besides its line in `rejects.jsonl`.
        on_ignored: called with each file passed over, and why.
        progress: how to draw what is going on.

    Returns:
        The complete run.

    Raises:
        UsageError: a setting that cannot be, or a kind of repair that does not exist.
        OutputError: the results cannot be written.
    """
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not names:
        raise UsageError("nothing to scan: name files, folders or globs")
    if out is not None and not os.fspath(out):
        raise UsageError("the output folder has no name; type . for the present folder")
    folder = Path(tempfile.mkdtemp(prefix="contentfarm-") if out is None else out)
    try:
        run = _Run([os.fspath(name) for name in names], folder, options or ScanOptions(), title, progress)
        run.read_with(reading, stdin, on_reject, on_ignored)
        run.go()
    except BaseException:
        if out is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return Scan(folder, temporary=out is None)


def copies(clusters: Clusters) -> NDArray[np.int64]:
    """Return the number of each article's cluster, -1 where it has no copy."""
    import numpy as np

    return np.where(clusters.sizes[clusters.labels] > 1, clusters.labels, -1)


class _Run:
    """The state of one run, from the first input to the last file."""

    def __init__(
        self, inputs: list[str], folder: Path, options: ScanOptions, title: str | None, progress: Progress
    ) -> None:
        self.inputs = inputs
        self.folder = folder
        self.options = options
        # Names may hold bytes that are no UTF-8; what is written shows them as escapes.
        self.shown_inputs = [show(name) for name in inputs]
        self.title = (
            show(title) if title else "Scan of " + ", ".join(Path(name).name or name for name in self.shown_inputs)
        )
        self.progress = progress
        self.limits = Limits()
        self.created = datetime.now(UTC)
        self.seconds: dict[str, float] = {}
        self.tally = Tally(self.limits)
        self.contacts = ContactIndex(options.link_by)
        self.rejected = 0
        self.read = 0
        self.ignored = 0
        self.shown_rejects: list[Reject] = []
        self.shown_ignored: list[Reject] = []
        self.sectioned: list[int] = []

    def read_with(
        self,
        reading: ReadOptions | None,
        stdin: BinaryIO | None,
        on_reject: Callable[[Reject], None] | None,
        on_ignored: Callable[[str, str], None] | None,
    ) -> None:
        """Fix how the inputs are read."""
        from toolkit.corpus import ReadOptions

        chosen = reading or ReadOptions()
        self.reading = dataclasses.replace(chosen, skip_dirs=(*chosen.skip_dirs, self.folder))
        self.stdin = stdin
        self.on_reject = on_reject
        self.on_ignored = on_ignored

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Time a stage and draw its progress."""
        started = time.perf_counter()
        with self.progress(name, total) as advance:
            yield advance
        self.seconds[name] = round(time.perf_counter() - started, 3)

    def go(self) -> None:
        """Run every stage and commit the results."""
        # Settings of the repair are checked on nothing before anything is read; a worker could only reject with them.
        self.options.repair("")
        with RunTables(self.folder, keep_raw=self.options.keep_raw) as tables, Spool(tables.scratch("spool")) as spool:
            with self.stage("articles") as advance:
                self.first_pass(tables, spool, advance)
            spool.seal()
            with self.stage("duplicates", spool.rows):
                clusters = self.deduplicate(spool)
                tables.clusters(clusters)
            with self.stage("contacts"):
                self.contacts.judge(copies(clusters))
                groups = self.contacts.groups()
                tables.groups(spool.column("id"), groups)
            counts = self.counts(spool.rows, clusters, len(groups))
            moulds = None
            if self.options.templates:
                with self.stage("templates"):
                    moulds = moulds_view(clusters, spool, tables.text)
            with self.stage("report"):
                data = dataclasses.replace(self.report_data(spool, clusters, groups, counts), moulds=moulds)
                from toolkit.report import render

                tables.text("report.html", render(data))
            tables.manifest(self.manifest(counts, clusters))
            spool.close()

    # --- first pass ---------------------------------------------------------------------------------------------

    def first_pass(self, tables: RunTables, spool: Spool, advance: Callable[[int], None]) -> None:
        """Read, repair and parse everything, and write what belongs to an article alone."""
        carried: deque[Mapping[str, Any]] = deque()

        def lean() -> Iterator[Article]:
            # The user's own columns take no part in the work and may be large: they do not travel to the workers.
            for article in self.articles(tables):
                carried.append(article.extra)
                yield dataclasses.replace(article, extra={})

        for result in map_ordered(analyser(self.options), lean(), processes=self.options.processes):
            extra = carried.popleft()
            advance(1)
            if isinstance(result, Reject):
                self.reject(result, tables)
                continue
            index = spool.rows
            tables.article(result, extra)
            spool.append(Row(result.article.id, result.title, result.article.source, result.text))
            self.tally.add(result, self.options.link_by)
            kit = has_kit(result.kit_level, result.notes)
            self.contacts.add(index, result.contacts, result.host, result.headings, kit=kit)
            if result.sections and len(self.sectioned) < self.limits.outlines:
                self.sectioned.append(index)

    def articles(self, tables: RunTables) -> Iterator[Article]:
        """Yield the articles; rejects are counted and written on the way."""
        from toolkit.corpus import read

        for item in read(self.inputs, self.reading, stdin=self.stdin, on_ignored=self.ignore):
            self.read += 1
            if isinstance(item, Reject):
                self.reject(item, tables)
            else:
                yield item

    def reject(self, reject: Reject, tables: RunTables) -> None:
        """Count, write and name one reject."""
        self.rejected += 1
        tables.reject(reject)
        if len(self.shown_rejects) < self.limits.rejects:
            self.shown_rejects.append(reject)
        if self.on_reject is not None:
            self.on_reject(reject)

    def ignore(self, path: str, reason: str) -> None:
        """Count and name one file that was passed over."""
        self.ignored += 1
        if len(self.shown_ignored) < self.limits.rejects:
            self.shown_ignored.append(Reject(path, None, reason))
        if self.on_ignored is not None:
            self.on_ignored(path, reason)

    # --- second pass --------------------------------------------------------------------------------------------

    def deduplicate(self, spool: Spool) -> Clusters:
        """Group near-duplicates over the spooled texts."""
        from toolkit.dedup import dedup

        return dedup(
            spool.column("text"),
            self.options.threshold,
            ids=spool.column("id"),
            num_perm=self.options.num_perm,
            seed=self.options.seed,
            scheme=self.options.scheme,
            parts=self.options.part_length if self.options.parts else False,
            workers=self.options.processes,
        )

    def counts(self, kept: int, clusters: Clusters, groups: int) -> Counts:
        """Add everything up, and check that nothing was lost.

        Raises:
            ContractError: kept + rejected is not what was read.
        """
        if kept + self.rejected != self.read or kept != self.tally.articles:
            raise ContractError(
                f"{self.read} read, but {kept} kept + {self.rejected} rejected; nothing was written. Please report this"
            )
        tally = self.tally
        contacts, shared = self.contacts.count()
        grouped = clusters.sizes[clusters.sizes > 1]
        return Counts(
            read=self.read,
            kept=kept,
            rejected=self.rejected,
            ignored=self.ignored,
            characters=tally.characters,
            damaged=tally.damaged,
            edits=tally.edits,
            left=tally.left,
            clusters=len(grouped),
            duplicates=int(grouped.sum()) - len(grouped),
            pairs=len(clusters.pairs.whole),
            **({} if clusters.parts is None else clusters.parts.stats()),
            with_contacts=tally.with_contacts,
            contacts=contacts,
            shared_contacts=shared,
            contact_groups=groups,
        )

    def report_data(self, spool: Spool, clusters: Clusters, groups: Sequence[Group], counts: Counts) -> ReportData:
        """Pick what the report shows; beyond the limits it shows only totals."""
        shown = cluster_views(clusters, spool, self.limits)
        large = clusters.groups()[: self.limits.outlines]
        first = [clusters.representative(int(clusters.labels[members[0]])) for members in large]
        outlined = [*first, *(group.articles[0] for group in groups[: self.limits.outlines]), *self.sectioned]
        return ReportData(
            title=self.title,
            created=self.created,
            version=__version__,
            inputs=self.shown_inputs,
            parameters=self.options.to_dict(),
            versions=library_versions(),
            counts=counts,
            seconds=self.seconds,
            damage=self.tally.damage(),
            encodings=dict(self.tally.encodings),
            scripts=dict(self.tally.scripts),
            threshold=self.options.threshold,
            recall=recall_view(clusters.stats),
            similarities=clusters.pairs.whole.jaccard.tolist(),
            cluster_sizes=dict(Counter(clusters.sizes.tolist())),
            clusters=shown,
            parts=None
            if clusters.parts is None
            else parts_view(clusters.parts, self.options.part_length, spool, self.limits),
            outlines=outline_views(outlined, spool, self.limits),
            outlines_total=self.tally.with_sections,
            contacts=contact_views(self.contacts, spool, self.limits),
            contact_groups=group_views(groups, spool, self.limits),
            rejects=self.shown_rejects,
            ignored=self.shown_ignored,
        )

    def manifest(self, counts: Counts, clusters: Clusters) -> dict[str, Any]:
        """Return what a later reader needs to know about this run."""
        return {
            "toolkit": __version__,
            "title": self.title,
            "created": self.created.isoformat(timespec="seconds"),
            "inputs": self.shown_inputs,
            "options": self.options.to_dict(),
            "reading": self.reading_options(),
            "versions": library_versions(),
            "counts": {**dataclasses.asdict(counts), "with_sections": self.tally.with_sections},
            "damage": {kind.name: {"edits": kind.edits, "left": kind.left} for kind in self.tally.damage()},
            "encodings": dict(self.tally.encodings.most_common()),
            "scripts": dict(self.tally.scripts.most_common()),
            "kit_levels": {str(level): count for level, count in sorted(self.tally.kit_levels.items())},
            "dedup": clusters.stats,
            "seconds": self.seconds,
            "peak_memory_bytes": peak_memory(),
            "peak_memory_bytes_of_a_worker": peak_memory(workers=True) if self.options.processes > 1 else None,
        }

    def reading_options(self) -> dict[str, Any]:
        """Return how the inputs were read, without the folders of this run."""
        return {name: value for name, value in dataclasses.asdict(self.reading).items() if name != "skip_dirs"}
