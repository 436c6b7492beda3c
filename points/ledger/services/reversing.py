"""Undoing a transfer by a second one that points to it."""

from points.errors import AlreadyReversed, NotReversible
from points.ledger import rows
from points.ledger.models import Transfer
from points.ledger.postings import Posting
from points.ledger.services.keys import Answer, once
from points.ledger.services.posting import move
from points.permissions import User

_UNDONE_BY = {Transfer.Kind.REDEMPTION: Transfer.Kind.REFUND}


def reverse(transfer: Transfer, *, key: str, by: User | None, memo: str = "") -> Answer[Transfer]:
    """Move the amount back to where it came from, at most once for each transfer.

    A redemption is undone by a refund, everything else by a reversal. Where the points were spent meanwhile the
    reversal takes what is there and says in `shortfall` what it could not take.
    Refuses with `already_reversed`, `not_reversible`, `idempotency_mismatch`.
    """
    return once(
        key=key,
        request={"reverse": transfer.pk},
        act=lambda: move_back(transfer, key=key, by=by, memo=memo),
        replay=lambda: Transfer.objects.get(key=key),
    )


def move_back(transfer: Transfer, *, key: str, by: User | None, memo: str = "") -> Transfer:
    """The reversal as a part of a larger request that has written its own key. Must run inside a transaction."""
    locked = Transfer.objects.select_related("debit", "credit").get(pk=transfer.pk)
    # Two people undo the same transfer: one waits here for the other and then sees its reversal. The account is
    # locked and not the transfer, because nobody needs the right to change a transfer.
    rows.lock_holders(sorted(side.pk for side in (locked.debit, locked.credit) if side.is_holder))
    if locked.kind in {Transfer.Kind.REVERSAL, Transfer.Kind.REFUND} or not locked.amount:
        raise NotReversible()
    if Transfer.objects.filter(reverses=locked).exists():
        raise AlreadyReversed()
    return move(
        Posting(
            debit=locked.credit,
            credit=locked.debit,
            amount=locked.amount,
            kind=Transfer.Kind(_UNDONE_BY.get(Transfer.Kind(locked.kind), Transfer.Kind.REVERSAL)),
            key=key,
            occurred_on=locked.occurred_on,
            memo=memo,
            reverses=locked,
        ),
        by=by,
    )
