"""verify.py: the known answers of its parts, and what it says to a proof."""

import json
import subprocess
import sys

import pytest

from points.seals import queries, verify
from points.seals import services as seals

# RFC 8032, 7.1: public key, message, signature.
SIGNATURES = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.once
@pytest.mark.parametrize(("key", "message", "signature"), SIGNATURES)
def test_a_signature_of_the_rfc_holds_and_no_other_bit(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert verify.is_signed(key, message, signature)
    assert not verify.is_signed(key, message + b"x", signature)
    assert not verify.is_signed(key, message, bytes([signature[0] ^ 1]) + signature[1:])
    assert not verify.is_signed(key, message, signature[:32] + (2**256 - 1).to_bytes(32, "little"))
    assert not verify.is_signed(bytes([key[0] ^ 1]) + key[1:], message, signature)
    assert not verify.is_signed(key, message, signature[:40])


@pytest.mark.once
def test_a_signature_with_a_scalar_beyond_the_order_is_refused():
    """The same signature in another spelling would be a second one."""
    key, message, signature = map(bytes.fromhex, SIGNATURES[0])
    scalar = int.from_bytes(signature[32:], "little") + verify._Q
    assert not verify.is_signed(key, message, signature[:32] + scalar.to_bytes(32, "little"))


@pytest.fixture
def proof(award, signer):
    transfer = award("a", "b", "c")[1]
    seals.seal_ledger(signer=signer)
    return vars(queries.proof(transfer))


def run(tmp_path, *arguments, **files):
    for name, data in files.items():
        text = data if isinstance(data, str) else json.dumps(data)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", verify.__file__, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.django_db
def test_the_script_says_yes_to_a_proof(proof, signer, tmp_path):
    code, said = run(tmp_path, "proof.json", "--key", signer.key_text, **{"proof.json": proof})
    assert (code, said.count("\n")) == (0, 1)
    assert said.startswith('yes: this stands among the 3 sealed transfers: {"id":')


@pytest.mark.django_db
def test_without_a_key_the_script_says_whose_word_it_took(proof, signer, tmp_path):
    code, said = run(tmp_path, "proof.json", **{"proof.json": proof})
    assert code == 0
    assert signer.key_text in said


FORGERIES = {
    "record": lambda proof: proof | {"record": proof["record"].replace('"amount":100', '"amount":900')},
    "position": lambda proof: proof | {"position": 0},
    "salt": lambda proof: proof | {"salt": "AAAA"},
    "no base64": lambda proof: proof | {"salt": "!"},
    "hashes": lambda proof: proof | {"hashes": proof["hashes"][::-1]},
    "short": lambda proof: proof | {"hashes": proof["hashes"][1:]},
    "size": lambda proof: proof | {"checkpoint": proof["checkpoint"].replace("\n3\n", "\n4\n")},
    "day": lambda proof: proof | {"checkpoint": proof["checkpoint"].replace("sealed 20", "sealed 19")},
    "unsigned": lambda proof: proof | {"checkpoint": proof["checkpoint"].partition("\n\n")[0] + "\n\n"},
    "slip in the key": lambda proof: proof | {"public_key": proof["public_key"][:-5] + "AAAA="},
    "missing": lambda proof: {"record": proof["record"]},
    "a list": lambda proof: [],
}


@pytest.mark.django_db
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_script_says_no_to_a_forgery_and_why(proof, tmp_path, forge):
    code, said = run(tmp_path, "proof.json", **{"proof.json": forge(proof)})
    assert code == 1
    assert said.startswith("no: ")
    assert len(said) > 15


@pytest.mark.django_db
def test_the_script_says_no_to_another_key(proof, tmp_path):
    other = seals.new_key(str(tmp_path / "other.pem"))
    code, said = run(tmp_path, "proof.json", "--key", other.key_text, **{"proof.json": proof})
    assert (code, said) == (1, "no: the signature of the checkpoint is not that of the key\n")


@pytest.mark.django_db
def test_the_script_says_no_to_what_is_no_proof(tmp_path):
    assert run(tmp_path, "proof.json", **{"proof.json": "hello"})[0] == 1
    assert run(tmp_path, "nowhere.json")[0] == 1


@pytest.mark.django_db
def test_the_script_compares_two_checkpoints(award, proof, signer, tmp_path):
    older = proof["checkpoint"]
    award(*"defgh")
    seals.seal_ledger(signer=signer)
    newer = vars(queries.head(since=3))
    code, said = run(tmp_path, "--consistency", "new.json", "old.txt", **{"new.json": newer, "old.txt": older})
    assert code == 0
    assert said.startswith("yes: the first 3 transfers of 8 are those of the older checkpoint\n")
    backwards = run(tmp_path, "--consistency", "new.json", "old.txt", **{"new.json": newer | {"consistency": []}})
    assert backwards == (
        1,
        "no: the older ledger is not the beginning of the newer one: what was sealed has been changed\n",
    )
