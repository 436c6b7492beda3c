"""Once means once.

Whoever asks makes a key before sending. It is the first row that the transaction writes, so a second try waits for the
first and then gets its answer: the granted one, or the refusal. Keys are kept for ever; a till may be offline over a
weekend, and a paper sheet may be typed twice in different months.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from points.errors import IdempotencyMismatch, PointsError
from points.ledger import rows
from points.ledger.models import RequestKey
from points.ledger.postings import request_hash

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[T]):
    """What a request came to."""

    result: T
    """The row that the request wrote, now or the first time."""
    is_replay: bool
    """Whether the same request was answered before."""


def once(*, key: str, request: Mapping[str, Any], act: Callable[[], T], replay: Callable[[], T]) -> Answer[T]:
    """Run `act` for the first request with this key; answer every later one with `replay`, or with the same refusal.

    `act` runs inside the transaction that holds the key. A `PointsError` that it raises is kept and raised again for
    the same request; any other exception leaves no trace, so that the client may try again with the same key.
    Refuses with `idempotency_mismatch` when the key came with another request.
    """
    return once_by(key=key, fingerprint=request_hash(request), act=act, replay=replay)


def once_by(*, key: str, fingerprint: str, act: Callable[[], T], replay: Callable[[], T]) -> Answer[T]:
    """`once` for a request whose fingerprint is known."""
    try:
        with transaction.atomic():
            if _write(key, fingerprint):
                return Answer(result=act(), is_replay=False)
    except PointsError as refusal:
        with transaction.atomic():
            is_first = _write(key, fingerprint, refusal)
        if is_first:
            raise
        # While this try was rolled back another one with the same key came to an answer: that one stands.
    _refuse_as_before(key, fingerprint)
    return Answer(result=replay(), is_replay=True)


def _write(key: str, fingerprint: str, refusal: PointsError | None = None) -> bool:
    code, params = (refusal.code, refusal.params) if refusal else ("", {})
    return rows.insert_key(key, fingerprint, code, json.dumps(params, default=str), timezone.now())


def _refuse_as_before(key: str, fingerprint: str) -> None:
    first = RequestKey.objects.get(pk=key)
    if first.request_hash != fingerprint:
        raise IdempotencyMismatch()
    if first.refusal:
        raise PointsError.again(first.refusal, first.refusal_params)
