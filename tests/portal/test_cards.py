"""The office prints a household's card."""

import pytest
from django.test import Client
from django.urls import reverse

from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role

pytestmark = pytest.mark.django_db


def page_of(user, card):
    client = Client()
    client.force_login(user)
    return client.get(reverse("points:card-print", args=[card.pk]))


@pytest.fixture
def card(wang, office):
    return people.issue_card(wang.household, by=office)


def test_an_administrator_prints_the_card(make_staff, card):
    answer = page_of(make_staff(Role.ADMINISTRATOR), card)
    assert card.household.account.grouped_number in answer.content.decode()
    assert answer.context["text"] == card_text(card)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", [Role.GRID_STAFF, Role.CASHIER, Role.EDITOR, Role.AUDITOR, Role.ORGANISER])
def test_whoever_issues_no_cards_prints_none(make_staff, card, role):
    assert page_of(make_staff(role), card).status_code == 404


def test_an_administrator_of_another_grid_prints_none(make_staff, community, card):
    other = community.get_children().get(name="2栋")
    assert page_of(make_staff(Role.ADMINISTRATOR, grid=other), card).status_code == 404


def test_a_revoked_card_is_not_printed(make_staff, card, office):
    people.revoke_card(card, by=office)
    assert page_of(make_staff(Role.ADMINISTRATOR), card).status_code == 404


def test_the_listing_of_cards_leads_to_the_print(office, card, client):
    client.force_login(office)
    listing = client.get(reverse("points_card:index")).content.decode()
    assert reverse("points:card-print", args=[card.pk]) in listing
