"""Run a pure function over a stream, in this process or in several, with the results in the order of the stream."""

from __future__ import annotations

import itertools
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from toolkit.errors import ContentFarmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

BATCH = 64
"""Items that travel to a worker together: enough that pickling is a small part of the work."""

INLINE = 256
"""Items done in this process before workers are started: a small corpus is finished sooner than they are up."""


def _begin_worker() -> None:
    # Ctrl-C reaches the whole process group; only the parent decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent process is gone, killed perhaps, and end this one: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start processes inside: they inherit the block, so that Ctrl-C while they import says nothing."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run_batch(function: Callable[[T], R], batch: tuple[T, ...]) -> list[R]:
    return [function(item) for item in batch]


def _batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def map_ordered(function: Callable[[T], R], items: Iterable[T], *, processes: int) -> Iterator[R]:
    """Yield `function(item)` for each of `items`, in their order.

    Args:
        function: picklable and pure; it must not raise for a bad item but return something that says so.
        items: read lazily, never more than a few batches ahead.
        processes: 1 does all work here; more starts that many worker processes once `INLINE` items have gone by.

    Raises:
        ContentFarmError: a worker process died (killed, or out of memory).
    """
    iterator = iter(items)
    for item in itertools.islice(iterator, INLINE if processes > 1 else None):
        yield function(item)
    first = next(iterator, None) if processes > 1 else None
    if first is None:
        return
    # Workers are started afresh, not forked: this process may hold threads (Arrow, numba), and forking those is unsafe.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin_worker)
    try:
        yield from _drain(pool, function, itertools.chain([first], iterator), ahead=3 * processes)
    except BrokenProcessPool as error:
        raise ContentFarmError(
            "a worker process died (killed, or out of memory); run again with one worker, or a smaller limit on the "
            'size of an article. In a script, work with several needs its main part under `if __name__ == "__main__"`'
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _drain(pool: ProcessPoolExecutor, function: Callable[[T], R], items: Iterable[T], ahead: int) -> Iterator[R]:
    waiting: deque[Future[list[R]]] = deque()
    for batch in _batched(items, BATCH):
        with _interrupts_blocked():  # the first batches start the workers
            waiting.append(pool.submit(_run_batch, function, batch))
        if len(waiting) >= ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()
