"""The tree: published vectors, an independent library, and what a proof must not accept."""

from typing import Any

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.log import merkle
from station.log.merkle import Frontier, Tree
from tests.unit.log.vectors import vectors

CT = vectors("merkle")
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT["leaves"]]
ROOTS = [bytes.fromhex(root) for root in CT["roots"]]


def numbered(size: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(size)]


def frontier_of(leaves: list[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier


def proof_of(case: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(node) for node in case["proof"])


def test_roots_are_those_published_for_certificate_transparency() -> None:
    assert Frontier().root() == Tree([]).root() == bytes.fromhex(CT["empty_root"])
    for size, root in enumerate(ROOTS, start=1):
        assert frontier_of(LEAVES[:size]).root() == root
        assert Tree(LEAVES[:size]).root() == root


@pytest.mark.parametrize("case", CT["inclusion"], ids=lambda case: f"{case['index']} in {case['size']}")
def test_inclusion_proofs_are_those_published(case: dict[str, Any]) -> None:
    proof = proof_of(case)
    index, size = case["index"], case["size"]
    assert Tree(LEAVES[:size]).inclusion_proof(index) == proof
    assert merkle.inclusion_holds(LEAVES[index], index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("case", CT["consistency"], ids=lambda case: f"{case['old_size']} in {case['size']}")
def test_consistency_proofs_are_those_published(case: dict[str, Any]) -> None:
    proof = proof_of(case)
    old, size = case["old_size"], case["size"]
    assert Tree(LEAVES[:size]).consistency_proof(old) == proof
    assert merkle.consistency_holds(old, ROOTS[old - 1], size, ROOTS[size - 1], proof)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 21, 33])
def test_roots_and_proofs_agree_with_pymerkle(size: int) -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        other.append_entry(b"%d" % number)
    ours = Tree(numbered(size))
    assert ours.root() == other.get_root()
    for index in range(size):
        path = [bytes.fromhex(node) for node in other.prove_inclusion(index + 1).serialize()["path"]]
        assert list(ours.inclusion_proof(index)) == path[1:]  # theirs begins with the leaf itself


@given(st.integers(1, 70), st.data())
def test_a_proof_holds_for_its_leaf_place_and_size_only(size: int, data: st.DataObject) -> None:
    leaves, index = numbered(size), data.draw(st.integers(0, size - 1))
    tree = Tree(leaves)
    proof, root = tree.inclusion_proof(index), tree.root()
    assert merkle.inclusion_holds(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size + 3).filter(lambda number: number != index))
    assert not merkle.inclusion_holds(leaves[index], other, size, proof, root)
    assert not merkle.inclusion_holds(leaves[index], index, size, (*proof, root), root)
    assert not merkle.inclusion_holds(merkle.leaf_hash(b"x"), index, size, proof, root)
    assert not merkle.inclusion_holds(leaves[index], index, size, proof, merkle.leaf_hash(b"x"))
    if proof:
        assert not merkle.inclusion_holds(leaves[index], index, size, proof[:-1], root)


@given(st.integers(1, 70), st.data())
def test_a_longer_log_is_consistent_with_its_beginning_and_with_no_other(
    size: int, data: st.DataObject
) -> None:
    leaves, old = numbered(size), data.draw(st.integers(1, size))
    tree, beginning = Tree(leaves), Tree(leaves[:old])
    proof = tree.consistency_proof(old)
    assert merkle.consistency_holds(old, beginning.root(), size, tree.root(), proof)
    fork = Tree([*leaves[: old - 1], merkle.leaf_hash(b"fork")]).root()
    assert not merkle.consistency_holds(old, fork, size, tree.root(), proof)
    assert not merkle.consistency_holds(old, beginning.root(), size, fork, proof)
    assert not merkle.consistency_holds(old, beginning.root(), size, tree.root(), (*proof, fork))
    assert not merkle.consistency_holds(size + 1, beginning.root(), size, tree.root(), proof)


@pytest.mark.parametrize("claimed", [16, 32, 12])
def test_a_consistency_proof_does_not_stretch_to_another_size(claimed: int) -> None:
    proof = Tree(LEAVES).consistency_proof(1)
    assert merkle.consistency_holds(1, ROOTS[0], 8, ROOTS[7], proof)
    assert not merkle.consistency_holds(1, ROOTS[0], claimed, ROOTS[7], proof)


@given(st.integers(0, 200))
def test_a_frontier_survives_its_bytes(size: int) -> None:
    frontier = frontier_of(numbered(size))
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier
    assert frontier.root() == Tree(numbered(size)).root()


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, (3).to_bytes(8, "big") + bytes(32), bytes(8) + b"x"])
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    with pytest.raises(StationError, match=r"log\.frontier"):
        Frontier.from_bytes(data)


def test_a_leaf_and_a_node_never_share_a_hash() -> None:
    left, right = numbered(2)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


def test_a_proof_outside_the_tree_is_our_own_mistake() -> None:
    with pytest.raises(StationError, match=r"log\.proof_range"):
        Tree(numbered(3)).inclusion_proof(3)
    with pytest.raises(StationError, match=r"log\.proof_range"):
        Tree(numbered(3)).consistency_proof(0)
