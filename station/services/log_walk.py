"""Verifying the log while somebody watches: with word of how far the walk has come."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from station.log.envelope import SignedEntry
from station.log.verify import Report, verify_log
from station.services.workplace import Workplace

TOLD_EVERY = 200


def walk(workplace: Workplace, progress: Callable[[int, int], object]) -> Report:
    """Every entry, signature and head against each other; ``progress`` hears entries done and in all."""
    with workplace.store.reading() as reading:
        head = reading.head()
        entries = islice(reading.all_entries(), head.size)
        return verify_log(_told(entries, head.size, progress), head=head)


def _told(
    entries: Iterable[SignedEntry], size: int, progress: Callable[[int, int], object]
) -> Iterator[SignedEntry]:
    for done, signed in enumerate(entries):
        if done % TOLD_EVERY == 0:
            progress(done, size)
        yield signed
    progress(size, size)
