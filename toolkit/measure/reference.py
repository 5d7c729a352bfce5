"""The texts that an article is scored against, prepared once."""

from __future__ import annotations

import io
import json
import tokenize
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.measure.align import ANCHOR, Anchors, anchors_of
from toolkit.measure.columns import Folded, Frequencies, by_key, frequencies, pick
from toolkit.measure.model import MODEL_VERSION
from toolkit.measure.null import GIVEN, Null, packaged_null
from toolkit.measure.outlines import Shape, Structured, shape_of, structured
from toolkit.sketch.fold import FOLD_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

FORMAT = "contentfarm-reference"
VERSION = 1
"""Version of the stored form; raised when old files can no longer be read."""

SHORT, LONG = 5, 10
"""Widths of the shingles that are counted: 5 as near-duplicates are compared by, 10 so that a shared one is a clause
rather than a word."""

SAMPLED = 4
"""One distinct long shingle of so many, chosen by its hash, points to the texts that hold it."""

POSTED = 64
"""Texts that a sampled shingle points to at most: enough to find the others of a mould, however many there are."""

REMEMBERED = 4096
"""Texts whose anchors are kept at once: about 10 kB each."""

OUTLINED = 2000
"""Texts whose outlines are parsed: 2.5 ms each, and a mould that fills a thousandth of a corpus is still seen twice."""


