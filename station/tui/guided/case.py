"""One screening as its screen shows it: the folded steps, the person, who is on duty, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from station.domain import path
from station.domain.body import Body
from station.domain.codes import Sex, SpecimenKind
from station.domain.interlock import Staff
from station.domain.measurement import Measurement, measurement_of
from station.domain.path import Step
from station.domain.rules import RulePack
from station.domain.screening import Screening
from station.domain.subject import NAME, NUMBER, SEX

if TYPE_CHECKING:
    from station.services.desk import Desk
    from station.services.readings import Window
    from station.storage.reading import Reading


@dataclass(frozen=True)
class Colleague:
    """Someone on this shift. ``signed_on`` is whether their key is unlocked here."""

    staff: Staff
    name: str
    signed_on: bool
    may_sign: bool

    @property
    def badge(self) -> str:
        """Their badge."""
        return self.staff.badge


@dataclass(frozen=True)
class Line:
    """One analyte of the standing verdict, with the reader's own limit."""

    analyte: str
    code: str
    verdict: str
    cutoff: str | None
    unit: str | None


@dataclass(frozen=True)
class Case:
    """A snapshot; taken anew after every commit that concerns the screening.

    ``loaded_at``: when the newest cartridge was entered; ``window``: when its lane's reader should be read.
    ``offered`` is a result of which an officer is to say whether it is this person's. ``control_test_at``:
    when the reader sent a control test in place of the result that is waited for."""

    screening: Screening
    rules: RulePack
    personal: Mapping[str, str]
    colleagues: tuple[Colleague, ...]
    measurement: Measurement | None
    measured_at: datetime | None
    lines: tuple[Line, ...]
    loaded_at: datetime | None = None
    window: Window | None = None
    offered: Measurement | None = None
    offered_at: datetime | None = None
    control_test_at: datetime | None = None

    @property
    def step(self) -> Step:
        """What comes next."""
        return path.next_step(self.screening, self.rules)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The whole way as it stands now."""
        return path.steps(self.screening, self.rules)

    @property
    def lane(self) -> str | None:
        """Where the person stands: by the newest cartridge, else as given at the beginning."""
        loaded = self.screening.loaded
        return loaded.cartridge.lane if loaded else self.screening.opened.lane

    @property
    def kind(self) -> SpecimenKind:
        """What is collected."""
        return (self.screening.specimen or self.screening.opened).specimen_kind

    @property
    def number(self) -> str:
        """The document's number in full; empty when there is none, or nobody signed on may read it."""
        return self.personal.get(NUMBER, "")

    @property
    def name(self) -> str:
        """As typed; a chosen absence is no name."""
        name = self.personal.get(NAME, "")
        return "" if name.startswith("=") else name

    @property
    def sex(self) -> Sex | None:
        """For the collector's rule."""
        known = self.personal.get(SEX)
        return Sex(known) if known else None

    def colleague(self, badge: str) -> Colleague | None:
        """Someone on this shift, by badge."""
        return next((one for one in self.colleagues if one.badge == badge), None)


def load(desk: Desk, screening_id: str) -> Case:
    """The screening now. Reads the store: call it in a thread. StationError ``screening.unknown``."""
    from station.services.control_tests import of_nobody_since
    from station.services.taking import screening_of

    place = desk.workplace
    with place.store.reading() as reading:
        screening = screening_of(reading, screening_id)
        personal = {} if place.vault.locked else reading.personal(screening_id)
        bound = screening.measurement
        measured = reading.fact(bound.leaf) if bound else None
        offer = screening.offered
        asked = reading.fact(offer.measurement) if offer else None
        case = Case(
            screening=screening,
            rules=place.pack.rules,
            personal=personal,
            colleagues=on_duty(desk, reading, screening.opened.shift_id),
            measurement=measurement_of(measured) if measured else None,
            measured_at=measured.at if measured else None,
            lines=_lines(reading, screening),
            loaded_at=_loaded_at(reading, screening),
            offered=measurement_of(asked) if asked else None,
            offered_at=asked.at if asked else None,
            control_test_at=of_nobody_since(screening, {row.lane: row for row in reading.control_tests()}),
        )
    lane = case.lane
    known = lane is not None and lane in place.config.lane_names
    return case if not known or lane is None else replace(case, window=desk.lanes.window(lane))


def on_duty(desk: Desk, reading: Reading, shift_id: str) -> tuple[Colleague, ...]:
    """Everyone on the shift, in the order in which they came."""
    from station.domain.codes import Post
    from station.services.staffing import present

    post = Post(desk.workplace.config.post)
    signers = desk.workplace.pack.rules.staffing(post).signers
    here = desk.workplace.people.badges()
    names = {officer.badge: officer.name for officer in reading.officers()}
    return tuple(
        Colleague(one, names.get(one.badge, ""), one.badge in here, one.role in signers)
        for one in present(reading, shift_id)
    )


def _loaded_at(reading: Reading, screening: Screening) -> datetime | None:
    """When the newest cartridge was first entered; a correction of it does not begin its time anew."""
    loaded = screening.loaded
    if loaded is None or loaded.entered.seq == loaded.since:
        return loaded.entered.at if loaded else None
    facts = reading.facts(screening.screening_id)
    return next((fact.at for fact in facts if fact.seq == loaded.since), None)


def _lines(reading: Reading, screening: Screening) -> tuple[Line, ...]:
    fact = reading.fact(screening.verdict.entered.leaf) if screening.verdict else None
    rows = Body.of(fact).rows("analytes") if fact else ()
    return tuple(
        Line(
            row.maybe("analyte") or "unknown",
            row.text("code"),
            row.text("verdict"),
            row.maybe("cutoff"),
            row.maybe("unit"),
        )
        for row in rows
    )
