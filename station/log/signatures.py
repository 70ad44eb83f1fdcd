"""The rules of officers' signatures: by role, for this log, over entries that are there, by two persons where
two are asked for.

Two persons are two badges with two keys. Where that is: a void, a claim, a set-aside, a proposed measure and,
once the log is founded, an enrolment carry two statements; a second signature stands beside another's first;
a countersignature beside others' first; and a screening closes as refused, or completed with anything but a
negative, only over a first and a second.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from station.domain.errors import StationError
from station.domain.facts import Json
from station.log import form
from station.log.broken import BrokenRuleError
from station.log.canonical import dumps
from station.log.entry import Entry
from station.log.keyring import LOG_OPENED, OFFICER_ENROLLED, Holder, KeyRing
from station.log.statement import MEANING_OF_KIND, Meaning, SignedStatement, Statement, decision_of, read

STATEMENT_SIGNED = "statement_signed"
SCREENING_CLOSED = "screening_closed"
FOUNDING = frozenset({LOG_OPENED, OFFICER_ENROLLED})
"""What a log begins with: until another kind comes, there is nobody who could vouch for anybody."""
TWO_PERSONS = frozenset(
    {"measure_proposed", "measurement_claimed", "measurement_set_aside", "screening_voided"}
)
_OWN_MEANINGS = frozenset({Meaning.FIRST, Meaning.SECOND, Meaning.COUNTERSIGN})


@dataclass(frozen=True)
class Person:
    """Who signed: a badge and the key it signed with."""

    badge: str
    key_id: str

    def differs(self, other: "Person") -> bool:
        """Another badge and another key."""
        return self.badge != other.badge and self.key_id != other.key_id


@dataclass
class Signatures:
    """What the rules must remember while walking: where each leaf belongs, and who signed which screening."""

    _screening_of_leaf: dict[bytes, str | None] = field(default_factory=dict)
    _firsts: dict[str, list[Person]] = field(default_factory=dict)
    _seconds: dict[str, list[Person]] = field(default_factory=dict)
    _seen: set[bytes] = field(default_factory=set)
    _founding: bool = True

    def check(self, entry: Entry, ring: KeyRing) -> None:
        """Hold ``entry`` to the rules; ``ring`` is that before it. BrokenRuleError ``statement.*``,
        ``persons.*``."""
        self._founding = self._founding and entry.kind in FOUNDING
        signed = [self._verified(embedded, entry, ring) for embedded in _embedded(entry)]
        people = [Person(one.statement.badge, one.key_id) for one in signed]
        _check_different(people)
        if self._needs_two(entry) and len(people) < 2:
            raise BrokenRuleError("persons.two_needed", found=len(people))
        if entry.kind in MEANING_OF_KIND:
            _check_decision(entry, [one.statement for one in signed])
        if entry.kind == OFFICER_ENROLLED:
            _check_vouchers(entry, people)
        if entry.kind == STATEMENT_SIGNED:
            self._take(entry, signed, people)
        if entry.kind == SCREENING_CLOSED:
            self._check_closing(entry)

    def _needs_two(self, entry: Entry) -> bool:
        return entry.kind in TWO_PERSONS or (entry.kind == OFFICER_ENROLLED and not self._founding)

    def remember(self, leaf: bytes, entry: Entry) -> None:
        """Let later statements name this entry."""
        self._screening_of_leaf[leaf] = entry.screening_id

    def _verified(self, embedded: dict[str, Json], entry: Entry, ring: KeyRing) -> SignedStatement:
        try:
            signed = read(embedded)
        except StationError as error:
            raise BrokenRuleError("statement.form", reason=error.code) from error
        statement = signed.statement
        _check_key(signed, ring.holder(statement.badge))
        if statement.log_id != entry.log_id:
            raise BrokenRuleError("statement.log", badge=statement.badge, log=statement.log_id)
        if statement.meaning not in _meanings(entry):
            raise BrokenRuleError("statement.meaning", badge=statement.badge, meaning=statement.meaning)
        self._check_leaves(statement, entry)
        self._check_new(signed)
        return signed

    def _check_leaves(self, statement: Statement, entry: Entry) -> None:
        lawful = _screenings(statement, entry)
        for leaf in statement.leaves:
            raw = bytes.fromhex(leaf)
            if raw not in self._screening_of_leaf:
                raise BrokenRuleError("statement.leaf_unknown", badge=statement.badge, leaf=leaf)
            screening_id = self._screening_of_leaf[raw]
            if lawful and screening_id is not None and screening_id not in lawful:
                raise BrokenRuleError("statement.leaf_foreign", badge=statement.badge, leaf=leaf)

    def _check_new(self, signed: SignedStatement) -> None:
        digest = hashlib.sha256(signed.payload).digest()
        if digest in self._seen:
            raise BrokenRuleError("statement.repeated", badge=signed.statement.badge)
        self._seen.add(digest)

    def _take(self, entry: Entry, signed: list[SignedStatement], people: list[Person]) -> None:
        if len(signed) != 1:
            raise BrokenRuleError("statement.count", found=len(signed))
        statement, person = signed[0].statement, people[0]
        told = (entry.body.get("badge"), entry.body.get("meaning"), entry.body.get("leaves"))
        if told != (statement.badge, statement.meaning.value, list(statement.leaves)):
            raise BrokenRuleError("statement.body", badge=statement.badge)
        if statement.meaning is Meaning.COUNTERSIGN:
            self._check_countersign(entry, person)
        elif entry.screening_id is None:
            raise BrokenRuleError("statement.no_screening", badge=person.badge)
        elif statement.meaning is Meaning.SECOND:
            self._check_beside(self._firsts.get(entry.screening_id, []), person)
            self._seconds.setdefault(entry.screening_id, []).append(person)
        else:
            self._firsts.setdefault(entry.screening_id, []).append(person)

    def _check_countersign(self, entry: Entry, person: Person) -> None:
        batch = _batch(entry)
        if not batch:
            raise BrokenRuleError("statement.no_screening", badge=person.badge)
        for screening_id in batch:
            self._check_beside(self._firsts.get(screening_id, []), person)

    def _check_beside(self, firsts: list[Person], person: Person) -> None:
        if not firsts:
            raise BrokenRuleError("persons.no_first", badge=person.badge)
        if not all(person.differs(first) for first in firsts):
            raise BrokenRuleError("persons.same", badge=person.badge)

    def _check_closing(self, entry: Entry) -> None:
        screening_id = entry.screening_id or ""
        firsts, seconds = self._firsts.get(screening_id, []), self._seconds.get(screening_id, [])
        outcome, verdict = entry.body.get("outcome"), entry.body.get("verdict")
        if outcome not in ("refused", "completed"):
            return
        if not firsts:
            raise BrokenRuleError("persons.unsigned")
        if (outcome == "refused" or verdict != "negative") and not seconds:
            raise BrokenRuleError("persons.two_needed", found=1)


def _embedded(entry: Entry) -> list[dict[str, Json]]:
    try:
        return form.objects(entry.body, "statements")
    except StationError as error:
        raise BrokenRuleError("statement.form", reason=error.code) from error


def _batch(entry: Entry) -> tuple[str, ...]:
    try:
        return form.texts(entry.body, "screenings")
    except StationError as error:
        raise BrokenRuleError("statement.form", reason=error.code) from error


def _meanings(entry: Entry) -> Iterable[Meaning]:
    """What statements in this kind may mean; a kind of a later version may carry any."""
    if entry.kind == STATEMENT_SIGNED:
        return _OWN_MEANINGS
    meaning = MEANING_OF_KIND.get(entry.kind)
    return (meaning,) if meaning else tuple(Meaning)


def _screenings(statement: Statement, entry: Entry) -> frozenset[str]:
    """The screenings whose entries the statement may name; empty when it is bound to none."""
    if statement.meaning is Meaning.COUNTERSIGN:
        return frozenset(_batch(entry))
    return frozenset({entry.screening_id} if entry.screening_id else ())


def _check_key(signed: SignedStatement, holder: Holder | None) -> None:
    badge = signed.statement.badge
    if holder is None:
        raise BrokenRuleError("statement.signer_unknown", badge=badge)
    if not holder.may_sign or holder.public_key is None:
        raise BrokenRuleError("statement.signer_role", badge=badge, role=holder.role)
    if signed.key_id != holder.key_id:
        raise BrokenRuleError("statement.key", badge=badge)
    if not signed.signed_by(holder.public_key):
        raise BrokenRuleError("statement.signature", badge=badge)


def _check_different(people: list[Person]) -> None:
    for place, person in enumerate(people):
        if not all(person.differs(other) for other in people[:place]):
            raise BrokenRuleError("persons.same", badge=person.badge)


def _check_vouchers(entry: Entry, people: list[Person]) -> None:
    """Nobody vouches for himself, not even with the key he had before."""
    for person in people:
        if person.badge == entry.body.get("badge"):
            raise BrokenRuleError("persons.same", badge=person.badge)


def _check_decision(entry: Entry, statements: list[Statement]) -> None:
    """Each officer signed the decision as it stands, no less and nothing else. By bytes: true equals 1 in
    Python."""
    decision = dumps(decision_of(entry.body))
    for statement in statements:
        if dumps(dict(statement.shown)) != decision:
            raise BrokenRuleError("statement.decision", badge=statement.badge)
