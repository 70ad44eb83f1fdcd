"""What goes into a court bundle, and the refusal to make one that would not check out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from station.domain.errors import StationError
from station.log import commitment, merkle
from station.log.checkpoint import Checkpoint
from station.log.entry import Entry
from station.log.envelope import SignedEntry
from station.log.form import objects
from station.log.keyring import OFFICER_ENROLLED, holder_of
from station.log.merkle import Tree
from station.log.signatures import FOUNDING
from station.log.statement import Meaning, SignedStatement, read

FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Exhibit:
    """One entry with its inclusion proof against the bundle's checkpoint."""

    signed: SignedEntry
    proof: tuple[bytes, ...]

    @property
    def entry(self) -> Entry:
        """The entry inside."""
        return self.signed.entry

    @property
    def number(self) -> str:
        """Its place in the log, as its files are named."""
        return f"{self.entry.seq:06d}"

    def statements(self) -> list[SignedStatement]:
        """The officers' statements it carries."""
        return [read(embedded) for embedded in objects(self.entry.body, "statements")]


@dataclass(frozen=True)
class Disclosed:
    """A personal value shown to the court, with its salt of 32 bytes, beside entry ``seq``."""

    seq: int
    field: str
    salt: bytes
    value: str


@dataclass(frozen=True)
class Exchange:
    """The untouched bytes of a reader's exchange with their salt, beside entry ``seq``."""

    seq: int
    salt: bytes
    data: bytes


@dataclass(frozen=True)
class Case:
    """One screening: all its entries, and those they rest on.

    ``exhibits`` must hold, in any order: every entry of the screening (its follow-ups too); the whole
    founding, that is ``log_opened`` and the enrolments that follow it at once; the enrolment of everyone else
    whose statement is among them; each batch countersignature over it; and the unmatched measurement a claim
    speaks of. ``rule_packs`` are the files the verdicts name, ``papers`` the prints; both by plain file name.
    """

    screening_id: str
    exhibits: tuple[Exhibit, ...]
    checkpoint: Checkpoint
    disclosed: tuple[Disclosed, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    papers: Mapping[str, bytes] = field(default_factory=dict)
    rule_packs: Mapping[str, bytes] = field(default_factory=dict)

    def check(self) -> None:
        """StationError ``log.bundle_incomplete`` naming what would not check out."""
        by_seq = {exhibit.entry.seq: exhibit for exhibit in self.exhibits}
        _require(len(by_seq) == len(self.exhibits), "entry_twice", "")
        _require(0 in by_seq and by_seq[0].entry.kind == "log_opened", "no_opening", "0")
        for exhibit in self.exhibits:
            self._check_exhibit(exhibit)
        leaves = {exhibit.signed.leaf: exhibit.entry.seq for exhibit in self.exhibits}
        enrolled = _enrolments(self.exhibits)
        self._check_founding(by_seq)
        for exhibit in self.exhibits:
            for signed in exhibit.statements():
                _check_statement(exhibit.entry, signed, leaves, enrolled)
        self._check_beside(by_seq)

    def _check_exhibit(self, exhibit: Exhibit) -> None:
        entry, seen = exhibit.entry, self.checkpoint
        _require(entry.screening_id in (None, self.screening_id), "other_screening", exhibit.number)
        _require(entry.log_id == seen.log_id, "other_log", exhibit.number)
        held = merkle.inclusion_holds(
            exhibit.signed.leaf_hash, entry.seq, seen.size, exhibit.proof, seen.root
        )
        _require(held, "no_proof", exhibit.number)

    def _check_founding(self, by_seq: Mapping[int, Exhibit]) -> None:
        """An enrolment without vouchers is lawful only where nothing else came before it."""
        for exhibit in self.exhibits:
            if exhibit.entry.kind == OFFICER_ENROLLED and not exhibit.statements():
                before = [by_seq[seq].entry.kind for seq in range(exhibit.entry.seq) if seq in by_seq]
                whole = len(before) == exhibit.entry.seq and set(before) <= FOUNDING
                _require(whole, "founding", exhibit.number)

    def _check_beside(self, by_seq: Mapping[int, Exhibit]) -> None:
        for value in self.disclosed:
            made = commitment.commit(value.salt, value.field, value.value)
            committed = by_seq[value.seq].entry.body.get("commitments") if value.seq in by_seq else None
            holds = isinstance(committed, dict) and committed.get(value.field) == made
            _require(holds, "disclosed_value", value.field)
        for exchange in self.exchanges:
            raw = {
                "commitment": commitment.commit_raw(exchange.salt, exchange.data),
                "length": len(exchange.data),
            }
            holds = exchange.seq in by_seq and by_seq[exchange.seq].entry.body.get("raw") == raw
            _require(holds, "raw_exchange", str(exchange.seq))
        packs = {sha256(data).hexdigest() for data in self.rule_packs.values()}
        for exhibit in self.exhibits:
            if exhibit.entry.kind == "verdict_reached":
                _require(exhibit.entry.body.get("pack_sha256") in packs, "rule_pack", exhibit.number)
        for name in (*self.papers, *self.rule_packs):
            _require(FILE_NAME.fullmatch(name) is not None, "file_name", name)


def exhibits(entries: Iterable[SignedEntry], leaves: Sequence[bytes]) -> tuple[Exhibit, ...]:
    """``entries`` with their proofs; ``leaves`` are the leaf hashes of the log up to the checkpoint's
    size."""
    tree = Tree(leaves)
    return tuple(Exhibit(signed, tree.inclusion_proof(signed.entry.seq)) for signed in entries)


def _enrolments(shown: Iterable[Exhibit]) -> dict[str, list[int]]:
    """The entries at which each badge was given a key."""
    enrolled: dict[str, list[int]] = {}
    for exhibit in shown:
        if exhibit.entry.kind == OFFICER_ENROLLED:
            holder = holder_of(exhibit.entry)
            if holder.may_sign:
                enrolled.setdefault(holder.badge, []).append(holder.seq)
    return enrolled


def _check_statement(
    entry: Entry, signed: SignedStatement, leaves: Mapping[str, int], enrolled: Mapping[str, list[int]]
) -> None:
    statement = signed.statement
    known = [leaves[leaf] < entry.seq for leaf in statement.leaves if leaf in leaves]
    # A batch names entries of other people's screenings too; those stay out.
    whole = any(known) if statement.meaning is Meaning.COUNTERSIGN else len(known) == len(statement.leaves)
    _require(whole and all(known), "signed_entry", f"{entry.seq:06d}")
    _require(any(seq < entry.seq for seq in enrolled.get(statement.badge, [])), "enrolment", statement.badge)


def _require(holds: bool, reason: str, detail: str) -> None:
    if not holds:
        raise StationError("log.bundle_incomplete", reason=reason, detail=detail)
