"""Holds: points promised while goods wait at the counter."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from points.amounts import format_points
from points.errors import HoldClosed, InsufficientPoints
from points.ledger import balances, rows
from points.ledger.models import Account, Hold, Transfer
from points.ledger.postings import request_hash
from points.ledger.services.keys import Answer, once
from points.ledger.services.posting import refuse_impossible
from points.permissions import User


def hold(
    account: Account, *, credit: Account, amount: int, key: str, expires_at: datetime, by: User | None
) -> Answer[Hold]:
    """Promise `amount` tenths of `account` to `credit` until `expires_at`.

    Refuses with `insufficient_points`, `invalid_amount`, `book_mismatch`, `idempotency_mismatch`.
    """

    def act() -> Hold:
        refuse_impossible(debit=account, credit=credit, amount=amount)
        if balances.promise(account.pk, amount) is None:
            account.refresh_from_db(fields=["balance", "held", "base"])
            raise InsufficientPoints(spendable=format_points(account.spendable), needed=format_points(amount))
        return Hold.objects.create(
            account=account,
            credit=credit,
            amount=amount,
            key=key,
            expires_at=expires_at,
            created_by_id=_pk(by),
        )

    request = {"hold": account.pk, "credit": credit.pk, "amount": amount}
    return once(key=key, request=request, act=act, replay=lambda: Hold.objects.get(key=key))


@transaction.atomic
def post_hold(pending: Hold, *, occurred_on: date, by: User | None) -> Transfer:
    """Turn the promise into a redemption. Refuses with `hold_closed` when it was released or posted before."""
    closed = _lock_pending(pending)
    balance = balances.spend_promised(closed.account_id, closed.amount)
    assert balance is not None, "a pending hold is covered by the account's held points"
    transfer = Transfer(
        debit_id=closed.account_id,
        credit_id=closed.credit_id,
        amount=closed.amount,
        kind=Transfer.Kind.REDEMPTION,
        key=f"hold:{closed.pk}",
        request_hash=request_hash({"post_hold": closed.pk}),
        occurred_on=occurred_on,
        created_by_id=_pk(by),
        debit_balance=balance,
        credit_balance=balances.give(closed.credit_id, closed.amount),
    )
    if not rows.insert_transfer(transfer):
        raise HoldClosed()
    Hold.objects.filter(pk=closed.pk).update(state=Hold.State.POSTED, transfer=transfer, closed_at=timezone.now())
    pending.refresh_from_db()
    return transfer


@transaction.atomic
def release(pending: Hold, *, by: User | None) -> Hold:
    """Give the promised points back. Refuses with `hold_closed` when it was released or posted before."""
    closed = _lock_pending(pending)
    balances.unpromise(closed.account_id, closed.amount)
    is_late = closed.expires_at <= timezone.now()
    state = Hold.State.EXPIRED if is_late and by is None else Hold.State.VOIDED
    Hold.objects.filter(pk=closed.pk).update(state=state, closed_at=timezone.now())
    pending.refresh_from_db()
    return pending


def _lock_pending(pending: Hold) -> Hold:
    # The accounts before the hold, as everywhere: whoever releases and whoever posts meet at their rows.
    rows.lock_holders(sorted(side.pk for side in (pending.account, pending.credit) if side.is_holder))
    locked = Hold.objects.select_for_update(of=("self",)).get(pk=pending.pk)
    if locked.state != Hold.State.PENDING:
        raise HoldClosed()
    return locked


def _pk(by: User | None) -> int | None:
    return by.pk if by else None
