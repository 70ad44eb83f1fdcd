"""The head of a log, and the one way to make it longer."""

from dataclasses import dataclass, field, replace

from station.domain.ports import Moment, Signer
from station.log import form
from station.log.entry import Draft, Entry
from station.log.envelope import PAYLOAD_TYPE, SignedEntry, pae
from station.log.merkle import Frontier


@dataclass(frozen=True)
class Head:
    """Where a log stands. ``last_leaf`` is 32 bytes, empty before the first entry."""

    log_id: str
    frontier: Frontier = field(default_factory=Frontier)
    last_leaf: bytes = b""

    @property
    def size(self) -> int:
        """Number of entries; the next one gets this as its ``seq``."""
        return self.frontier.size

    def root(self) -> bytes:
        """The tree hash over all entries."""
        return self.frontier.root()

    def append(self, leaf: bytes) -> "Head":
        """The head with one more leaf hash."""
        return replace(self, frontier=self.frontier.append(leaf), last_leaf=leaf)


def seal(
    draft: Draft, head: Head, signer: Signer, moment: Moment, record_id: str, software: str
) -> tuple[SignedEntry, Head]:
    """``draft`` signed as the next entry after ``head``, and the head that includes it.

    Nothing is kept here: the caller stores both in one transaction. StationError ``log.*`` when the draft
    holds what cannot be signed; then nothing was signed.
    """
    entry = Entry(
        log_id=head.log_id,
        seq=head.size,
        prev=head.last_leaf.hex(),
        record_id=record_id,
        kind=draft.kind,
        at=replace(moment, at=form.to_millisecond(moment.at)),
        origin=draft.origin,
        software=software,
        screening_id=draft.screening_id,
        refs=draft.refs,
        body=draft.body,
    )
    payload = entry.payload()
    signed = SignedEntry(payload, signer.key_id, signer.sign(pae(PAYLOAD_TYPE, payload)))
    return signed, head.append(signed.leaf_hash)
