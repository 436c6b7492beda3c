"""The proof of the awards: each moved what it says, and caps and totals come to exactly the awards behind them.

And of the year ends: each line explains the transfer that it stands for, and a round is the sum of its lines.
"""

from typing import Any

from django.db import connection

from points.ledger.models import Transfer
from points.rules.models import AwardRecord, CapUse, ExpiryLine, ExpiryRound, PeriodTotal, RuleBook
from points.verification import Difference, Verification

_A, _T = AwardRecord._meta.db_table, Transfer._meta.db_table
_U, _P, _B = CapUse._meta.db_table, PeriodTotal._meta.db_table, RuleBook._meta.db_table
_R, _L = ExpiryRound._meta.db_table, ExpiryLine._meta.db_table

_DRAWN_BY_VENDOR = {
    "postgresql": f"""
        SELECT use ->> 0 AS subject, use ->> 1 AS scope, use ->> 2 AS period, SUM(ABS(a.amount)) AS total
        FROM {_A} a, jsonb_array_elements(a.explanation -> 'uses') AS use
        WHERE a.undone_at IS NULL GROUP BY 1, 2, 3""",
    "sqlite": f"""
        SELECT json_extract(use.value, '$[0]') AS subject, json_extract(use.value, '$[1]') AS scope,
            json_extract(use.value, '$[2]') AS period, SUM(ABS(a.amount)) AS total
        FROM {_A} a, json_each(a.explanation, '$.uses') AS use WHERE a.undone_at IS NULL GROUP BY 1, 2, 3""",
}
_MONTH = {
    "postgresql": "CAST(date_trunc('month', occurred_on) AS date)",
    "sqlite": "date(occurred_on, 'start of month')",
}
_MONTHS = f"""
    WITH both_sides AS (
        SELECT id, account_id, starts_on, earned, deducted, 0 AS was_earned, 0 AS was_deducted FROM {_P}
        UNION ALL SELECT NULL, account_id, %(month)s, 0, 0, CASE WHEN amount > 0 THEN amount ELSE 0 END,
            CASE WHEN amount < 0 THEN -amount ELSE 0 END FROM {_A} WHERE undone_at IS NULL AND amount <> 0)"""
_CHECKS = {
    _A: {
        "amount {1} but its transfer comes to {2}": f"""
            SELECT a.id, a.amount, COALESCE(t.amount + t.shortfall, 0) FROM {_A} a
            LEFT JOIN {_T} t ON t.id = a.transfer_id WHERE ABS(a.amount) <> COALESCE(t.amount + t.shortfall, 0)""",
        "its transfer {1} is of another account or another kind": f"""
            SELECT a.id, t.id FROM {_A} a JOIN {_T} t ON t.id = a.transfer_id
            WHERE NOT ((a.amount > 0 AND t.kind = 'award' AND t.credit_id = a.account_id)
                OR (a.amount < 0 AND t.kind = 'deduction' AND t.debit_id = a.account_id))""",
        "is undone but its transfer {1} was not reversed": f"""
            SELECT a.id, t.id FROM {_A} a JOIN {_T} t ON t.id = a.transfer_id
            LEFT JOIN {_T} r ON r.reverses_id = t.id
            WHERE a.undone_at IS NOT NULL AND t.amount > 0 AND r.id IS NULL""",
        "its transfer {1} was reversed but it is not marked as undone": f"""
            SELECT a.id, t.id FROM {_A} a JOIN {_T} t ON t.id = a.transfer_id JOIN {_T} r ON r.reverses_id = t.id
            WHERE a.undone_at IS NULL""",
    },
    _U: {
        "{1} used of the cap but its awards come to {2}": f"""
            SELECT MAX(id), SUM(used), SUM(drawn) FROM (
                SELECT subject, scope, period, id, used, 0 AS drawn FROM {_U} UNION ALL
                SELECT subject, scope, period, NULL, 0, total FROM (%(drawn)s) d) both_sides
            GROUP BY subject, scope, period HAVING SUM(used) <> SUM(drawn)""",
    },
    _P: {
        "the month {1} earned {2} but its awards come to {3}": f"""{_MONTHS} SELECT MAX(id), starts_on, SUM(earned),
            SUM(was_earned) FROM both_sides GROUP BY account_id, starts_on
            HAVING SUM(earned) <> SUM(was_earned)""",
        "the month {1} took {2} but its deductions come to {3}": f"""{_MONTHS} SELECT MAX(id), starts_on, SUM(deducted),
            SUM(was_deducted) FROM both_sides GROUP BY account_id, starts_on
            HAVING SUM(deducted) <> SUM(was_deducted)""",
    },
    _B: {
        "holds at the same time as #{1}": f"""
            SELECT b.id, o.id FROM {_B} b JOIN {_B} o ON o.community_id = b.community_id AND o.book = b.book
                AND o.in_force_from > b.in_force_from AND o.state = b.state
            WHERE b.state = 'adopted' AND (b.in_force_to IS NULL OR b.in_force_to > o.in_force_from)""",
    },
    _R: {
        "took {1} from accounts but its lines come to {2}": f"""
            SELECT r.id, r.amount, COALESCE(SUM(t.amount), 0) FROM {_R} r LEFT JOIN {_L} l ON l.round_id = r.id
            LEFT JOIN {_T} t ON t.id = l.transfer_id GROUP BY r.id, r.amount, r.count
            HAVING r.amount <> COALESCE(SUM(t.amount), 0) OR r.count <> COUNT(l.id)""",
    },
    _L: {
        "explains {1} but its transfer moved {2}": f"""
            SELECT l.id, l.balance - l.held - l.kept - l.newer, t.amount FROM {_L} l JOIN {_T} t ON t.id = l.transfer_id
            WHERE t.kind <> 'expiry' OR t.amount <> l.balance - l.held - l.kept - l.newer
                OR t.debit_balance <> l.balance - t.amount""",
        "its year end was taken back but its transfer {1} was not": f"""
            SELECT l.id, l.transfer_id FROM {_L} l JOIN {_R} r ON r.id = l.round_id
            LEFT JOIN {_T} b ON b.reverses_id = l.transfer_id WHERE r.undone_at IS NOT NULL AND b.id IS NULL""",
    },
}


def verify() -> Verification:
    """Prove that awards and year ends equal their transfers, caps and totals their awards; one book holds at a time."""
    differences = [
        Difference(table=table, row=f"#{row[0]}", fact=fact.format(*row))
        for table, checks in _CHECKS.items()
        for fact, sql in checks.items()
        for row in _rows(_filled_in(sql))
    ]
    figures = {
        "award records": AwardRecord.objects.count(),
        "caps in use": CapUse.objects.count(),
        "totals of months": PeriodTotal.objects.count(),
        "lines of year ends": ExpiryLine.objects.count(),
    }
    return Verification(figures=figures, differences=differences)


def _filled_in(sql: str) -> str:
    vendor = connection.vendor
    return sql.replace("%(drawn)s", _DRAWN_BY_VENDOR[vendor]).replace("%(month)s", _MONTH[vendor])


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
