"""The public check of a certificate, and the pages of staff who issue one."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from points.hours import serials
from points.hours import services as hours
from points.models import Certificate
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role

from .test_certificates import SATURDAY, SINCE, correct, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(booked, volunteer) -> Certificate:
    return issue(volunteer)


@pytest.fixture
def staff(make_staff, building) -> Client:
    client = Client()
    client.force_login(make_staff(Role.GRID_STAFF, grid=building))
    return client


def check(client, serial):
    client.cookies["django_language"] = "en"
    return client.get(reverse("points:certificate-check", args=[serial]))


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- the public check ------------------------------------------------------------------------------------------------


def test_the_public_sees_number_period_hours_and_state(client, certificate):
    answer = check(client, certificate.serial)
    page = words(answer)
    with translation.override("en"):
        first, last = (date_format(day, "DATE_FORMAT") for day in (SINCE, SATURDAY))
    for said in (str(certificate), first, last, "2 h", "0 min", "Valid"):
        assert said in page, said
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_public_learns_nothing_about_anybody(client, certificate, volunteer, booked):
    page = words(check(client, certificate.serial))
    volunteer.refresh_from_db()
    numbers = [volunteer.volunteer_number, volunteer.grouped_volunteer_number]
    for private in (*numbers, volunteer.name, "王*", volunteer.household.door, booked.title, certificate.issuer, "1栋"):
        assert private not in page, private


def test_the_public_sees_that_records_changed_and_that_one_was_withdrawn(client, certificate, booked, second):
    correct(booked, second)
    assert "The records have changed since" in words(check(client, certificate.serial))
    hours.revoke_certificate(certificate, reason="登记错了人", by=second)
    page = words(check(client, certificate.serial))
    assert "Withdrawn" in page
    assert "登记错了人" not in page


def test_the_number_is_typed_and_leads_on(client, certificate):
    typed = client.get(reverse("points:certificate-check"), {"serial": str(certificate).lower()})
    assert typed.url == reverse("points:certificate-check", args=[certificate.serial])
    slip = client.get(reverse("points:certificate-check"), {"serial": f"{certificate.serial[:-1]}0"})
    assert "pt-errors" in words(slip)


def test_guessing_numbers_ends_soon(client, certificate, settings):
    settings.POINTS = {"tries_a_minute_of_an_address": 3}
    for _ in range(3):
        assert check(client, serials.new_serial()).status_code == 404
    assert check(client, serials.new_serial()).status_code == 429
    assert check(client, certificate.serial).status_code == 429


def test_a_slip_of_the_finger_is_no_guess(client, certificate, settings):
    settings.POINTS = {"tries_a_minute_of_an_address": 3}
    for _ in range(5):
        assert check(client, "K7QM").status_code == 422
    assert check(client, certificate.serial).status_code == 200


# --- staff -----------------------------------------------------------------------------------------------------------


def test_staff_find_people_of_their_grid_by_name_and_by_card(staff, booked, volunteer, administrator, make_household):
    make_household("王强", grid=volunteer.household.grid.get_siblings().get(name="2栋"))
    card = people.issue_card(volunteer.household, by=administrator)
    for typed in ("王", card_text(card), volunteer.household.account.number):
        found = staff.get(reverse("points:certificate-find"), {"q": typed}).context["found"]
        assert [person.name for person in found] == ["王芳"]
    people.revoke_card(card, by=administrator)
    assert "pt-notice--bad" in words(staff.get(reverse("points:certificate-find"), {"q": card_text(card)}))


def test_staff_issue_print_and_the_sheet_names_the_person(staff, booked, volunteer):
    page = reverse("points:certificate-issue", args=[volunteer.pk])
    sent = {"starts_on": SINCE.isoformat(), "ends_on": SATURDAY.isoformat(), "remarks": "用于评优"}
    answer = staff.post(page, sent)
    certificate = Certificate.objects.get()
    assert answer.url == reverse("points:certificate-sheet", args=[certificate.pk])
    sheet = words(staff.get(answer.url))
    volunteer.refresh_from_db()
    number = f"志愿者编号 {volunteer.grouped_volunteer_number}"
    for said in ("王芳", number, str(certificate), "周六大扫除", "用于评优", "志愿服务记录"):
        assert said in sheet, said
    assert str(certificate) in words(staff.get(page))


def test_what_cannot_be_certified_is_refused_in_words(staff, volunteer):
    page = reverse("points:certificate-issue", args=[volunteer.pk])
    assert "pt-notice--bad" in words(staff.post(page, {"starts_on": "2026-11-01", "ends_on": "2026-11-14"}))
    assert "pt-errors" in words(staff.post(page, {"starts_on": "never", "ends_on": "2026-11-14"}))


def test_people_of_other_grids_are_not_there(staff, certificate, volunteer, make_household, community):
    other = make_household("刘洋", grid=community.get_children().get(name="2栋")).residents.get()
    assert staff.get(reverse("points:certificate-issue", args=[other.pk])).status_code == 404
    assert staff.get(reverse("points:certificate-sheet", args=[certificate.pk])).status_code == 200
    client = Client()
    client.force_login(volunteer.user)
    for name in ("issue", "sheet", "withdraw"):
        pk = volunteer.pk if name == "issue" else certificate.pk
        assert client.get(reverse(f"points:certificate-{name}", args=[pk])).status_code == 404
    assert client.get(reverse("points:certificate-find")).status_code == 403


def test_the_office_withdraws_and_staff_of_a_building_are_refused(staff, certificate, second, client):
    page = reverse("points:certificate-withdraw", args=[certificate.pk])
    assert "pt-notice--bad" in words(staff.post(page, {"reason": "姓名有误"}))
    client.force_login(second)
    assert "pt-errors" in words(client.post(page, {"reason": ""}))
    client.post(page, {"reason": "姓名有误"})
    certificate.refresh_from_db()
    assert certificate.reason == "姓名有误"
    assert "已作废" in words(client.get(reverse("points:certificate-sheet", args=[certificate.pk])))
