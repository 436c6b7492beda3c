"""Checking out at once and step by step come to the same rows; what is unusual leaves nothing of the first try."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from points import signals, statements
from points.audit import LogEntry
from points.errors import PointsError
from points.ledger import queries as ledger
from points.ledger.models import check_digit
from points.ledger.services import request_hash
from points.models import Account, Good, Redemption, RedemptionLine, RequestKey, Resident, StockMove, Transfer
from points.permissions import Role
from points.supermarket import checkout, queries
from points.supermarket import services as supermarket
from points.supermarket.baskets import Basket

from .conftest import balance_of, line, stock_of


@pytest.fixture
def basket(household, store, cashier, rice):
    """One bag of rice, unless something else is said."""

    def make(**other) -> Basket:
        about = {"household": household, "store": store, "lines": [line(rice)], "key": uuid4(), "by": cashier}
        return Basket(**(about | other))

    return make


# --- the same rows --------------------------------------------------------------------------------------------------

_TRANSFER = "debit credit amount shortfall kind key request_hash occurred_on created_by memo reverses"
_LOG = "content_type action data user uuid revision content_changed deleted"


def everything() -> dict:
    """What stands in the tables, without ids and moments, in the order in which it was written."""
    sold = {str(redemption.pk): redemption for redemption in Redemption.objects.select_related("transfer")}
    for redemption in sold.values():
        assert redemption.number == checkout.receipt_number(redemption.transfer.occurred_on, redemption.transfer_id)
    log = LogEntry.objects.filter(action="points.redeemed").order_by("pk")
    assert [entry.label for entry in log] == [sold[entry.object_id].number for entry in log]
    lines = RedemptionLine.objects.order_by("pk")
    moves = StockMove.objects.order_by("pk").annotate(of=F("line__redemption__key"), its=F("line__good"))
    redemptions = Redemption.objects.order_by("pk").annotate(paid=F("transfer__key"))
    return {
        "transfers": list(
            Transfer.objects.order_by("pk").values_list(*_TRANSFER.split(), "debit_balance", "credit_balance")
        ),
        "redemptions": list(redemptions.values_list("key", "store", "household", "total", "created_by", "paid")),
        "lines": list(lines.values_list("redemption__key", "good", "quantity", "price")),
        "moves": list(
            moves.values_list("good", "kind", "quantity", "stock_after", "key", "note", "created_by", "of", "its")
        ),
        "keys": sorted(RequestKey.objects.values_list("key", "request_hash", "refusal", "refusal_params"), key=str),
        "log": [
            (sold[entry.object_id].key, *values)
            for entry, values in zip(log, log.values_list(*_LOG.split()), strict=True)
        ],
        "accounts": list(Account.objects.order_by("pk").values_list("balance", "held")),
        "goods": list(Good.objects.order_by("pk").values_list("stock", "price")),
    }


def a_morning(seed: int, *, households, goods, store, by) -> list[object]:
    """Baskets of every kind in a random order, many of which are refused; what each came to."""
    chance = random.Random(seed)
    sent: list[dict] = []
    came_to: list[object] = []
    for _ in range(50):
        if sent and chance.random() < 0.15:
            basket = chance.choice(sent)
        else:
            lines = [
                line(good, chance.choice([1, 1, 1, 2, 5]), chance.choice([good.price] * 9 + [7, 0]))
                for good in chance.sample(goods, chance.randint(1, 3))
            ]
            key = UUID(int=chance.getrandbits(128), version=4)
            basket = {"household": chance.choice(households), "lines": lines, "key": key}
            sent.append(basket)
        try:
            answer = supermarket.redeem(**basket, store=store, by=by)
            came_to.append((answer.is_replay, answer.result.key, answer.result.transfer.debit_balance))
        except PointsError as refusal:
            came_to.append((refusal.code, str(refusal)))
    return came_to


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_both_ways_come_to_the_same_rows(seed, store, cashier, make_good, make_rich, monkeypatch):
    goods = [make_good(f"货{n}", price, stock=8) for n, price in enumerate([5, 100, 300])]
    goods.append(make_good("理发", 100, is_service=True))
    own = make_rich(5000, door="own")
    Resident.objects.filter(household=own).update(user=cashier)
    households = [make_rich(1500, door="1"), make_rich(4000, door="2"), own]
    morning = partial(a_morning, seed, households=households, goods=goods, store=store, by=cashier)
    results = []
    for way in (checkout.at_once, lambda basket: None):
        with transaction.atomic():
            monkeypatch.setattr(checkout, "at_once", way)
            results.append((morning(), everything()))
            assert [*queries.verify().differences, *ledger.verify().differences] == []
            transaction.set_rollback(True)
    (at_once, its_rows), (step_by_step, other_rows) = results
    assert at_once == step_by_step
    assert {"insufficient_points", "out_of_stock", "price_changed", "own_household"} <= {said[0] for said in at_once}
    assert its_rows == other_rows


@pytest.mark.django_db
def test_hosts_hear_the_same(basket, django_capture_on_commit_callbacks):
    heard = []

    def paid(transfer, **about):
        heard.append(transfer)

    def sold(redemption, **about):
        heard.append(redemption)

    signals.transfer_posted.connect(paid)
    signals.goods_redeemed.connect(sold)
    made = basket()
    with django_capture_on_commit_callbacks(execute=True):
        supermarket.redeem(**sent(made))
    signals.transfer_posted.disconnect(paid)
    signals.goods_redeemed.disconnect(sold)
    redemption = Redemption.objects.get()
    assert heard == [redemption.transfer, redemption]


@pytest.mark.django_db
def test_what_is_answered_is_what_was_written(basket, rice, vinegar):
    redemption = checkout.at_once(basket(lines=[line(rice, 2), line(vinegar)]))
    written = Redemption.objects.get()
    for model, made in ((Redemption, redemption), (Transfer, redemption.transfer)):
        stands = model.objects.get() if model is Redemption else written.transfer
        fields = [field.attname for field in model._meta.concrete_fields]
        assert [getattr(made, name) for name in fields] == [getattr(stands, name) for name in fields]


@pytest.mark.django_db
def test_the_fingerprint_written_in_place_is_that_of_the_request(basket, rice, vinegar):
    for lines in ([], [line(rice)], [line(rice, 2), line(vinegar, price=7)]):
        made = basket(lines=lines)
        assert made.fingerprint == request_hash(made.request)


@pytest.mark.once
@pytest.mark.parametrize("serial", [1, 42, 999, 1000, 12345, 9876543210])
def test_the_check_digit_of_a_receipt_sees_a_typing_slip(serial):
    day, digits = checkout.receipt_number(timezone.localdate(), serial).split("-")
    assert check_digit(digits[:-1] + day + digits[-1]) == "0"


# --- all or nothing -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_ordinary_redemption_goes_at_once(basket, household, rice, haircut):
    assert checkout.at_once(basket(lines=[line(rice), line(haircut)])).total == 500
    assert (balance_of(household), stock_of(rice)) == (500, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [checkout.LONGEST, checkout.LONGEST + 1])
def test_a_long_basket_is_redeemed_as_well(basket, household, make_good, lines):
    made = basket(lines=[line(make_good(f"货{n}", 5, stock=1)) for n in range(lines)])
    supermarket.redeem(**sent(made))
    assert balance_of(household) == 1000 - 5 * lines
    assert queries.verify().differences == []


@pytest.mark.django_db
def test_what_is_unusual_leaves_nothing_behind(basket, make_staff, store, household, rice, vinegar, make_rich):
    kept = basket()
    checkout.at_once(kept)
    ends = get_user_model().objects.create_user("gone", is_active=False)
    own = make_rich(1000, door="own")
    Resident.objects.filter(household=own).update(user=kept.by)
    unusual = [
        kept,
        basket(lines=[line(rice, 5)]),
        basket(lines=[line(vinegar), line(rice, price=399)]),
        basket(lines=[line(rice, price=0)]),
        basket(lines=[line(rice), line(rice)]),
        basket(lines=[]),
        basket(lines=[line(vinegar, 121)]),
        basket(by=make_staff(Role.AUDITOR)),
        basket(by=ends),
        basket(household=own),
    ]
    before = everything()
    for one in unusual:
        assert checkout.at_once(one) is None
    store.is_active = False
    store.save()
    assert checkout.at_once(basket()) is None
    assert everything() == before


def wait_for_a_queue():
    """Until somebody waits for a row."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(500):
        statements.fetch_all("SELECT pg_stat_clear_snapshot()")
        if statements.fetch_all(waiting) != [(0,)]:
            return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def at_once_elsewhere(basket):
    try:
        return checkout.at_once(basket)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in: nobody is faster.")
