"""A reader's words, read with its profile: the same for every protocol.

Nothing is guessed. A word the profile does not know gives ``not_understood`` and a problem; a value that
was told in two ways is left out and a problem."""

import re
from datetime import datetime, timedelta

from drivers._kit.legible import legible
from drivers.clock_text import clock_time, expiry_date, formed_day
from drivers.profile import Profile
from drivers.reading import Reading
from drivers.strips import Strips
from drivers.told import Told

CONTROL_TEST, QC = "control_test", "qc"
_DECIMAL = re.compile(r"-?\d{1,4}(\.\d{1,3})?", re.ASCII)

_MOST_AHEAD = timedelta(days=1)


def interpret(told: Told, profile: Profile) -> Reading:
    """What one specimen's words mean."""
    return _Interpreter(profile, told).reading()


class _Interpreter:
    """One specimen's worth of reading."""

    def __init__(self, profile: Profile, told: Told) -> None:
        self._profile = profile
        self._told = told
        self._problems: list[str] = []

    def reading(self) -> Reading:
        profile = self._profile
        strips = Strips(profile, self._told)
        found = {name: self._text(name, said) for name, said in self._told.said.items()}
        tested_at, sent_at = self._latest(strips.tested_at), self._time("sent_at", found.get("sent_at"))
        control_mark = self._control_mark()
        self._check(found, tested_at, strips, is_control=bool(control_mark))
        self._for_nobody(found.get("processing"), control_mark)
        self._problems += self._told.problems
        self._check_order(tested_at, sent_at)
        return Reading(
            profile=profile.name,
            profile_sha256=profile.sha256,
            model=found.get("model") or "",
            serial=found.get("serial") or "",
            firmware=found.get("firmware") or "",
            specimen_kind=self._kind(found.get("specimen")),
            specimen_no=found.get("specimen_no"),
            test_no=found.get("test_no"),
            panel=found.get("panel"),
            lot=found.get("lot"),
            expiry=self._expiry(found.get("expiry")),
            operator=found.get("operator"),
            control=strips.control,
            lines=tuple(strips.lines),
            tested_at=tested_at,
            sent_at=sent_at,
            cartridge_temperature_c=self._decimal("cartridge_temperature", found),
            reader_temperature_c=self._decimal("reader_temperature", found),
            flags=tuple(dict.fromkeys((*self._told.flags, *strips.flags))),
            problems=tuple(dict.fromkeys((*self._problems, *strips.problems))),
            control_test=bool(control_mark),
        )

    def _text(self, name: str, said: tuple[str, ...]) -> str | None:
        if not said:
            return None
        if len(said) > 1:
            self._problems.append(f"told_twice:{name}")
            return None
        shown = legible(said[0])
        if shown != said[0]:
            self._problems.append(f"unreadable_text:{name}")
        return shown

    def _check(
        self, found: dict[str, str | None], tested_at: str | None, strips: Strips, *, is_control: bool
    ) -> None:
        """What every result must carry; control material has no specimen number."""
        told = {**found, "tested_at": tested_at}
        needed = (name for name in self._profile.identity if not (is_control and name == "specimen_no"))
        self._problems += [f"missing:{name}" for name in needed if not told.get(name)]
        if not strips.lines:
            self._problems.append("no_results")

    def _control_mark(self) -> str:
        """What marks a control test, by the protocol's standard or the profile's words; one mark of several
        is enough."""
        said = self._told.said.get("processing", ())
        marked = (word for word in said if self._profile.processing.get(word) == CONTROL_TEST)
        return self._told.control_mark or legible(next(marked, ""))

    def _for_nobody(self, processing: str | None, control_mark: str) -> None:
        """What is no patient's result is a problem, but for a control test of a reader that is said to mark
        them."""
        meaning = self._profile.processing.get(processing or "", "unknown")
        if control_mark and QC not in self._profile.can:
            self._problems.append(f"not_a_patient_result:{control_mark}")
        elif processing is not None and meaning not in ("patient", CONTROL_TEST):
            self._problems.append(f"not_a_patient_result:processing={processing}")

    def _check_order(self, tested_at: str | None, sent_at: str | None) -> None:
        """Nothing is sent before it is tested. A day is left for a clock that was set in between, and for a
        zone that is not as the profile says."""
        if tested_at and sent_at:
            ahead = datetime.fromisoformat(tested_at) - datetime.fromisoformat(sent_at)
            if ahead > _MOST_AHEAD:
                self._problems.append("after_sent:tested_at")

    def _kind(self, word: str | None) -> str | None:
        if word is None:
            return self._profile.specimen_kind
        kind = self._profile.specimens.get(word)
        if kind is None:
            self._problems.append(f"unknown_specimen:{word}")
        elif kind != self._profile.specimen_kind:
            self._problems.append(f"other_specimen:{kind}")
        return kind

    def _expiry(self, text: str | None) -> str | None:
        form = self._profile.formats.get("expiry")
        day = None
        if text:
            day = formed_day(text, form) if form else expiry_date(text)
        if text and day is None:
            self._problems.append("unreadable:expiry")
        return day.isoformat() if day else None

    def _time(self, name: str, text: str | None) -> str | None:
        zone, form = self._profile.time_zone, self._profile.formats.get(name)
        moment = clock_time(text, form, zone) if text else None
        if text and moment is None:
            self._problems.append(f"unreadable:{name}")
        made_from = self._profile.made_from
        if moment and made_from and moment.date() < made_from:
            self._problems.append(f"before_made:{name}")
        return moment.isoformat() if moment else None

    def _latest(self, texts: list[str]) -> str | None:
        times = [time for text in dict.fromkeys(texts) if (time := self._time("tested_at", text))]
        return max(times, default=None)

    def _decimal(self, name: str, found: dict[str, str | None]) -> str | None:
        text = found.get(name)
        if text is None or _DECIMAL.fullmatch(text):
            return text
        self._problems.append(f"unreadable:{name}")
        return None
