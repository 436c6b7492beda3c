"""A name, a phone and a door that were planted everywhere are found by nobody who does not serve the household."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from points.audit import LogEntry
from points.permissions import Role
from tests.privacy.conftest import DOOR, MASKED, NAME, PHONE, Canary

pytestmark = pytest.mark.django_db
SECRETS = (NAME, NAME[2:], PHONE, DOOR)


@pytest.fixture
def capture():
    """Everything that is logged meanwhile, statements of the database aside."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)


def leaks(client: Client, paths: list[str], secrets=SECRETS) -> list[tuple[str, str]]:
    found = []
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        found += [(path, secret) for secret in secrets if secret in body.decode(errors="replace")]
        assert answer.status_code < 500, path
    return found


def public_pages(canary: Canary) -> list[str]:
    life = canary.life
    return [
        canary.roll.get_url(),
        reverse("points:activities"),
        reverse("points:activity", args=[life.activity.pk]),
        reverse("points:shift", args=[life.shift.pk]),
        reverse("points:store", args=[life.store.code]),
        reverse("points:checkin"),
        reverse("points:inbox"),
        reverse("points:my-data"),
        reverse("points:my-data-erase"),
        reverse("points:seals"),
        reverse("points:seals-notice"),
        reverse("points:seals-verify"),
        reverse("points:seals-checkpoint"),
        "/nowhere/",
        "/points/nowhere/",
        "/points/api/v1/openapi.json",
        "/points/api/v1/nowhere",
        f"/points/api/v1/accounts/{life.household.account.number}",
        reverse("points:receipt", args=[life.redemption.number]),
        reverse("points:line", args=[life.transfer.pk]),
    ]


def admin_pages(canary: Canary) -> list[str]:
    page = canary.roll.pk
    older, newer = Revision.page_revisions.filter(object_id=str(page)).order_by("pk").values_list("pk", flat=True)
    return [
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{page}/",
        f"/admin/pages/{page}/edit/",
        f"/admin/pages/{page}/history/",
        f"/admin/pages/{page}/history/?q=1",
        f"/admin/pages/{page}/copy/",
        f"/admin/pages/{page}/usage/",
        f"/admin/pages/{page}/revisions/{older}/view/",
        f"/admin/pages/{page}/revisions/{older}/revert/",
        f"/admin/pages/{page}/revisions/compare/{older}...{newer}/",
        f"/admin/pages/{page}/view_draft/",
        f"/admin/pages/{page}/edit/preview/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/reports/locked/",
        "/admin/choose-page/",
        "/admin/account/",
        "/admin/nowhere/",
    ]


def test_strangers_find_none(canary, signed_in):
    client = signed_in()
    assert leaks(client, public_pages(canary)) == []
    assert MASKED in client.get(canary.roll.get_url()).content.decode()


def test_a_neighbour_finds_none(canary, signed_in, make_household):
    client = signed_in(make_household("陈桂芳", door="102").residents.get())
    own_pages = [reverse(f"points:{name}") for name in ("portal", "statement", "card", "hours")]
    assert leaks(client, [*public_pages(canary), *own_pages]) == []


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR])
def test_whoever_does_not_serve_the_people_finds_no_name_and_no_phone(canary, signed_in, role):
    life, rows = canary.life, canary.life.rows()
    listings = [reverse(f"points_{name}:index") for name in rows]
    looks = [reverse(f"points_{name}:inspect", args=[row.pk]) for name, row in rows.items() if row]
    till = [reverse("points:till", args=[life.store.code]), reverse("points:till-day", args=[life.store.code])]
    # The till and the books show doors.
    pages = [*public_pages(canary), *listings, *looks, *till, "/admin/reports/site-history/"]
    assert leaks(signed_in(role), pages, (NAME, NAME[2:], PHONE)) == []


def test_the_till_shows_the_name_masked(canary, signed_in):
    till = reverse("points:till", args=[canary.life.store.code])
    number = canary.life.household.account.number
    page = signed_in(Role.CASHIER).post(till, {"key": "0" * 32, "do": "find", "typed": number}).content.decode()
    assert MASKED in page
    assert NAME not in page
    assert PHONE not in page


def test_an_editor_of_pages_finds_none_in_any_revision_history_or_report(canary, signed_in):
    client = signed_in(Role.EDITOR)
    assert client.get(f"/admin/pages/{canary.roll.pk}/edit/").status_code == 200
    assert leaks(client, admin_pages(canary)) == []
    for path in ("/admin/pages/search/", "/admin/choose-page/search/"):
        assert "光荣榜" not in client.get(path, {"q": NAME}).content.decode(), path


def test_the_administrator_of_another_community_finds_none(canary, signed_in, elsewhere):
    client = signed_in(Role.ADMINISTRATOR, grid=elsewhere)
    listings = [reverse(f"points_{name}:index") for name in canary.life.rows()]
    looks = [reverse(f"points_{name}:inspect", args=[row.pk]) for name, row in canary.life.rows().items() if row]
    reports = ["/admin/", "/admin/reports/site-history/"]
    assert leaks(client, [*public_pages(canary), *listings, *looks, *reports]) == []
    assert leaks(client, [*listings, *looks, *reports], (MASKED,)) == []


def test_the_log_of_the_office_keeps_no_name_and_no_phone(canary):
    entries = [*LogEntry.objects.all(), *ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    assert entries
    for entry in entries:
        assert NAME not in f"{entry.label} {entry.data}"
        assert PHONE not in f"{entry.label} {entry.data}"


def test_revisions_keep_no_name(canary):
    kept = [str(content) for content in Revision.objects.values_list("content", flat=True)]
    assert len(kept) == 2
    assert not any(secret in content for content in kept for secret in SECRETS)


def test_the_text_of_no_row_says_a_name_or_a_phone(canary):
    rows = [*canary.life.rows().values(), canary.season, *canary.season.honors.all()]
    assert not any(secret in str(row) for row in rows for secret in (NAME, PHONE))


def test_what_the_api_refuses_repeats_nothing_that_was_sent(canary, signed_in):
    client = signed_in(Role.ADMINISTRATOR)
    for path in ("checkins", "awards", "redemptions"):
        body = {"account": NAME, "card": PHONE, "note": NAME, NAME: PHONE, "shift": NAME}
        headers = {"Idempotency-Key": "00000000-0000-4000-8000-000000000000"}
        answer = client.post(f"/points/api/v1/{path}", body, content_type="application/json", headers=headers)
        assert answer.status_code == 422
        assert PHONE not in answer.content.decode()


def test_what_the_server_logs_names_nobody(canary, signed_in, capture):
    leaks(signed_in(Role.ORGANISER), public_pages(canary))
    till = reverse("points:till", args=[canary.life.store.code])
    signed_in(Role.CASHIER).post(till, {"key": "0" * 32, "do": "find", "typed": NAME})
    said = [record.getMessage() for record in capture]
    assert any("Not Found" in text for text in said)
    assert not any(secret in text for text in said for secret in SECRETS)


def test_no_name_is_sought_by_an_address(canary, signed_in):
    """Addresses stand in logs and in the history of a shared phone: at the desk people are sought by POST."""
    life = canary.life
    page = signed_in(Role.ORGANISER).get(reverse("points:shift-enter", args=[life.shift.pk])).content.decode()
    assert 'method="get"' not in page
    found = signed_in(Role.ORGANISER).get(reverse("points:shift-enter", args=[life.shift.pk]), {"q": NAME})
    assert found.context["typed"] == ""
