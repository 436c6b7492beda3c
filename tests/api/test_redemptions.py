"""Rice through the API: a till sells, takes back, and never twice."""

from uuid import uuid4

import pytest

from points.models import Grid, Redemption, Resident, StockMove
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role
from points.supermarket import services as supermarket

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(household, give):
    """60 points."""
    give(household, times=20)
    return household


@pytest.fixture
def basket(store, rich, rice):
    return {
        "store": store.code,
        "account": rich.account.number,
        "lines": [{"good": rice.pk, "quantity": 1, "price": 400}],
    }


@pytest.fixture
def sold(till, basket):
    return till.post("redemptions", basket).json()


def state_of(household, good):
    household.account.refresh_from_db()
    good.refresh_from_db()
    return household.account.balance, good.stock


def test_a_till_sells_rice(till, basket, rich, rice, store):
    response = till.post("redemptions", basket)
    assert response.status_code == 201
    said = response.json()
    assert (said["total"], said["balance"], said["account"], said["store"]) == (
        400,
        200,
        rich.account.number,
        "hongtutian",
    )
    assert said["lines"] == [{"good": rice.pk, "quantity": 1, "price": 400, "amount": 400}]
    assert Redemption.objects.get().number == said["number"]
    assert state_of(rich, rice) == (200, 4)


def test_a_card_is_as_good_as_a_number(till, basket, rich, administrator):
    card = people_queries.card_text(people.issue_card(rich, by=administrator))
    del basket["account"]
    assert till.post("redemptions", basket | {"card": card}).json()["account"] == rich.account.number
    assert till.post("redemptions", basket | {"card": "x"}).json()["code"] == "card_unreadable"


def test_the_same_sale_again_gives_the_same_receipt(till, basket, rich, rice, give):
    key = uuid4()
    first = till.post("redemptions", basket, key=key)
    give(rich, times=3)
    again = till.post("redemptions", basket, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.content, again["Idempotent-Replay"]) == (again.content, "true")
    assert state_of(rich, rice) == (290, 4)


def test_another_basket_under_the_same_key_is_refused(till, basket, rich, rice):
    key = uuid4()
    till.post("redemptions", basket, key=key)
    basket["lines"][0]["quantity"] = 2
    response = till.post("redemptions", basket, key=key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch")
    assert state_of(rich, rice) == (200, 4)


def test_a_household_cannot_overspend_and_is_told_so_again(till, basket, rich, rice, give):
    key = uuid4()
    basket["lines"][0]["quantity"] = 2
    first = till.post("redemptions", basket, key=key)
    assert (first.status_code, first.json()["code"]) == (409, "insufficient_points")
    assert first.json()["params"] == {"spendable": "60", "needed": "80"}
    give(rich, times=20)
    again = till.post("redemptions", basket, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert state_of(rich, rice) == (1200, 5)


def test_a_price_that_changed_is_said(till, basket, rice, rich):
    basket["lines"][0]["price"] = 350
    said = till.post("redemptions", basket).json()
    assert (said["status"], said["code"], said["params"]["price_tenths"]) == (409, "price_changed", 400)
    assert state_of(rich, rice) == (600, 5)


def test_what_is_used_up_is_said(till, basket, vinegar, rich):
    basket["lines"] = [{"good": vinegar.pk, "quantity": 21, "price": 5}]
    assert till.post("redemptions", basket).json()["code"] == "out_of_stock"
    assert state_of(rich, vinegar) == (600, 20)


def test_a_good_that_is_not_there_is_not_on_the_shelf(till, basket, rich, rice):
    basket["lines"][0]["good"] = 10**9
    assert till.post("redemptions", basket).json()["code"] == "not_on_shelf"
    assert state_of(rich, rice) == (600, 5)


def test_a_number_that_is_none_and_one_of_another_community_look_alike(till, basket, make_household, community):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    other = make_household("赵六", grid=far)
    beyond = till.post("redemptions", basket | {"account": other.account.number})
    none = till.post("redemptions", basket | {"account": "100000009"})
    assert beyond.status_code == none.status_code == 404
    assert beyond.json() == none.json()


def test_a_till_sells_in_its_own_store_alone(till, basket, community, administrator, rich, rice):
    supermarket.open_store(community=community, name="二店", code="second", by=administrator)
    for code in ("second", "none"):
        response = till.post("redemptions", basket | {"store": code})
        assert (response.status_code, response.json()["code"]) == (403, "wrong_scope")
    assert state_of(rich, rice) == (600, 5)


def test_a_scanner_sells_nothing(scanner, basket):
    assert scanner.post("redemptions", basket).json()["code"] == "wrong_scope"
    assert scanner.post("redemptions/1/refund", {"reason": "坏了"}).json()["code"] == "wrong_scope"


@pytest.mark.parametrize(("role", "status"), [(Role.CASHIER, 201), (Role.ADMINISTRATOR, 201)])
def test_a_cashier_sells_with_a_session(person, make_staff, basket, role, status):
    assert person(make_staff(role)).post("redemptions", basket).status_code == status


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.GRID_STAFF, Role.EDITOR, Role.AUDITOR])
def test_selling_needs_the_duty(person, make_staff, basket, sold, role):
    caller = person(make_staff(role))
    assert caller.post("redemptions", basket).json()["code"] == "not_permitted"
    assert caller.post(f"redemptions/{sold['id']}/refund", {"reason": "坏了"}).json()["code"] == "not_permitted"


