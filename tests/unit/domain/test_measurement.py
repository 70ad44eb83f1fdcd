"""A measurement in an entry's body and back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from station.domain import kinds
from station.domain.facts import Fact, Json
from station.domain.measurement import (
    AnalyteResult,
    ClockSource,
    Control,
    Measurement,
    Outcome,
    body_of,
    measurement_of,
)
from tests.unit.domain.readings import line, reading
from tests.unit.domain.story import START

texts = st.text(max_size=8)
results = st.builds(
    AnalyteResult,
    texts,
    st.none() | texts,
    st.sampled_from(Outcome),
    st.none() | texts,
    st.none() | texts,
    st.none() | texts,
)
measurements = st.builds(
    lambda lines, control, lot, clock, problems: replace(
        reading(*lines),
        control=control,
        lot=lot,
        reader_offset_ms=clock[0],
        reader_offset_from=clock[1],
        reader_clock_told_at=clock[2],
        problems=tuple(problems),
    ),
    st.lists(results, max_size=4),
    st.sampled_from(Control),
    st.none() | texts,
    st.tuples(
        st.none() | st.integers(-(10**9), 10**9), st.none() | st.sampled_from(ClockSource), st.none() | texts
    ),
    st.lists(texts, max_size=3),
)


@given(measurements)
def test_a_measurement_read_back_from_its_entry_is_the_same_without_its_operator(
    measurement: Measurement,
) -> None:
    body: dict[str, Json] = {
        **body_of(measurement),
        "identity": "00",
        "content": "11",
        "binding": {"how": "unmatched"},
    }
    fact = Fact(1, "aa", kinds.MEASUREMENT_RECEIVED, START, body, "training")

    assert measurement_of(fact) == replace(measurement, operator=None)


def test_the_operator_is_not_in_the_signed_body() -> None:
    assert "014417" not in repr(body_of(reading(line("thc"))))


def test_an_entry_older_than_the_source_of_its_clock_is_read_as_it_stands() -> None:
    """Of a version that kept the sending time's offset and nothing more."""
    body = body_of(replace(reading(line("thc")), reader_offset_ms=-3000))
    old: dict[str, Json] = {
        name: value
        for name, value in body.items()
        if name not in ("reader_offset_from", "reader_clock_told_at")
    }
    measured = measurement_of(Fact(1, "aa", kinds.MEASUREMENT_RECEIVED, START, old, "training"))
    assert measured.reader_offset_ms == -3000
    assert (measured.reader_offset_from, measured.reader_clock_told_at) == (None, None)
