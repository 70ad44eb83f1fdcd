"""One log in one database file: units of work, short reads, and no more writes after a fault of the disk."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from station.domain.errors import SpecimenState, StationError
from station.domain.ports import Clock, Signer, Vault
from station.log.verify import Report, Witnessed, verify_log
from station.storage import rebuild, versions
from station.storage.engine import READING, open_engine
from station.storage.failures import DAMAGED, IO_FAILED, translated
from station.storage.reading import Reading
from station.storage.recent import RecentFacts
from station.storage.unit import UnitOfWork, Writer

NOT_VERIFIED = "storage.not_verified"


class Store:
    """Safe to share between threads; each unit or reading belongs to the thread that opened it."""

    def __init__(self, engine: Engine, log_id: str, writer: Writer) -> None:
        self._engine = engine
        self._readers = engine.execution_options(**{READING: True})
        self._log_id = log_id
        self._writer = writer
        self._recent = RecentFacts(log_id)
        self._failed = threading.Event()

    @classmethod
    def open(
        cls, path: Path, *, signer: Signer, vault: Vault, clock: Clock, software: str, log_id: str
    ) -> Self:
        """Opens or makes the database and brings it to our form.

        ``StationError``: ``storage.cannot_open``, ``read_only``, ``damaged``, ``newer_version``, ``pragma``,
        ``locked``, ``disk_full``, ``io_failed``.
        """
        store = cls(open_engine(path), log_id, Writer(signer, vault, clock, software))
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def log_id(self) -> str:
        """The log this store appends to."""
        return self._log_id

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One transaction under the write lock: committed and flushed to the disk when the block ends.

        An exception rolls everything back. After a fault of the disk every unit raises
        ``StationError("storage.not_verified")`` until ``reopen`` has succeeded.
        """
        with self.connection() as connection:
            unit = UnitOfWork(connection, self._writer, self._recent)
            yield unit
            recent = unit.finish()
        self._recent = recent

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Queries without a transaction: each answer is the committed state of its moment."""
        with self._watched(), self._readers.connect() as connection:
            yield Reading(connection, self._log_id, self._writer.vault)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare transaction under the write lock, for rebuilding the projections."""
        self._refuse_after_fault()
        with self._watched(), self._engine.begin() as connection:
            yield connection

    def verify(self, fingerprint: str | None = None, witnessed: Iterable[Witnessed] = ()) -> Report:
        """Walks the whole log against its head; ``fingerprint`` as printed on paper, if there is one.

        ``witnessed`` are heads that were kept elsewhere: only they show that the end was cut off.
        """
        with self.reading() as reading:
            head = reading.head()
            entries = islice(reading.all_entries(), head.size)
            return verify_log(entries, fingerprint=fingerprint, head=head, witnessed=witnessed)

    def reopen(self) -> Report:
        """After a fault: new connections, file and whole log checked; writes only if the report is good."""
        self._engine.dispose()
        with self._watched(), self._engine.begin() as connection:
            answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if answer != "ok":
            raise StationError(DAMAGED, specimen=SpecimenState.UNKNOWN, detail=str(answer))
        report = self.verify()
        if report.ok:
            self._failed.clear()
        return report

    def close(self) -> None:
        """Closes every connection; units and readings still open fail."""
        self._engine.dispose()

    def _prepare(self) -> None:
        with self._watched(), self._readers.connect() as connection:
            found = versions.found(connection)
        if found != versions.OURS:
            with self._watched(), self._engine.begin() as connection:
                versions.bring_up(connection)
                rebuild.bring_up(connection)
        with self.reading() as reading:
            reading.check_head()

    def _refuse_after_fault(self) -> None:
        if self._failed.is_set():
            raise StationError(NOT_VERIFIED, specimen=SpecimenState.UNKNOWN)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with translated():
                yield
        except StationError as error:
            if error.code in (IO_FAILED, DAMAGED):
                self._failed.set()
            raise
