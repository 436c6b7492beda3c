"""Reading the ledger: statements, and the proof that every kept number equals its rows."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from points import statements
from points.ledger import lines, triggers
from points.ledger.expiry import with_unspent as with_unspent
from points.ledger.lines import Choice as Choice
from points.ledger.lines import Line as Line
from points.ledger.lines import Part as Part
from points.ledger.lines import line_of as line_of
from points.ledger.lines import sift as sift
from points.ledger.lines import statement as statement
from points.ledger.models import Account, Hold, RequestKey, Transfer
from points.ledger.moments import newest_moments as newest_moments
from points.verification import Difference, Verification

_T, _A, _H = Transfer._meta.db_table, Account._meta.db_table, Hold._meta.db_table


def moved_since(account: Account, since: datetime) -> tuple[int, int]:
    """Tenths that came in and that went out since that moment; only transfers of that time are looked at."""
    began = statements.fetch_one(lines.FIRST_SINCE, [statements.moment(since - lines.MOST_LATE)])
    if began is None:
        return 0, 0
    values = {"account": account.pk, "first": began[0], "since": statements.moment(since)}
    row = statements.fetch_one(f"SELECT ({_SUM.format('credit_id')}), ({_SUM.format('debit_id')})", values)
    assert row is not None, "a sum has a row"
    return int(row[0]), int(row[1])


_SUM = (
    f"SELECT COALESCE(SUM(amount), 0) FROM {_T} "
    "WHERE {} = %(account)s AND id >= %(first)s AND created_at >= %(since)s"
)


def transfers_of(account: Account) -> QuerySet[Transfer]:
    return Transfer.objects.filter(Q(debit=account) | Q(credit=account))


def outstanding(accounts: QuerySet[Account]) -> int:
    """Tenths that the holders among `accounts` may still redeem: what the community owes."""
    return accounts.filter(kind=Account.Kind.HOLDER).aggregate(total=Sum("balance"))["total"] or 0


def due_holds() -> QuerySet[Hold]:
    """Pending holds whose time is over."""
    return Hold.objects.filter(state=Hold.State.PENDING, expires_at__lte=timezone.now())


# Proof. Each statement returns only the rows that do not hold; on a sound ledger nothing comes back.

_MOVES = f"""
    SELECT credit_id AS account_id, id, amount, credit_balance AS after FROM {_T}
    UNION ALL SELECT debit_id, id, -amount, debit_balance FROM {_T}
"""
_CHECKS = {
    _A: {
        "balance {1} but its transfers come to {2}": f"""
            SELECT a.id, a.balance, COALESCE(m.total, 0) FROM {_A} a
            LEFT JOIN (SELECT account_id, SUM(amount) AS total FROM ({_MOVES}) s GROUP BY account_id) m
                ON m.account_id = a.id
            WHERE a.kind = 'holder' AND a.balance <> COALESCE(m.total, 0)""",
        "held {1} but its pending holds come to {2}": f"""
            SELECT a.id, a.held, COALESCE(h.total, 0) FROM {_A} a
            LEFT JOIN (SELECT account_id, SUM(amount) AS total FROM {_H} WHERE state = 'pending' GROUP BY account_id) h
                ON h.account_id = a.id
            WHERE a.held <> COALESCE(h.total, 0)""",
    },
    _T: {
        "balance afterwards {1} but the one before and the amount come to {2}": f"""
            SELECT id, after, came_to FROM (
                SELECT m.id, m.after,
                    COALESCE(LAG(m.after) OVER (PARTITION BY m.account_id ORDER BY m.id), 0) + m.amount AS came_to
                FROM ({_MOVES}) m JOIN {_A} a ON a.id = m.account_id WHERE a.kind = 'holder') chain
            WHERE after IS NULL OR after <> came_to""",
        "keeps the balance {1} for the system account {2}": f"""
            SELECT m.id, m.after, a.name FROM ({_MOVES}) m JOIN {_A} a ON a.id = m.account_id
            WHERE a.kind = 'system' AND m.after IS NOT NULL""",
        "reverses {1} but does not give back what that moved": f"""
            SELECT r.id, o.id FROM {_T} r JOIN {_T} o ON o.id = r.reverses_id
            WHERE r.debit_id <> o.credit_id OR r.credit_id <> o.debit_id OR r.amount + r.shortfall <> o.amount""",
        "moves between the books {1} and {2}": f"""
            SELECT t.id, d.book, c.book FROM {_T} t JOIN {_A} d ON d.id = t.debit_id JOIN {_A} c ON c.id = t.credit_id
            WHERE d.book <> c.book""",
        "has the key {1}, which stands there twice": f"""
            SELECT MAX(id), key FROM {_T} GROUP BY key HAVING COUNT(*) > 1""",
        "reverses {1}, which was reversed before": f"""
            SELECT MAX(id), reverses_id FROM {_T} WHERE reverses_id IS NOT NULL
            GROUP BY reverses_id HAVING COUNT(*) > 1""",
    },
    _H: {
        "promised {1} but its transfer moved {2}": f"""
            SELECT h.id, h.amount, t.amount FROM {_H} h JOIN {_T} t ON t.id = h.transfer_id
            WHERE t.amount <> h.amount OR t.debit_id <> h.account_id OR t.credit_id <> h.credit_id""",
    },
}


def verify() -> Verification:
    """Prove that balances, holds, reversals and keys equal what the transfers say, and that all sums to zero.

    A trigger that is missing or switched off is a difference too: without it nothing proves that rows stayed.
    """
    missing = triggers.missing(connection)
    differences = [Difference(table="trigger", row=name, fact="is missing or switched off") for name in missing]
    differences += [
        Difference(table=table, row=f"#{row[0]}", fact=fact.format(*row))
        for table, checks in _CHECKS.items()
        for fact, sql in checks.items()
        for row in _rows(sql)
    ]
    held_by_holders = outstanding(Account.objects.all())
    system = _system_balance()
    if held_by_holders + system:
        fact = f"holders {held_by_holders} and system accounts {system} do not sum to zero"
        differences.append(Difference(table=_A, row="all", fact=fact))
    figures = {
        "append-only triggers": len(triggers.trigger_names(connection.vendor)) - len(missing),
        "accounts": Account.objects.count(),
        "transfers": Transfer.objects.count(),
        "request keys": RequestKey.objects.count(),
        "tenths with holders": held_by_holders,
        "tenths with system accounts": system,
    }
    return Verification(figures=figures, differences=differences)


def _system_balance() -> int:
    [(total,)] = _rows(
        f"SELECT SUM(m.amount) FROM ({_MOVES}) m JOIN {_A} a ON a.id = m.account_id WHERE a.kind = 'system'"
    )
    return int(total or 0)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
