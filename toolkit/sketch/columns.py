"""Text as kernels want it: UTF-8 buffers and byte ranges, taken from Arrow without a copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Texts that share one buffer.

    Attributes:
        data: uint8, the buffer, read-only.
        starts: int64, first byte of each text.
        stops: int64, one past the last byte; equal to the start for a null.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, rows: NDArray[np.int64] | slice) -> TextChunk:
        """Return the texts at `rows`, over the same buffer."""
        return TextChunk(self.data, self.starts[rows], self.stops[rows])


def text_chunks(texts: Any) -> list[TextChunk]:
    """Return the texts as chunks, in order.

    Args:
        texts: a sequence of str (None is empty), or an Arrow array or chunked array of strings, of 32- or 64-bit
            offsets, whole or sliced; binary is taken as UTF-8. String views and dictionaries are copied first.

    Raises:
        UsageError: the items are no strings.
    """
    import pyarrow as pa

    if isinstance(texts, pa.ChunkedArray):
        return [_arrow_chunk(chunk) for chunk in texts.chunks]
    if isinstance(texts, pa.Array):
        return [_arrow_chunk(texts)]
    if isinstance(texts, str | bytes):
        raise UsageError("texts is one string; give a list of them")
    return [_arrow_chunk(_from_python(list(texts)))]


def _from_python(texts: Sequence[str | None]) -> Any:
    import pyarrow as pa

    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        # Lone surrogates have no UTF-8; let them through as three bytes each, which the fold drops.
        encoded = [None if t is None else t.encode("utf-8", "surrogatepass") for t in texts]
        return pa.array(encoded, pa.large_binary())
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise UsageError(f"texts must be strings or None{not_strings(texts) or f': {error}'}") from error


def not_strings(values: Any) -> str:
    """Return which of some values is the first that is no string, to end a message with; empty where none is.

    >>> not_strings(["甲", None, 3])
    ', number 2 (counted from 0) is int'
    """
    wrong = ((at, value) for at, value in enumerate(values) if not isinstance(value, str | None))
    return next((f", number {at} (counted from 0) is {type(value).__name__}" for at, value in wrong), "")


def _arrow_chunk(array: Any) -> TextChunk:
    import pyarrow as pa

    kind = array.type
    if pa.types.is_null(kind):
        nothing = np.zeros(len(array), np.int64)
        return TextChunk(_frozen(np.zeros(0, np.uint8)), nothing, nothing)
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_string_view(kind) or pa.types.is_binary_view(kind):
        array = array.cast(pa.large_string() if pa.types.is_string_view(kind) else pa.large_binary())
        kind = array.type
    if kind not in {pa.string(), pa.large_string(), pa.binary(), pa.large_binary()}:
        raise UsageError(f"texts must be strings, this column holds {kind}")
    wide = pa.types.is_large_string(kind) or pa.types.is_large_binary(kind)
    _, offsets_buffer, data_buffer = array.buffers()
    if len(array) == 0 or offsets_buffer is None:
        nothing = np.zeros(len(array), np.int64)
        return TextChunk(_frozen(np.zeros(0, np.uint8)), nothing, nothing)
    offsets = np.frombuffer(offsets_buffer, np.int64 if wide else np.int32)
    offsets = offsets[array.offset : array.offset + len(array) + 1].astype(np.int64)
    data = np.zeros(0, np.uint8) if data_buffer is None else np.frombuffer(data_buffer, np.uint8)
    stops = offsets[1:]
    if array.null_count:
        # A null may have bytes of its own behind it; they are not its text.
        stops = np.where(array.is_valid().to_numpy(zero_copy_only=False), stops, offsets[:-1])
    return TextChunk(_frozen(data), np.ascontiguousarray(offsets[:-1]), np.ascontiguousarray(stops))


def _frozen(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Arrow's buffers are read-only; making all of them so keeps the kernels at one compiled form.
    data = data.view()
    data.flags.writeable = False
    return data
