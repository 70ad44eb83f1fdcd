"""Walks a log and says whether it is true. Pure and streaming: entries come in, a report goes out.

What is checked of each entry, in this order; the first rule broken is the finding, and the walk ends there:
1. the payload is a canonical entry (``entry.form``) of this log (``entry.log``);
2. its number is the next (``entry.seq``) and it names the leaf before it (``entry.prev``);
3. the device key of the ring signed it, whatever the envelope claims (``entry.key``, ``entry.signature``);
4. its record id is new (``entry.repeated``), its origin is one of this home's (``entry.origin``);
5. enrolments (``keyring.*``), officers' statements (``statement.*``) and two persons (``persons.*``).
At the end the tree is compared with the stored head (``head.*``), and on the way with every checkpoint that
was kept elsewhere (``witness.*``): only those can show that the end of a log was cut off. No clock orders
anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from station.domain.errors import StationError
from station.domain.measurement import Origin
from station.log import ed25519
from station.log.broken import BrokenRuleError
from station.log.entry import Entry
from station.log.envelope import SignedEntry
from station.log.head import Head
from station.log.keyring import LOG_OPENED, KeyRing
from station.log.signatures import Signatures

TRAINING_ORIGINS = frozenset({Origin.TRAINING, Origin.SIMULATED})
FOUNDERS = 2
"""The two officers a home must begin with; that more founded it is told."""


class Witnessed(Protocol):
    """A head seen outside: a checkpoint, or what was read over a phone."""

    @property
    def size(self) -> int:
        """Entries at that time."""
        ...

    def agrees(self, root: bytes) -> bool:
        """Whether the root at that size is the one seen."""
        ...


@dataclass(frozen=True)
class Finding:
    """A rule broken at entry ``seq`` (None: by the log as a whole). Words: ``verify.finding.<code>``."""

    seq: int | None
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        place = "log" if self.seq is None else f"seq {self.seq}"
        return f"{place}: {self.code}" + (f" ({details})" if details else "")


@dataclass(frozen=True)
class Report:
    """``size`` entries were found true, up to ``root``. ``notices`` are no faults: what a reader should
    know."""

    log_id: str | None
    size: int
    root: bytes
    issuer_checked: bool
    findings: tuple[Finding, ...]
    notices: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. Without a fingerprint that says consistent, not who issued it."""
        return not self.findings

    @property
    def first_bad_seq(self) -> int | None:
        """The first entry that is wrong, if one is."""
        return next((finding.seq for finding in self.findings if finding.seq is not None), None)


def verify_log(
    entries: Iterable[SignedEntry],
    *,
    fingerprint: str | None = None,
    head: Head | None = None,
    witnessed: Iterable[Witnessed] = (),
) -> Report:
    """Walk ``entries`` from number 0. ``fingerprint`` is the device key's, as printed on paper."""
    walk = _Walk(ed25519.plain_fingerprint(fingerprint) if fingerprint else None, witnessed)
    findings: list[Finding] = []
    place: int | None = 0
    try:
        for signed in entries:
            place = walk.size
            walk.step(signed)
        place = None
        walk.finish(head)
    except BrokenRuleError as broken:
        findings.append(Finding(place, broken.code, broken.params))
    return Report(
        walk.log_id, walk.size, walk.root(), fingerprint is not None, tuple(findings), tuple(walk.notices)
    )


class _Walk:
    def __init__(self, fingerprint: str | None, witnessed: Iterable[Witnessed]) -> None:
        self._fingerprint = fingerprint
        self._witnessed = sorted(witnessed, key=lambda seen: seen.size)
        self._ring = KeyRing()
        self._signatures = Signatures()
        self._record_ids: set[str] = set()
        self._head: Head | None = None
        self.notices: list[Finding] = []

    @property
    def log_id(self) -> str | None:
        return self._head.log_id if self._head else None

    @property
    def size(self) -> int:
        return self._head.size if self._head else 0

    def root(self) -> bytes:
        return (self._head or Head("")).root()

    def step(self, signed: SignedEntry) -> None:
        self._compare_witnessed()
        entry = _entry(signed)
        head = self._head or Head(entry.log_id)
        _check_place(entry, head)
        self._check_key(signed, entry)
        self._check_entry(entry)
        self._signatures.check(entry, self._ring)
        self._signatures.remember(signed.leaf_hash, entry)
        self._take_in(entry)
        self._head = head.append(signed.leaf_hash)

    def finish(self, head: Head | None) -> None:
        self._compare_witnessed()
        if self._head is None:
            raise BrokenRuleError("log.empty")
        if self._witnessed:
            raise BrokenRuleError("witness.cut_off", seen=self._witnessed[0].size, found=self.size)
        if head is not None:
            _compare(self._head, head)

    def _take_in(self, entry: Entry) -> None:
        if entry.kind == LOG_OPENED:
            return
        enough = self._ring.signers() >= FOUNDERS
        holder = self._ring.admit(entry)
        if holder and holder.may_sign and enough and not entry.body.get("statements"):
            self.notices.append(Finding(entry.seq, "enrolment.unvouched", {"badge": holder.badge}))

    def _check_key(self, signed: SignedEntry, entry: Entry) -> None:
        # An opening brings its own key, so it is taken in before its signature can be checked; nothing else
        # is.
        if entry.kind == LOG_OPENED:
            self._ring.admit(entry)
        device = self._ring.device
        if entry.kind == LOG_OPENED and self._fingerprint not in (None, device.key_id):
            raise BrokenRuleError("log.issuer", found=device.key_id)
        if signed.key_id != device.key_id:
            raise BrokenRuleError("entry.key")
        if not signed.signed_by(device.public_key):
            raise BrokenRuleError("entry.signature")

    def _check_entry(self, entry: Entry) -> None:
        if entry.record_id in self._record_ids:
            raise BrokenRuleError("entry.repeated", record_id=entry.record_id)
        self._record_ids.add(entry.record_id)
        if (entry.origin in TRAINING_ORIGINS) is not self._ring.device.training:
            raise BrokenRuleError("entry.origin", origin=entry.origin.value)

    def _compare_witnessed(self) -> None:
        while self._witnessed and self._witnessed[0].size <= self.size:
            seen = self._witnessed.pop(0)
            if not seen.agrees(self.root()):
                raise BrokenRuleError("witness.other_root", size=seen.size)


def _entry(signed: SignedEntry) -> Entry:
    try:
        return signed.entry
    except StationError as error:
        raise BrokenRuleError("entry.form", reason=error.code) from error


def _check_place(entry: Entry, head: Head) -> None:
    if entry.log_id != head.log_id:
        raise BrokenRuleError("entry.log", log=entry.log_id)
    if entry.seq != head.size:
        raise BrokenRuleError("entry.seq", found=entry.seq)
    if entry.prev != head.last_leaf.hex():
        raise BrokenRuleError("entry.prev")


def _compare(found: Head, stored: Head) -> None:
    if found.log_id != stored.log_id:
        raise BrokenRuleError("head.log", log=stored.log_id)
    if found.size != stored.size:
        raise BrokenRuleError("head.size", stored=stored.size, found=found.size)
    if found.root() != stored.root() or found.last_leaf != stored.last_leaf:
        raise BrokenRuleError("head.root")


__all__ = ["Finding", "Report", "Witnessed", "verify_log"]
