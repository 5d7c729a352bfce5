"""The job behind `contentfarm links`: a run or a corpus in, a folder with the graph and what can be read off it out."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit._version import __version__
from toolkit.corpus import ReadOptions, RunFolder
from toolkit.corpus.runs import files_of_run
from toolkit.engine.facts import NEEDED
from toolkit.engine.manifest import library_versions
from toolkit.engine.result import Scan
from toolkit.engine.scan import no_progress, scan
from toolkit.links import TYING_KINDS, build
from toolkit.links.blocklists import content_farm_terminator, listed, ublacklist
from toolkit.links.graphml import graphml
from toolkit.links.hosts import host_evidence

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Sequence

    from toolkit.article import Reject
    from toolkit.engine.options import ScanOptions
    from toolkit.engine.scan import Progress
    from toolkit.links import HubRule, Links
    from toolkit.links.hosts import HostEvidence

NODES: dict[str, str] = {
    "id": "string",
    "kind": "string",
    "value": "string",
    "title": "string",
    "host": "string",
    "articles": "int64",
    "groups": "int64",
    "cited": "int64",
    "hands": "int64",
    "dispersion": "float64",
    "hub": "bool",
    "ties": "bool",
    "why": "string",
    "component": "string",
}
EDGES: dict[str, str] = {
    "source": "string",
    "target": "string",
    "kind": "string",
    "start": "int64",
    "end": "int64",
    "raw": "string",
    "certainty": "string",
    "part": "string",
    "ties": "bool",
}
COMPONENTS: dict[str, str] = {
    "component": "string",
    "id": "string",
    "title": "string",
    "host": "string",
    "size": "int64",
    "tied_by": "string",
}


@dataclasses.dataclass(frozen=True)
class LinkRun:
    """A complete run of linking.

    Attributes:
        folder: where the results are.
        links: the graph.
        hosts: the hosts proposed for review.
        manifest: what the run says about itself; `counts` holds the totals.
    """

    folder: Path
    links: Links
    hosts: Sequence[HostEvidence]
    manifest: dict[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        """The totals."""
        counts: dict[str, int] = self.manifest["counts"]
        return counts

    @property
    def report(self) -> Path:
        """The report, one self-contained HTML file."""
        return self.folder / "links.html"


def link(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    by: Collection[str] = TYING_KINDS,
    rule: HubRule | None = None,
    options: ScanOptions | None = None,
    reading: ReadOptions | None = None,
    title: str | None = None,
    on_reject: Callable[[Reject], None] | None = None,
    on_ignored: Callable[[str, str], None] | None = None,
    progress: Progress = no_progress,
) -> LinkRun:
    """Link the articles of a run or of a corpus, and write graph, tables, lists of hosts and a report.

    Args:
        paths: the folder of a complete scan, which is not read again; or files, folders, globs, `-`, which are scanned
            into a temporary folder first.
        out: the folder for the results.
        by: kinds of nodes that put articles into one component.
        rule: the thresholds for hubs; None takes the defaults.
        options: the settings of the scan, for a corpus.
        reading: how to read the inputs, for a corpus.
        title: heading of the report.
        on_reject: called with each reject of the scan.
        on_ignored: called with each file passed over, and why.
        progress: how to draw what is going on.

    Raises:
        UsageError: a setting that cannot be, or `out` is a folder that is to be read.
        InputError: the run is not complete.
        OutputError: the results cannot be written.
    """
    created = datetime.now(UTC)
    names = [str(paths)] if not isinstance(paths, (list, tuple)) else [str(path) for path in paths]
    build((), by=by, rule=rule)  # settings are checked before anything is read
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    found = run_of(names)
    if found is None:
        chosen = reading or ReadOptions()
        found = scan(
            names,
            options=options,
            # The results of an earlier run, when they lie inside the corpus, are no articles of it.
            reading=dataclasses.replace(chosen, skip_dirs=(*chosen.skip_dirs, out)),
            on_reject=on_reject,
            on_ignored=on_ignored,
            progress=progress,
        )
        seconds["scan"] = round(time.perf_counter() - started, 3)
    started = time.perf_counter()
    with progress("links", None):
        links = build(found.facts(), by=by, rule=rule)
        hosts = host_evidence(links)
    seconds["links"] = round(time.perf_counter() - started, 3)
    manifest = {
        "toolkit": __version__,
        "title": title or "Links of " + ", ".join(Path(name).name or name for name in names),
        "created": created.isoformat(timespec="seconds"),
        "inputs": names,
        "by": list(links.by),
        "rule": links.rule.to_dict(),
        "scan": {name: found.manifest.get(name) for name in ("toolkit", "created", "options", "counts")},
        "versions": library_versions(),
        "counts": counts(links, hosts, found.counts["rejected"]),
        "seconds": seconds,
    }
    write(links, hosts, Path(out), manifest)
    return LinkRun(Path(out), links, hosts, manifest)


def run_of(names: Sequence[str]) -> Scan | None:
    """Return the complete scan that a single path names, or None when it is a corpus."""
    if len(names) != 1 or not set(NEEDED) <= files_of_run(names[0]):
        return None
    return Scan(names[0])


def counts(links: Links, hosts: Sequence[HostEvidence], rejected: int) -> dict[str, int]:
    """Add everything up."""
    return {
        "articles": len(links.articles),
        "rejected": rejected,
        "nodes": len(links.nodes),
        "edges": len(links.edges),
        "shared": sum(len(node.articles) > 1 for node in links.nodes),
        "hubs": len(links.hubs),
        "components": len(links.components),
        "linked": sum(len(component.articles) for component in links.components),
        "hosts": len(listed(hosts)),
    }


def write(links: Links, hosts: Sequence[HostEvidence], folder: Path, manifest: dict[str, Any]) -> None:
    """Write the results of linking; they appear in `folder` together, or not at all.

    Raises:
        OutputError: the folder cannot be written.
    """
    from toolkit.report.links import render_links

    component_of = links.component_of()
    ids = [component.id for component in links.components]
    with RunFolder(folder, command="links") as run:
        with run.binary("links.graphml") as file:
            for piece in graphml(links):
                file.write(piece.encode())
        with run.parquet("nodes.parquet", NODES) as table:
            for at, fact in enumerate(links.articles):
                tied = component_of[at]
                row = {"id": f"article:{fact.id}", "kind": "article", "value": fact.id, "title": fact.title}
                table.write({**row, "host": fact.host, "component": ids[tied] if tied >= 0 else None})
            for node in links.nodes:
                reach = node.reach
                table.write(
                    {
                        "id": node.id,
                        "kind": node.kind,
                        "value": node.value,
                        "articles": len(node.articles),
                        "groups": reach.groups,
                        "cited": reach.cited,
                        "hands": reach.hands,
                        "dispersion": reach.dispersion,
                        "hub": reach.hub,
                        "ties": node.ties,
                        "why": reach.why or None,
                        "component": ids[component_of[node.articles[0]]] if node.ties else None,
                    }
                )
        with run.parquet("edges.parquet", EDGES) as table:
            for edge in links.edges:
                node = links.nodes[edge.node]
                row = {name: getattr(edge, name) for name in EDGES if name not in ("source", "target", "ties")}
                source = f"article:{links.articles[edge.article].id}"
                table.write({**row, "source": source, "target": node.id, "ties": node.ties})
        with run.parquet("components.parquet", COMPONENTS) as table:
            for component in links.components:
                tied_by = " ".join(links.nodes[node].id for node in component.nodes)
                for at in component.articles:
                    fact = links.articles[at]
                    row = {"component": component.id, "id": fact.id, "title": fact.title, "host": fact.host}
                    table.write({**row, "size": len(component.articles), "tied_by": tied_by})
        with run.jsonl("hosts.jsonl") as table:
            for evidence in hosts:
                table.write({**dataclasses.asdict(evidence), "why": evidence.why})
        source = f"contentfarm-toolkit {__version__}, {manifest['created']}"
        run.text("hosts.ublacklist.txt", ublacklist(hosts, name=manifest["title"], source=source))
        run.text("hosts.cft.txt", content_farm_terminator(hosts, name=manifest["title"], source=source))
        run.text("links.html", render_links(links, hosts, manifest))
        run.manifest(manifest)
