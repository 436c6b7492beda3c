"""A ledger of a million transfers with their keys, whose balances hold, written by the database itself in seconds."""

from django.db import connection, transaction

HOUSEHOLDS = 15_300
_NUMBERS = {
    "postgresql": "generate_series(1, {rows}) n",
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)",
}
_HASH = {"postgresql": "md5(n::text) || md5((n + 1)::text)", "sqlite": "hex(randomblob(32))"}
_EARLIER = {
    "postgresql": "now() - INTERVAL '2 hours'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-2 hours') || '123'",
}
_FILL = """
    INSERT INTO points_transfer (debit_id, credit_id, amount, shortfall, kind, key, request_hash, occurred_on,
        created_at, memo, credit_balance)
    SELECT {issued}, {first} + (n - 1) % {households}, 50, 0, 'award', 'shift:' || n, {hash}, '2026-11-20', {at},
        '社区清洁志愿活动', 50 * ((n - 1) / {households} + 1)
    FROM {numbers};
    INSERT INTO points_requestkey (key, request_hash, refusal, refusal_params, created_at)
    SELECT 'shift:' || n, {hash}, '', '{{}}', {at} FROM {numbers};
    UPDATE points_account SET balance = COALESCE(
        (SELECT max(credit_balance) FROM points_transfer WHERE credit_id = points_account.id), 0)
    WHERE kind = 'holder'"""


def fill(rows: int) -> list[int]:
    """The ids of the accounts."""
    # Django is set up only now.
    from points.ledger import services as ledger

    issued, accounts = ledger.system_account("issued"), ledger.open_accounts([0] * HOUSEHOLDS)
    names = {
        "issued": issued.pk,
        "first": accounts[0].pk,
        "households": HOUSEHOLDS,
        "hash": _HASH[connection.vendor],
        "at": _EARLIER[connection.vendor],
        "numbers": _NUMBERS[connection.vendor].format(rows=rows),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _FILL.format(**names).split(";"):
            cursor.execute(statement)
    return [account.pk for account in accounts]
