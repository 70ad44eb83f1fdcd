"""The way of a screening: which step comes next, and the whole path for the line on top of the screen."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from station.domain.codes import Meaning, Post, Verdict
from station.domain.rules import RulePack
from station.domain.screening import Screening
from station.domain.subject import missing


class Step(StrEnum):
    """One question to a person, or one thing to wait for."""

    IDENTIFY = "identify"
    DETAILS = "details"
    NOTICE = "notice"
    COOPERATION = "cooperation"
    DECLARATION = "declaration"
    SPECIMEN = "specimen"
    CARTRIDGE = "cartridge"
    READING = "reading"
    RESULT = "result"
    SIGN_FIRST = "sign_first"
    SIGN_SECOND = "sign_second"
    SEALS = "seals"
    TELL = "tell"
    SUBJECT_SIGNS = "subject_signs"
    WHEREABOUTS = "whereabouts"
    CLOSE = "close"
    DONE = "done"


_TESTING = (Step.DECLARATION, Step.SPECIMEN, Step.CARTRIDGE)
_AFTER = (Step.TELL, Step.SUBJECT_SIGNS, Step.WHEREABOUTS, Step.CLOSE)


def steps(screening: Screening, pack: RulePack) -> tuple[Step, ...]:
    """The whole path as it stands now: what was done and what is left, in order, without ``DONE``.

    It changes with the answers: a refusal, an abort, a void and each verdict have an end of their own.
    """
    if screening.voided:
        return (*_finished(screening), Step.CLOSE)
    if screening.aborted:
        return (*_finished(screening), Step.SIGN_FIRST, Step.CLOSE)
    if screening.refused:
        return (*_start(screening), *_details(screening), Step.SIGN_FIRST, Step.SIGN_SECOND, *_AFTER)
    return (*_start(screening), *_testing(screening), *_ending(screening, pack))


def next_step(screening: Screening, pack: RulePack) -> Step:
    """The first step of the path that is not done, else ``DONE``."""
    if screening.closed:
        return Step.DONE
    return next((step for step in steps(screening, pack) if not done(screening, step)), Step.DONE)


def done(screening: Screening, step: Step) -> bool:
    """Whether ``step`` is finished, wherever it stands on the path."""
    return _DONE[step](screening)


def details_missing(screening: Screening) -> tuple[str, ...]:
    """The details still to be asked; the part the subject plays comes first, as ``role``."""
    if screening.details is None:
        return ("role",)
    return missing(screening.details.role, screening.details.given)


def _start(screening: Screening) -> tuple[Step, ...]:
    # At a counter one form takes the person's details before anything else.
    at_counter = screening.opened.post is Post.COUNTER
    registered = (Step.IDENTIFY, Step.DETAILS) if at_counter else (Step.IDENTIFY,)
    return (*registered, Step.NOTICE, Step.COOPERATION)


def _details(screening: Screening) -> tuple[Step, ...]:
    return () if screening.opened.post is Post.COUNTER else (Step.DETAILS,)


def _testing(screening: Screening) -> tuple[Step, ...]:
    """Hands first, typing later: at the roadside the details are asked while the reader works."""
    verdict = screening.verdict
    let_go = verdict is not None and not screening.needs_two_officers and bool(details_missing(screening))
    asked = () if let_go else _details(screening)
    return (*_TESTING, *asked, Step.READING, Step.RESULT)


def _ending(screening: Screening, pack: RulePack) -> tuple[Step, ...]:
    verdict = screening.verdict.verdict if screening.verdict else Verdict.NEGATIVE
    if not screening.needs_two_officers:
        return (Step.SIGN_FIRST, Step.CLOSE)
    if verdict is Verdict.NEGATIVE:
        return (Step.SIGN_FIRST, Step.SIGN_SECOND, Step.CLOSE)
    sealed = (Step.SEALS,) if verdict in pack.seals.verdicts else ()
    return (Step.SIGN_FIRST, Step.SIGN_SECOND, *sealed, *_AFTER)


def _finished(screening: Screening) -> tuple[Step, ...]:
    ends = (Step.SIGN_FIRST, Step.SIGN_SECOND, Step.CLOSE, Step.DONE)
    return tuple(step for step in Step if step not in ends and done(screening, step))


_DONE: Mapping[Step, Callable[[Screening], bool]] = {
    Step.IDENTIFY: lambda one: one.identified is not None,
    Step.DETAILS: lambda one: not details_missing(one),
    Step.NOTICE: lambda one: one.notice is not None,
    Step.COOPERATION: lambda one: one.cooperation is not None,
    Step.DECLARATION: lambda one: one.declaration is not None,
    Step.SPECIMEN: lambda one: one.specimen is not None,
    Step.CARTRIDGE: lambda one: one.loaded is not None,
    Step.READING: lambda one: one.measurement is not None,
    Step.RESULT: lambda one: one.verdict is not None,
    Step.SIGN_FIRST: lambda one: one.signature(Meaning.FIRST) is not None,
    Step.SIGN_SECOND: lambda one: one.signature(Meaning.SECOND) is not None,
    Step.SEALS: lambda one: one.seals is not None,
    Step.TELL: lambda one: one.told is not None,
    Step.SUBJECT_SIGNS: lambda one: one.subject_signature is not None,
    Step.WHEREABOUTS: lambda one: one.whereabouts is not None,
    Step.CLOSE: lambda one: one.closed is not None,
    Step.DONE: lambda one: one.closed is not None,
}
