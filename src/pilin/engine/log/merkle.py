"""Merkle trees as RFC 6962 (section 2.1) has them: roots, proofs that something is in, proofs that nothing was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree: all that is needed to append and to give the root.

    Parameters
    ----------
    size : int
        How many leaves it holds.
    hashes : sequence of bytes
        One hash for each bit set in ``size``, the largest subtree first.

    Examples
    --------
    >>> grown = Frontier()
    >>> grown.append(b"a"); grown.append(b"b")
    >>> grown.root() == root([b"a", b"b"])
    True
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or size.bit_count() != len(hashes):
            raise ValueError(f"{len(hashes)} hashes are no frontier of {size} leaves")
        self.size, self._hashes = size, list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Return what to keep so that the tree can be grown later."""
        return tuple(self._hashes)

    def append(self, data: bytes) -> None:
        """Add one leaf: at most log2(size) hashes."""
        self.append_hash(leaf_hash(data))

    def append_hash(self, hashed: bytes) -> None:
        """Add one leaf by its leaf hash."""
        place = self.size
        while place & 1:
            hashed = _node(self._hashes.pop(), hashed)
            place >>= 1
        self._hashes.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self._hashes:
            return EMPTY_ROOT
        folded = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            folded = _node(left, folded)
        return folded


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf data."""
    grown = Frontier()
    for data in leaves:
        grown.append(data)
    return grown.root()


def root_of_hashes(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    grown = Frontier()
    for hashed in hashes:
        grown.append_hash(hashed)
    return grown.root()


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that the leaf at ``index`` is in the tree of these leaf hashes."""
    if not 0 <= index < len(hashes):
        raise ValueError(f"there is no leaf {index} in a tree of {len(hashes)}")
    low, high, path = 0, len(hashes), []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of_hashes(hashes[middle:high]))
            high = middle
        else:
            path.append(root_of_hashes(hashes[low:middle]))
            low = middle
    return path[::-1]


def verify_inclusion(hashed: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Return whether the proof shows the leaf hash at ``index`` in the tree of ``size`` leaves with root ``top``."""
    if not 0 <= index < size:
        return False
    place, last, folded = index, size - 1, hashed
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            folded = _node(sibling, folded)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            folded = _node(folded, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and folded == top


def consistency_proof(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree of the first ``first`` leaf hashes is a beginning of the tree of all of them."""
    if not 0 <= first <= len(hashes):
        raise ValueError(f"there is no tree of {first} in a tree of {len(hashes)}")
    if first in (0, len(hashes)):
        return []
    low, high, whole, path = 0, len(hashes), True, []
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(root_of_hashes(hashes[middle:high]))
            high = middle
        else:
            path.append(root_of_hashes(hashes[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of_hashes(hashes[low:high]))
    return path[::-1]


def verify_consistency(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether the tree of ``first`` leaves with root ``old`` is a beginning of that of ``second`` with ``new``."""
    if first > second or first < 0:
        return False
    if first == second:
        return old == new and not proof
    if first == 0:
        return not proof and old == EMPTY_ROOT
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, old)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    left = right = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            left, right = _node(sibling, left), _node(sibling, right)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            right = _node(right, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and left == old and right == new
