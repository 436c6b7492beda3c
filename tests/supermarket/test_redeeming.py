"""At the till: what is sold, what is refused, and that a refusal leaves everything as it was."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from points import signals
from points.audit import LogEntry
from points.errors import (
    HouseholdElsewhere,
    IdempotencyMismatch,
    InsufficientPoints,
    InvalidLines,
    NotOnShelf,
    NotPermitted,
    NotYourGrid,
    OutOfStock,
    OwnHousehold,
    PriceChanged,
    StoreClosed,
)
from points.models import Grid, Redemption, Resident, StockMove, Transfer
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import balance_of, line, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def redeem(household, store, cashier):
    """Redeem for the household with 100 points, with a new key unless one is given."""

    def act(*lines, key=None, **other):
        who = {"household": household, "store": store, "by": cashier} | other
        buyer = who.pop("household")
        return supermarket.redeem(buyer, lines=lines, key=key or uuid4(), **who)

    return act


@pytest.fixture
def nothing_moved(household, store):
    """Call it after a refusal."""

    def check(*goods):
        assert balance_of(household) == 1000
        assert not Redemption.objects.exists()
        assert not StockMove.objects.filter(kind=StockMove.Kind.SOLD).exists()
        assert queries.verify().differences == []

    return check


def test_points_and_goods_change_hands(redeem, household, rice, vinegar, store):
    redemption = redeem(line(rice, 2), line(vinegar, 3)).result
    assert (redemption.total, balance_of(household), stock_of(rice), stock_of(vinegar)) == (815, 185, 3, 17)
    assert (redemption.transfer.debit, redemption.transfer.credit) == (household.account, store.account)
    assert redemption.transfer.kind == Transfer.Kind.REDEMPTION
    assert redemption.transfer.memo == "红土田积分超市: 大米 × 2, 醋 × 3"
    sold = StockMove.objects.filter(line__redemption=redemption).order_by("good_id")
    assert [(move.quantity, move.stock_after) for move in sold] == [(-2, 3), (-3, 17)]
    assert queries.verify().differences == []


def test_the_last_point_can_be_spent(redeem, household, make_good):
    redeem(line(make_good("电饭锅", 1000, stock=1)))
    assert balance_of(household) == 0


def test_a_service_is_redeemed_without_stock(redeem, household, haircut):
    redemption = redeem(line(haircut, 2)).result
    assert (balance_of(household), stock_of(haircut)) == (800, 0)
    assert not StockMove.objects.filter(line__redemption=redemption).exists()
    assert queries.verify().differences == []


def test_the_receipt_number_carries_the_day_and_is_found_as_people_type_it(redeem, rice, administrator):
    redemption = redeem(line(rice)).result
    day = f"{redemption.transfer.occurred_on:%y%m%d}"
    assert redemption.number.startswith(f"{day}-")
    for separator in ("-", " ", " - ", "－"):
        typed = f" {redemption.number.replace('-', separator)}"
        assert queries.redemption_by_number(typed, by=administrator) == redemption
    for typed in ("", redemption.number.replace("-", ""), redemption.number[:-1], f"{redemption.number}1"):
        assert queries.redemption_by_number(typed, by=administrator) is None


def test_two_receipts_never_share_a_number(redeem, rice):
    numbers = {redeem(line(rice)).result.number for _ in range(2)}
    assert len(numbers) == 2


def test_a_later_price_leaves_the_receipt_as_it_was(redeem, rice):
    redemption = redeem(line(rice)).result
    type(rice).objects.filter(pk=rice.pk).update(price=450)
    assert [row.price for row in redemption.lines.all()] == [400]
    assert queries.verify().differences == []


def test_the_sale_is_logged_without_a_name(redeem, rice, cashier):
    redemption = redeem(line(rice)).result
    entry = LogEntry.objects.get(action="points.redeemed")
    assert (entry.label, entry.user, entry.data) == (
        redemption.number,
        cashier,
        {"store": redemption.store_id, "total": 400},
    )


def test_hosts_hear_of_it_after_the_commit_and_once(redeem, rice, django_capture_on_commit_callbacks):
    heard = []

    def listen(redemption, **about):
        heard.append(redemption)

    signals.goods_redeemed.connect(listen)
    key = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        redemption = redeem(line(rice), key=key).result
        assert heard == []
        redeem(line(rice), key=key)
    signals.goods_redeemed.disconnect(listen)
    assert heard == [redemption]


def test_the_same_key_gives_the_same_receipt(redeem, household, rice, vinegar):
    key = uuid4()
    first = redeem(line(rice), line(vinegar), key=key)
    again = redeem(line(vinegar), line(rice), key=key)
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    assert (balance_of(household), stock_of(rice)) == (595, 4)


def test_the_same_key_gives_the_receipt_even_when_the_store_has_closed(redeem, store, rice):
    key = uuid4()
    first = redeem(line(rice), key=key).result
    store.is_active = False
    store.save()
    assert redeem(line(rice), key=key).result == first


def test_the_same_key_with_another_basket_is_refused(redeem, rice):
    key = uuid4()
    redeem(line(rice), key=key)
    with pytest.raises(IdempotencyMismatch):
        redeem(line(rice, 2), key=key)


def test_a_household_cannot_overspend(redeem, rice, nothing_moved):
    with pytest.raises(InsufficientPoints) as refusal:
        redeem(line(rice, 3))
    assert refusal.value.params == {"spendable": "100", "needed": "120"}
    nothing_moved()


def test_base_points_cannot_be_spent(redeem, household, rice):
    type(household.account).objects.filter(pk=household.account_id).update(base=700)
    with pytest.raises(InsufficientPoints) as refusal:
        redeem(line(rice))
    assert refusal.value.params["spendable"] == "30"


def test_more_than_the_shelf_holds_is_refused(redeem, vinegar, make_good, nothing_moved):
    oil = make_good("食用油", 100, stock=2)
    with pytest.raises(OutOfStock) as refusal:
        redeem(line(vinegar), line(oil, 3))
    assert refusal.value.params == {"good": "食用油", "good_id": oil.pk, "stock": 2}
    assert (stock_of(vinegar), stock_of(oil)) == (20, 2)
    nothing_moved()


def test_the_whole_shelf_can_be_bought(redeem, make_good):
    soap = make_good("香皂", 50, stock=2)
    redeem(line(soap, 2))
    assert stock_of(soap) == 0


@pytest.mark.parametrize("new_price", [450, 350])
def test_another_price_than_the_one_seen_is_refused(redeem, rice, nothing_moved, new_price):
    seen = line(rice)
    type(rice).objects.update(price=new_price)
    with pytest.raises(PriceChanged) as refusal:
        redeem(seen)
    told = {"good": "大米", "good_id": rice.pk, "price": f"{new_price // 10}", "price_tenths": new_price}
    assert refusal.value.params == told
    nothing_moved()


def test_a_service_at_another_price_is_refused(redeem, haircut, nothing_moved):
    with pytest.raises(PriceChanged):
        redeem(line(haircut, price=90))
    nothing_moved()


def test_a_good_that_was_taken_off_the_shelf_is_refused(redeem, rice, nothing_moved):
    type(rice).objects.update(is_on_shelf=False)
    with pytest.raises(NotOnShelf):
        redeem(line(rice))
    nothing_moved()


def test_a_good_of_another_store_is_refused(redeem, rice, community, administrator, nothing_moved):
    other = supermarket.open_store(community=community, name="二店", code="second", by=administrator)
    with pytest.raises(NotOnShelf):
        redeem(line(rice), store=other)
    nothing_moved()


def test_a_closed_store_sells_nothing(redeem, store, rice, nothing_moved):
    type(store).objects.update(is_active=False)
    with pytest.raises(StoreClosed):
        redeem(line(rice))
    nothing_moved()


@pytest.mark.parametrize("quantities", [[], [0], [-1], [1000], [1, 1]], ids=str)
def test_an_impossible_basket_is_refused(redeem, rice, nothing_moved, quantities):
    with pytest.raises(InvalidLines):
        redeem(*[line(rice, quantity) for quantity in quantities])
    nothing_moved()


@pytest.mark.parametrize("price", [0, -400])
def test_a_price_that_is_none_is_refused_before_anything_is_written(redeem, rice, vinegar, nothing_moved, price):
    key = uuid4()
    with pytest.raises(PriceChanged) as refusal:
        redeem(line(vinegar, 3), line(rice, price=price), key=key)
    assert refusal.value.params["price_tenths"] == 400
    nothing_moved()
    assert stock_of(vinegar) == 20
    assert redeem(line(vinegar, 3), line(rice)).result.total == 415


def test_a_household_of_another_community_is_refused(redeem, community, rice, make_rich):
    elsewhere = community.add_sibling("last-sibling", level=community.level, name="隔壁社区")
    stranger = make_rich(1000, grid=Grid.objects.get(pk=elsewhere.pk), door="1")
    with pytest.raises(HouseholdElsewhere):
        redeem(line(rice), household=stranger)
    assert balance_of(stranger) == 1000


def test_a_household_that_was_closed_is_refused(redeem, household, rice):
    household.is_active = False
    household.save()
    with pytest.raises(HouseholdElsewhere):
        redeem(line(rice))


def test_a_cashier_does_not_serve_the_own_household(redeem, household, cashier, rice, nothing_moved):
    Resident.objects.filter(household=household).update(user=cashier)
    with pytest.raises(OwnHousehold):
        redeem(line(rice))
    nothing_moved()


def test_an_administrator_does_not_serve_the_own_household_either(redeem, household, administrator, rice):
    Resident.objects.filter(household=household).update(user=administrator)
    with pytest.raises(OwnHousehold):
        redeem(line(rice), by=administrator)


def test_whoever_is_no_cashier_sells_nothing(redeem, make_staff, rice, nothing_moved):
    for nobody in (make_staff(Role.GRID_STAFF), get_user_model().objects.create_user("resident")):
        with pytest.raises(NotPermitted):
            redeem(line(rice), by=nobody)
    nothing_moved()


def test_the_cashier_of_another_community_sells_nothing_here(redeem, community, make_staff, rice, nothing_moved):
    elsewhere = community.add_sibling("last-sibling", level=community.level, name="隔壁社区")
    with pytest.raises(NotYourGrid):
        redeem(line(rice), by=make_staff(Role.CASHIER, grid=Grid.objects.get(pk=elsewhere.pk)))
    nothing_moved()
