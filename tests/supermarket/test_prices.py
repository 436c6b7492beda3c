"""What goods cost, from which day, and who said so."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from points.errors import InvalidAmount, NotPermitted, PriceChanged, PriceTooLate
from points.models import Good, Price
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_price(rice, administrator):
    def act(price, *, by=administrator, days=0):
        return supermarket.set_price(rice, price=price, by=by, from_on=timezone.localdate() + timedelta(days=days))

    return act


def price_of(good):
    return Good.objects.get(pk=good.pk).price


def test_a_good_begins_with_the_price_it_was_added_for(rice, administrator):
    first = rice.prices.get()
    assert (first.price, first.from_on, first.set_by) == (400, timezone.localdate(), administrator)
    assert first.took_effect_at


def test_a_price_from_today_stands_at_once_and_the_one_before_is_kept(set_price, rice):
    set_price(450)
    assert price_of(rice) == 450
    assert [kept.price for kept in rice.prices.all()] == [450, 400]


def test_past_redemptions_keep_their_price(set_price, rice, household, store, cashier):
    bought = supermarket.redeem(household, store=store, lines=[line(rice)], key=uuid4(), by=cashier).result
    set_price(450)
    assert (bought.lines.get().price, bought.total) == (400, 400)
    assert queries.verify().differences == []


def test_who_saw_the_old_price_is_told_the_new_one(set_price, rice, household, store, cashier):
    seen = line(rice)
    set_price(450)
    with pytest.raises(PriceChanged) as refusal:
        supermarket.redeem(household, store=store, lines=[seen], key=uuid4(), by=cashier)
    assert refusal.value.params["price_tenths"] == 450


def test_a_price_for_a_day_to_come_waits_for_it(set_price, rice, capsys):
    set_price(450, days=2)
    set_price(500, days=3)
    call_command("change_prices")
    assert price_of(rice) == 400
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("change_prices", "--dry-run")
        assert price_of(rice) == 400
        call_command("change_prices")
        assert price_of(rice) == 450
        call_command("change_prices")
    assert capsys.readouterr().out.splitlines()[-2:] == ["1 changed.", "0 changed."]


def test_of_several_that_waited_the_latest_stands(set_price, rice):
    set_price(500, days=3)
    set_price(450, days=2)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        call_command("change_prices")
    assert price_of(rice) == 500
    assert not Price.objects.filter(took_effect_at=None).exists()


def test_the_same_price_for_the_same_day_is_kept_once(set_price, rice):
    assert set_price(450) == set_price(450)
    assert rice.prices.count() == 2


def test_yesterday_has_its_price(set_price, rice):
    with pytest.raises(PriceTooLate):
        set_price(450, days=-1)
    assert price_of(rice) == 400


@pytest.mark.parametrize("price", [0, -1, 10**17])
def test_a_price_that_is_none_is_refused(set_price, rice, price):
    with pytest.raises(InvalidAmount):
        set_price(price)
    assert price_of(rice) == 400


def test_only_the_keeper_sets_prices(set_price, make_staff):
    with pytest.raises(NotPermitted):
        set_price(450, by=make_staff(Role.CASHIER))


def test_the_office_sets_a_price_by_its_own_way_and_shows_the_history(client, administrator, rice):
    client.force_login(administrator)
    shown = {"name": "东北大米", "unit": "袋", "position": "0", "is_on_shelf": "on", "barcode": rice.barcode}
    edit = reverse("points_good:edit", args=[rice.pk])
    assert client.post(edit, {**shown, "price": "45"}).status_code == 302
    rice.refresh_from_db()
    assert (rice.name, rice.price, rice.prices.first().set_by) == ("东北大米", 450, administrator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.post(edit, {**shown, "price": "50", "price_from": f"{tomorrow}"}).status_code == 302
    assert price_of(rice) == 450
    assert client.post(edit, {**shown, "price": "50", "price_from": "2020-01-01"}).status_code == 200
    page = client.get(reverse("points_price:index")).content.decode()
    assert page.count("东北大米") >= 3


def test_a_form_that_was_open_meanwhile_leaves_the_new_price_alone(set_price, rice):
    in_the_form = Good.objects.get(pk=rice.pk)
    set_price(450)
    in_the_form.name = "东北大米"
    in_the_form.save()
    assert price_of(rice) == 450
