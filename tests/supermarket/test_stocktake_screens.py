"""The pages of a stocktake, by plain forms: a scanner, a number, Enter; then somebody else confirms."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from points.models import CountedGood, Stocktake
from points.permissions import Role

from .conftest import stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class Sheet:
    """One person at the pages of the stocktake."""

    def __init__(self, user, store):
        self.client = Client()
        self.client.force_login(user)
        self.address = reverse("points:till-stocktake", args=[store.code])
        self.end_address = reverse("points:till-stocktake-end", args=[store.code])

    def look(self, **query):
        return self._seen(self.client.get(self.address, query))

    def press(self, do, **sent):
        return self._seen(self.client.post(self.address, {"do": do, **sent}, follow=True))

    def end(self, do):
        sent = dict(re.findall(r'name="(key|seen|stocktake)" value="([^"]+)"', self.look().page))
        return self._seen(self.client.post(self.end_address, {"do": do, **sent}, follow=True))

    def _seen(self, response):
        self.status, self.page = response.status_code, response.content.decode()
        return self


@pytest.fixture
def counter(store, cashier, rice, vinegar, haircut):
    return Sheet(cashier, store)


@pytest.fixture
def keeper(store, make_staff):
    return Sheet(make_staff(Role.ADMINISTRATOR), store)


def test_from_the_first_scan_to_the_booking(counter, keeper, rice, vinegar):
    assert "Begin a stocktake" in counter.look().page
    counter.press("start")
    assert "How many are there?" in counter.look(typed=rice.barcode).page
    page = counter.press("count", good=rice.pk, counted=3).page
    assert "In the books: 5" in page, "a difference is said at once, and asks for its reason"
    assert "Reason missing" in page
    assert "Confirm and book" not in keeper.look().page
    counter.press("explain", good=rice.pk, reason="Two bags torn")
    assert "Vinegar" not in counter.page
    assert "20 counted" in counter.press("count", good=vinegar.pk, counted=20).page
    assert "Confirm and book" not in counter.look().page, "whoever counted does not confirm"
    assert "the stock is now what was counted" in keeper.end("confirm").page
    assert (stock_of(rice), Stocktake.objects.get().state) == (3, Stocktake.State.CONFIRMED)


def test_the_books_are_not_shown_before_the_count(counter, rice):
    counter.press("start")
    assert "In the books" not in counter.look(good=rice.pk).page


def test_a_name_that_fits_several_offers_them_and_one_that_fits_none_says_so(counter, make_good):
    make_good("大米油", 30, stock=1)
    counter.press("start")
    page = counter.look(typed="大米").page
    assert "How many are there?" not in page
    assert "Nothing found" in counter.look(typed="nothing").page


@pytest.mark.parametrize("counted", ["", "-1", "x", "1" * 30])
def test_a_number_that_is_none_is_asked_for_again(counter, rice, counted):
    counter.press("start")
    page = counter.press("count", good=rice.pk, counted=counted).page
    assert "How many are there?" in page
    assert not CountedGood.objects.exists()


@pytest.mark.parametrize("good", ["", "0", "x", "9" * 18])
def test_a_good_that_is_none_is_refused(counter, good):
    counter.press("start")
    assert counter.press("count", good=good, counted=1).status == 404


def test_without_a_stocktake_nothing_is_counted(counter, rice):
    assert "This stocktake has ended" in counter.press("count", good=rice.pk, counted=1).page


def test_begun_twice_it_is_one(counter):
    counter.press("start")
    assert counter.press("start").status == 409
    assert Stocktake.objects.count() == 1


def test_the_keeper_drops_it_and_the_cashier_does_not(counter, keeper, rice):
    counter.press("start")
    counter.press("count", good=rice.pk, counted=1)
    assert counter.end("drop").status == 403
    assert "nothing was booked" in keeper.end("drop").page
    assert stock_of(rice) == 5


def test_the_sheet_names_what_is_to_be_counted_and_not_how_many_there_are(counter, store, rice, haircut):
    page = counter.client.get(reverse("points:till-stocktake-sheet", args=[store.code])).content.decode()
    assert "大米" in page
    assert "理发" not in page
    assert "pt-count-sheet__box" in page
