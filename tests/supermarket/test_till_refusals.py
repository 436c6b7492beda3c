"""What the till refuses, in which words, and that the basket stays as it was."""

import re
from uuid import uuid4

import pytest

from points.models import Grid, Redemption, Resident
from points.people import services as people
from points.people.queries import card_text

from .conftest import balance_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_what_somebody_else_took_meanwhile_is_said_and_the_basket_stays(till, number, rice, vinegar):
    till.scan(number)
    till.press(f"add:{vinegar.pk}")
    till.press(f"add:{rice.pk}")
    till.press(f"add:{rice.pk}")
    type(rice).objects.filter(pk=rice.pk).update(stock=1)
    till.press("confirm")
    assert "Not enough left: 大米, 1 in stock." in till.page
    assert till.total == 805
    till.press(f"less:{rice.pk}")
    assert till.total == 405


def test_a_good_that_is_used_up_cannot_be_pressed(till, rice):
    type(rice).objects.filter(pk=rice.pk).update(stock=0)
    till.look()
    assert re.search(rf'value="add:{rice.pk}" disabled', till.page)
    till.scan(rice.barcode)
    assert "Sold out: 大米." in till.page
    assert till.total == 0


def test_missing_points_are_named_before_anybody_confirms(till, number, rice):
    till.scan(number)
    for _ in range(3):
        till.press(f"add:{rice.pk}")
    assert re.search(r"Missing</dt><dd[^>]*>20<", till.page)
    assert re.search(r'value="confirm" disabled', till.page)
    till.press("confirm")
    assert "Not enough points: 100 available, 120 needed." in till.page
    assert till.total == 1200


def test_a_confirmation_without_a_household_is_refused(till, rice):
    till.press(f"add:{rice.pk}")
    till.press("confirm")
    assert "Scan the card or type the number of the household first." in till.page
    assert till.total == 400


@pytest.mark.parametrize("typed", ["赵", "000 000 000", "6900000000000"])
def test_what_nobody_knows_is_said(till, household, typed):
    till.scan(typed)
    assert f"Nothing found for “{typed}”." in till.page


def test_a_forged_card_is_refused(till, household, administrator):
    text = card_text(people.issue_card(household, by=administrator))
    till.scan(text[:-1] + ("A" if text[-1] != "A" else "B"))
    assert "This is not a card of this site." in till.page


def test_a_revoked_card_is_refused(till, household, administrator):
    card = people.issue_card(household, by=administrator)
    people.revoke_card(card, by=administrator)
    till.scan(card_text(card))
    assert "This card was revoked" in till.page


def test_the_own_household_is_refused_when_it_is_scanned(till, household, cashier, number):
    Resident.objects.filter(household=household).update(user=cashier)
    till.scan(number)
    assert "Nobody decides about the own household" in till.page
    assert "household" not in till.fields()


def test_the_household_of_a_neighbouring_community_is_not_found(till, community, make_rich, make_staff, client):
    elsewhere = community.add_sibling("last-sibling", level=community.level, name="隔壁社区")
    stranger = make_rich(1000, name="赵六", grid=Grid.objects.get(pk=elsewhere.pk), door="1")
    for typed in (stranger.account.number, "赵六"):
        till.scan(typed)
        assert "Nothing found" in till.page
    till.press("find", household=stranger.account.number)
    assert "household" not in till.fields()


def test_nonsense_in_the_form_sells_nothing(till, number, rice):
    till.scan(number)
    till.press("confirm", line="nonsense", key="no key")
    till.press("add:999999")
    till.press("explode")
    till.press("confirm", key=str(uuid4()), line=f"{rice.pk}:1", total="1")
    assert "The price of 大米 has changed: it now costs 40 points." in till.page
    assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"price": 0, "quantity": "1"}, "The price of 大米 has changed: it now costs 40 points."),
        ({"price": -400, "quantity": "1"}, "The total is now 0.5 points"),
        ({"price": 400, "quantity": "-3"}, "The total is now 40.5 points"),
    ],
)
def test_a_price_or_quantity_that_is_none_is_refused_in_words(till, household, number, rice, vinegar, changed, said):
    till.scan(number)
    till.press(f"add:{vinegar.pk}")
    price, quantity = changed["price"], int(changed["quantity"])
    sent = till.fields() | {"do": ["confirm"], f"quantity-{rice.pk}": [changed["quantity"]]}
    sent |= {"line": [*sent["line"], f"{rice.pk}:{price}"], "total": [str(5 + price * quantity)]}
    till._seen(till.client.post(till.address, sent))
    assert said in till.page
    assert balance_of(household) == 1000
    assert not Redemption.objects.exists()
