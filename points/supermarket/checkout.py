"""Checking out at once: an ordinary redemption does all of its work or nothing.

On opening day a queue waits, and a round trip to the database costs as much as the write itself. On PostgreSQL one
statement asks whether the cashier may sell here and is not of the household, takes the points, keeps the key, and
writes transfer, receipt, lines, stock moves and the line of the audit log. SQLite knows no writing in a WITH: there the
first statement asks everything and takes the points, and the rest follows in the same transaction, in which nobody else
writes.

Where a condition does not hold nothing is written and nothing answered; then `redeeming` goes step by step, which knows
why. On PostgreSQL the conditions are asked of what stood there when the statement began. The account and then the goods
are locked after that, and whoever was faster may have changed them: then taking them fails, and the whole statement is
undone.
"""

from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from points import audit, statements
from points.ledger import services as ledger
from points.ledger.models import DAMM, Transfer, check_digit
from points.people import queries as people
from points.permissions import Verb
from points.supermarket import stock
from points.supermarket.baskets import Basket
from points.supermarket.models import Good, Redemption, RedemptionLine, StockMove, Store

_STORE, _GOOD, _MOVE = Store._meta.db_table, Good._meta.db_table, StockMove._meta.db_table
_REDEMPTION, _LINE = Redemption._meta.db_table, RedemptionLine._meta.db_table

_ACTION = "points.redeemed"
_DAMM = "".join(DAMM)

LONGEST = 20
"""Lines of a basket. Each length has a text and a plan of its own; a longer one is rare and goes step by step."""

# By the store's index the whole shelf would be read; the sum keeps the database from it.
_IS_THERE = (
    "good.store_id + 0 = %(store)s AND good.is_on_shelf AND good.price = wanted.price "
    "AND (good.is_service OR good.stock >= wanted.quantity)"
)
_PAY = f"""
{ledger.SPEND} AND {ledger.IS_NEW}
AND {people.serves(Verb.SELL, "%(community)s")} AND NOT {people.is_own_household("%(household)s")}
AND EXISTS (SELECT 1 FROM {_STORE} WHERE id = %(store)s AND is_active)
AND (SELECT count(*) FROM wanted JOIN {_GOOD} good ON good.id = wanted.good_id WHERE {_IS_THERE}) = %(count)s
RETURNING balance
"""
_RECEIPT = f"""
INSERT INTO {_REDEMPTION} (key, number, total, created_at, created_by_id, household_id, store_id, transfer_id)
SELECT %(redemption)s, {{number}}, %(amount)s, %(at)s, %(by)s, %(household)s, %(store)s, {{transfer}}
"""
_MOVES = f"""
INSERT INTO {_MOVE} (good_id, line_id, kind, quantity, stock_after, key, note, created_by_id, created_at)
SELECT line.good_id, line.id, 'sold', -quantity, stock, 'sold:' || %(uuid)s || ':' || line.good_id, '', %(by)s, %(at)s
"""


def at_once(basket: Basket) -> Redemption | None:
    """The redemption, with its transfer; None where nothing was written because something is unusual."""
    line = _log_line(basket)
    if line is None or not basket.is_plain or len(basket.lines) > LONGEST:
        return None
    values = _values(basket, line)
    if statements.is_postgresql():
        row = statements.at_once(_on_postgresql(len(basket.lines)), values)
    else:
        row = _on_sqlite(basket, values)
    return _as_written(basket, values, row) if row else None


def receipt_number(day: date, serial: int) -> str:
    """Such as `261121-00424`: the day, then the transfer's id with a check digit over id and day.

    It is unique because the id is, and no counter row is needed for which every till would wait.
    """
    return f"{day:%y%m%d}-{serial:04d}{check_digit(f'{serial}{day:%y%m%d}')}"


def _check_digit_of(number: str, digits: int = 10) -> str:
    """SQL for the check digit of a receipt, where the transfer's `number` is known to the database alone.

    The id comes before the day because zeros at the beginning change nothing: so it may have any number of digits.
    """
    state = "0"
    for place in reversed(range(digits)):
        state = f"substr(%(damm)s, 10*{state}::int + ({number}/{10**place}%%10)::int + 1, 1)"
    return f"substr(%(days)s, {state}::int + 1, 1)"


@lru_cache(maxsize=2)
def _after(day: str) -> str:
    """The check digit once the day follows, for each row of the table that the id may have come to."""
    return "".join(check_digit(day, row=row) for row in range(10))


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


_ALWAYS = {
    "transfer_key": "%(key)s",
    "kind": f"'{Transfer.Kind.REDEMPTION}'",
    "reverses": "NULL",
    "log_action": f"'{_ACTION}'",
    "log_at": "%(at)s",
    "log_by": "%(by)s",
}
"""Values that are the same in every redemption, or the same as another: each one that travels costs on both sides."""