@pytest.mark.parametrize(
    ("is_still_sold", "change"),
    [(False, {"stock": 0}), (False, {"price": 450}), (False, {"is_on_shelf": False}), (True, {"stock": 3})],
    ids=str,
)
@pytest.mark.parametrize("others", [False, True], ids=["alone", "among others"])
def test_whoever_was_faster_at_the_shelf_undoes_all_of_it(basket, rice, vinegar, is_still_sold, change, others):
    made = basket(lines=[line(rice), line(vinegar)] if others else [line(rice)])
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Good.objects.filter(pk=rice.pk).update(**change)
            answer = pool.submit(at_once_elsewhere, made)
            wait_for_a_queue()
        assert bool(answer.result()) == is_still_sold
    assert Redemption.objects.count() == RequestKey.objects.filter(key=made.request_key).count() == is_still_sold
    assert balance_of(made.household) == (1000 - made.posting.amount if is_still_sold else 1000)
    assert stock_of(rice) == (2 if is_still_sold else change.get("stock", 5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in: nobody is faster.")
def test_whoever_was_faster_at_the_account_leaves_nothing_to_do(basket, household):
    made = basket()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Account.objects.filter(pk=household.account_id).update(balance=399)
            answer = pool.submit(at_once_elsewhere, made)
            wait_for_a_queue()
        assert answer.result() is None
    assert not Redemption.objects.exists()


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lines", [1, 3])
def test_a_redemption_is_one_statement(basket, rice, vinegar, haircut, django_assert_num_queries, lines):
    """On SQLite nine, between BEGIN and COMMIT, of a file and not of a server."""
    supermarket.redeem(**sent(basket()))
    made = basket(lines=[line(rice), line(vinegar), line(haircut)][:lines])
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 10):
        supermarket.redeem(**sent(made))


def sent(basket: Basket) -> dict:
    return {name: getattr(basket, name) for name in ("household", "store", "lines", "key", "by")}


# --- what is sold stays ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["points_store", "points_good", "points_redemptionline"])
def test_what_a_redemption_points_to_is_not_deleted_by_hand(basket, rice, table):
    redemption = checkout.at_once(basket())
    line = redemption.lines.get()
    pk = {"points_store": redemption.store_id, "points_good": rice.pk, "points_redemptionline": line.pk}[table]
    with pytest.raises(IntegrityError):
        delete_by_hand(table, pk)


def delete_by_hand(table, pk):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
        # Foreign keys wait for the commit where there are any.
        connection.check_constraints()
