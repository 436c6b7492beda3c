"""A database with so many transfers: made, read from whenever a line on standard input asks, and thrown away.

Every second transfer is of one of ten busy households, so that their pages are full from the start; the others are
spread evenly. Each has its award, all of one worth: so the balance after any of them is known without a sum. Rows are
written by SQL here because no service writes ten million; triggers, indexes and constraints are the product's. Up to
a million the books are proved afterwards.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import world  # noqa: E402
from bench.one import _drop, _say  # noqa: E402
from honor_roll import queries as honors  # noqa: E402
from honor_roll.models import Category, Season  # noqa: E402
from points import statements  # noqa: E402
from points.ledger import queries as ledger  # noqa: E402
from points.ledger import services as ledger_services  # noqa: E402
from points.models import Account, Grid, GridLevel, Resident, Rule  # noqa: E402
from points.portal.queries import passbook  # noqa: E402
from points.rules import queries as rules  # noqa: E402

HOUSEHOLDS, BUSY = world.HOUSEHOLDS, 10
PAGE = 30
AT_ONCE = 500_000
PROVED = 1_000_000
OFTEN, SELDOM = 200, 3
"""How often something is read for one median; what takes long, seldom."""
SEASON = (date(2026, 4, 1), date(2026, 6, 30))

_NUMBERS = {
    "postgresql": "generate_series(CAST(%(first)s AS bigint), CAST(%(last)s AS bigint)) AS n",
    "sqlite": "(WITH RECURSIVE counted(n) AS (SELECT %(first)s UNION ALL SELECT n + 1 FROM counted WHERE n < %(last)s)"
    " SELECT n FROM counted) AS counted",
}
_DAY = {
    "postgresql": "DATE '2025-01-01' + CAST(n %% 690 AS integer)",
    "sqlite": "date('2025-01-01', (n %% 690) || ' days')",
}
_MONTH = {
    "postgresql": "CAST(date_trunc('month', occurred_on) AS date)",
    "sqlite": "date(occurred_on, 'start of month')",
}
_ACTS = """
(SELECT n, {day} AS day,
    %(holder)s + CASE WHEN n %% 2 = 0 THEN n / 2 %% %(busy)s
        ELSE %(busy)s + (n - 1) / 2 %% (%(holders)s - %(busy)s) END AS account,
    CASE WHEN n %% 2 = 0 THEN (n / 2 + %(busy)s - 1) / %(busy)s
        ELSE (n - 1) / 2 / (%(holders)s - %(busy)s) + 1 END AS times
FROM {numbers}) AS act
"""
_TRANSFERS = """
INSERT INTO points_transfer (id, debit_id, credit_id, amount, shortfall, kind, key, request_hash, occurred_on,
    created_at, created_by_id, memo, debit_balance, credit_balance)
SELECT n, %(issued)s, account, %(amount)s, 0, 'award', 'growth:' || n, %(hash)s, day, %(at)s, %(by)s, '清扫', NULL,
    times * %(amount)s FROM {acts}
"""
_RECORDS = """
INSERT INTO points_awardrecord (id, account_id, rule_id, key, occurred_on, quantity, percent, amount, cut, explanation,
    note, transfer_id, recorded_by_id, recorded_at)
SELECT n, account, %(rule)s, 'growth:' || n, day, 1, 100, %(amount)s, 0, %(explanation)s, '', n, %(by)s, %(at)s
FROM {acts}
"""
_TOTALS = """
INSERT INTO points_periodtotal (account_id, starts_on, earned, deducted) SELECT account_id, {month}, SUM(amount), 0
FROM points_awardrecord GROUP BY 1, 2 ORDER BY 2, 1
"""
_BALANCES = """
UPDATE points_account SET balance = COALESCE((SELECT credit_balance FROM points_transfer
    WHERE credit_id = points_account.id ORDER BY id DESC LIMIT 1), 0) WHERE kind = 'holder'
