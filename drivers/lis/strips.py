"""The result records of one order: analyte by analyte, and the control line or lines."""

from drivers._kit.legible import legible
from drivers.address import Address
from drivers.lis.records import Record
from drivers.profile import ControlRule, Profile
from drivers.reading import ReadingLine

PASSED, FAILED, NOT_REPORTED = "passed", "failed", "not_reported"
INVALID, NOT_UNDERSTOOD = "invalid", "not_understood"


class Strips:
    """What the result records say. ``lines`` are in their order; ``tested_at`` holds the times as sent."""

    def __init__(self, profile: Profile, results: list[Record], records: list[Record]) -> None:
        self._profile = profile
        self.flags: list[str] = []
        self.problems: list[str] = []
        self.lines: list[ReadingLine] = []
        self.tested_at: list[str] = []
        self._marks: list[str] = []
        rule = profile.control
        for record in results:
            if not (rule and rule.scope == "message" and rule.mark.meets(record)):
                self._take(record)
        if rule and rule.scope == "message":
            self._marks = [self._mark(rule, record, "") for record in records if rule.mark.meets(record)]
        self.control = self._control()
        self._compare()

    def _control(self) -> str:
        """Each strip with a control line of its own is judged by itself; the cartridge fails when none was
        seen."""
        marks = set(self._marks)
        if not marks or marks == {NOT_REPORTED}:
            return NOT_REPORTED
        if self._profile.control and self._profile.control.scope == "strip":
            return PASSED if PASSED in marks else FAILED
        return PASSED if marks == {PASSED} else FAILED

    def _take(self, record: Record) -> None:
        code = self._value("code", record)
        code = legible(code) if code else "?"
        analyte = self._profile.codes.get(code)
        if analyte is None:
            self.problems.append(f"unknown_code:{code}")
        if tested_at := self._value("tested_at", record):
            self.tested_at.append(tested_at)
        unit, known = self._unit(record, code)
        outcome = self._outcome(record, code)
        if not known or analyte is None:
            outcome = NOT_UNDERSTOOD
        cutoff, value = self._value("cutoff", record), self._value("value", record)
        self.lines.append(ReadingLine(code, analyte, outcome, _shown(value), unit, _shown(cutoff)))

    def _unit(self, record: Record, code: str) -> tuple[str | None, bool]:
        unit = self._value("unit", record)
        if unit is None or unit in self._profile.units:
            return unit, True
        self.problems.append(f"unknown_unit:{code}={legible(unit)}")
        return legible(unit), False

    def _outcome(self, record: Record, code: str) -> str:
        """The word's meaning, overruled by a status or a control line that says the strip was not good."""
        word = self._value("outcome", record)
        outcome = self._profile.outcomes.get(word or "")
        if outcome is None:
            self.problems.append(f"unknown_outcome:{code}={legible(word or '')}")
            outcome = NOT_UNDERSTOOD
        return self._with_control(self._with_status(outcome, record, code), record, code)

    def _with_status(self, outcome: str, record: Record, code: str) -> str:
        status = self._value("status", record)
        if status is None or self._profile.status.get(status) == "final":
            return outcome
        if self._profile.status.get(status) == "not_done":
            self.flags.append(f"not_done:{code}")
            return INVALID
        self.problems.append(f"unknown_status:{code}={legible(status)}")
        return NOT_UNDERSTOOD

    def _with_control(self, outcome: str, record: Record, code: str) -> str:
        rule = self._profile.control
        if rule is None or rule.scope != "strip":
            return outcome
        mark = self._mark(rule, record, code)
        self._marks.append(mark)
        if mark == PASSED or outcome == NOT_UNDERSTOOD:
            return outcome
        if mark == FAILED:
            self.flags.append(f"control_failed:{code}")
            return INVALID
        return NOT_UNDERSTOOD

    def _mark(self, rule: ControlRule, record: Record, code: str) -> str:
        word = rule.mark.read(record)
        if word in rule.passed:
            return PASSED
        if word in rule.failed:
            return FAILED
        self.problems.append(f"unknown_control:{code}={legible(word or '')}")
        return NOT_REPORTED

    def _compare(self) -> None:
        """One code with one cut-off told twice is odd; told differently it is for a person."""
        seen: dict[tuple[str, str | None], str] = {}
        for line in self.lines:
            key = (line.code, line.cutoff)
            if seen.setdefault(key, line.outcome) != line.outcome:
                self.problems.append(f"contradiction:{line.code}")

    def _value(self, name: str, record: Record) -> str | None:
        address: Address | None = self._profile.result.get(name)
        return address.read(record) if address and address.meets(record) else None


def _shown(text: str | None) -> str | None:
    return text if text is None else legible(text)
