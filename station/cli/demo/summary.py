"""What a headless shift came to: counted from the log, compared with the story, and verified."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from station.cli.demo.headless import Played
from station.cli.demo.scenario import Scenario, Visit
from station.domain.codes import Ending
from station.locale import Words
from station.services import access, slips
from station.services.papers_kept import SLIP
from station.services.training import passphrase_of
from station.services.workplace import Workplace
from station.storage import rebuild
from station.storage.reading import Reading
from station.storage.rows import ScreeningRow
from station.wiring import workplace


@dataclass(frozen=True)
class Fault:
    """Something the story had and the log has not; ``demo.fault.CODE`` has the words."""

    code: str
    name: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Summary:
    """The end of a headless demo. ``missing`` must be empty."""

    steps: int
    kills: int
    screenings: int
    verdicts: Mapping[str, int]
    outcomes: Mapping[str, int]
    followups: Mapping[str, int]
    slips: int
    unmatched: int
    held: int
    log_size: int
    log_head: str
    verified: bool
    findings: tuple[str, ...]
    rebuilt_equal: bool
    missing: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Everything verified, nothing missing."""
        return self.verified and self.rebuilt_equal and not self.missing

    def to_json(self) -> dict[str, object]:
        """Plain values for a JSON line."""
        return {
            "steps": self.steps,
            "kills": self.kills,
            "screenings": self.screenings,
            "verdicts": dict(self.verdicts),
            "outcomes": dict(self.outcomes),
            "followups": dict(self.followups),
            "slips": self.slips,
            "unmatched": self.unmatched,
            "held": self.held,
            "log_size": self.log_size,
            "log_head": self.log_head,
            "verified": self.verified,
            "findings": list(self.findings),
            "rebuilt_equal": self.rebuilt_equal,
            "missing": [asdict(fault) for fault in self.missing],
            "sound": self.sound,
        }

    def text(self, words: Words) -> str:
        """The same for a person."""
        verdicts = ", ".join(f"{words(f'verdict.{name}')} {count}" for name, count in self.verdicts.items())
        followups = ", ".join(
            f"{words(f'followup.{name}')} {count}" for name, count in self.followups.items()
        )
        refused = self.outcomes.get(Ending.REFUSED.value, 0)
        lines = [
            words("demo.summary.title"),
            words("demo.summary.screenings", count=self.screenings, refused=refused, verdicts=verdicts),
            words("demo.summary.followups", followups=followups or "0"),
            words("demo.summary.slips", count=self.slips),
            words("demo.summary.unmatched", count=self.unmatched, held=self.held),
            words("demo.summary.kills", steps=self.steps, kills=self.kills),
            words("demo.summary.head", size=self.log_size, head=self.log_head),
            words("demo.summary.verified" if self.verified else "demo.summary.not_verified"),
            words("demo.summary.rebuilt" if self.rebuilt_equal else "demo.summary.not_rebuilt"),
        ]
        lines += [words("demo.summary.finding", finding=finding) for finding in self.findings]
        lines += [words(f"demo.fault.{fault.code}", **asdict(fault)) for fault in self.missing]
        return "\n".join(lines)


def summarise(root: Path, scenario: Scenario, played: Played) -> Summary:
    """Read everything back from the home at ``root``."""
    with workplace(root) as home:
        access.sign_on(home, scenario.people[0].badge, passphrase_of(scenario.people[0].badge))
        report = home.store.verify(home.device.fingerprint)
        rebuilt_equal = _rebuilds_equal(home)
        with home.store.reading() as reading:
            rows = list(reading.screenings().rows)
            head = reading.head()
            return Summary(
                steps=played.steps,
                kills=played.kills,
                screenings=len(rows),
                verdicts=Counter(row.verdict for row in rows if row.verdict),
                outcomes=Counter(row.outcome for row in rows if row.outcome),
                followups=Counter(row.kind for row in reading.followups().rows),
                slips=sum(len(slips.printed(reading, row.screening_id)) for row in rows),
                unmatched=len(reading.unmatched()),
                held=len(reading.held()),
                log_size=head.size,
                log_head=head.root().hex(),
                verified=report.ok,
                findings=tuple(str(finding) for finding in report.findings),
                rebuilt_equal=rebuilt_equal,
                missing=(*_missing(reading, scenario, rows), *_slip_faults(home, reading, rows)),
            )


def _rebuilds_equal(home: Workplace) -> bool:
    """Whether projections made from the log alone are those the shift left behind."""
    with home.store.connection() as connection:
        live = rebuild.snapshot(connection)
        rebuild.rebuild_all(connection)
        return rebuild.snapshot(connection) == live


def _slip_faults(home: Workplace, reading: Reading, rows: list[ScreeningRow]) -> Iterator[Fault]:
    """One slip for each screening, whole and as its entry says; no file besides."""
    files = {path.name: path.read_bytes() for path in home.home.papers.glob("*")}
    kept = Counter(hashlib.sha256(data).hexdigest() for data in files.values())
    for row in rows:
        noted = [str(fact.body["sha256"]) for fact in slips.printed(reading, row.screening_id)]
        here = sum(f"{SLIP}-{row.screening_id}-" in name for name in files)
        if (len(noted), here, sum(kept[one] for one in noted)) != (1, 1, 1):
            yield Fault("slip", row.screening_id, "1", f"{len(noted)}, {here}")


def _missing(reading: Reading, scenario: Scenario, rows: list[ScreeningRow]) -> list[Fault]:
    if len(rows) != len(scenario.screenings):
        return [Fault("count", expected=str(len(scenario.screenings)), found=str(len(rows)))]
    return [
        fault
        for visit in scenario.screenings
        for fault in _faults(reading, visit, reading.screenings_by_token("number", visit.number))
    ]


def _faults(reading: Reading, visit: Visit, found: list[ScreeningRow]) -> Iterator[Fault]:
    if len(found) != 1:
        yield Fault("times_tested", visit.name, "1", str(len(found)))
        return
    row = found[0]
    came_of_it = row.outcome if visit.expect == Ending.REFUSED.value else row.verdict
    kinds = sorted(one.kind for one in reading.followups_of(row.screening_id))
    if row.closed_at is None:
        yield Fault("not_closed", visit.name)
    if row.first_badge is None or row.awaiting_countersign:
        yield Fault("not_signed", visit.name)
    if came_of_it != visit.expect:
        yield Fault("verdict", visit.name, visit.expect, came_of_it or "-")
    if kinds != sorted(visit.followups):
        yield Fault("followups", visit.name, ", ".join(sorted(visit.followups)), ", ".join(kinds))