_UNREADABLE = (
    *(ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, tokenize.TokenError),
)
"""What readers of archives raise where bytes are missing or changed."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A corpus to score articles against; make one with `Reference.build`.

    Attributes:
        folded: the folded texts, in the order of their keys.
        ids: their ids, in that order.
        groups: int32; the number of each text's host, or of the text itself where no hosts were given.
        hosts: names of the hosts; empty where none were given.
        shapes: outlines of the first `OUTLINED` texts; empty where they were not asked for.
        null: how honest text scores, by length.
        fold_version: of the fold the texts went through.
    """

    folded: Folded
    ids: tuple[str, ...]
    groups: NDArray[np.int32]
    hosts: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    null: Null = field(default_factory=packaged_null)
    fold_version: str = FOLD_VERSION

    @classmethod
    def build(
        cls,
        texts: Any,
        ids: Sequence[str] | None = None,
        *,
        hosts: Sequence[str] | None = None,
        honest: Sequence[str] | None = None,
        outlines: bool = True,
        sample: int = 10_000,
        workers: int | None = None,
    ) -> Reference:
        """Prepare a corpus.

        Args:
            texts: a sequence of str (None is empty) or an Arrow array of strings. The result does not depend on
                their order.
            ids: a distinct name for each; positions by default.
            hosts: where each text stands; what one host repeats then counts once. By default each text counts.
            honest: texts known to be honest, to measure p-values by; without them the packaged distribution is used.
            outlines: also parse the texts, the first `OUTLINED` of them.
            sample: texts kept at most, drawn by the hashes of their keys: a second and 200 MB for so many.
            workers: threads; None uses every core.

        Raises:
            UsageError: there is no text with a character in it, or ids or hosts do not fit the texts.
        """
        count = len(texts)
        names = tuple(ids) if ids is not None else tuple(map(str, range(count)))
        if len(names) != count or len(set(names)) != count:
            raise UsageError(f"ids must be one distinct id a text: {len(names)} ids, {count} texts")
        if hosts is not None and len(hosts) != count:
            raise UsageError(f"hosts must be one a text: {len(hosts)} hosts, {count} texts")
        from toolkit.parse import parse

        order = by_key(texts, workers)[:sample]
        if not len(order):
            raise UsageError("a reference needs at least one text that is not empty")
        picked = pick(texts, order)
        known = tuple(sorted({hosts[row] for row in order})) if hosts is not None else ()
        number = {name: at for at, name in enumerate(known)}
        groups = [number[hosts[row]] for row in order] if hosts is not None else range(len(order))
        made = cls(
            Folded.of(picked, workers),
            tuple(names[row] for row in order),
            np.array(groups, np.int32),
            known,
            tuple(shape_of(parse(text)) for text in picked[:OUTLINED]) if outlines else (),
        )
        if honest is not None:
            object.__setattr__(made, "null", Null.measure(honest, made))
        return made

    def __len__(self) -> int:
        """Return the number of texts that are not empty."""
        return len(self.folded)

    def __repr__(self) -> str:
        where = f", {len(self.hosts)} hosts" if self.hosts else ""
        return f"<Reference: {len(self)} texts{where}, {len(self.folded.codes)} characters>"

    @cached_property
    def short(self) -> Frequencies:
        """In how many groups each shingle of `SHORT` characters stands."""
        return frequencies(self.folded.shingles(SHORT), self.groups)

    @cached_property
    def long(self) -> Frequencies:
        """In how many groups each shingle of `LONG` characters stands."""
        return frequencies(self.folded.shingles(LONG), self.groups)

    @cached_property
    def literal(self) -> NDArray[np.float64]:
        """Bits of each code point by its frequency here, half an occurrence added to every one, seen or not."""
        counts = np.bincount(self.folded.codes, minlength=0x110000).astype(np.float64) + 0.5
        return np.asarray(-np.log2(counts / (counts.sum())))

    @cached_property
    def postings(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
        """Sampled long shingles, ascending; where the rows of each begin (and all end); rows, at most `POSTED` each."""
        shingles = self.folded.shingles(LONG)
        chosen = (shingles.hashes >> np.uint64(32)) % np.uint64(SAMPLED) == 0
        hashes, rows = shingles.hashes[chosen], shingles.rows[chosen]
        order = np.argsort(hashes, kind="stable")  # rows stay in order
        hashes, rows = hashes[order], rows[order]
        fresh = np.concatenate([[True], (hashes[1:] != hashes[:-1]) | (rows[1:] != rows[:-1])])[: len(hashes)]
        hashes, rows = hashes[fresh], rows[fresh]
        distinct, starts, sizes = np.unique(hashes, return_index=True, return_counts=True)
        kept = np.arange(len(rows)) - np.repeat(starts, sizes) < POSTED
        return distinct, np.append(0, np.cumsum(np.minimum(sizes, POSTED))), rows[kept]

    @cached_property
    def anchors(self) -> Callable[[int], Anchors]:
        """How the anchors of a text are had; the last `REMEMBERED` are kept, since siblings are asked for together."""

        @lru_cache(maxsize=REMEMBERED)
        def of(row: int) -> Anchors:
            return anchors_of(self.folded.take(np.array([row])).shingles(ANCHOR).hashes)

        return of

    @cached_property
    def shape_counts(self) -> Counter[tuple[str, ...]]:
        """Number of parsed texts of each shape."""
        return Counter(shape.tokens for shape in self.shapes)

    @cached_property
    def structured(self) -> list[Structured]:
        """The distinct shapes of the parsed texts that have structure."""
        return structured(self.shapes)

    @cached_property
    def _places(self) -> dict[tuple[int, int], list[int]]:
        places: dict[tuple[int, int], list[int]] = {}
        for row, (one, two) in enumerate(self.folded.keys.tolist()):
            places.setdefault((one, two), []).append(row)
        return places

    def rows_of(self, key: NDArray[np.uint64]) -> list[int]:
        """Return the texts that fold to the same key."""
        return self._places.get((int(key[0]), int(key[1])), [])

    def group_of(self, host: str | None) -> int:
        """Return the number of a host, -1 where it is not known here."""
        return self.hosts.index(host) if host in self.hosts else -1

    def row_of(self, identity: str) -> int | None:
        """Return the text of an id, or None."""
        return self._rows.get(identity)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}

    def candidates(self, hashes: NDArray[np.uint64], own: int | None, limit: int) -> list[int]:
        """Return the texts that share most sampled long shingles with one, rare ones counting more; copies once.

        Args:
            hashes: the long shingles of the text.
            own: the text itself, left out.
            limit: texts at most, the best first.
        """
        known, starts, rows = self.postings
        wanted = np.unique(hashes[(hashes >> np.uint64(32)) % np.uint64(SAMPLED) == 0])
        at = np.searchsorted(known, wanted)
        inside = at < len(known)
        at = at[inside][known[at[inside]] == wanted[inside]]
        sizes = starts[at + 1] - starts[at]
        if not len(at):
            return []
        places = np.arange(sizes.sum()) + np.repeat(starts[at] - np.cumsum(sizes) + sizes, sizes)
        weight = np.repeat(np.log2((len(self) + 1) / sizes), sizes)
        score = np.bincount(rows[places], weight, len(self))
        if own is not None:
            score[own] = 0
        found = np.flatnonzero(score)
        ranked = found[np.argsort(-score[found], kind="stable")]
        # Rows are in the order of their keys, so that equal texts stand together; the first of them speaks for all.
        keys = self.folded.keys
        chosen: dict[tuple[int, int], int] = {}
        for row in ranked.tolist():
            chosen.setdefault((int(keys[row, 0]), int(keys[row, 1])), row)
            if len(chosen) == limit:
                break
        return list(chosen.values())

    def to_bytes(self) -> bytes:
        """Return the reference as a NumPy archive; `from_bytes` reads it back."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "fold_version": self.fold_version,
            "model": MODEL_VERSION,
            "ids": self.ids,
            "hosts": self.hosts,
            "shapes": self.shapes,
            "null": self.null.to_dict(),
        }
        out = io.BytesIO()
        np.savez_compressed(
            out,
            head=np.frombuffer(json.dumps(head).encode("ascii"), np.uint8),
            codes=self.folded.codes,
            offsets=self.folded.offsets,
            keys=self.folded.keys,
            groups=self.groups,
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Reference:
        """Read what `to_bytes` wrote.

        Raises:
            UsageError: this is no reference, a damaged one, or one of a later version.
            SignatureMismatchError: its texts went through another fold.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as archive:
                head = dict(json.loads(archive["head"].tobytes()))
                arrays = {name: archive[name] for name in ("codes", "offsets", "keys", "groups")}
        except _UNREADABLE as error:
            raise UsageError(f"this is no stored reference: {error}; make one with --save-reference") from error
        if head.get("format") != FORMAT or head.get("version") != VERSION:
            raise UsageError(
                f"this reference is {head.get('format')} {head.get('version')}, not {FORMAT} {VERSION}; build it again"
            )
        if head.get("fold_version") != FOLD_VERSION:
            raise SignatureMismatchError(
                f"the reference was folded by {head.get('fold_version')}, this version folds by {FOLD_VERSION}; "
                "build it again"
            )
        try:
            null = Null.from_dict(head["null"])
            shapes = tuple(Shape(tuple(tokens), tuple(words), count) for tokens, words, count in head["shapes"])
            made = cls(
                Folded(arrays["codes"], arrays["offsets"], arrays["keys"]),
                tuple(head["ids"]),
                arrays["groups"],
                tuple(head["hosts"]),
                shapes,
                null,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(f"this stored reference is damaged: {error!r}; build it again") from error
        if {len(made), len(made.folded.keys), len(made.groups)} != {len(made.ids)}:
            raise UsageError("this stored reference is damaged: its parts do not fit together; build it again")
        if head.get("model") != MODEL_VERSION:
            # Its p-values speak of another model. Ours can be had anew; those of texts that were given cannot.
            if null.source.endswith(GIVEN):
                raise UsageError(
                    "this reference measured honest texts by an earlier model of the score; build it again"
                )
            made = replace(made, null=packaged_null())
        return made
