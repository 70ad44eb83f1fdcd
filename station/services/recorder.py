"""The one thread of a process that writes: use cases go in, committed facts come out.

A use case is a function of one unit of work. It runs in the recorder's thread, inside one transaction, and
what it returns is handed back after the commit; subscribers hear of the commit only then.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from station.domain.errors import StationError
from station.domain.facts import Fact
from station.storage.store import NOT_VERIFIED, Store
from station.storage.unit import UnitOfWork

T = TypeVar("T")
Subscriber = Callable[[Sequence[Fact]], None]
_log = logging.getLogger(__name__)

QUIET_S = 0.002


class Recorder:
    """Owns the unit of work. ``do`` waits for the commit, ``submit`` returns a future of it.

    ``prepare`` is called in the same thread whenever the queue has been empty for a moment.
    """

    def __init__(self, store: Store, prepare: Callable[[], None] | None = None) -> None:
        self._store = store
        self._prepare = prepare
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._subscribers: list[Subscriber] = []
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Call ``subscriber`` in the recorder's thread after every commit, with what was committed."""
        self._subscribers.append(subscriber)

    def submit(self, use_case: Callable[[UnitOfWork], T]) -> Future[T]:
        """Queue a use case; the future holds its result or its error once committed or rolled back."""
        future: Future[T] = Future()
        self._jobs.put(lambda: self._perform(use_case, future))
        return future

    def do(self, use_case: Callable[[UnitOfWork], T]) -> T:
        """Run a use case and wait until it is durable."""
        return self.submit(use_case).result()

    def stop(self) -> None:
        """Finish what is queued and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            job()

    def _next(self) -> Callable[[], None] | None:
        """The next job. Anything is prepared only when none has come for a moment: who waits goes first."""
        try:
            return self._jobs.get(timeout=QUIET_S)
        except queue.Empty:
            if self._prepare is not None:
                self._prepare()
            return self._jobs.get()

    def _perform(self, use_case: Callable[[UnitOfWork], T], future: Future[T]) -> None:
        try:
            result, facts = self._committed(use_case)
        except BaseException as error:  # the caller gets it: a writer thread must outlive every refusal
            future.set_exception(error)
            return
        self._tell(facts)
        future.set_result(result)

    def _committed(self, use_case: Callable[[UnitOfWork], T]) -> tuple[T, Sequence[Fact]]:
        try:
            return self._once(use_case)
        except StationError as error:
            # After a fault of the disk the store writes again only once the whole log has been verified.
            if error.code != NOT_VERIFIED or not self._store.reopen().ok:
                raise
            return self._once(use_case)

    def _once(self, use_case: Callable[[UnitOfWork], T]) -> tuple[T, Sequence[Fact]]:
        with self._store.unit() as unit:
            result = use_case(unit)
            facts = unit.appended
        return result, facts

    def _tell(self, facts: Sequence[Fact]) -> None:
        for subscriber in self._subscribers if facts else ():
            try:
                subscriber(facts)
            except Exception:
                _log.exception("a subscriber failed after the commit")
