"""What is to be posted, and the fingerprint by which two requests are the same."""

import json.encoder
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from points import statements
from points.ledger.models import Account, Transfer

TAKES_WHAT_IS_THERE = frozenset({Transfer.Kind.DEDUCTION, Transfer.Kind.REVERSAL, Transfer.Kind.EXPIRY})
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False).encode
_quoted = json.encoder.encode_basestring
"""A text as JSON."""


def request_hash(request: Mapping[str, Any]) -> str:
    """Fingerprint of a request; equal for equal content, whatever the order of its fields."""
    return sha256(_json(request).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A transfer that is to be made."""

    debit: Account
    credit: Account
    amount: int
    """Tenths, above zero."""
    kind: Transfer.Kind
    key: str
    """Says what it is for, such as `shift:42:resident:7`; never used twice."""
    occurred_on: date
    memo: str = ""
    reverses: Transfer | None = None

    def request(self) -> dict[str, Any]:
        """What makes two postings the same request."""
        return {
            "debit": self.debit.id,
            "credit": self.credit.id,
            "amount": self.amount,
            "kind": str(self.kind),
            "key": self.key,
            "occurred_on": self.occurred_on,
            "reverses": self.reverses.pk if self.reverses else None,
        }

    @cached_property
    def fingerprint(self) -> str:
        """`request_hash` of the request, written down in place: a month has thousands of them, all of one form."""
        text = (
            f'{{"amount":{self.amount},"credit":{self.credit.id},"debit":{self.debit.id},"key":{_quoted(self.key)},'
            f'"kind":"{self.kind!s}","occurred_on":"{self.occurred_on}",'
            f'"reverses":{self.reverses.id if self.reverses else "null"}}}'
        )
        return sha256(text.encode()).hexdigest()


def stored_transfer(posting: Posting, *, taken: int | None = None, **values: Any) -> Transfer:
    """The row of a posting of which `taken` tenths were there, all of them by default; `values` is the rest of it."""
    amount = posting.amount if taken is None else taken
    known = {
        "id": None,
        "debit_id": posting.debit.id,
        "credit_id": posting.credit.id,
        "amount": amount,
        "shortfall": posting.amount - amount,
        "kind": posting.kind,
        "key": posting.key,
        "request_hash": posting.fingerprint,
        "occurred_on": posting.occurred_on,
        "memo": posting.memo,
        "reverses_id": posting.reverses.id if posting.reverses else None,
    }
    known.update(values)
    transfer = statements.stored(Transfer, known)
    transfer._state.fields_cache = {"debit": posting.debit, "credit": posting.credit, "reverses": posting.reverses}
    return transfer
