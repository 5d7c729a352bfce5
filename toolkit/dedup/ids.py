"""The names of texts, as a column: a million of them as Python strings would weigh more than the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from toolkit.errors import UsageError
from toolkit.sketch.columns import not_strings

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1 << 16
"""Names that are compared at a time."""


class Ids(Sequence[str]):
    """Distinct names, one a text; reads as a sequence of str.

    Args:
        names: a sequence of str, or an Arrow (chunked) array of strings without nulls.

    Attributes:
        array: the names as one Arrow array, of large strings; of large binary where one holds a lone surrogate.

    Raises:
        UsageError: a name is null or no string.
    """

    def __init__(self, names: Any) -> None:
        import pyarrow as pa

        self.array: Any = None
        if isinstance(names, Ids):
            self.array = names.array
            return
        try:
            if isinstance(names, pa.ChunkedArray):
                names = names.combine_chunks()
            if isinstance(names, pa.Array):
                self.array = names.cast(pa.large_string())
            else:
                self.array = pa.array(names, pa.large_string())
        except UnicodeEncodeError:
            self.array = pa.array([name.encode("utf-8", "surrogatepass") for name in names], pa.large_binary())
        except (pa.ArrowException, TypeError) as error:
            raise UsageError(f"ids must be strings{not_strings(names) or f': {error}'}") from error
        if self.array.null_count:
            raise UsageError("ids must be strings, one of them is null")

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        name = self.array[at].as_py()
        return name.decode("utf-8", "surrogatepass") if isinstance(name, bytes) else name

    def take(self, rows: NDArray[np.int64]) -> list[bytes]:
        """Return the names of some rows as UTF-8, lone surrogates as three bytes each."""
        import pyarrow as pa

        found: list[bytes] = self.array.take(pa.array(rows)).cast(pa.large_binary()).to_pylist()
        return found

    def ranks(self) -> NDArray[np.int64] | None:
        """Return the rank of each name by code points; None where they stand in that order already.

        Raises:
            UsageError: two are the same.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        count = len(self)
        blocks = [slice(at, min(at + BLOCK, count - 1)) for at in range(0, max(0, count - 1), BLOCK)]

        def pairwise(compare: Any, order: NDArray[np.int64] | None, block: slice) -> Any:
            if order is None:
                length = block.stop - block.start
                return compare(self.array.slice(block.start, length), self.array.slice(block.start + 1, length))
            some = self.array.take(pa.array(order[block.start : block.stop + 1]))
            return compare(some.slice(0, len(some) - 1), some.slice(1))

        # UTF-8 sorts as code points do.
        if all(pc.all(pairwise(pc.less, None, block)).as_py() for block in blocks):
            return None
        order = pc.sort_indices(self.array).to_numpy().astype(np.int64)
        for block in blocks:
            again = np.flatnonzero(pairwise(pc.equal, order, block).to_numpy(zero_copy_only=False))
            if len(again):
                name = self[int(order[block.start + again[0]])]
                raise UsageError(f"ids must be one distinct id a text: several are {name!r}")
        ranks = np.empty(count, np.int64)
        ranks[order] = np.arange(count)
        return ranks
