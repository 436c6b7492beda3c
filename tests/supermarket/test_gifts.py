"""What was given, by whom, and what the public reads of it."""

import pytest
from django.urls import reverse

from points.errors import NotPermitted, PersonalDataInText
from points.models import Donation, StockMove
from points.personal import Leaving
from points.supermarket import queries
from points.supermarket import services as supermarket
from points.supermarket.erasing import DonorKeeper
from points.supermarket.services import Gift

from .conftest import stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def give_rice(rice, administrator):
    def act(key="k", by=administrator, **about):
        gift = Gift(**{"quantity": 3, "donor": "李记粮油", **about})
        return supermarket.receive_gift(rice, gift=gift, key=key, by=by)

    return act


def page_of(client, store):
    return client.get(reverse("points:store-donors", args=[store.code])).content.decode()


def test_a_gift_comes_onto_the_shelf_with_its_donor(give_rice, rice):
    move = give_rice(is_named=True).result
    assert (stock_of(rice), move.kind, move.donation.donor) == (8, StockMove.Kind.DONATED, "李记粮油")
    assert queries.verify().differences == []


def test_the_same_gift_is_booked_once(give_rice, rice):
    first, again = give_rice(), give_rice()
    assert (again.is_replay, again.result, stock_of(rice), Donation.objects.count()) == (True, first.result, 8, 1)


def test_only_the_keeper_takes_gifts(give_rice, cashier, rice):
    with pytest.raises(NotPermitted):
        give_rice(by=cashier)
    assert stock_of(rice) == 5


def test_a_phone_number_is_no_part_of_a_name(give_rice):
    with pytest.raises(PersonalDataInText):
        give_rice(donor="李记 13800000000")


def test_the_public_reads_the_name_of_a_donor_who_agreed_and_of_nobody_else(in_english, client, store, give_rice):
    give_rice(is_named=True)
    give_rice(key="quiet", donor="王大山")
    page = page_of(client, store)
    assert "李记粮油" in page
    assert "王大山" not in page
    assert "A donor who wishes no name" in page


def test_nobody_is_named_without_a_name(give_rice):
    assert not give_rice(donor=" ", is_named=True).result.donation.is_named


def test_without_gifts_the_page_says_so_and_the_shelf_leads_nowhere(in_english, client, store, rice):
    assert "Nothing has been given yet" in page_of(client, store)
    shelf = client.get(reverse("points:store", args=[store.code])).content.decode()
    assert reverse("points:store-donors", args=[store.code]) not in shelf


def test_who_is_erased_is_no_longer_named(in_english, client, store, give_rice, administrator, rice):
    give_rice(donor="王大山", is_named=True)
    who = {"resident": 1, "user": None, "name": "王大山", "phone": "", "accounts": [], "by": administrator}
    DonorKeeper().erase(Leaving(**who))
    assert "王大山" not in page_of(client, store)
    assert (stock_of(rice), queries.verify().differences) == (8, [])
