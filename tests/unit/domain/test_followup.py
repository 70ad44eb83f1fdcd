"""What a screening leads to, and how a follow-up moves."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from station.domain import kinds
from station.domain.codes import (
    Basis,
    Ending,
    FollowupKind,
    FollowupState,
    MeasureKind,
    Post,
    SubjectRole,
    Verdict,
)
from station.domain.due import due, due_of
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.followup import TRANSITIONS, Followup, may_move, may_propose
from station.domain.rules import RulePack
from station.domain.shift import BASES
from tests.unit.domain.story import SCREENING_ID, START, Story, leaf_of

LICENCE, LEAD, FORCED = FollowupKind.LICENCE, FollowupKind.DRUG_SQUAD_LEAD, FollowupKind.FORCED_TEST
PP, NC, INVALID = Verdict.PRESUMPTIVE_POSITIVE, Verdict.NEEDS_CORROBORATION, Verdict.INVALID


def kinds_due(
    pack: RulePack,
    *lines: tuple[str | None, Verdict],
    outcome: Ending = Ending.COMPLETED,
    post: Post = Post.CHECKPOINT,
    basis: Basis = Basis.CHECKPOINT,
    role: SubjectRole | None = SubjectRole.DRIVER,
) -> list[FollowupKind]:
    found = due(pack, outcome=outcome, post=post, basis=basis, role=role, lines=lines)
    return [one.kind for one in found]


def test_a_driver_with_a_presumptive_positive_is_a_licence_case(pack: RulePack) -> None:
    assert kinds_due(pack, ("methamphetamine", PP)) == [LICENCE]


@pytest.mark.parametrize("post", list(Post))
@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("role", list(SubjectRole))
def test_caffeine_is_a_lead_and_never_a_licence_case_wherever_it_is_found(
    pack: RulePack, post: Post, basis: Basis, role: SubjectRole
) -> None:
    assert kinds_due(pack, ("caffeine", NC), post=post, basis=basis, role=role) == [LEAD]


def test_etomidate_is_a_lead_until_a_laboratory_says_more(pack: RulePack) -> None:
    assert kinds_due(pack, ("etomidate", NC)) == [LEAD]


def test_caffeine_beside_a_positive_gives_a_lead_beside_the_licence_case(pack: RulePack) -> None:
    assert kinds_due(pack, ("morphine", PP), ("caffeine", NC)) == [LICENCE, LEAD]


def test_a_passenger_did_not_drive(pack: RulePack) -> None:
    assert kinds_due(pack, ("morphine", PP), role=SubjectRole.PASSENGER) == [LEAD]


@pytest.mark.parametrize("basis", [Basis.ROSTER, Basis.STAFF, Basis.OTHER])
def test_who_was_not_stopped_driving_and_asks_for_no_licence_is_a_lead(pack: RulePack, basis: Basis) -> None:
    assert kinds_due(pack, ("morphine", PP), basis=basis) == [LEAD]


@pytest.mark.parametrize("basis", [Basis.LICENCE_BUSINESS, Basis.TRANSPORT_QUALIFICATION])
def test_an_applicant_with_a_presumptive_positive_is_a_licence_case(pack: RulePack, basis: Basis) -> None:
    found = kinds_due(pack, ("thc", PP), post=Post.COUNTER, basis=basis, role=SubjectRole.APPLICANT)

    assert found == [LICENCE]


def test_who_comes_to_a_counter_in_a_case_neither_drove_nor_asks_for_a_licence(pack: RulePack) -> None:
    for role in (SubjectRole.APPLICANT, None):
        assert kinds_due(pack, ("thc", PP), post=Post.COUNTER, basis=Basis.CASE, role=role) == [LEAD]


@pytest.mark.parametrize("post", Post)
def test_no_drug_of_the_pack_is_found_without_anybody_having_to_act(pack: RulePack, post: Post) -> None:
    uncontrolled = {"tricyclics"}
    found = [(rule.analyte, rule.reactive) for rule in pack.analytes if rule.analyte not in uncontrolled]
    for line, basis, role in product(found, BASES[post], (*SubjectRole, None)):
        assert kinds_due(pack, line, post=post, basis=basis, role=role), (line, basis, role)


def test_a_prescribed_controlled_medicine_is_a_lead(pack: RulePack) -> None:
    assert kinds_due(pack, ("benzodiazepines", PP)) == [LEAD]


def test_a_medicine_that_is_not_controlled_leads_to_nothing(pack: RulePack) -> None:
    assert kinds_due(pack, ("tricyclics", NC)) == []


def test_negatives_and_invalids_lead_to_nothing(pack: RulePack) -> None:
    assert kinds_due(pack, ("morphine", Verdict.NEGATIVE), ("thc", INVALID)) == []


def test_a_refusal_at_the_roadside_leads_to_a_forced_test_and_at_a_counter_to_nothing(pack: RulePack) -> None:
    assert kinds_due(pack, outcome=Ending.REFUSED) == [FORCED]
    assert kinds_due(pack, outcome=Ending.REFUSED, post=Post.COUNTER, basis=Basis.LICENCE_BUSINESS) == []


@pytest.mark.parametrize("outcome", [Ending.ABORTED, Ending.VOIDED])
def test_what_was_aborted_or_voided_leads_to_nothing(pack: RulePack, outcome: Ending) -> None:
    assert kinds_due(pack, ("morphine", PP), outcome=outcome) == []


def test_a_part_not_yet_asked_counts_as_driver_or_applicant(pack: RulePack) -> None:
    assert kinds_due(pack, ("morphine", PP), role=None) == [LICENCE]
    counter = kinds_due(pack, ("morphine", PP), post=Post.COUNTER, basis=Basis.LICENCE_BUSINESS, role=None)
    assert counter == [LICENCE]


def test_a_screening_knows_what_it_leads_to(pack: RulePack) -> None:
    assert [one.rule for one in due_of(Story().to_verdict("presumptive_positive").screening, pack)] == [
        "cn-licence-driving"
    ]
    assert due_of(Story().to_cartridge().screening, pack) == ()
    passenger = Story().to_cartridge().detail("passenger").measure().judge("presumptive_positive")
    assert [one.kind for one in due_of(passenger.screening, pack)] == [LEAD]
    assert due_of(passenger.void().screening, pack) == ()


def test_a_rule_that_names_verdicts_only_takes_any_analyte_and_needs_one(pack: RulePack) -> None:
    any_positive = replace(pack.followups[0], analytes=(), bases=(), roles=())
    bare = replace(pack, followups=(any_positive,))

    assert kinds_due(bare, ("tricyclics", PP)) == [LICENCE]
    assert kinds_due(bare, ("tricyclics", NC)) == []


class Case:
    """Facts of one follow-up."""

    def __init__(self, kind: FollowupKind = LICENCE) -> None:
        self.facts: list[Fact] = []
        self.add(kinds.FOLLOWUP_OPENED, kind=kind.value, rule="cn-licence-driving", pack="cn@2026-1")

    def add(self, entry_kind: str, /, **body: Json) -> "Case":
        seq = len(self.facts) + 100
        whole: dict[str, Json] = {"followup_id": "F1", **body}
        self.facts.append(Fact(seq, leaf_of(seq), entry_kind, START, whole, "training", SCREENING_ID))
        return self

    def found(self, finding: str = "confirmed") -> "Case":
        return self.add(
            kinds.LAB_FINDING_ENTERED,
            laboratory="城北鉴定所",
            document_no="J-88",
            finding=finding,
            dated="2026-11-30",
        )

    def proposed(self, measure: str = "cancellation", basis: str = "licence_79_1_6") -> "Case":
        return self.add(
            kinds.MEASURE_PROPOSED, measure=measure, legal_basis=basis, document_no="C-7", statements=[]
        )

    def handed(self) -> "Case":
        return self.add(
            kinds.FOLLOWUP_HANDED_OVER, list_no="Y-1", receiver="车管所", handed_at="2026-12-01T02:00:00Z"
        )

    def accepted(self) -> "Case":
        return self.add(kinds.FOLLOWUP_ACCEPTED, receipt_no="R-1", receiver="车管所")

    def returned(self) -> "Case":
        return self.add(kinds.FOLLOWUP_RETURNED, reason="缺封签号")

    @property
    def followup(self) -> Followup:
        return Followup.fold(self.facts, "F1")


def code(case: Case, kind: str) -> str | None:
    try:
        may_move(case.followup, kind)
    except StationError as refused:
        return refused.code
    return None


def test_a_licence_case_goes_from_finding_to_measure_to_hand_over_to_receipt(pack: RulePack) -> None:
    case = Case()
    assert case.followup.lacks == "finding"
    assert case.found().followup.lacks == "measure"
    assert case.proposed().followup.lacks is None
    assert case.handed().followup.state is FollowupState.HANDED_OVER
    accepted = case.accepted().followup
    assert (accepted.state, accepted.receipt_no) == (FollowupState.ACCEPTED, "R-1")
    assert [one.receiver for one in accepted.hand_overs] == ["车管所"]


def test_what_was_returned_can_be_mended_and_handed_over_again() -> None:
    case = Case().found().proposed().handed().returned()
    assert (case.followup.state, case.followup.returned_reason) == (FollowupState.RETURNED, "缺封签号")
    assert code(case, kinds.FOLLOWUP_HANDED_OVER) is None
    assert case.proposed().followup.state is FollowupState.TO_HAND_OVER
    assert len(case.handed().followup.hand_overs) == 2


@pytest.mark.parametrize("returned", [False, True])
def test_what_is_still_with_us_is_withdrawn_when_its_test_is_void(returned: bool) -> None:
    case = Case().found().proposed()
    if returned:
        case.handed().returned()
    case.add(kinds.SCREENING_VOIDED, reason="wrong_subject", statements=[])
    assert (case.followup.state, case.followup.voided) == (FollowupState.WITHDRAWN, True)
    assert code(case, kinds.FOLLOWUP_HANDED_OVER) == "followup.withdrawn"
    assert code(case, kinds.MEASURE_PROPOSED) == "followup.withdrawn"


def test_what_has_left_stays_with_its_receiver_when_its_test_is_void_and_does_not_go_again() -> None:
    case = Case().found().proposed().handed()
    case.add(kinds.SCREENING_VOIDED, reason="wrong_subject", statements=[])
    assert (case.followup.state, case.followup.voided) == (FollowupState.HANDED_OVER, True)
    assert case.returned().followup.state is FollowupState.WITHDRAWN


def test_a_licence_case_does_not_move_without_a_finding_and_a_measure() -> None:
    assert code(Case(), kinds.FOLLOWUP_HANDED_OVER) == "followup.no_finding"
    assert code(Case().found(), kinds.FOLLOWUP_HANDED_OVER) == "followup.no_measure"


@pytest.mark.parametrize("kind", [LEAD, FORCED])
def test_a_lead_and_a_forced_test_are_handed_over_at_once(kind: FollowupKind) -> None:
    assert code(Case(kind), kinds.FOLLOWUP_HANDED_OVER) is None


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (Case(LEAD), kinds.FOLLOWUP_ACCEPTED),
        (Case(LEAD), kinds.FOLLOWUP_RETURNED),
        (Case(LEAD).handed(), kinds.FOLLOWUP_HANDED_OVER),
        (Case(LEAD).handed(), kinds.LAB_FINDING_ENTERED),
        (Case(LEAD).handed().accepted(), kinds.FOLLOWUP_RETURNED),
        (Case(LEAD).handed().accepted(), kinds.MEASURE_PROPOSED),
        (Case(LEAD).handed().returned(), kinds.FOLLOWUP_ACCEPTED),
    ],
)
def test_a_move_that_is_not_in_the_table_is_refused(case: Case, kind: str) -> None:
    assert code(case, kind) == "followup.wrong_state"


def test_nothing_leads_out_of_accepted() -> None:
    assert not [state for state, _ in TRANSITIONS if state is FollowupState.ACCEPTED]


@pytest.mark.parametrize(
    ("case", "measure", "basis", "document", "expected"),
    [
        (Case().found(), "cancellation", "licence_79_1_6", "C-7", None),
        (Case().found(), "revocation", "road_101_1", "C-7", None),
        (Case().found(), "none", "licence_15_2", "C-7", None),
        (Case().found("not_confirmed"), "none", "not_confirmed", "C-7", None),
        (Case().found(), "cancellation", "road_101_1", "C-7", "followup.no_basis"),
        (Case().found(), "revocation", "licence_79_1_6", "C-7", "followup.no_basis"),
        (Case().found(), "cancellation", "", "C-7", "followup.no_basis"),
        (Case().found(), "cancellation", "licence_79_1_6", " ", "followup.no_document"),
        (Case().found("not_confirmed"), "cancellation", "licence_79_1_6", "C-7", "followup.not_confirmed"),
        (Case().found("not_confirmed"), "revocation", "road_101_1", "C-7", "followup.not_confirmed"),
        (Case(), "cancellation", "licence_79_1_6", "C-7", "followup.no_finding"),
        (Case(LEAD).found(), "cancellation", "licence_79_1_6", "C-7", "followup.never_a_licence"),
        (Case(LEAD).found(), "none", "not_confirmed", "C-7", "followup.never_a_licence"),
        (Case(FORCED).found(), "cancellation", "licence_79_1_6", "C-7", "followup.never_a_licence"),
        (Case().found().proposed().handed(), "none", "not_confirmed", "C-7", "followup.wrong_state"),
    ],
)
def test_a_measure_stands_on_a_finding_a_basis_and_a_document(
    pack: RulePack, case: Case, measure: str, basis: str, document: str, expected: str | None
) -> None:
    found: Sequence[str] = []
    try:
        may_propose(case.followup, MeasureKind(measure), basis, document, pack)
    except StationError as refused:
        found = [refused.code]

    assert list(found) == ([expected] if expected else [])


def test_a_newer_finding_overtakes_the_measure_that_was_proposed_before_it() -> None:
    case = Case().found().proposed().found("not_confirmed")

    assert case.followup.measure is None
    assert code(case, kinds.FOLLOWUP_HANDED_OVER) == "followup.no_measure"


def test_facts_of_other_follow_ups_are_left_out_and_an_unknown_one_is_an_error() -> None:
    case = Case().found()
    with pytest.raises(StationError, match=r"followup\.unknown"):
        Followup.fold(case.facts, "F2")
