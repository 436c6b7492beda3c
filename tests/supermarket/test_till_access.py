"""Who gets to the till."""

import pytest
from django.urls import reverse

from points.permissions import Role

pytestmark = pytest.mark.django_db


def test_whoever_is_no_cashier_is_turned_away(client, store, make_staff):
    client.force_login(make_staff(Role.GRID_STAFF))
    for name in ("points:till", "points:till-day"):
        assert client.get(reverse(name, args=[store.code])).status_code == 403
    assert client.get(reverse("points:till")).status_code == 403


def test_strangers_log_in_first(client, store):
    for address in (reverse("points:till"), reverse("points:till", args=[store.code])):
        response = client.get(address)
        assert response.status_code == 302
        assert "login" in response["Location"]


def test_a_cashier_of_one_store_gets_to_its_till_at_once(client, cashier, store):
    client.force_login(cashier)
    response = client.get(reverse("points:till"))
    assert response["Location"] == reverse("points:till", args=[store.code])


def test_a_closed_store_has_no_till(client, cashier, store):
    type(store).objects.update(is_active=False)
    client.force_login(cashier)
    assert client.get(reverse("points:till", args=[store.code])).status_code == 404