"""
_INDEXES = """
SELECT CAST(i.indrelid AS regclass)::text, CAST(i.indexrelid AS regclass)::text, c.conname,
    COALESCE(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid))
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE i.indrelid = ANY(CAST(%s AS regclass[])) AND NOT i.indisprimary
"""


def main(database: str, size: str) -> None:
    _drop(database, is_wanted=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        reads = _reads(*_build(int(size)), int(size))
        print("true", flush=True)
        for line in sys.stdin:
            print(reads[line.strip()](), flush=True)
    finally:
        connections.close_all()
        _drop(database, is_wanted=False)


def _build(size: int) -> tuple[Grid, list[Account]]:
    """The community and the accounts of the busy households."""
    staff = get_user_model().objects.create_superuser("staff", password="x")
    level = GridLevel.objects.create(name="社区", rank=0, is_community=True)
    community = Grid.add_root(level=level, name="社区", code="bench")
    households = world._households(community, HOUSEHOLDS)
    Resident.objects.bulk_create(
        [Resident(household=household, name="王芳", is_head=True) for household in households], batch_size=2000
    )
    world._rule_book(community, staff)
    act = rules.Act(
        account=households[0].account,
        community=community,
        rule_code="sweep",
        occurred_at=timezone.now(),
        key="growth",
    )
    explanation = {**rules.value_of(act).explanation, "uses": []}
    first = households[0].account_id
    assert [household.account_id for household in households] == list(range(first, first + HOUSEHOLDS))
    values = {
        "issued": ledger_services.system_account("issued").pk,
        "holder": first,
        "holders": HOUSEHOLDS,
        "busy": BUSY,
        "amount": world.PRICE,
        "hash": "0" * 64,
        "at": statements.moment(timezone.now()),
        "by": staff.pk,
        "rule": Rule.objects.get().pk,
        "explanation": json.dumps(explanation, ensure_ascii=False),
    }
    _fill(size, values)
    return community, [household.account for household in households[:BUSY]]


def _fill(size: int, values: dict[str, Any]) -> None:
    with _indexes_afterwards("points_transfer", "points_awardrecord"):
        for first in range(1, size + 1, AT_ONCE):
            last = min(first + AT_ONCE - 1, size)
            _say(f"{connection.vendor}: {last:,} of {size:,} transfers ...")
            for sql in (_TRANSFERS, _RECORDS):
                _write(_for_vendor(sql), {**values, "first": first, "last": last})
    statements.send(_for_vendor(_TOTALS))
    statements.send(_BALANCES)
    statements.send("VACUUM ANALYZE" if statements.is_postgresql() else "ANALYZE")
    if size <= PROVED:
        differences = ledger.verify().differences + rules.verify().differences
        assert not differences, differences[0]


def _write(sql: str, values: dict[str, Any]) -> None:
    with transaction.atomic():
        if statements.is_postgresql():
            # Seven references of each row would be looked up, which takes longer than all the rest; by the way the
            # rows are made they cannot be wrong.
            statements.send("SET LOCAL session_replication_role = replica")
        statements.send(sql, values)


@contextmanager
def _indexes_afterwards(*tables: str) -> Iterator[None]:
    """Without the indexes of these tables, which are built as they were afterwards: that takes a tenth of the time."""
    if not statements.is_postgresql():
        yield
        return
    found = statements.fetch_all(_INDEXES, [list(tables)])
    for table, index, constraint, _ in found:
        statements.send(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}")
    yield
    statements.send("SET maintenance_work_mem = '512MB'")
    for table, index, constraint, definition in found:
        _say(f"postgresql: index {index} ...")
        statements.send(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}" if constraint else definition)


def _for_vendor(sql: str) -> str:
    vendor = connection.vendor
    acts = _ACTS.format(day=_DAY[vendor], numbers=_NUMBERS[vendor])
    return sql.format(acts=acts, month=_MONTH[vendor])


def _reads(community: Grid, busy: list[Account], size: int) -> dict[str, Callable[[], float]]:
    since, last = SEASON
    season = Season.objects.create(community=community, name="2026Q2", starts_on=since, ends_on=last)
    category = Category.objects.create(community=community, code="H", name="文明家庭", subject="household")
    everybody = Account.objects.filter(household__grid__path__startswith=community.path)
    turn = cycle(busy)
    often = {
        "balance": lambda: Account.objects.get(pk=next(turn).pk).spendable,
        "first page of a statement": lambda: ledger.statement(next(turn), limit=PAGE),
        "a page in its middle, by key": lambda: ledger.statement(next(turn), limit=PAGE, before=size // 2),
        "first page in the portal": lambda: passbook.page_of(next(turn)),
    }
    seldom = {
        "merit of everybody in a season": lambda: rules.merit_by_account(
            everybody, since=since, until=last + timedelta(days=1)
        ),
        "ranking of a season, the first hundred": lambda: rules.foremost(
            everybody, since=since, until=last + timedelta(days=1), limit=100
        ),
        "candidates of a season": lambda: honors.candidates(season, category),
    }
    return {name: partial(_median, read, OFTEN) for name, read in often.items()} | {
        name: partial(_median, read, SELDOM) for name, read in seldom.items()
    }


def _median(read: Callable[[], object], often: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(often):
        started = time.perf_counter()
        read()
        times.append(time.perf_counter() - started)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    main(*sys.argv[1:])
