"""Whether a rule pack contradicts itself: asked once when it is loaded, before anything is judged by it."""

from collections.abc import Iterator

from station.domain.codes import ANALYTES, FollowupKind, MeasureKind, Post, SpecimenKind, Verdict
from station.domain.errors import StationError
from station.domain.reason import Reason
from station.domain.rules import RulePack

NEVER_A_LICENCE = frozenset({"caffeine"})
"""Most people drink it: no pack may lead from it to a licence."""


def refuse_unsound(pack: RulePack) -> None:
    """Raise ``rules.unsound`` with the first contradiction (``fault`` and ``where``)."""
    for fault, where in faults(pack):
        raise StationError("rules.unsound", pack=pack.name, fault=fault, where=where)


def faults(pack: RulePack) -> Iterator[tuple[str, str]]:
    """Every contradiction as a stable word and where it is."""
    yield from _analyte_faults(pack)
    yield from _coverage_faults(pack)
    yield from _followup_faults(pack)
    yield from _measure_faults(pack)


def _analyte_faults(pack: RulePack) -> Iterator[tuple[str, str]]:
    named = [rule.analyte for rule in pack.analytes]
    known = frozenset(Reason)
    for rule in pack.analytes:
        if rule.analyte not in ANALYTES or named.count(rule.analyte) > 1:
            yield "analyte", rule.analyte
        if not set(rule.beside) <= set(ANALYTES):
            yield "beside", rule.analyte
        if not set(rule.reasons) <= known:
            yield "reason", rule.analyte
        if rule.reactive not in (Verdict.PRESUMPTIVE_POSITIVE, Verdict.NEEDS_CORROBORATION):
            yield "reactive", rule.analyte
    for cutoff in pack.cutoffs:
        if cutoff.analyte not in ANALYTES:
            yield "cutoff", cutoff.analyte


def _coverage_faults(pack: RulePack) -> Iterator[tuple[str, str]]:
    for kind in SpecimenKind:
        if [rule.kind for rule in pack.specimens].count(kind) != 1:
            yield "specimen", kind.value
    for post in Post:
        if [rule.post for rule in pack.staff].count(post) != 1:
            yield "staff", post.value
        if [rule.post for rule in pack.notices].count(post) != 1:
            yield "notice", post.value
    periods = [period.name for period in pack.periods]
    yield from (("period", name) for name in sorted(set(periods)) if periods.count(name) > 1)


def _followup_faults(pack: RulePack) -> Iterator[tuple[str, str]]:
    for rule in pack.followups:
        if not set(rule.analytes) <= set(ANALYTES):
            yield "analyte", rule.rule
        if rule.kind is FollowupKind.LICENCE and (not rule.analytes or NEVER_A_LICENCE & set(rule.analytes)):
            yield "licence", rule.rule


def _measure_faults(pack: RulePack) -> Iterator[tuple[str, str]]:
    cited = {basis.key for basis in pack.legal_bases}
    for rule in pack.measures:
        if rule.followup is not FollowupKind.LICENCE:
            yield "measure", rule.measure.value
        if not rule.legal_bases or not set(rule.legal_bases) <= cited:
            yield "legal_basis", rule.measure.value
        if not rule.findings:
            yield "finding", rule.measure.value
    for measure in MeasureKind:
        if measure not in [rule.measure for rule in pack.measures]:
            yield "measure", measure.value
