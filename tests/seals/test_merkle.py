"""The tree is that of RFC 6962: the known answers of Certificate Transparency, and any size against the definition."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from points.seals import merkle, verify

pytestmark = pytest.mark.once

# The reference data of the Certificate Transparency project.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    # (position, size): the path.
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
LEAVES = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS]


def by_definition(hashes):
    """MTH(D[n]) as the RFC writes it."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    left = 1
    while left * 2 < len(hashes):
        left *= 2
    return sha256(b"\x01" + by_definition(hashes[:left]) + by_definition(hashes[left:])).digest()


def reader(hashes):
    return lambda level, number: by_definition(hashes[number << level : (number + 1) << level])


def leaves(count):
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size):
    tree = merkle.Growing()
    tree.append(LEAVES[:size])
    assert tree.root().hex() == merkle.root_of(size, reader(LEAVES)).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert merkle.Growing().root() == merkle.root_of(0, reader([])) == sha256(b"").digest()


@pytest.mark.parametrize(("question", "path"), PATHS.items())
def test_the_paths_are_those_of_certificate_transparency(question, path):
    position, size = question
    found = merkle.inclusion(position, size, reader(LEAVES))
    assert [one.hex() for one in found] == path
    assert verify.root_from(LEAVES[position], position, size, found).hex() == ROOTS[size - 1]


@settings(max_examples=20, deadline=None)
@given(parts=st.lists(st.integers(0, 700), max_size=5))
def test_the_tree_grows_in_any_portions(parts):
    tree, expected = merkle.Growing(), leaves(sum(parts))
    whole, start = [], 0
    for part in parts:
        whole += tree.append(expected[start : start + part])
        start += part
    assert tree.root() == by_definition(expected)
    assert [(found.level, found.number) for found in whole] == [(1, n) for n in range(len(expected) // 256)]
    for found in whole:
        assert found.hash == by_definition(expected[found.number * 256 : (found.number + 1) * 256])
    edge = [expected[first:last] for _level, first, last in merkle.edge_of(len(expected))[:1]]
    assert edge == [tree.edge[0]] if edge else not tree.size


def test_a_third_level_grows_out_of_the_second():
    tree, expected = merkle.Growing(), leaves(65_536 + 300)
    whole = tree.append(expected[:65_000]) + tree.append(expected[65_000:])
    assert [(found.level, found.number) for found in whole if found.level > 1] == [(2, 0)]
    assert tree.root() == by_definition(expected)
    assert merkle.edge_of(tree.size) == [(0, 65_792, 65_836), (1, 256, 257), (2, 0, 1)]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), size=st.integers(1, 300))
def test_every_leaf_is_proved_and_no_other(data, size):
    expected = leaves(size)
    position = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion(position, size, reader(expected)), by_definition(expected)
    assert verify.root_from(expected[position], position, size, path) == root
    assert verify.root_from(merkle.leaf_hash(b"other"), position, size, path) != root
    if path:
        with pytest.raises(verify.Wrong):
            verify.root_from(expected[position], position, size, path[:-1])
    with pytest.raises(verify.Wrong):
        verify.root_from(expected[position], position, size, [*path, root])
    with pytest.raises(verify.Wrong):
        verify.root_from(expected[position], size, size, path)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), size=st.integers(1, 300))
def test_every_older_tree_is_proved_to_be_the_beginning_and_no_other(data, size):
    expected = leaves(size)
    older = data.draw(st.integers(1, size))
    path = merkle.consistency(older, size, reader(expected))
    older_root, root = by_definition(expected[:older]), by_definition(expected)
    assert verify.is_beginning(older, older_root, size, root, path)
    assert not verify.is_beginning(older, merkle.leaf_hash(b"other"), size, root, path)
    assert not verify.is_beginning(older, older_root, size, merkle.leaf_hash(b"other"), path)
    assert not verify.is_beginning(older, older_root, size, root, [*path, root])
    assert not verify.is_beginning(older, older_root, size, root, path[:-1]) or not path
    assert not verify.is_beginning(size + 1, root, size, root, path)
