"""What every test of bad input asks: the code, the words in both languages, and that nothing is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Fact
from station.locale import LANGUAGES, Words
from station.log.head import Head
from station.services.workplace import Workplace

WAIT_S = 20.0
_HAN = re.compile("[\u4e00-\u9fff]")
_LEFTOVER = re.compile(r"\{[a-z_]*\}")


def told(error: StationError) -> dict[str, str]:
    """``error`` in both languages: what happened and what to do next, with nothing left to fill in."""
    texts = {language: Words(language).error(error) for language in LANGUAGES}
    for text in texts.values():
        assert text.what
        assert text.next
        assert not _LEFTOVER.search(str(text))
        assert str(text).isprintable()
    assert _HAN.search(texts["zh"].what)
    assert _HAN.search(texts["zh"].next)
    return {language: str(text) for language, text in texts.items()}


@contextmanager
def refused(code: str, specimen: SpecimenState = SpecimenState.UNAFFECTED) -> Iterator[list[StationError]]:
    """The block raises ``code``, says so in both languages, and means this for the specimen."""
    found: list[StationError] = []
    with pytest.raises(StationError) as caught:
        yield found
    found.append(caught.value)
    assert (caught.value.code, caught.value.specimen) == (code, specimen)
    told(caught.value)


@contextmanager
def nothing_lost(workplace: Workplace) -> Iterator[None]:
    """Whatever was in the log before the block is there after it, and the whole log verifies."""
    before = leaves(workplace)
    yield
    assert leaves(workplace)[: len(before)] == before
    verified(workplace)


@contextmanager
def nothing_written(workplace: Workplace) -> Iterator[None]:
    """The block leaves the log as it was, to the last leaf, and the head with it."""
    before = leaves(workplace), head_of(workplace)
    yield
    assert (leaves(workplace), head_of(workplace)) == before


def verified(workplace: Workplace) -> None:
    """The log passes, against the device's fingerprint as paper would show it."""
    report = workplace.store.verify(workplace.device.fingerprint)
    assert report.ok, report


def head_of(workplace: Workplace) -> Head:
    """The log's head."""
    with workplace.store.reading() as reading:
        return reading.head()


def leaves(workplace: Workplace) -> list[bytes]:
    """Every leaf of the log, in order."""
    with workplace.store.reading() as reading:
        return [signed.leaf_hash for signed in reading.all_entries()]


def facts_of(workplace: Workplace, kind: str) -> list[Fact]:
    """Every fact of one kind, oldest first."""
    with workplace.store.reading() as reading:
        return list(reading.facts_of_kind(kind))[::-1]


def raw_of(workplace: Workplace, fact: Fact) -> bytes:
    """The bytes kept beside an entry; the vault must be open."""
    with workplace.store.reading() as reading:
        kept = reading.raw(fact.seq)
    assert kept is not None
    return kept[1]


def until(condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds; what is waited for has no event of its own to wait on."""
    pause = Event()
    for _ in range(round(WAIT_S / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come to pass in time")
