"""`contentfarm dedup`: near-duplicates of a corpus, as clusters on stdout or as tables in a folder."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    part_options,
    printable,
    reading_options,
    signature_option,
    threshold_option,
)
from toolkit.errors import ContractError, OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.dedup import Clusters
    from toolkit.engine.resume import Reading
    from toolkit.engine.signatures import SignatureFiles

KEEP_RULES = ("first", "last", "longest", "cleanest")
RESUME = ".contentfarm-resume"
"""Folder in the output folder where a run keeps what it has, until it is done."""

TEXTS = "texts"
"""Folder in it for what was read."""

STAGES = {"signatures": "Sketching", "stars": "Comparing with representatives", "pairs": "Verifying pairs"}


@click.command("dedup", short_help="Find near-duplicates and group them into clusters.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for tables, instead of stdout.")
@threshold_option
@click.option(
    "--recall",
    type=float,
    default=0.98,
    show_default=True,
    help="Probability that a pair exactly at the threshold is found.",
)
@click.option(
    "--keep",
    metavar="RULE",
    default="first",
    show_default=True,
    help="Copy to keep: first, last, longest, cleanest, or COLUMN for its highest value, COLUMN:min for its lowest.",
)
@click.option("--apply", is_flag=True, help="Also write the corpus without the copies, each file in its own format.")
@part_options
@click.option(
    "--rethreshold",
    metavar="RUN",
    type=click.Path(exists=True, file_okay=False),
    help="Take the signatures of the run in this folder, and its inputs if no PATH is given.",
)
@click.option(
    "--sample",
    metavar="N",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Articles whose similar ones are sought exactly, to measure recall.",
)
@click.option("--num-perm", metavar="N", type=int, default=128, show_default=True, help="Values in a signature.")
@signature_option
@click.option("--width", metavar="N", type=int, default=5, show_default=True, help="Characters in a shingle.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Seed of its hash functions.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Threads [default: all].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table"]),
    default="jsonl",
    show_default=True,
    help="What is printed without -o.",
)
@click.option("--all", "singles", is_flag=True, help="Print articles without near-duplicates too.")
@click.option("--fail-on", type=click.Choice(["duplicates"]), help="Exit with 4 when there is any.")
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    keep: str,
    apply: bool,
    parts: bool,
    part_length: int,
    rethreshold: str | None,
    form: str,
    singles: bool,
    fail_on: str | None,
    reading: ReadOptions,
    ui: Ui,
    **settings: Any,
) -> int:
    """Find near-duplicates among articles, verify them on their text and group them into clusters.

    PATH is a file, a folder, a glob, or - for standard input. Without -o one line a cluster goes to stdout. With -o a
    run that was killed goes on where it stopped when it is started again.
    """
    if rethreshold is not None and not paths:
        paths = _inputs_of(rethreshold)
    if not paths:
        raise UsageError("nothing to compare; type for example: contentfarm dedup corpus/")
    from toolkit.cli import dedup_output as results
    from toolkit.corpus import RunFolder
    from toolkit.corpus.writers import writing
    from toolkit.dedup import dedup
    from toolkit.dedup.keep import column_ranks
    from toolkit.engine.expected import expected_records
    from toolkit.engine.resume import Reading

    if apply and output is None:
        raise UsageError("--apply needs a folder to write to; type for example: contentfarm dedup PATH --apply -o out")
    if apply and "-" in paths:
        raise UsageError("--apply reads its inputs twice, which standard input cannot be; name a file")
    if output is not None:
        reading = dataclasses.replace(reading, skip_dirs=(*reading.skip_dirs, output))
    earlier = results.kept_files(output)
    column = None if keep in KEEP_RULES else keep
    name = None if column is None else _name(column)
    stdin = sys.stdin.buffer if "-" in paths else None
    clock = _Clock(ui)
    with (
        RunFolder(output, command="dedup") if output is not None else nullcontext() as run,
        _scratch(output) as scratch,
        Reading(scratch / TEXTS, paths, reading, stdin, name) as texts,
    ):
        store = _signatures(scratch / "signatures", rethreshold, settings) if output or rethreshold else None
        with ui.progress("Reading", expected_records(paths, reading)) as advance:
            texts.read(on_reject=ui.reject, on_ignored=ui.ignored, advance=advance)
        clock.lap("read")
        if texts.resumed:
            ui.info(f"contentfarm: {texts.resumed:,} articles had been read before the last run stopped")
        rule = keep if column is None else column_ranks(_column(texts, column), lowest=column.endswith(":min"))
        clusters = dedup(
            texts.column("text"),
            ids=texts.column("id"),
            keep=rule,
            parts=part_length if parts else False,
            store=store,
            progress=lambda stage, total: ui.progress(STAGES.get(stage, stage), total),
            **settings,
        )
        clock.lap("compare")
        for stage, seconds in clusters.stats["seconds"].items():
            ui.detail(f"contentfarm: {stage}: {seconds:.2f} s")
        if run is not None:
            results.write_tables(run, clusters, texts, keep)
            if store is not None:
                with run.binary(results.SIGNATURES) as file, writing(results.SIGNATURES):
                    store.write(file, clusters.keys)
            if apply:
                results.write_kept(run, clusters, paths, reading)
            clock.lap("write")
            options = {
                **{name: settings[name] for name in ("threshold", "recall", "sample")},
                "keep": keep,
                "apply": apply,
                "parts": part_length if parts else None,
                "rethreshold": rethreshold,
            }
            run.manifest(results.manifest(clusters, texts, paths, reading, options, clock.laps))
        elif form == "table":
            results.print_table(clusters, texts, singles=singles)
        else:
            for line in chain(results.lines(clusters, texts, singles=singles), results.part_lines(clusters)):
                click.echo(line)
        _check_balance(clusters, texts)
    for name in earlier - results.kept_files(output):  # of an earlier run, which kept other copies
        (Path(output or "") / name).unlink(missing_ok=True)
    if store is not None and rethreshold is not None:
        ui.info(f"signatures: {store.reused:,} taken from {printable(rethreshold)}, {store.made:,} made")
    _say(ui, clusters, texts, output)
    if fail_on is not None and len(clusters.pairs.whole):
        return EXIT_FINDINGS
    return EXIT_REJECTS if texts.rejects else EXIT_DONE


class _Clock:
    """Seconds of each stage, for the manifest and `-v`."""

    def __init__(self, ui: Ui) -> None:
        self._ui = ui
        self._at = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._at, 3)
        self._at = now
        self._ui.detail(f"contentfarm: {name}: {self.laps[name]:.2f} s")


@contextmanager
def _scratch(output: str | None) -> Iterator[Path]:
    """Yield the folder where texts and signatures lie while they are compared.

    Below an output folder it outlives a run that is killed or interrupted or that finds the disk full, for the next
    one to go on with.
    """
    if output is None:
        with tempfile.TemporaryDirectory(prefix="contentfarm-") as temporary:
            yield Path(temporary)
        return
    from toolkit.engine.resume import INPUTS

    folder = Path(output, RESUME)
    try:
        yield folder
    except (KeyboardInterrupt, OutputError):
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # The marker goes first: what a run that is killed here leaves of the rest is not taken up.
    (folder / TEXTS / INPUTS).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _signatures(folder: Path, rethreshold: str | None, settings: dict[str, Any]) -> SignatureFiles:
    """Return where this run keeps its signatures, and finds earlier ones."""
    from toolkit.cli.dedup_output import SIGNATURES
    from toolkit.dedup.bands import choose_banding, sketch_type
    from toolkit.engine.signatures import SignatureFiles
    from toolkit.sketch import SignatureScheme

    scheme = SignatureScheme(settings["num_perm"], settings["seed"], settings["width"], settings["scheme"])
    kind = sketch_type(choose_banding(settings["threshold"], settings["recall"], scheme.num_perm))
    earlier = None
    if rethreshold is not None:
        earlier = Path(rethreshold, SIGNATURES)
        if not earlier.is_file():
            raise UsageError(f"no signatures in {printable(rethreshold)}: name a folder that dedup -o has written")
    return SignatureFiles(folder, scheme, kind, earlier)


def _inputs_of(folder: str) -> tuple[str, ...]:
    """Return the inputs that the run in this folder names."""
    try:
        inputs = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        inputs = None
    if not isinstance(inputs, list):
        raise UsageError(f"{printable(folder)} holds no run of dedup; name its inputs as PATH too")
    if "-" in inputs:
        raise UsageError(f"the run in {printable(folder)} read standard input; name what to read as PATH too")
    return tuple(map(str, inputs))


def _name(column: str) -> str:
    """Return the name in `COLUMN`, `COLUMN:min` or `COLUMN:max`."""
    return column.removesuffix(":min").removesuffix(":max")


def _column(texts: Reading, column: str) -> list[Any]:
    """Return the values of the column that decides what is kept."""
    values, known = texts.values()
    if values and _name(column) not in known:
        there = ", ".join(sorted(known)) or "none"
        raise UsageError(f"--keep {column}: no rule and no column of this name; columns: {there}")
    return values


def _check_balance(clusters: Clusters, texts: Reading) -> None:
    if len(clusters.labels) != texts.rows or int(clusters.sizes.sum()) != texts.rows:
        raise ContractError(f"{texts.rows} articles went in, {int(clusters.sizes.sum())} came out; please report this")


def _say(ui: Ui, clusters: Clusters, texts: Reading, output: str | None) -> None:
    """Sum the run up on stderr."""
    from toolkit.report.text import plural

    gone = len(clusters.gone)
    message = f"{texts.rows - gone:,} kept + {gone:,} copies + {len(texts.rejects):,} rejected"
    where = "" if output is None else f"; tables: {output}"
    ui.info(
        f"{message} = {texts.rows + len(texts.rejects):,} read; {int((clusters.sizes > 1).sum()):,} clusters{where}"
    )
    if clusters.parts is not None:
        pairs = plural(len(clusters.parts), "pair shares", "pairs share")
        stitched = plural(len(clusters.parts.stitched), "article is", "articles are")
        ui.info(f"{pairs} passages; {stitched} stitched")
    stats = clusters.stats
    measured = stats["measured_recall"]
    said = ""
    if measured["recall"] is not None:
        interval = f"{measured['low']:.3f} to {measured['high']:.3f}"
        said = f", measured {measured['recall']:.3f} ({interval}; {measured['pairs']:,} pairs)"
    ui.info(
        f"recall at similarity {stats['threshold']}: expected {stats['expected_recall']:.3f}{said}; "
        f"{stats['bands']} bands of {stats['rows']} rows let {stats['expected_false_candidates']:.1%} of less similar "
        f"pairs through; {stats['candidates']:,} candidates met, {stats['compared']:,} pairs compared, "
        f"{stats['pairs']:,} listed"
    )
