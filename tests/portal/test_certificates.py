"""A resident sees his stars and has the own hours certified."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from points.models import Certificate, ServiceRecord, StarLevel, StarScheme

from .test_portal import reading, words

pytestmark = pytest.mark.django_db
PERIOD = {"starts_on": "2026-01-01", "ends_on": "2026-11-21"}


@pytest.fixture
def reader(wang) -> Client:
    return reading(wang)


@pytest.fixture
def scheme(community) -> StarScheme:
    scheme = StarScheme.objects.create(community=community, name="星级办法", in_force_from=date(2026, 1, 1))
    StarLevel.objects.bulk_create(
        StarLevel(scheme=scheme, rank=rank, name=f"{rank}级", minutes=wanted * 60)
        for rank, wanted in enumerate((1, 5), start=1)
    )
    return scheme


@pytest.fixture
def certificate(reader, story) -> Certificate:
    reader.post(reverse("points:certificates"), PERIOD)
    return Certificate.objects.get()


# --- stars -----------------------------------------------------------------------------------------------------------


def test_the_way_to_the_next_star_is_said_in_words(reader, story, scheme):
    page = words(reader.get("/points/hours/"))
    assert "On the way to 2级" in page
    assert "3 h to go" in page
    assert page.count('class="pt-stars__reached"') == 1
    assert "not yet" in page


def test_without_a_scheme_no_stars_are_shown(reader, story):
    assert "pt-stars" not in words(reader.get("/points/hours/"))


def test_hours_by_hand_that_do_not_count_are_shown_apart(reader, story, scheme):
    StarScheme.objects.update(has_minutes_by_hand=False)
    ServiceRecord.objects.update(source="by_hand")
    page = words(reader.get("/points/hours/"))
    assert "Entered by hand 2 h (does not count for stars)" in page
    assert "pt-stars__reached" not in page


# --- not me ----------------------------------------------------------------------------------------------------------


def test_not_me_stands_at_hours_that_somebody_typed_and_at_no_others(reader, story):
    record = ServiceRecord.objects.get()
    way = reverse("points:dispute-hours", args=[record.pk])
    assert way not in words(reader.get("/points/hours/"))
    ServiceRecord.objects.update(source="by_hand")
    assert way in words(reader.get("/points/hours/"))
    ServiceRecord.objects.update(source="scanned", state="waiting")
    assert way in words(reader.get("/points/hours/"))
    ServiceRecord.objects.update(source="by_hand", state="reversed")
    assert way not in words(reader.get("/points/hours/"))


# --- certificates ----------------------------------------------------------------------------------------------------


def test_one_tap_certifies_all_hours(reader, story, wang):
    page = reader.get(reverse("points:certificates"))
    everything = page.context["periods"][0]
    assert (everything.year, everything.starts_on, everything.minutes.scanned) == (None, date(2026, 11, 14), 120)
    sent = {"starts_on": everything.starts_on.isoformat(), "ends_on": everything.ends_on.isoformat()}
    answer = reader.post(reverse("points:certificates"), sent)
    certificate = Certificate.objects.get()
    assert (certificate.resident, certificate.issued_by) == (wang, None)
    assert answer.url == reverse("points:certificate", args=[certificate.pk])
    assert str(certificate) in words(reader.get(reverse("points:certificates")))


def test_the_sheet_says_what_was_served_and_where_it_is_checked(reader, certificate):
    sheet = words(reader.get(reverse("points:certificate", args=[certificate.pk])))
    for said in ("Volunteer service record", "王芳", "周六清洁家园", "2026-11-14", str(certificate), "free of charge"):
        assert said in sheet, said
    assert f"http://testserver{reverse('points:certificate-check')}" in sheet


def test_a_certificate_is_printed_for_its_owner_alone(certificate, son, neighbour):
    for other in (son, neighbour):
        assert reading(other).get(reverse("points:certificate", args=[certificate.pk])).status_code == 404
        assert str(certificate) not in words(reading(other).get(reverse("points:certificates")))


def test_a_period_without_hours_is_refused_in_words(reader, story):
    page = words(reader.post(reverse("points:certificates"), {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}))
    assert "there is nothing to certify" in page
    assert "pt-errors" in words(reader.post(reverse("points:certificates"), {"starts_on": "never"}))
    assert not Certificate.objects.exists()


def test_without_hours_there_is_no_way_to_a_certificate(son, story):
    assert reverse("points:certificates") not in words(reading(son).get("/points/hours/"))
    assert "pt-empty" in words(reading(son).get(reverse("points:certificates")))
