"""Which follow-ups a screening calls for, by the rule pack."""

from collections.abc import Iterable
from dataclasses import dataclass

from station.domain.codes import Basis, Ending, FollowupKind, Post, SubjectRole, Verdict
from station.domain.rules import FollowupRule, RulePack
from station.domain.screening import Screening


@dataclass(frozen=True)
class Due:
    """A follow-up that a screening calls for."""

    kind: FollowupKind
    rule: str


def due_of(screening: Screening, pack: RulePack) -> tuple[Due, ...]:
    """The follow-ups of a screening as it stands, one of each kind."""
    outcome, role = screening.outcome, screening.details.role if screening.details else None
    if outcome is None:
        return ()
    lines = screening.verdict.lines if screening.verdict else ()
    return due(
        pack,
        outcome=outcome,
        post=screening.opened.post,
        basis=screening.opened.basis,
        role=role,
        lines=[(line.analyte, line.verdict) for line in lines],
    )


def due(
    pack: RulePack,
    *,
    outcome: Ending,
    post: Post,
    basis: Basis,
    role: SubjectRole | None,
    lines: Iterable[tuple[str | None, Verdict]],
) -> tuple[Due, ...]:
    """The follow-ups the pack asks for, one of each kind, the first rule of a kind being named.

    A role not yet asked counts as driver at a checkpoint and as applicant at a counter.
    """
    presumed = role or (SubjectRole.APPLICANT if post is Post.COUNTER else SubjectRole.DRIVER)
    judged = tuple(lines)
    found: dict[FollowupKind, Due] = {}
    for rule in pack.followups:
        where = _fits(rule.posts, post) and _fits(rule.bases, basis) and _fits(rule.roles, presumed)
        if rule.outcome is outcome and where and _shown(rule, judged):
            found.setdefault(rule.kind, Due(rule.kind, rule.rule))
    return tuple(found.values())


def _fits(allowed: tuple[object, ...], actual: object) -> bool:
    return not allowed or actual in allowed


def _shown(rule: FollowupRule, lines: tuple[tuple[str | None, Verdict], ...]) -> bool:
    if not rule.verdicts and not rule.analytes:
        return True
    return any(_fits(rule.verdicts, verdict) and _fits(rule.analytes, analyte) for analyte, verdict in lines)
