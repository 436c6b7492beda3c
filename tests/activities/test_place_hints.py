"""Whether somebody is near: asked only where the site says so, told with a button, a word and no position."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.errors import HintNotAsked, NotPermitted, ShiftNotOpen
from points.models import CheckIn, LogEntry, PlaceHint, Shift
from points.people import services as people
from points.permissions import Role

from .conftest import clock
from .scanning import by_code

pytestmark = pytest.mark.django_db
HOME = ("31.2397", "121.4998")
"""Where somebody is; must be found nowhere."""


@pytest.fixture(autouse=True)
def _during_the_shift():
    with clock("08:10"):
        yield


@pytest.fixture
def asks(settings):
    settings.POINTS = {"has_place_hints": True}


@pytest.fixture
def placed(activity):
    activity.latitude, activity.longitude = "23.1176", "113.0121"
    activity.save()
    return activity


@pytest.fixture
def check_in(placed, shift, volunteer) -> CheckIn:
    by_code(shift, volunteer)
    return CheckIn.objects.select_related("resident", "shift__activity").get()


@pytest.fixture
def phone(client, volunteer):
    client.cookies["django_language"] = "en"
    client.force_login(volunteer.user)
    return client


def receipt(phone, check_in) -> str:
    return phone.get(reverse("points:checked-in", args=[check_in.pk])).content.decode()


def tell(phone, check_in, **sent):
    return phone.post(reverse("points:checked-in-place", args=[check_in.pk]), sent)


def test_nobody_is_asked_unless_the_site_says_so(phone, check_in):
    assert "data-place" not in receipt(phone, check_in)
    with pytest.raises(HintNotAsked):
        activities.tell_place(check_in, word="near", by=check_in.resident.user)
    tell(phone, check_in, word="near")
    assert not PlaceHint.objects.exists()


def test_nobody_is_asked_where_the_place_is_not_known(phone, check_in, placed, asks):
    assert "data-place" in receipt(phone, check_in)
    placed.latitude = None
    placed.save()
    assert "data-place" not in receipt(phone, check_in)


@pytest.mark.parametrize("word", ["near", "far"])
def test_a_word_is_told_changed_and_forgotten(phone, check_in, asks, word):
    tell(phone, check_in, word="near")
    tell(phone, check_in, word=word)
    assert PlaceHint.objects.get().word == word
    tell(phone, check_in)
    assert not PlaceHint.objects.exists()


def test_who_tells_nothing_loses_nothing(phone, check_in, asks, shift, organiser):
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
    assert not PlaceHint.objects.exists()
    check_in.refresh_from_db()
    assert check_in.service_record.minutes == 110
    assert check_in.service_record.state == "booked"


def test_nobody_tells_it_for_somebody_else(check_in, asks, organiser, client, make_volunteer):
    with pytest.raises(NotPermitted):
        activities.tell_place(check_in, word="near", by=organiser)
    client.force_login(make_volunteer("李雷").user)
    assert tell(client, check_in, word="near").status_code == 404


def test_after_the_closing_nothing_is_told(phone, check_in, asks):
    Shift.objects.update(state="closed")
    with pytest.raises(ShiftNotOpen):
        activities.tell_place(check_in, word="near", by=check_in.resident.user)
    assert "data-place" not in receipt(phone, check_in)


# --- who reads it -----------------------------------------------------------------------------------------------------


def test_the_organiser_reads_it_and_nobody_else(phone, check_in, asks, shift, organiser, make_volunteer, make_staff):
    tell(phone, check_in, word="far")
    said = "Far from the place"
    assert said in receipt(phone, check_in)
    phone.force_login(organiser)
    assert said in phone.get(reverse("points:shift-close", args=[shift.pk])).content.decode()
    phone.force_login(make_volunteer("李雷").user)
    assert said not in phone.get(reverse("points:shift", args=[shift.pk])).content.decode()
    phone.force_login(make_staff(Role.CASHIER))
    assert phone.get(reverse("points:shift-close", args=[shift.pk])).status_code == 403


def test_reading_it_costs_no_statement_for_each_person(check_in, shift, make_volunteer, django_assert_max_num_queries):
    for number in range(4):
        by_code(shift, make_volunteer(f"李{number}"))
    with django_assert_max_num_queries(6):
        for line in queries.roster(shift):
            getattr(line.check_in, "place_hint", None)


# --- what is not kept -------------------------------------------------------------------------------------------------


def everything() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(map(str, rows))


def test_no_position_is_kept_or_logged_even_if_a_page_sends_one(phone, check_in, asks, caplog):
    north, east = HOME
    with caplog.at_level(logging.DEBUG):
        tell(phone, check_in, word="far", latitude=north, longitude=east, accuracy="20")
        tell(phone, check_in, word=f"{north},{east}")
        tell(phone, check_in, word="near")
    kept = everything()
    for figure in HOME:
        assert figure not in kept
        assert figure not in caplog.text
    assert not LogEntry.objects.filter(action__contains="place").exists()
    assert [field.name for field in PlaceHint._meta.get_fields()] == ["id", "check_in", "word"]


def test_who_is_erased_leaves_no_hint(phone, check_in, asks, make_staff, administrator):
    tell(phone, check_in, word="far")
    people.register_resident(check_in.resident.household, name="李大明", by=administrator)
    request = people.request_erasure(check_in.resident, by=check_in.resident.user)
    people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert not PlaceHint.objects.exists()
