"""Checks a proof that a line stands in the sealed ledger: one file, no dependencies, Python 3.9 or newer.

    python verify.py proof.json [--key KEY]
    python verify.py --consistency newer.json older.txt [--key KEY]

The first says whether the transfer in `proof.json` (from `transfers/{id}/proof`) stands under the checkpoint that the
file carries. The second says whether the ledger under an older checkpoint, printed or saved, is the beginning of the
one in `newer.json` (from `seals/head?since=SIZE`). KEY is the public key as the notice board shows it, such as
`example.org/points+1a2b3c4d+AQ...`; without it the key in the file is believed. Prints yes or no and why, and exits
with 0 or 1.

The tree is that of RFC 6962, the checkpoint a signed note (c2sp.org/tlog-checkpoint), the signature Ed25519 (RFC 8032).
"""

import argparse
import base64
import binascii
import json
import sys
from hashlib import sha256, sha512


class Wrong(Exception):
    """What does not hold, in a sentence."""


# --- Ed25519, checking only; nothing here is secret, so it need not take the same time for every input ---------------

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _point(data):
    """The point that these 32 bytes stand for; None when there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def is_signed(public_key, message, signature):
    """Whether the Ed25519 signature is that of the key over the message."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, point = _point(public_key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= _Q:
        return False
    factor = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little") % _Q
    left, right = _times(scalar, _BASE), _add(point, _times(factor, key))
    return not (left[0] * right[2] - right[0] * left[2]) % _P and not (left[1] * right[2] - right[1] * left[2]) % _P


# --- the tree -----------------------------------------------------------------------------------------------------


def _node(left, right):
    return sha256(b"\x01" + left + right).digest()


def root_from(leaf, position, size, hashes):
    """The root to which a leaf and the hashes beside its path lead: RFC 9162, 2.1.3.2."""
    if not 0 <= position < size:
        raise Wrong("the position lies outside the tree")
    number, last, root = position, size - 1, leaf
    for beside in hashes:
        if last == 0:
            raise Wrong("there are more hashes than the path is long")
        if number & 1 or number == last:
            root = _node(beside, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = _node(root, beside)
        number, last = number >> 1, last >> 1
    if last:
        raise Wrong("there are fewer hashes than the path is long")
    return root


def is_beginning(older_size, older_root, newer_size, newer_root, hashes):
    """Whether the older tree is the beginning of the newer one: RFC 9162, 2.1.4.2."""
    if older_size == newer_size:
        return older_root == newer_root and not hashes
    if not 0 < older_size < newer_size or not hashes:
        return False
    hashes = list(hashes) if older_size & (older_size - 1) else [older_root, *hashes]
    number, last = older_size - 1, newer_size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    older = newer = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            older, newer = _node(beside, older), _node(beside, newer)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            newer = _node(newer, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and older == older_root and newer == newer_root


# --- the checkpoint -----------------------------------------------------------------------------------------------


def _decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Wrong("something in the file is not base64") from None


def key_id(name, public_key):
    return sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]


def key_in(text):
    """Name and public key in a text such as `example.org/points+1a2b3c4d+AQ...`."""
    name, _plus, rest = text.strip().partition("+")
    number, _plus, data = rest.partition("+")
    key = _decoded(data)
    if len(key) != 33 or key[0] != 1 or key_id(name, key[1:]).hex() != number:
        raise Wrong("the public key has a typing slip: its number does not fit")
    return name, key[1:]


def opened(checkpoint, key):
    """Size and root of a checkpoint that the key has signed."""
    name, public_key = key_in(key)
    body, _gap, signatures = checkpoint.replace("\r\n", "\n").partition("\n\n")
    body += "\n"
    for line in signatures.splitlines():
        dash, _space, rest = line.partition(" ")
        signer, _space, data = rest.partition(" ")
        signature = _decoded(data) if dash == "\u2014" and signer == name else b""
        if signature[:4] == key_id(name, public_key) and is_signed(public_key, body.encode(), signature[4:]):
            lines = body.splitlines()
            if len(lines) < 3 or lines[0] != name or not lines[1].isdigit():
                raise Wrong("the checkpoint is not written as one")
            return int(lines[1]), _decoded(lines[2])
    raise Wrong("the signature of the checkpoint is not that of the key")


# --- the questions ------------------------------------------------------------------------------------------------


def check_proof(proof, key=None):
    """Raises `Wrong` unless the record stands under the checkpoint. Returns the size of the sealed ledger."""
    size, root = opened(proof["checkpoint"], key or proof["public_key"])
    leaf = sha256(b"\x00" + _decoded(proof["salt"]) + proof["record"].encode()).digest()
    if root_from(leaf, proof["position"], size, [_decoded(found) for found in proof["hashes"]]) != root:
        raise Wrong("the record does not stand under this checkpoint")
    return size


def check_consistency(newer, older, key=None, older_key=None):
    """Raises `Wrong` unless the ledger of the older checkpoint is the beginning of the newer one."""
    size, root = opened(newer["checkpoint"], key or newer["public_key"])
    older_size, older_root = opened(older, older_key or key or newer["public_key"])
    hashes = [_decoded(found) for found in newer.get("consistency") or []]
    if not is_beginning(older_size, older_root, size, root, hashes):
        raise Wrong("the older ledger is not the beginning of the newer one: what was sealed has been changed")
    return older_size, size


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Checks a proof of the sealed points ledger.")
    parser.add_argument("file", help="the proof, or with --consistency the newer head, as JSON")
    parser.add_argument("older", nargs="?", help="the older checkpoint, as text; only with --consistency")
    parser.add_argument("--consistency", action="store_true", help="compare two checkpoints")
    parser.add_argument("--key", help="the public key, from the notice board")
    parser.add_argument("--older-key", help="the public key of the older checkpoint, when the key has changed since")
    options = parser.parse_args(arguments)
    try:
        with open(options.file, encoding="utf-8") as file:
            data = json.load(file)
        if options.consistency:
            with open(options.older or "", encoding="utf-8") as file:
                older, size = check_consistency(data, file.read(), options.key, options.older_key)
            said = f"yes: the first {older} transfers of {size} are those of the older checkpoint"
        else:
            size = check_proof(data, options.key)
            said = f"yes: this stands among the {size} sealed transfers: {data['record']}"
    except (Wrong, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"no: {error if isinstance(error, (Wrong, OSError)) else 'the file is not written as a proof'}")
        return 1
    print(said)
    if not options.key:
        print("The public key was taken from the file itself; compare it with the notice board:")
        print(f"  {data['public_key']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
