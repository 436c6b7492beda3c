"""Posting a month in one go: all of it or none of it, in a few statements."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from points import conf, signals, statements
from points.amounts import format_points
from points.errors import BatchTooLarge, InsufficientPoints, KeyTaken
from points.ledger import rows
from points.ledger.models import Transfer
from points.ledger.postings import TAKES_WHAT_IS_THERE, Posting, request_hash, stored_transfer
from points.ledger.rows import Funds
from points.ledger.services.keys import Answer, once
from points.ledger.services.posting import refuse_impossible
from points.permissions import User
from points.unread import Unread

Progress = Callable[[int, int], None]
"""Called with (done, total) between chunks; the whole still commits once."""

_Move = tuple[int, int | None, int | None]
"""Tenths that were there, and the balances of debit and credit after it; None for a system account."""

_CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a batch came to, posting by posting."""

    ids: Sequence[int]
    """Of the transfers."""
    taken: Sequence[int]
    """Tenths that were there."""
    transfers: Sequence[Transfer]
    """Each is built when it is read."""


@statements.everything_is_kept()
def post_many(
    postings: Sequence[Posting], *, key: str, by: User | None, progress: Progress | None = None
) -> Answer[list[Transfer]]:
    """Make all transfers in one transaction, in the order given.

    Refuses the whole batch with `insufficient_points`, `book_mismatch`, `invalid_amount`, `key_taken` or
    `batch_too_large`; then nothing is posted.
    """
    request = {"batch": request_hash({"postings": [posting.request() for posting in postings]})}
    return once(
        key=key,
        request=request,
        act=lambda: list(move_many(postings, key=key, by=by, progress=progress).transfers),
        replay=lambda: rows.by_keys([posting.key for posting in postings]),
    )


def move_many(
    postings: Sequence[Posting],
    *,
    key: str,
    by: User | None,
    progress: Progress | None = None,
    locked: dict[int, Funds] | None = None,
) -> Moved:
    """The batch as a part of a larger request that has written its own key. Must run inside a transaction.

    `locked` are the holders among the accounts, where the caller has locked them and moved nothing since.
    """
    _refuse_impossible_batch(postings)
    accounts = _lock(postings) if locked is None else locked
    before = {pk: account.balance for pk, account in accounts.items()}
    moves = [_apply(posting, accounts) for posting in postings]
    rows.add_to_balances(
        {pk: account.balance - before[pk] for pk, account in accounts.items() if account.balance != before[pk]}
    )
    ids, by_id, now = rows.next_ids(len(postings)), by.pk if by else None, timezone.now()
    columns = _columns(postings, moves) | {"id": ids}
    for start in range(0, len(postings), _CHUNK):
        count = len(ids[start : start + _CHUNK])
        same = {"created_by_id": [statements.user_id(by)] * count, "created_at": [statements.moment(now)] * count}
        if not rows.insert_transfers({name: held[start : start + _CHUNK] for name, held in columns.items()} | same):
            raise KeyTaken(key=key)
        if progress:
            progress(start + count, len(postings))
    signals.ring(signals.batch_posted, sender=Transfer, key=key, count=len(ids))

    def transfer(number: int) -> Transfer:
        taken, debit_balance, credit_balance = moves[number]
        return stored_transfer(
            postings[number],
            taken=taken,
            id=ids[number],
            created_at=now,
            created_by_id=by_id,
            debit_balance=debit_balance,
            credit_balance=credit_balance,
        )

    return Moved(ids=ids, taken=[taken for taken, _, _ in moves], transfers=Unread(len(ids), transfer))


def _columns(postings: Sequence[Posting], moves: Sequence[_Move]) -> dict[str, Sequence[Any]]:
    """What the rows hold, day and kind as texts; ids and what is the same in all of them come on top."""
    days = {on: on.isoformat() for on in {posting.occurred_on for posting in postings}}
    taken, debit_balances, credit_balances = zip(*moves, strict=True) if moves else ((), (), ())
    return {
        "debit_id": [posting.debit.id for posting in postings],
        "credit_id": [posting.credit.id for posting in postings],
        "amount": taken,
        "shortfall": [posting.amount - there for posting, there in zip(postings, taken, strict=True)],
        "kind": [posting.kind._value_ for posting in postings],
        "key": [posting.key for posting in postings],
        "request_hash": [posting.fingerprint for posting in postings],
        "occurred_on": [days[posting.occurred_on] for posting in postings],
        "memo": [posting.memo for posting in postings],
        "reverses_id": [posting.reverses.id if posting.reverses else None for posting in postings],
        "debit_balance": debit_balances,
        "credit_balance": credit_balances,
    }


def _refuse_impossible_batch(postings: Sequence[Posting]) -> None:
    limit = conf.settings().batch_limit
    if len(postings) > limit:
        raise BatchTooLarge(count=len(postings), limit=limit)
    for posting in postings:
        refuse_impossible(debit=posting.debit, credit=posting.credit, amount=posting.amount)
    twice = [key for key, count in Counter(posting.key for posting in postings).items() if count > 1]
    if twice:
        raise KeyTaken(key=twice[0])


def _lock(postings: Sequence[Posting]) -> dict[int, Funds]:
    holders = {side.id for posting in postings for side in (posting.debit, posting.credit) if side.is_holder}
    return rows.lock_holders(sorted(holders))


def _apply(posting: Posting, accounts: Mapping[int, Funds]) -> _Move:
    """Move the amount between the locked accounts in memory."""
    debit, credit = accounts.get(posting.debit.id), accounts.get(posting.credit.id)
    taken = posting.amount
    if debit:
        taken = _available(debit, posting)
        debit.balance -= taken
    if credit:
        credit.balance += taken
    return taken, debit.balance if debit else None, credit.balance if credit else None


def _available(debit: Funds, posting: Posting) -> int:
    if posting.kind in TAKES_WHAT_IS_THERE:
        return min(posting.amount, debit.balance - debit.held)
    if debit.spendable < posting.amount:
        raise InsufficientPoints(spendable=format_points(debit.spendable), needed=format_points(posting.amount))
    return posting.amount
