"""A screening, folded by the domain, as the columns of its row in the lists."""

from station.domain.codes import Meaning
from station.domain.screening import Screening
from station.storage.recent import Told
from station.storage.rows import to_ms

Value = str | int | None


def screening_columns(told: Told) -> dict[str, Value]:
    """Columns of ``p_screening`` but its key; empty while the screening has not been opened."""
    first, screening = told.opening, told.screening
    if first is None or screening is None:
        return {}
    return {
        "seq": first.seq,
        "opened_at_ms": to_ms(first.at),
        "origin": screening.origin,
        **_start(screening),
        **_ending(screening),
        **_signers(screening),
    }


def _start(screening: Screening) -> dict[str, Value]:
    opened, loaded, specimen = screening.opened, screening.loaded, screening.specimen
    return {
        "shift_id": opened.shift_id,
        "post": opened.post.value,
        "basis": opened.basis.value,
        "specimen_kind": opened.specimen_kind.value,
        "ticket": opened.ticket,
        "lane": loaded.cartridge.lane if loaded else opened.lane,
        "specimen_no": specimen.specimen_no if specimen else None,
        "expects_measurement": int(screening.expects_measurement),
    }


def _ending(screening: Screening) -> dict[str, Value]:
    closed, reached, bound = screening.closed, screening.verdict, screening.measurement
    verdict = closed.verdict if closed else reached.verdict if reached else None
    return {
        "closed_at_ms": to_ms(closed.entered.at) if closed else None,
        "outcome": closed.outcome.value if closed else None,
        "verdict": verdict.value if verdict else None,
        "measurement": bound.leaf if bound else None,
    }


def _signers(screening: Screening) -> dict[str, Value]:
    first = screening.signature(Meaning.FIRST)
    second = screening.signature(Meaning.SECOND) or screening.signature(Meaning.COUNTERSIGN)
    return {
        "first_badge": first.badge if first else None,
        "second_badge": second.badge if second else None,
        "awaiting_countersign": int(screening.awaits_countersign),
    }
