"""What may be appended to a screening now. Each rule refuses with a StationError that says why.

These are the only gates: a screen greys a key by asking here, a service asks again before it writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from station.domain import kinds
from station.domain.codes import Meaning, Post, Sex, SpecimenKind, StaffRole, Verdict
from station.domain.errors import SpecimenState, StationError
from station.domain.path import Step, details_missing, done, next_step
from station.domain.rules import RulePack
from station.domain.screening import Screening

_NEEDS: Mapping[str, tuple[tuple[Step, str], ...]] = {
    kinds.NOTICE_GIVEN: ((Step.IDENTIFY, "screening.not_identified"),),
    kinds.COOPERATION_ANSWERED: ((Step.NOTICE, "screening.not_notified"),),
    kinds.DECLARATION_MADE: ((Step.COOPERATION, "screening.not_answered"),),
    kinds.SPECIMEN_COLLECTED: (
        (Step.COOPERATION, "screening.not_answered"),
        (Step.DECLARATION, "screening.not_declared"),
    ),
    kinds.CARTRIDGE_LOADED: ((Step.SPECIMEN, "screening.no_specimen"),),
    kinds.DETAILS_RECORDED: ((Step.IDENTIFY, "screening.not_identified"),),
    kinds.VERDICT_REACHED: (
        (Step.DECLARATION, "screening.not_declared"),
        (Step.READING, "screening.no_measurement"),
    ),
    kinds.SUBJECT_SIGNED: ((Step.TELL, "screening.not_told"),),
}
"""Which steps must be done before a kind, and the error when one is not."""

_TESTING = frozenset(
    {kinds.DECLARATION_MADE, kinds.SPECIMEN_COLLECTED, kinds.CARTRIDGE_LOADED, kinds.VERDICT_REACHED}
)
_ANSWERS = {
    kinds.NOTICE_GIVEN: Step.NOTICE,
    kinds.COOPERATION_ANSWERED: Step.COOPERATION,
    kinds.DECLARATION_MADE: Step.DECLARATION,
}
_AFTER_SIGNING = frozenset(
    {kinds.SAMPLES_SEALED, kinds.SUBJECT_TOLD, kinds.SUBJECT_SIGNED, kinds.WHEREABOUTS_RECORDED}
)
_ENDS = frozenset({kinds.SCREENING_ABORTED, kinds.SCREENING_VOIDED, kinds.SCREENING_CLOSED})
_GATED_ELSEWHERE = frozenset(
    {kinds.STATEMENT_SIGNED, kinds.MEASUREMENT_REPEATED, kinds.MEASUREMENT_SET_ASIDE, kinds.SCREENING_OPENED}
)


@dataclass(frozen=True)
class Staff:
    """One person at work: what an interlock needs to know of them."""

    badge: str
    role: StaffRole
    sex: Sex | None = None


def may_append(screening: Screening, kind: str, pack: RulePack, *, supersedes: str | None = None) -> None:
    """Refuse a step of ``screening`` that is out of order, comes after signing, or after the end.

    Signatures are gated by ``may_sign`` alone; collecting has more to ask, in ``may_collect``. What is no
    step of a screening, such as a follow-up, passes.
    """
    if kind not in kinds.SCREENING - _GATED_ELSEWHERE:
        return
    _refuse_ended(screening, kind)
    if kind in (kinds.MEASUREMENT_RECEIVED, kinds.MEASUREMENT_CLAIMED, kinds.MEASUREMENT_OFFERED):
        may_bind(screening)
    elif kind in (kinds.MEASUREMENT_CONFIRMED, kinds.MEASUREMENT_DENIED):
        may_answer_offer(screening)
    elif kind == kinds.SCREENING_ABORTED:
        _refuse_abort(screening)
    elif kind == kinds.SCREENING_CLOSED:
        _refuse_step(screening, pack, Step.CLOSE, "screening.not_finished")
    elif kind in _AFTER_SIGNING:
        _refuse_unsigned(screening, kind, pack)
    elif kind not in _ENDS:
        _refuse_change(screening, kind, pack, supersedes)
    _refuse_gap(screening, kind)


def may_take_to_lane(screening: Screening, specimen_kind: SpecimenKind) -> None:
    """Refuse another lane once there is a result, a signature or an end, or for another kind of specimen."""
    _refuse_ended(screening, kinds.SCREENING_OPENED)
    if screening.signed:
        raise StationError("screening.signed")
    if screening.refused:
        raise StationError("screening.refused")
    if screening.measurement is not None:
        raise StationError("screening.result_known")
    if screening.specimen and screening.specimen.specimen_kind is not specimen_kind:
        raise StationError("screening.lane_kind", specimen=SpecimenState.GOOD)


def may_identify(screening: Screening, collector: Staff, pack: RulePack, subject_sex: Sex) -> None:
    """Refuse a correction after which the specimen would have been taken by someone who may not take it."""
    specimen = screening.specimen
    try:
        if specimen is not None:
            _refuse_sex(collector, pack, specimen.specimen_kind, subject_sex)
    except StationError as refused:
        raise StationError("screening.collected_otherwise") from refused


def is_sealed(screening: Screening, pack: RulePack) -> bool:
    """Whether the rules want A and B sealed after this result: then samples are somewhere."""
    verdict = screening.verdict
    return verdict is not None and not screening.refused and verdict.verdict in pack.seals.verdicts


def is_present(badge: str, present: Sequence[Staff]) -> None:
    """Refuse someone who is not on the shift."""
    if badge not in {one.badge for one in present}:
        raise StationError("shift.not_present", badge=badge)


def may_bind(screening: Screening) -> None:
    """Refuse a result that nobody here waits for: it belongs in the unmatched tray."""
    if not screening.expects_measurement:
        raise StationError("screening.no_result_expected")


def may_answer_offer(screening: Screening) -> None:
    """Refuse an answer to a question that nobody asks."""
    may_bind(screening)
    if screening.offered is None:
        raise StationError("screening.nothing_offered")


def may_collect(
    collector: Staff,
    present: Sequence[Staff],
    pack: RulePack,
    *,
    post: Post,
    specimen_kind: SpecimenKind,
    subject_sex: Sex | None,
) -> None:
    """Refuse a collector whom the rules exclude: by role, by sex, or for want of a second person."""
    staffing = pack.staffing(post)
    is_present(collector.badge, present)
    if collector.role not in staffing.collectors:
        raise StationError("screening.may_not_collect", role=collector.role.value)
    if len({one.badge for one in present}) < staffing.staff_min:
        raise StationError("shift.too_few", needed=staffing.staff_min, present=len(present))
    _refuse_sex(collector, pack, specimen_kind, subject_sex)


def may_sign(screening: Screening, meaning: Meaning, signer: Staff, pack: RulePack) -> None:
    """Refuse a signature by someone who may not sign, by the same person twice, or at the wrong step."""
    _refuse_signer(signer, screening.opened.post, pack)
    first = screening.signature(Meaning.FIRST)
    if meaning is Meaning.COUNTERSIGN:
        if not screening.awaits_countersign:
            raise StationError("screening.nothing_to_countersign")
    else:
        _refuse_ended(screening, kinds.STATEMENT_SIGNED)
        if next_step(screening, pack) is Step.DETAILS:
            _refuse_lacking(screening)
        step = Step.SIGN_FIRST if meaning is Meaning.FIRST else Step.SIGN_SECOND
        _refuse_step(screening, pack, step, "screening.not_ready_to_sign")
    if meaning is not Meaning.FIRST and first is not None and first.badge == signer.badge:
        raise StationError("screening.same_officer", badge=signer.badge)


def two_signers(signers: Sequence[Staff], post: Post, pack: RulePack) -> None:
    """Refuse unless two different persons who may sign stand behind a void, a claim or a measure."""
    for signer in signers:
        _refuse_signer(signer, post, pack)
    if len({signer.badge for signer in signers}) < 2:
        raise StationError("screening.two_officers")


def _refuse_sex(
    collector: Staff, pack: RulePack, specimen_kind: SpecimenKind, subject_sex: Sex | None
) -> None:
    for rule in (one for one in pack.collectors if one.specimen is specimen_kind):
        if subject_sex is None:
            raise StationError("screening.sex_unknown")
        if rule.subject_sex is subject_sex and collector.sex is not rule.collector_sex:
            raise StationError("screening.collector_sex", collector_sex=rule.collector_sex.value)


def _refuse_signer(signer: Staff, post: Post, pack: RulePack) -> None:
    if signer.role not in pack.staffing(post).signers:
        raise StationError("screening.may_not_sign", role=signer.role.value)


def _refuse_lacking(screening: Screening) -> None:
    """Details that must be there before anything but a negative is signed."""
    lacking = details_missing(screening)
    raise StationError("screening.details_missing", field=lacking[0], count=len(lacking))


def _refuse_ended(screening: Screening, kind: str) -> None:
    if screening.closed:
        raise StationError("screening.closed")
    if screening.voided and kind != kinds.SCREENING_CLOSED:
        raise StationError("screening.voided")
    if screening.aborted and kind not in (
        kinds.STATEMENT_SIGNED,
        kinds.SCREENING_CLOSED,
        kinds.SCREENING_VOIDED,
    ):
        raise StationError("screening.aborted")


def _refuse_gap(screening: Screening, kind: str) -> None:
    for step, code in _NEEDS.get(kind, ()):
        if not done(screening, step):
            raise StationError(code)


def _refuse_abort(screening: Screening) -> None:
    # One person alone must not make a result disappear: that takes a void, and so two officers.
    # Nor a refusal, which two officers sign and which may lead to a forced test; not even by way of a yes.
    if screening.refused:
        raise StationError("screening.refused")
    if screening.ever_refused:
        raise StationError("screening.abort_after_refusal")
    verdict = screening.verdict
    spoilt = verdict is not None and verdict.verdict is Verdict.INVALID
    if (screening.measurement is not None and not spoilt) or screening.signed:
        raise StationError("screening.abort_after_result")


def _refuse_step(screening: Screening, pack: RulePack, wanted: Step, code: str) -> None:
    step = next_step(screening, pack)
    if step is not wanted:
        raise StationError(code, step=step.value)


def _refuse_unsigned(screening: Screening, kind: str, pack: RulePack) -> None:
    last = Meaning.SECOND if screening.needs_two_officers else Meaning.FIRST
    if screening.signature(last) is None:
        raise StationError("screening.not_signed")
    if kind == kinds.SAMPLES_SEALED and not is_sealed(screening, pack):
        raise StationError("screening.nothing_to_seal")


def _refuse_change(screening: Screening, kind: str, pack: RulePack, supersedes: str | None) -> None:
    if screening.signed:
        raise StationError("screening.signed")
    if screening.refused and kind in _TESTING:
        raise StationError("screening.refused")
    answered = kind in _ANSWERS and done(screening, _ANSWERS[kind])
    if answered and screening.measurement is not None:
        raise StationError("screening.result_known")
    if kind == kinds.CARTRIDGE_LOADED and supersedes is None and screening.loaded is not None:
        _refuse_retest(screening, pack)
    if kind == kinds.SPECIMEN_COLLECTED and screening.verdict is not None:
        _refuse_retest(screening, pack)


def _refuse_retest(screening: Screening, pack: RulePack) -> None:
    if screening.measurement is None:
        return  # a cartridge that was never read may be replaced: no result is lost
    verdict = screening.verdict
    if verdict is None or verdict.verdict not in pack.retest.verdicts:
        raise StationError("screening.no_retest")
    if len(screening.cartridges) >= pack.retest.cartridges_max:
        raise StationError("screening.retest_spent", cartridges_max=pack.retest.cartridges_max)
