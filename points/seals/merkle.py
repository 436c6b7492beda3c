"""The tree of RFC 6962 as pure functions: it knows hashes, no transfer and no database.

Subtrees of 256, 65,536, ... leaves are *whole* once and for all. The tree grows with nothing in hand but the incomplete
tile of each of these levels, and a proof asks for a hash by level and number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

TILE = 256
_TILE_LEVELS = 8
EMPTY = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""`node(level, number)` is the root of the whole subtree of 2^level leaves that begins at leaf number * 2^level."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def joined(hashes: Sequence[bytes]) -> bytes:
    """The root over these hashes, leaves or roots of equally large whole subtrees; the last may be ragged."""
    while len(hashes) > 1:
        left_over = hashes[len(hashes) & ~1 :]
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        hashes += left_over
    return hashes[0]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A subtree of 256^level leaves that has become whole."""

    level: int
    number: int
    hash: bytes


@dataclass(kw_only=True)
class Growing:
    """The right edge of the tree, and how it grows."""

    size: int = 0
    edge: list[list[bytes]] = field(default_factory=list)
    """By level: the hashes that do not fill a tile yet."""

    def append(self, hashes: Sequence[bytes]) -> list[Whole]:
        """Add leaves on the right; what became whole by it."""
        whole: list[Whole] = []
        start, level, added = self.size, 0, list(hashes)
        self.size += len(hashes)
        while added:
            if level == len(self.edge):
                self.edge.append([])
            tile = self.edge[level]
            tile += added
            full = len(tile) - len(tile) % TILE
            level += 1
            added = [joined(tile[first : first + TILE]) for first in range(0, full, TILE)]
            number = start >> _TILE_LEVELS * level
            whole += [Whole(level=level, number=number + more, hash=root) for more, root in enumerate(added)]
            del tile[:full]
        return whole

    def root(self) -> bytes:
        ragged: list[bytes] = []
        for tile in self.edge:
            hashes = tile + ragged
            ragged = [joined(hashes)] if hashes else []
        return ragged[0] if ragged else EMPTY


def edge_of(size: int) -> list[tuple[int, int, int]]:
    """Which hashes make up the edge of a tree: (level of 256s, first number, number after the last)."""
    edge, level = [], 0
    while size:
        edge.append((level, size - size % TILE, size))
        size //= TILE
        level += 1
    return edge


def inclusion(position: int, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from a leaf to the root of the tree of that size: PATH(m, D[n]) of RFC 6962, 2.1.1."""
    path, first, last = [], 0, size
    while last - first > 1:
        middle = first + _left(last - first)
        if position < middle:
            path.append(_root_over(middle, last, node))
            last = middle
        else:
            path.append(_root_over(first, middle, node))
            first = middle
    return path[::-1]


def consistency(older: int, newer: int, node: Node) -> list[bytes]:
    """The hashes that show that the older tree is the beginning of the newer one: PROOF(m, D[n]), 2.1.2."""
    if not 0 < older < newer:
        return []
    path, first, last, is_known = [], 0, newer, True
    while last != older:
        middle = first + _left(last - first)
        if older <= middle:
            path.append(_root_over(middle, last, node))
            last = middle
        else:
            path.append(_root_over(first, middle, node))
            first, is_known = middle, False
    if not is_known:
        path.append(_root_over(first, last, node))
    return path[::-1]


def _left(size: int) -> int:
    """How many leaves the left subtree has: the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _root_over(first: int, last: int, node: Node) -> bytes:
    """The root over the leaves from `first` to before `last`, where `first` is a multiple of every power that fits."""
    roots = []
    while first < last:
        level = (last - first).bit_length() - 1
        roots.append(node(level, first >> level))
        first += 1 << level
    root = roots.pop()
    while roots:
        root = joined([roots.pop(), root])
    return root


def root_of(size: int, node: Node) -> bytes:
    """The root of the tree when it had that size."""
    return _root_over(0, size, node) if size else EMPTY
