"""Signatures on disk, by the 128-bit key of the folded text: for a run that was killed, and for another threshold.

One file of parts while a run goes on, one table `signatures.arrow` when it is done. Its metadata names the scheme:
signatures made otherwise are refused, not mixed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from toolkit.corpus.writers import writing
from toolkit.engine.resume import save_table
from toolkit.errors import InputError, SignatureMismatchError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from toolkit.sketch.minhash import SignatureScheme

ROWS = 1 << 14
"""Signatures in one batch of the table: 2 MB."""

SCHEME = b"contentfarm.signature"


class SignatureFiles:
    """Sketches in Arrow files; see `toolkit.dedup.bands.SketchStore`.

    Args:
        folder: where parts are written and, if there are any, found.
        scheme: how signatures are made.
        kind: uint8 or uint16, how much is kept of each permutation; see `toolkit.dedup.bands.sketch_type`.
        earlier: a table of an earlier run to take signatures from.

    Attributes:
        reused: signatures that were found.
        made: signatures that were not.

    Raises:
        SignatureMismatchError: the table was made with another scheme.
        InputError: it cannot be read.
    """

    def __init__(self, folder: Path, scheme: SignatureScheme, kind: np.dtype[Any], earlier: Path | None = None) -> None:
        self._folder = folder
        self._scheme = scheme
        self._kind = kind
        self._earlier = earlier
        self._keys: list[NDArray[np.uint64]] = [np.empty((0, 2), np.uint64)]
        self._high = np.empty(0, np.uint64)
        self._low = np.empty(0, np.uint64)
        self._place = np.empty(0, np.int64)
        self._values: list[NDArray[Any]] = []
        self._firsts = np.zeros(1, np.int64)
        self._parts = 0
        self.reused = 0
        self.made = 0
        if earlier is not None:
            self._take(earlier, strict=True)
        while (path := self._path(self._parts)).is_file():
            self._take(path, strict=False)
            self._parts += 1
        self._index()

    def load(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[Any]]:
        """Return which of the texts are known, and their signatures."""
        at = np.minimum(np.searchsorted(self._high, keys[:, 0]), max(0, len(self._high) - 1))
        known = np.zeros(len(keys), np.bool_)
        if len(self._high):
            known = (self._high[at] == keys[:, 0]) & (self._low[at] == keys[:, 1])
        places = self._place[at[known]] if len(self._high) else np.empty(0, np.int64)
        self.reused += len(places)
        found = np.empty((len(places), self._scheme.num_perm), self._kind)
        home = np.searchsorted(self._firsts, places, side="right") - 1
        for number in np.unique(home):
            own = home == number
            found[own] = self._values[number][places[own] - self._firsts[number]]
        return known, found

    def save(self, keys: NDArray[np.uint64], sketches: NDArray[Any]) -> None:
        """Write one batch.

        Raises:
            OutputError: it cannot be written.
        """
        self.made += len(keys)
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        save_table(self._path(self._parts), self._table(keys, sketches))
        self._parts += 1

    def write(self, file: BinaryIO, keys: NDArray[np.uint64]) -> None:
        """Write the signatures of the texts with these keys as one table, sorted by key.

        Args:
            file: where to.
            keys: uint64 of shape (texts, 2); texts that have no signature (they are short) are left out.
        """
        import pyarrow as pa

        again = SignatureFiles(self._folder, self._scheme, self._kind, self._earlier)
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        schema = self._table(keys[:0], np.empty((0, self._scheme.num_perm), self._kind)).schema
        with pa.ipc.new_file(file, schema) as writer:
            for begin in range(0, len(order), ROWS):
                some, last = keys[order[begin : begin + ROWS]], keys[order[max(0, begin - 1)]]
                new = np.ones(len(some), np.bool_)
                new[0] = begin == 0 or (some[0] != last).any()
                new[1:] = (some[1:] != some[:-1]).any(axis=1)
                some = some[new]
                known, values = again.load(some)
                if known.any():
                    writer.write_table(self._table(some[known], values))

    def _path(self, number: int) -> Path:
        return self._folder / f"signatures-{number:06}.arrow"

    def _table(self, keys: NDArray[np.uint64], sketches: NDArray[Any]) -> Any:
        import pyarrow as pa

        width = sketches.shape[1] * sketches.dtype.itemsize
        metadata = {**self._scheme.to_dict(), "bits": 8 * sketches.dtype.itemsize}
        columns = [
            pa.FixedSizeBinaryArray.from_buffers(pa.binary(size), len(keys), [None, pa.py_buffer(data.tobytes())])
            for size, data in ((16, keys.astype(">u8")), (width, sketches))
        ]
        fields = [("key", pa.binary(16)), ("signature", pa.binary(width))]
        return pa.table(columns, schema=pa.schema(fields, {SCHEME: json.dumps(metadata).encode()}))

    def _take(self, path: Path, *, strict: bool) -> None:
        import pyarrow as pa

        try:
            table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            metadata = json.loads((table.schema.metadata or {}).get(SCHEME, b"{}"))
        except (OSError, pa.ArrowException, ValueError) as error:
            if strict:
                raise InputError(
                    f"cannot read the signatures in {path}: {error}; run anew without --rethreshold"
                ) from error
            return  # of a part of this run: they are made again
        bits = metadata.pop("bits", 0)
        mine = self._scheme.to_dict()
        if metadata == mine and bits < 8 * self._kind.itemsize:
            if strict:
                raise SignatureMismatchError(
                    f"the signatures in {path} keep {bits} bits of each permutation, so low a threshold needs "
                    f"{8 * self._kind.itemsize}; run anew without --rethreshold"
                )
            return
        if metadata != mine:
            differ = [f"{name} {metadata.get(name)!r} against {mine[name]!r}" for name in mine]
            differ = [entry for name, entry in zip(mine, differ, strict=True) if metadata.get(name) != mine[name]]
            if strict:
                raise SignatureMismatchError(
                    f"the signatures in {path} do not compare: {', '.join(differ)}; leave these options as they were, "
                    "or run anew without --rethreshold"
                )
            return
        kind = np.dtype(f"u{bits // 8}")
        for chunk in table.to_batches():
            if len(chunk):
                keys = np.frombuffer(chunk.column(0).buffers()[1], ">u8").reshape(-1, 2).astype(np.uint64)
                self._keys.append(keys)
                values = np.frombuffer(chunk.column(1).buffers()[1], kind)
                self._values.append(values.reshape(len(chunk), -1))  # cast to fewer bits, its low ones stay

    def _index(self) -> None:
        self._firsts = np.cumsum([0, *map(len, self._values)])
        keys = np.concatenate(self._keys)
        self._keys.clear()
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        self._high, self._low, self._place = keys[order, 0], keys[order, 1], order
