"""Large type and language go along with the login to the next phone."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.models import Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client, wang):
    client.force_login(wang.user)
    return client


def next_phone(wang) -> Client:
    client = Client()
    client.force_login(wang.user)
    return client


def test_large_type_is_on_on_the_next_phone_from_its_first_page_on(phone, wang):
    phone.post(reverse("points:elder"), {"elder": "on"})
    client = next_phone(wang)
    answer = client.get(reverse("points:portal"), follow=True)
    assert "data-elder" in answer.content.decode()
    assert client.cookies["points_elder"]["max-age"] == 31536000
    assert "data-elder" in client.get(reverse("points:card")).content.decode()


def test_a_page_that_sets_no_cookie_shows_it_as_well(phone, wang):
    phone.post(reverse("points:elder"), {"elder": "on"})
    client = next_phone(wang)
    assert "data-elder" in client.post(reverse("points:pin"), {"pin": "1"}).content.decode()


def test_it_is_given_up_for_the_next_phone_too(phone, wang):
    phone.post(reverse("points:elder"), {"elder": "on"})
    phone.post(reverse("points:elder"), {})
    client = next_phone(wang)
    assert "data-elder" not in client.get(reverse("points:portal"), follow=True).content.decode()


def test_the_language_comes_along(phone, wang):
    phone.post(reverse("points:language"), {"language": "en"})
    client = next_phone(wang)
    answer = client.get(reverse("points:statement") + "?show=in", follow=True)
    assert answer.redirect_chain == [(reverse("points:statement") + "?show=in", 302)]
    assert '<html lang="en"' in answer.content.decode()
    assert client.cookies["django_language"].value == "en"


def test_a_browser_that_was_set_keeps_what_it_has(phone, wang):
    phone.post(reverse("points:language"), {"language": "en"})
    client = next_phone(wang)
    client.cookies["django_language"] = "zh-hant"
    assert '<html lang="zh-hant"' in client.get(reverse("points:portal")).content.decode()


def test_whoever_never_chose_is_not_led_around(wang):
    assert next_phone(wang).get(reverse("points:portal")).status_code == 200


def test_a_visitor_leaves_nothing_behind(client, db):
    client.post(reverse("points:elder"), {"elder": "on"})
    client.post(reverse("points:language"), {"language": "en"})
    assert not Preference.objects.exists()


def test_a_language_that_is_none_is_not_kept(phone):
    phone.post(reverse("points:language"), {"language": "tlh"})
    assert not Preference.objects.exists()


def test_one_choice_leaves_the_other(phone, wang):
    phone.post(reverse("points:language"), {"language": "en"})
    phone.post(reverse("points:elder"), {"elder": "on"})
    kept = Preference.objects.get(user=wang.user)
    assert (kept.is_elder, kept.language) == (True, "en")


def test_no_page_asks_the_database_for_it(phone):
    phone.post(reverse("points:elder"), {"elder": "on"})
    with CaptureQueriesContext(connection) as asked:
        phone.get(reverse("points:acting"))
    assert [query["sql"] for query in asked if "points_preference" in query["sql"]] == []


def test_a_host_that_logs_in_without_a_session_is_not_hindered(db):
    user = get_user_model().objects.create_user("nobody")
    Preference.objects.create(user=user, is_elder=True)
    user_logged_in.send(sender=type(user), request=None, user=user)
