"""The till as a plain form, without any script: what a cashier presses, and what the page answers."""

import pytest
from django.urls import reverse

from points.models import Redemption
from points.people import services as people
from points.people.queries import card_text

from .conftest import balance_of, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_customer_is_served_from_the_card_to_the_receipt(till, household, administrator, rice, vinegar):
    card = people.issue_card(household, by=administrator)
    till.scan(card_text(card))
    assert "王*" in till.page
    assert "王芳" not in till.page
    till.press(f"add:{rice.pk}")
    till.press(f"add:{vinegar.pk}")
    till.press(f"add:{vinegar.pk}")
    assert till.total == 410
    assert "59" in till.page
    till.press("confirm")
    redemption = Redemption.objects.get()
    assert till.response.status_code == 302
    assert till.response["Location"] == reverse("points:receipt", args=[redemption.number])
    assert (balance_of(household), stock_of(rice), stock_of(vinegar)) == (590, 4, 18)


def test_by_number_and_barcode_alone(till, household, number, rice):
    till.scan(f"{number[:3]} {number[3:6]}-{number[6:]}")
    till.scan(rice.barcode)
    till.scan(rice.barcode)
    till.press("confirm")
    assert [(line.good, line.quantity) for line in Redemption.objects.get().lines.all()] == [(rice, 2)]


def test_goods_first_and_the_household_afterwards(till, number, rice):
    till.scan(rice.barcode)
    till.scan(number)
    till.press("confirm")
    assert Redemption.objects.get().total == 400


def test_a_name_that_fits_one_household_finds_it(till, household):
    till.scan("王芳")
    assert f'value="{household.account.number}"' in till.page


def test_a_name_that_fits_several_asks_who_it_is(till, make_rich, household):
    other = make_rich(1000, name="王芳", door="909")
    till.scan("王芳")
    assert "Who is it?" in till.page
    assert 'name="household"' not in till.page
    till.press(f"choose:{other.account.number}")
    assert till.fields()["household"] == [other.account.number]
    assert "909" in till.page


def test_a_name_that_fits_too_many_says_so(till, make_rich, household):
    for number in range(7):
        make_rich(1000, name="王芳", door=f"90{number}")
    till.scan("王芳")
    assert (till.page.count('value="choose:'), "More households fit" in till.page) == (8, False)
    make_rich(1000, name="王芳", door="908")
    till.scan("王芳")
    assert (till.page.count('value="choose:'), "More households fit" in till.page) == (8, True)


def test_quantities_go_up_and_down_and_away(till, rice):
    for do, total in [("add", 400), ("add", 800), ("less", 400), ("add", 800), ("drop", 0), ("add", 400), ("less", 0)]:
        till.press(f"{do}:{rice.pk}")
        assert till.total == total


def test_a_typed_quantity_counts(till, vinegar):
    till.press(f"add:{vinegar.pk}")
    till.press("find", **{f"quantity-{vinegar.pk}": "12"})
    assert till.total == 60
    till.press("find", **{f"quantity-{vinegar.pk}": "0"})
    assert till.total == 0


def test_a_quantity_typed_just_before_the_confirmation_is_shown_first(till, number, household, vinegar):
    till.scan(number)
    till.press(f"add:{vinegar.pk}")
    till.press("confirm", **{f"quantity-{vinegar.pk}": "12"})
    assert "The total is now 6 points" in till.page
    assert not Redemption.objects.exists()
    till.press("confirm")
    assert (Redemption.objects.get().total, balance_of(household)) == (60, 940)


def test_a_double_tap_redeems_once(till, client, number, rice):
    till.scan(number)
    till.press(f"add:{rice.pk}")
    sent = till.fields() | {"do": ["confirm"]}
    first, second = client.post(till.address, sent), client.post(till.address, sent)
    assert first["Location"] == second["Location"]
    assert Redemption.objects.count() == 1


def test_a_price_that_changed_is_shown_and_asked_again(till, number, household, rice):
    till.scan(number)
    till.press(f"add:{rice.pk}")
    type(rice).objects.filter(pk=rice.pk).update(price=450)
    till.press("confirm")
    assert "The price of 大米 has changed: it now costs 45 points." in till.page
    assert (till.total, balance_of(household)) == (450, 1000)
    till.press("confirm")
    assert (Redemption.objects.get().total, balance_of(household)) == (450, 550)


def test_a_receipt_number_leads_back_to_the_receipt(till, number, rice):
    till.scan(number)
    till.press(f"add:{rice.pk}")
    till.press("confirm")
    receipt = till.response["Location"]
    till.look()
    till.scan(Redemption.objects.get().number)
    assert till.response["Location"] == receipt


def test_today_is_summed_beside_the_till(till, client, number, rice, store):
    till.scan(number)
    till.press(f"add:{rice.pk}")
    till.press("confirm")
    redemption = Redemption.objects.get()
    till.look()
    assert "Today 1 redemption, 40 points" in till.page
    page = client.get(reverse("points:till-day", args=[store.code])).content.decode()
    assert redemption.number in page
    assert "大米 × 1" in page


def test_the_till_costs_the_same_however_long_the_shelf(till, make_good, django_assert_max_num_queries):
    for number in range(30):
        make_good(f"货{number}", 10, stock=3)
    till.look()
    with django_assert_max_num_queries(12):
        till.look()
