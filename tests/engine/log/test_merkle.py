"""Merkle trees: against the vectors published with Certificate Transparency, and against every small tree there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.log import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
HASHES = [leaf_hash(data) for data in LEAVES]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E, F, G = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "proof"), [(0, [A, B, C]), (5, [D, E, F])])
def test_the_published_inclusion_proofs_come_out(index: int, proof: list[str]) -> None:
    made = inclusion_proof(HASHES, index)
    assert [step.hex() for step in made] == proof
    assert verify_inclusion(HASHES[index], index, 8, made, bytes.fromhex(ROOTS[8])) is True


@pytest.mark.parametrize(("first", "second", "proof"), [(2, 8, [B, C]), (6, 8, [G, E, F]), (2, 5, [B, D])])
def test_the_published_consistency_proofs_come_out(first: int, second: int, proof: list[str]) -> None:
    made = consistency_proof(HASHES[:second], first)
    assert [step.hex() for step in made] == proof
    old, new = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert verify_consistency(first, second, old, new, made) is True


def test_every_proof_of_every_small_tree_holds_and_nothing_else_does() -> None:
    data = [bytes([n, n * 7 % 256]) for n in range(35)]
    hashes = [leaf_hash(leaf) for leaf in data]
    tops = [root(data[:size]) for size in range(len(data) + 1)]
    for size in range(1, len(data) + 1):
        for index in range(size):
            proof = inclusion_proof(hashes[:size], index)
            assert verify_inclusion(hashes[index], index, size, proof, tops[size])
            assert not verify_inclusion(hashes[index], index, size, [*proof, tops[1]], tops[size])
            assert not verify_inclusion(hashes[index], index, size, proof, tops[size - 1])
            assert not verify_inclusion(leaf_hash(b"x"), index, size, proof, tops[size])
            if proof:
                assert not verify_inclusion(hashes[index], index, size, proof[:-1], tops[size])
        for first in range(size + 1):
            proof = consistency_proof(hashes[:size], first)
            assert verify_consistency(first, size, tops[first], tops[size], proof)
            assert not verify_consistency(first, size, tops[first], tops[size], [*proof, tops[1]])
            if first:
                assert not verify_consistency(first, size, leaf_hash(b"x"), tops[size], proof)
                assert not verify_consistency(first, size, tops[first], leaf_hash(b"x"), proof)
            if proof:
                assert not verify_consistency(first, size, tops[first], tops[size], proof[:-1])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=8), max_size=80), st.integers(0, 80))
def test_a_tree_grown_in_two_sittings_is_the_tree_grown_in_one(data: list[bytes], cut: int) -> None:
    first = Frontier()
    for leaf in data[:cut]:
        first.append(leaf)
    second = Frontier(first.size, first.hashes)
    for leaf in data[cut:]:
        second.append(leaf)
    assert (second.size, second.root()) == (len(data), root(data))


def test_an_empty_tree_has_the_root_of_nothing_and_a_frontier_must_fit_its_size() -> None:
    assert Frontier().root() == EMPTY_ROOT == root([])
    with pytest.raises(ValueError):
        Frontier(3, [EMPTY_ROOT])
    with pytest.raises(ValueError):
        inclusion_proof([], 0)
    with pytest.raises(ValueError):
        consistency_proof([], 1)
