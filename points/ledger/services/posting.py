"""Posting: one transfer from a debit to a credit account.

PostgreSQL has a short way, one statement in which everything holds or nothing happens. Whatever is unusual goes the
long way, which locks, decides step by step and knows why it refuses: a key that was used, points that do not suffice,
kinds that take what is there, two holders whose rows would be taken out of the order of their ids.
"""

from points import signals, statements
from points.amounts import LARGEST, format_points
from points.errors import BookMismatch, InsufficientPoints, InvalidAmount, KeyTaken
from points.ledger import balances, pieces, rows
from points.ledger.models import Account, Transfer
from points.ledger.postings import TAKES_WHAT_IS_THERE, Posting, stored_transfer
from points.ledger.services.keys import Answer, once_by
from points.permissions import User


def post(posting: Posting, *, by: User | None) -> Answer[Transfer]:
    """Make the transfer; the same posting again gives the first transfer again.

    Refuses with `insufficient_points`, `book_mismatch`, `invalid_amount`, `key_taken`, `idempotency_mismatch`.
    """
    if posted := _post_at_once(posting, by):
        return Answer(result=posted, is_replay=False)
    return once_by(
        key=posting.key,
        fingerprint=posting.fingerprint,
        act=lambda: move(posting, by=by),
        replay=lambda: Transfer.objects.get(key=posting.key),
    )


def move(posting: Posting, *, by: User | None) -> Transfer:
    """Make the transfer as a part of a larger request that has written its own key.

    Must run inside a transaction. The transfer's key is unique all the same: it stops a second posting of the same
    thing (`key_taken`) but does not answer a retry.
    """
    refuse_impossible(debit=posting.debit, credit=posting.credit, amount=posting.amount)
    transfer = _move_at_once(posting, by) or _move_step_by_step(posting, by)
    tell(transfer)
    return transfer


def tell(transfer: Transfer) -> None:
    """Ring the bell for hosts once the transfer is committed; for whoever wrote it in a statement of his own."""
    signals.ring(signals.transfer_posted, sender=Transfer, transfer=transfer)


def refuse_impossible(*, debit: Account, credit: Account, amount: int) -> None:
    """What no balance could make right. Refuses with `invalid_amount`, `book_mismatch`."""
    if not 0 < amount <= LARGEST or debit.pk == credit.pk:
        raise InvalidAmount()
    if debit.book != credit.book:
        raise BookMismatch()


# --- the short way --------------------------------------------------------------------------------------------------


def _post_at_once(posting: Posting, by: User | None) -> Transfer | None:
    if not _is_ordinary(posting):
        return None
    values = pieces.values_of(posting, by=by)
    row = statements.at_once(_POST[_holders(posting)], values)
    if row is None:
        return None
    transfer = pieces.as_written(posting, values, row)
    tell(transfer)
    return transfer


def _move_at_once(posting: Posting, by: User | None) -> Transfer | None:
    if not _is_ordinary(posting):
        return None
    values = pieces.values_of(posting, by=by)
    row = statements.fetch_one(_MOVE[_holders(posting)], values)
    if row is None:
        return None
    if row[0] is None:
        raise KeyTaken(key=posting.key)
    return pieces.as_written(posting, values, row)


def _is_ordinary(posting: Posting) -> bool:
    debit, credit = posting.debit, posting.credit
    return (
        statements.is_postgresql()
        and 0 < posting.amount <= LARGEST
        and debit.book == credit.book
        and posting.kind not in TAKES_WHAT_IS_THERE
        and (debit.is_holder or credit.is_holder)
        and (debit.pk < credit.pk or not (debit.is_holder and credit.is_holder))
    )


def _holders(posting: Posting) -> tuple[bool, bool]:
    return posting.debit.is_holder, posting.credit.is_holder


def _changed(from_holder: bool, to_holder: bool, condition: str = "") -> str:
    """The steps that change the balances; `given` has a row when all of them did."""
    spend = f"{pieces.SPEND} {condition} RETURNING balance AS debit_balance"
    if not to_holder:
        return f"given AS ({spend}, NULL::bigint AS credit_balance)"
    if not from_holder:
        return (
            f"given AS ({pieces.GIVE} {condition} RETURNING NULL::bigint AS debit_balance, balance AS credit_balance)"
        )
    return (
        f"spent AS ({spend}), given AS ({pieces.GIVE} AND EXISTS (SELECT 1 FROM spent) "
        "RETURNING (SELECT debit_balance FROM spent) AS debit_balance, balance AS credit_balance)"
    )


_HOLDERS = ((True, True), (True, False), (False, True))
_WRITE = pieces.write_transfer(debit_balance="debit_balance", credit_balance="credit_balance", source="given")
_POST = {
    sides: f"WITH {_changed(*sides, f'AND {pieces.IS_NEW}')}, keyed AS ({pieces.keep_key('given')}) "
    f"{_WRITE} RETURNING id, debit_balance, credit_balance"
    for sides in _HOLDERS
}
# A key that is taken leaves the balances changed and no id: then the caller's transaction is rolled back.
_MOVE = {
    sides: f"WITH {_changed(*sides)}, written AS ({_WRITE} ON CONFLICT (key) DO NOTHING RETURNING id) "
    "SELECT written.id, debit_balance, credit_balance FROM given LEFT JOIN written ON true"
    for sides in _HOLDERS
}


# --- the long way ---------------------------------------------------------------------------------------------------


def _move_step_by_step(posting: Posting, by: User | None) -> Transfer:
    debit_balance, credit_balance, taken = _move_balances(posting)
    transfer = stored_transfer(
        posting,
        taken=taken,
        created_by_id=by.pk if by else None,
        debit_balance=debit_balance,
        credit_balance=credit_balance,
    )
    if not rows.insert_transfer(transfer):
        raise KeyTaken(key=posting.key)
    return transfer


def _move_balances(posting: Posting) -> tuple[int | None, int | None, int]:
    """Returns (debit balance, credit balance, tenths taken). Rows are locked in the order of their ids."""
    debit, credit, amount = posting.debit, posting.credit, posting.amount
    takes_what_is_there = posting.kind in TAKES_WHAT_IS_THERE
    gives_first = credit.is_holder and debit.is_holder and credit.pk < debit.pk
    credit_balance: int | None = None
    if gives_first:
        # How much is there shows only when it is taken; until then the payee's row is locked by giving nothing.
        credit_balance = balances.give(credit.pk, 0 if takes_what_is_there else amount)
    debit_balance, taken = _take(posting) if debit.is_holder else (None, amount)
    if credit.is_holder and (takes_what_is_there or not gives_first):
        credit_balance = balances.give(credit.pk, taken)
    return debit_balance, credit_balance, taken


def _take(posting: Posting) -> tuple[int, int]:
    account, amount = posting.debit, posting.amount
    if posting.kind in TAKES_WHAT_IS_THERE:
        taken, balance = balances.take_what_is_there(account.pk, amount)
        return balance, taken
    balance_after = balances.spend(account.pk, amount)
    if balance_after is None:
        account.refresh_from_db(fields=["balance", "held", "base"])
        raise InsufficientPoints(spendable=format_points(account.spendable), needed=format_points(amount))
    return balance_after, amount
