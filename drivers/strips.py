"""The results of one specimen: analyte by analyte, and the control line or lines."""

from drivers._kit.legible import legible
from drivers.amount import amount_of, positive
from drivers.profile import ControlRule, Profile
from drivers.reading import ReadingLine
from drivers.told import StripTold, Told

PASSED, FAILED, NOT_REPORTED = "passed", "failed", "not_reported"
INVALID, NOT_UNDERSTOOD = "invalid", "not_understood"


class Strips:
    """What the results say. ``lines`` are in their order; ``tested_at`` holds the times as sent."""

    def __init__(self, profile: Profile, told: Told) -> None:
        self._profile = profile
        self.flags: list[str] = []
        self.problems: list[str] = []
        self.lines: list[ReadingLine] = []
        self.tested_at: list[str] = []
        self._marks: list[str] = []
        for strip in told.strips:
            self._take(strip)
        rule = profile.control
        if rule and rule.scope == "message":
            self._marks = [self._mark(rule, mark, "") for mark in told.marks]
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

    def _take(self, strip: StripTold) -> None:
        code = legible(strip.code) if strip.code else "?"
        analyte = self._profile.codes.get(code)
        if analyte is None:
            self.problems.append(f"unknown_code:{code}")
        if strip.tested_at:
            self.tested_at.append(strip.tested_at)
        unit, known = self._unit(strip.unit, code)
        outcome = self._outcome(strip, code)
        sane = [
            self._sane(name, code, text) for name, text in (("value", strip.value), ("cutoff", strip.cutoff))
        ]
        if not known or analyte is None or not all(sane):
            outcome = NOT_UNDERSTOOD
        self.lines.append(
            ReadingLine(code, analyte, outcome, _shown(strip.value), unit, _shown(strip.cutoff))
        )

    def _unit(self, unit: str | None, code: str) -> tuple[str | None, bool]:
        if unit is None or unit in self._profile.units:
            return unit, True
        self.problems.append(f"unknown_unit:{code}={legible(unit)}")
        return legible(unit), False

    def _outcome(self, strip: StripTold, code: str) -> str:
        """The word's meaning, overruled by a status or a control line that says the strip was not good."""
        if self._profile.compare and not strip.outcome:
            outcome = self._compared(strip, code, self._profile.compare)
        else:
            outcome = self._profile.outcomes.get(strip.outcome or "", "")
        if not outcome:
            self.problems.append(f"unknown_outcome:{code}={legible(strip.outcome or '')}")
            outcome = NOT_UNDERSTOOD
        return self._with_control(self._with_status(outcome, strip.status, code), strip.control, code)

    def _sane(self, name: str, code: str, text: str | None) -> bool:
        """NaN, a negative or an absurd number is no concentration."""
        if text is None or amount_of(text) is not None:
            return True
        self.problems.append(f"absurd_{name}:{code}={legible(text)}")
        return False

    def _compared(self, strip: StripTold, code: str, rule: str) -> str:
        """A number against its cut-off, by the profile's rule."""
        value, cutoff = amount_of(strip.value or ""), amount_of(strip.cutoff or "")
        for name, text in (("value", strip.value), ("cutoff", strip.cutoff)):
            if text is None:
                self.problems.append(f"no_{name}:{code}")
        found = positive(value, cutoff, rule) if value and cutoff else None
        if found is None:
            if value and cutoff:
                self.problems.append(f"undecided:{code}={legible(strip.value or '')}")
            return NOT_UNDERSTOOD
        return "positive" if found else "negative"

    def _with_status(self, outcome: str, status: str | None, code: str) -> str:
        if status is None or self._profile.status.get(status) == "final":
            return outcome
        if self._profile.status.get(status) == "not_done":
            self.flags.append(f"not_done:{code}")
            return INVALID
        self.problems.append(f"unknown_status:{code}={legible(status)}")
        return NOT_UNDERSTOOD

    def _with_control(self, outcome: str, word: str | None, code: str) -> str:
        rule = self._profile.control
        if rule is None or rule.scope != "strip":
            return outcome
        mark = self._mark(rule, word, code)
        self._marks.append(mark)
        if mark == PASSED or outcome == NOT_UNDERSTOOD:
            return outcome
        if mark == FAILED:
            self.flags.append(f"control_failed:{code}")
            return INVALID
        return NOT_UNDERSTOOD

    def _mark(self, rule: ControlRule, word: str | None, code: str) -> str:
        if (word or "") in rule.passed:
            return PASSED
        if (word or "") in rule.failed:
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


def _shown(text: str | None) -> str | None:
    return text if text is None else legible(text)
