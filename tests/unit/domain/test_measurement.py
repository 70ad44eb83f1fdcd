"""A measurement in an entry's body and back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from station.domain import kinds
from station.domain.facts import Fact, Json
from station.domain.measurement import AnalyteResult, Control, Measurement, Outcome, body_of, measurement_of
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
    lambda lines, control, lot, offset, problems: replace(
        reading(*lines), control=control, lot=lot, reader_offset_ms=offset, problems=tuple(problems)
    ),
    st.lists(results, max_size=4),
    st.sampled_from(Control),
    st.none() | texts,
    st.none() | st.integers(-(10**9), 10**9),
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