def test_a_cashier_of_another_community_finds_no_store_and_no_receipt(person, make_staff, community, basket, sold):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    caller = person(make_staff(Role.CASHIER, grid=far))
    assert caller.post("redemptions", basket).status_code == 404
    beyond = caller.post(f"redemptions/{sold['id']}/refund", {"reason": "坏了"})
    none = caller.post("redemptions/999999/refund", {"reason": "坏了"})
    assert beyond.status_code == none.status_code == 404
    assert beyond.json() == none.json()


def test_nobody_sells_to_the_own_household(person, cashier, basket, head):
    Resident.objects.filter(pk=head.pk).update(user=cashier)
    assert person(cashier).post("redemptions", basket).json()["code"] == "own_household"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": []},
        {"lines": [{"good": 1, "quantity": 0, "price": 400}]},
        {"lines": [{"good": 1, "quantity": -1, "price": 400}]},
        {"lines": [{"good": 1, "quantity": 1, "price": 0}]},
        {"lines": [{"good": 1, "quantity": 1, "price": 0.5}]},
        {"lines": [{"good": 1, "quantity": 10**20, "price": 400}]},
        {"lines": [{"good": 1, "quantity": 1, "price": 400, "discount": 399}]},
        {"card": "V1.X.Y"},
        {"account": None},
        {"total": 1},
        {"store": ""},
    ],
)
def test_a_strange_basket_is_refused(till, basket, wrong):
    response = till.post("redemptions", basket | wrong)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert not Redemption.objects.exists()


def test_a_refund_gives_points_and_goods_back_once(till, sold, rich, rice):
    key, url = uuid4(), f"redemptions/{sold['id']}/refund"
    first = till.post(url, {"reason": "米袋破了"}, key=key)
    assert first.status_code == 201
    assert (first.json()["amount"], first.json()["balance"], first.json()["number"]) == (400, 600, sold["number"])
    again = till.post(url, {"reason": "米袋破了"}, key=key)
    assert (again.status_code, again.content) == (200, first.content)
    assert till.post(url, {"reason": "别的原因"}, key=key).json()["code"] == "idempotency_mismatch"
    assert till.post(url, {"reason": "米袋破了"}).json()["code"] == "already_refunded"
    assert state_of(rich, rice) == (600, 5)
    assert StockMove.objects.filter(kind="returned").count() == 1


def test_a_till_refunds_no_receipt_of_another_store(device, sold, community, administrator):
    second = supermarket.open_store(community=community, name="二店", code="second", by=administrator)
    other = device("till", of=second)
    assert other.post(f"redemptions/{sold['id']}/refund", {"reason": "坏了"}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}, {"reason": "x", "amount": 1}])
def test_a_refund_needs_a_reason(till, sold, body):
    assert till.post(f"redemptions/{sold['id']}/refund", body).status_code == 422


def test_a_reason_of_blanks_is_none(till, sold):
    assert till.post(f"redemptions/{sold['id']}/refund", {"reason": "  "}).json()["code"] == "reason_required"
