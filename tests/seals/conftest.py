import pytest

from points.ledger import services as ledger
from points.models import Transfer
from points.seals import services as seals
from tests.ledger.test_posting import TODAY


@pytest.fixture
def signer(settings, tmp_path):
    """A key, made for this test and named in the settings."""
    settings.POINTS = {"seal_key": str(tmp_path / "seal.pem"), "seal_origin": "example.org/points"}
    return seals.new_key(settings.POINTS["seal_key"])


@pytest.fixture
def award(db):
    """`award("a", "b")` posts one transfer for each key, and returns them."""
    issued, account = ledger.system_account("issued"), ledger.open_account()

    def post(*keys: str, memo: str = "") -> list[Transfer]:
        return [
            ledger.post(
                ledger.Posting(
                    debit=issued,
                    credit=account,
                    amount=100,
                    kind=Transfer.Kind.AWARD,
                    key=key,
                    occurred_on=TODAY,
                    memo=memo,
                ),
                by=None,
            ).result
            for key in keys
        ]

    return post


@pytest.fixture
def many(award):
    """`many(300)` posts that many."""

    def post(count: int, prefix: str = "n") -> list[Transfer]:
        issued, account = ledger.system_account("issued"), ledger.open_account()
        postings = [
            ledger.Posting(
                debit=issued,
                credit=account,
                amount=10,
                kind=Transfer.Kind.AWARD,
                key=f"{prefix}{number}",
                occurred_on=TODAY,
            )
            for number in range(count)
        ]
        return ledger.post_many(postings, key=f"many:{prefix}", by=None).result

    return post
