"""Posting a month in one go: all of it or none of it, in a few statements."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from django.db import transaction

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

Progress = Callable[[int, int], None]
"""Called with (done, total) between chunks; the whole still commits once."""

_Move = tuple[int, int | None, int | None]
"""Tenths that were there, and the balances of debit and credit after it; None for a system account."""

_CHUNK = 2000


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
        act=lambda: move_many(postings, key=key, by=by, progress=progress),
        replay=lambda: rows.by_keys([posting.key for posting in postings]),
    )


def move_many(
    postings: Sequence[Posting],
    *,
    key: str,
    by: User | None,
    progress: Progress | None = None,
    locked: dict[int, Funds] | None = None,
) -> list[Transfer]:
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
    transfers: list[Transfer] = []
    for start in range(0, len(postings), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        transfers += _insert(postings[chunk], moves[chunk], key=key, by=by)
        if progress:
            progress(len(transfers), len(postings))
    transaction.on_commit(
        partial(signals.batch_posted.send, sender=Transfer, key=key, count=len(transfers)), robust=True
    )
    return transfers


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


def _insert(postings: Sequence[Posting], moves: Sequence[_Move], *, key: str, by: User | None) -> list[Transfer]:
    by_id, written = by.pk if by else None, list[Transfer]()

    def transfers() -> Iterator[Transfer]:
        for posting, (taken, debit_balance, credit_balance) in zip(postings, moves, strict=True):
            transfer = stored_transfer(
                posting,
                taken=taken,
                created_by_id=by_id,
                debit_balance=debit_balance,
                credit_balance=credit_balance,
            )
            written.append(transfer)
            yield transfer

    if not rows.insert_transfers(transfers(), count=len(postings)):
        raise KeyTaken(key=key)
    return written


def _available(debit: Funds, posting: Posting) -> int:
    if posting.kind in TAKES_WHAT_IS_THERE:
        return min(posting.amount, debit.balance - debit.held)
    if debit.spendable < posting.amount:
        raise InsufficientPoints(spendable=format_points(debit.spendable), needed=format_points(posting.amount))
    return posting.amount