@cache
def _on_postgresql(lines: int) -> str:
    """For so many lines: their number stands in the text, so that the server keeps one plan for every such basket."""
    wanted = ", ".join(f"(%(good{n})s::bigint, %(quantity{n})s::int, %(price{n})s::bigint)" for n in range(lines))
    number = f"%(day)s || '-' || serial || {_check_digit_of('id')}"
    sql = statements.one_line(f"""
WITH wanted (good_id, quantity, price) AS (VALUES {wanted}),
paid AS ({_PAY}),
keyed AS ({ledger.keep_key("paid")} RETURNING 1),
moved AS ({ledger.write_transfer(debit_balance="balance", credit_balance="NULL", source="paid")}
    RETURNING id, lpad(id::text, greatest(4, length(id::text)), '0') AS serial, debit_balance),
sold AS ({_RECEIPT.format(number=number, transfer="id")} FROM moved RETURNING id, number),
logged AS ({audit.insert("sold.id::text", label="number", source="FROM sold")} RETURNING 1),
taken AS (
    SELECT good_id, quantity AS count, price, {stock.TAKE}(good_id, %(store)s, quantity, price) AS stock FROM wanted
    WHERE EXISTS (SELECT 1 FROM keyed, logged) {"ORDER BY good_id" if lines > 1 else ""}),
line AS (
    INSERT INTO {_LINE} (redemption_id, good_id, quantity, price) SELECT sold.id, good_id, count, price
    FROM taken, sold RETURNING id, good_id, quantity),
went AS ({_MOVES} FROM line JOIN taken ON taken.good_id = line.good_id WHERE stock IS NOT NULL)
SELECT sold.id, number, moved.id, debit_balance FROM sold, moved
""")
    for name, always in (_ALWAYS | {"count": f"{lines}"}).items():
        sql = sql.replace(f"%({name})s", always)
    return sql


# --- SQLite ---------------------------------------------------------------------------------------------------------

_NOW = "(SELECT 1)"
_KEEP_KEY = ledger.keep_key(_NOW)
_TRANSFER = ledger.write_transfer(debit_balance="%(balance)s", credit_balance="NULL", source=_NOW) + " RETURNING id"
_SOLD = _RECEIPT.format(number="%(log_label)s", transfer="%(transfer)s") + " RETURNING id"
_LOG = audit.insert("%(log_object)s")
_SELL = f"""
UPDATE {_GOOD} AS good SET stock = stock - CASE WHEN is_service THEN 0 ELSE quantity END
FROM wanted WHERE good.id = good_id
"""
_LINES = f"""
INSERT INTO {_LINE} (redemption_id, good_id, quantity, price)
SELECT %(pk)s, good_id, quantity, price FROM wanted ORDER BY good_id
"""
_WENT = f"""
{_MOVES} FROM {_LINE} line JOIN {_GOOD} good ON good.id = good_id
WHERE redemption_id = %(pk)s AND NOT is_service ORDER BY good.id
"""


def _on_sqlite(basket: Basket, values: dict[str, Any]) -> tuple[Any, ...] | None:
    rows = ", ".join(f"(%(good{n})s, %(quantity{n})s, %(price{n})s)" for n in range(len(basket.lines)))
    wanted = f"WITH wanted (good_id, quantity, price) AS (VALUES {rows}) "
    try:
        with transaction.atomic():
            paid = statements.fetch_one(wanted + _PAY, values)
            if paid is None:
                return None
            statements.send(_KEEP_KEY, values)
            transfer = _written_id(_TRANSFER, values | {"balance": paid[0]})
            number = receipt_number(basket.posting.occurred_on, transfer)
            values = values | {"transfer": transfer, "log_label": number}
            pk = _written_id(_SOLD, values)
            values |= {"pk": pk, "log_object": str(pk)}
            for sql in (_LOG, wanted + _SELL, wanted + _LINES, _WENT):
                statements.send(sql, values)
            return pk, number, transfer, paid[0]
    except IntegrityError:
        return None


def _written_id(sql: str, values: dict[str, Any]) -> int:
    row = statements.fetch_one(sql, values)
    assert row is not None, "what was inserted has an id"
    return int(row[0])


# --- both -----------------------------------------------------------------------------------------------------------


def _log_line(basket: Basket) -> dict[str, Any] | None:
    about = audit.facts(store=basket.store.id, total=basket.posting.amount)
    return audit.line_of(Redemption, action=_ACTION, by=basket.by, title="", data=about)


def _values(basket: Basket, line: dict[str, Any]) -> dict[str, Any]:
    day = f"{basket.posting.occurred_on:%y%m%d}"
    values = ledger.values_of(basket.posting, by=basket.by, key=basket.request_key, fingerprint=basket.fingerprint)
    values.update(people.standing_of(basket.by, today=basket.posting.occurred_on))
    values.update(line)
    values.update(
        redemption=statements.uuid(basket.key),
        uuid=str(basket.key),
        household=basket.household.id,
        store=basket.store.id,
        community=basket.store.community.path,
        day=day,
        damm=_DAMM,
        days=_after(day),
        count=len(basket.lines),
    )
    for n, wanted in enumerate(basket.lines):
        values |= {f"good{n}": wanted.good.id, f"quantity{n}": wanted.quantity, f"price{n}": wanted.price}
    return values


def _as_written(basket: Basket, values: dict[str, Any], row: tuple[Any, ...]) -> Redemption:
    pk, number, transfer, debit_balance = row
    moved = ledger.as_written(basket.posting, values, (transfer, debit_balance, None))
    stored = {
        "id": pk,
        "key": basket.key,
        "number": number,
        "store_id": basket.store.id,
        "household_id": basket.household.id,
        "total": basket.posting.amount,
        "transfer_id": transfer,
        "created_by_id": basket.by.pk,
        "created_at": moved.created_at,
    }
    redemption = statements.stored(Redemption, stored)
    redemption._state.fields_cache.update(store=basket.store, household=basket.household, transfer=moved)
    return redemption
