"""Results come in the order of the stream, whoever computed them; a dead worker is one clear error."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator

import pytest

from toolkit.engine import pool
from toolkit.engine.pool import BATCH, INLINE, map_ordered
from toolkit.errors import ContentFarmError


def square_slowly_at_first(n: int) -> int:
    if n % BATCH == 0:
        time.sleep(0.01)  # later batches overtake this one
    return n * n


def die_late(n: int) -> int:
    if n == INLINE + 1:
        os._exit(1)
    return n


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("count", [0, 1, INLINE, INLINE + 1, INLINE + 5 * BATCH + 3])
def test_order_is_that_of_the_input(count: int, processes: int) -> None:
    assert list(map_ordered(square_slowly_at_first, range(count), processes=processes)) == [n * n for n in range(count)]


def test_the_input_is_read_only_a_little_ahead() -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        for n in itertools.count():
            taken += 1
            yield n

    results = map_ordered(square_slowly_at_first, endless(), processes=2)
    assert list(itertools.islice(results, INLINE + 1)) == [n * n for n in range(INLINE + 1)]
    assert taken <= INLINE + 1 + 3 * 2 * BATCH + BATCH
    results.close()  # type: ignore[attr-defined]


def test_a_dead_worker_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContentFarmError, match="worker process died"):
        list(map_ordered(die_late, range(INLINE + 3 * BATCH), processes=2))


def test_small_inputs_start_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ProcessPoolExecutor", None)
    assert len(list(map_ordered(square_slowly_at_first, range(INLINE), processes=8))) == INLINE
