"""Group commit: requests that come while a commit is under way share the next one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from sampai.ledger.actions.append import Answer

T = TypeVar("T")
MOST = 100
"""Batches in one commit."""


class Gatherer(Generic[T]):
    """One thread appends for all; each caller waits for its own answer, which comes after the commit."""

    def __init__(
        self, take: Callable[[Sequence[T]], Sequence[Answer]], *, done: Callable[[], None] = lambda: None
    ) -> None:
        """Start the thread; `done` is called in it at the end, to close its connections."""
        self._take = take
        self._done = done
        self._queue: SimpleQueue[tuple[T, Future[Answer]] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="ledger", daemon=True)
        self._thread.start()

    def submit(self, batch: T) -> Future[Answer]:
        """Hand a batch in; the answer is there when it is durable."""
        future: Future[Answer] = Future()
        self._queue.put((batch, future))
        return future

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        open_for_more = True
        while open_for_more:
            waiting = self._next()
            open_for_more = waiting[-1] is not None
            self._serve([item for item in waiting if item is not None])
        self._done()

    def _next(self) -> list[tuple[T, Future[Answer]] | None]:
        found = [self._queue.get()]
        with suppress(Empty):
            while found[-1] is not None and len(found) < MOST:
                found.append(self._queue.get_nowait())
        return found

    def _serve(self, waiting: Sequence[tuple[T, Future[Answer]]]) -> None:
        if not waiting:
            return
        try:
            answers = self._take([batch for batch, _ in waiting])
        except Exception as error:  # noqa: BLE001 -- whatever it is, the callers must hear of it
            self._one_by_one(waiting, error)
            return
        for (_, future), answer in zip(waiting, answers, strict=True):
            future.set_result(answer)

    def _one_by_one(self, waiting: Sequence[tuple[T, Future[Answer]]], error: Exception) -> None:
        """After an error each batch is tried alone, so that one cannot hold the others up."""
        if len(waiting) == 1:
            waiting[0][1].set_exception(error)
            return
        for item in waiting:
            self._serve([item])
