"""The Merkle tree of RFC 9162 section 2.1: hashes, the append-only frontier, proofs and their
verification."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.errors import StationError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf; the prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that is needed to append: the roots of the perfect subtrees, largest first, one for each 1 in
    ``size``."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier with the leaf hash ``leaf`` added."""
        hashes, node, carry = list(self.hashes), leaf, self.size
        while carry & 1:
            node, carry = node_hash(hashes.pop(), node), carry >> 1
        return Frontier(self.size + 1, (*hashes, node))

    def root(self) -> bytes:
        """The tree hash; that of the empty string for an empty tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for subtree in reversed(self.hashes[:-1]):
            root = node_hash(subtree, root)
        return root

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big-endian, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """The inverse of :meth:`to_bytes`; StationError ``log.frontier`` when the lengths do not agree."""
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_BYTES * size.bit_count():
            raise StationError("log.frontier")
        return cls(size, tuple(data[at : at + HASH_BYTES] for at in range(8, len(data), HASH_BYTES)))


class Tree:
    """A whole tree in memory, for making proofs. ``leaves`` are leaf hashes in log order."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_level_above(self._levels[-1]))

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def root(self) -> bytes:
        """The tree hash."""
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """RFC 9162 2.1.3.1: the hashes beside the way from leaf ``index`` to the root."""
        if not 0 <= index < self.size:
            raise StationError("log.proof_range", index=index, size=self.size)
        proof = []
        for level in self._levels[:-1]:
            if (sibling := index ^ 1) < len(level):
                proof.append(level[sibling])
            index >>= 1
        return tuple(proof)

    def consistency_proof(self, old_size: int) -> tuple[bytes, ...]:
        """RFC 9162 2.1.4.1: that the tree of the first ``old_size`` leaves is a beginning of this one."""
        if not 0 < old_size <= self.size:
            raise StationError("log.proof_range", index=old_size, size=self.size)
        return tuple(_subproof(old_size, self._levels[0], whole=True))


def _level_above(level: list[bytes]) -> list[bytes]:
    above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _subproof(old_size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 9162 2.1.4.1; ``whole`` is its b."""
    if old_size == len(leaves):
        return [] if whole else [Tree(leaves).root()]
    middle = _split(len(leaves))
    if old_size <= middle:
        return [*_subproof(old_size, leaves[:middle], whole=whole), Tree(leaves[middle:]).root()]
    return [*_subproof(old_size - middle, leaves[middle:], whole=False), Tree(leaves[:middle]).root()]


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 2.1.3.2: whether ``leaf`` is leaf ``index`` of the tree of ``size`` leaves with this
    ``root``."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(beside, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_holds(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: whether the tree ``old_root`` of ``old_size`` leaves is a beginning of the other."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    return _walk(path, old_size, size) == (old_root, root)


def _walk(path: Sequence[bytes], old_size: int, size: int) -> tuple[bytes, bytes] | None:
    """Both roots recomputed from the path, or None when its length does not fit the sizes."""
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = node = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old_node, node = node_hash(beside, old_node), node_hash(beside, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        place, last = place >> 1, last >> 1
    return (old_node, node) if last == 0 else None
