"""The receipt on the screen, who may see it, and the refund that is asked for there."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from points.models import Grid, Refund, Resident
from points.permissions import Role
from points.supermarket import services as supermarket

from .conftest import balance_of, line, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def redemption(household, store, cashier, rice, vinegar):
    lines = [line(rice, 2), line(vinegar)]
    return supermarket.redeem(household, store=store, lines=lines, key=uuid4(), by=cashier).result


@pytest.fixture
def address(redemption):
    return reverse("points:receipt", args=[redemption.number])


@pytest.fixture
def member(household):
    user = get_user_model().objects.create_user("13912345678")
    Resident.objects.filter(household=household).update(user=user)
    return user


def test_the_receipt_says_what_was_redeemed_and_what_is_left(client, cashier, redemption, address):
    cashier.first_name = "建国"
    cashier.last_name = "李"
    cashier.save()
    client.force_login(cashier)
    page = client.get(address).content.decode()
    for text in (redemption.number, "大米", "2 袋 × 40", "80.5", "19.5", "红土田积分超市"):
        assert text in page
    assert "李" in page or "建" in page
    assert "建国" not in page


def test_the_household_sees_its_receipt_and_cannot_refund_it(client, member, address, household):
    client.force_login(member)
    page = client.get(address)
    assert page.status_code == 200
    assert "Take it back" not in page.content.decode()
    sent = {"key": str(uuid4()), "reason": "不要了"}
    response = client.post(f"{address}refund/", sent)
    assert response.status_code == 403
    assert (balance_of(household), Refund.objects.count()) == (195, 0)


def test_neighbours_do_not_see_it(client, address, make_household, make_staff, community):
    neighbour = get_user_model().objects.create_user("neighbour")
    Resident.objects.filter(household=make_household("李四")).update(user=neighbour)
    elsewhere = community.add_sibling("last-sibling", level=community.level, name="隔壁社区")
    foreign_cashier = make_staff(Role.CASHIER, grid=Grid.objects.get(pk=elsewhere.pk))
    for stranger in (neighbour, foreign_cashier, make_staff(Role.EDITOR)):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_refund_with_a_reason(client, cashier, address, household, rice):
    client.force_login(cashier)
    assert "Take it back" in client.get(address).content.decode()
    response = client.post(f"{address}refund/", {"key": str(uuid4()), "reason": "米袋破了"})
    assert response["Location"] == address
    assert (balance_of(household), stock_of(rice)) == (1000, 5)
    page = client.get(address).content.decode()
    assert "Refunded: 80.5 points and the goods went back." in page
    assert '<h1 class="pt-title">Refunded</h1>' in page
    assert '<dd class="pt-amount">100</dd>' in page, "the balance after the refund"
    assert "米袋破了" in page
    assert "Take it back" not in page


def test_a_refund_pressed_twice_happens_once(client, cashier, address, household):
    client.force_login(cashier)
    sent = {"key": str(uuid4()), "reason": "米袋破了"}
    for _ in range(2):
        assert client.post(f"{address}refund/", sent).status_code == 302
    assert (balance_of(household), Refund.objects.count()) == (1000, 1)


def test_a_refund_without_a_reason_asks_for_it(client, cashier, address, household):
    client.force_login(cashier)
    page = client.post(f"{address}refund/", {"key": str(uuid4()), "reason": " "}).content.decode()
    assert "Please check what you entered" in page
    assert balance_of(household) == 195


def test_a_second_refund_is_refused_in_a_sentence(client, cashier, address, redemption, household):
    supermarket.refund(redemption, key=uuid4(), by=cashier, reason="不要了")
    client.force_login(cashier)
    response = client.post(f"{address}refund/", {"key": str(uuid4()), "reason": "还要"})
    assert response.status_code == 409
    assert "This receipt has been refunded already." in response.content.decode()
    assert balance_of(household) == 1000
