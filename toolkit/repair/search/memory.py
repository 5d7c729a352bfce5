"""Arrays by number, for kernels that call each other by the million.

A kernel that takes arrays counts their references at each call, and takes a second to compile for each dozen of them.
These take one number: the address of a table of the addresses of all arrays. `i32`, `i64` and `f64` read from the array
of a number in that table, `put_i32`, `put_i64` and `put_f64` write. Nothing is checked: an index past the end is an
error of the caller's that nobody notices before the process crashes, as it is for arrays in kernels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]

_INT32, _INT64, _FLOAT64 = ir.IntType(32), ir.IntType(64), ir.DoubleType()


def _address(builder: Any, arguments: Any, item: Any) -> Any:
    memory, array, index = arguments[:3]
    table = builder.inttoptr(memory, _INT64.as_pointer())
    base = builder.load(builder.gep(table, [array]))
    return builder.gep(builder.inttoptr(base, item.as_pointer()), [index])


def _reader(item: Any, result: Any, name: str) -> Any:
    def read(_typing: Any, memory: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - numba reads the names
        def lower(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            found = builder.load(_address(builder, arguments, item))
            return builder.sext(found, _INT64) if item is _INT32 else found

        return result(types.int64, types.int64, types.int64), lower

    read.__name__ = read.__qualname__ = name
    return intrinsic(read)


def _writer(item: Any, kind: Any, name: str) -> Any:
    def write(_typing: Any, memory: Any, array: Any, index: Any, value: Any) -> Any:  # noqa: ARG001
        def lower(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            value = arguments[3]
            if item is _INT32:
                value = builder.trunc(value, _INT32)
            builder.store(value, _address(builder, arguments, item))
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, types.int64, kind), lower

    write.__name__ = write.__qualname__ = name
    return intrinsic(write)


i32 = _reader(_INT32, types.int64, "i32")
i64 = _reader(_INT64, types.int64, "i64")
f64 = _reader(_FLOAT64, types.float64, "f64")
put_i32 = _writer(_INT32, types.int64, "put_i32")
put_i64 = _writer(_INT64, types.int64, "put_i64")
put_f64 = _writer(_FLOAT64, types.float64, "put_f64")


class Memory:
    """A table of arrays.

    Args:
        size: how many there may be.

    Attributes:
        address: what a kernel takes.
    """

    def __init__(self, size: int) -> None:
        self._table = np.zeros(size, np.int64)
        self._arrays: dict[int, Array] = {}
        self.address: int = self._table.ctypes.data

    def put(self, number: int, array: Array) -> None:
        """Put an array (int32, int64 or float64, in one piece) into the table; it lives as long as the table does."""
        assert array.flags.c_contiguous
        assert array.dtype in (np.int32, np.int64, np.float64)
        self._arrays[number] = array
        self._table[number] = array.ctypes.data

    def array(self, number: int) -> Array:
        """Return an array."""
        return self._arrays[number]
