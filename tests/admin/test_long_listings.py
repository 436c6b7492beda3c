"""A listing that grows for ever ends after some thousand rows, says so, and is exported whole."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.ledger import services as ledger
from points.listings import BoundedPaginator, ListingView
from points.models import Transfer
from points.permissions import Role
from points.wagtail_hooks import PointsGroup
from tests.admin.conftest import DAY

pytestmark = pytest.mark.django_db
INDEX = "points_transfer:index"
SENTENCE = "The list ends after"


@pytest.fixture
def auditor(as_role, here, administrator, monkeypatch):
    """Seven transfers, of which two pages of two are listed."""
    monkeypatch.setattr(BoundedPaginator, "most", 4)
    monkeypatch.setattr(ListingView, "get_paginate_by", lambda view, _rows: None if view.is_export else 2)
    for number in range(5):
        posting = ledger.Posting(
            debit=ledger.system_account("issued"),
            credit=here.household.account,
            amount=10,
            kind=Transfer.Kind.AWARD,
            key=f"more:{number}",
            occurred_on=DAY.replace(day=number + 1),
        )
        ledger.post(posting, by=administrator)
    client = as_role(Role.AUDITOR)
    client.cookies["django_language"] = "en"
    return client


def listed(answer) -> list[str]:
    return [row.key for row in answer.context["object_list"]]


def test_the_listing_ends_and_says_how_to_see_the_rest(auditor):
    page = auditor.get(reverse(INDEX))
    assert listed(page) == ["more:4", "more:3"]
    assert SENTENCE in page.content.decode()
    assert "4+" in page.content.decode()


def test_a_listing_that_shows_everything_says_nothing(auditor, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "most", 7)
    page = auditor.get(reverse(INDEX))
    assert page.context["paginator"].count == 7
    assert SENTENCE not in page.content.decode()
    assert "7+" not in page.content.decode()


def test_a_filter_that_leaves_less_than_the_bound_says_how_many_match(auditor):
    days = {"occurred_on_from": "2026-11-01", "occurred_on_to": "2026-11-03"}
    page = auditor.get(reverse(INDEX), days)
    assert SENTENCE not in page.content.decode()
    assert "There are 3 matches" in page.content.decode()


def test_a_filter_that_leaves_more_does_not_claim_a_number(auditor):
    page = auditor.get(reverse(INDEX), {"kind": "award"}).content.decode()
    assert SENTENCE in page
    assert "There are 4 matches" not in page


@pytest.mark.parametrize("number", ["3", "999", "9" * 5000, "99999999999999999999"])
def test_beyond_the_last_page_is_the_last_page(auditor, number):
    page = auditor.get(reverse(INDEX), {"p": number})
    assert page.status_code == 200
    assert len(listed(page)) == 2
    assert page.context["page_obj"].number in {1, 2}


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "\x00", ""])
def test_a_page_that_is_none_is_a_page_all_the_same(auditor, number):
    for name in (INDEX, "points_transfer:index_results"):
        page = auditor.get(reverse(name), {"p": number})
        assert page.status_code == 200
        assert len(listed(page)) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_every_row_and_not_only_those_listed(auditor, kind):
    answer = auditor.get(reverse(INDEX), {"export": kind})
    assert answer.streaming
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        keys = [list(row.values())[1] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    else:
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
        keys = [row[1] for row in rows]
    assert keys == list(Transfer.objects.order_by("-pk").values_list("key", flat=True))
    assert len(keys) == 7


def test_an_export_follows_the_filter_beyond_the_bound(auditor):
    answer = auditor.get(reverse(INDEX), {"export": "csv", "kind": "award", "p": "2"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 6


def test_more_rows_in_an_export_ask_no_more_questions(auditor):
    def asked(**filters) -> int:
        with CaptureQueriesContext(connection) as questions:
            b"".join(auditor.get(reverse(INDEX), {"export": "csv", **filters}).streaming_content)
        return len(questions)

    assert asked() == asked(occurred_on_from="2026-11-01", occurred_on_to="2026-11-01")


@pytest.mark.parametrize(
    "viewset", [viewset for viewset in PointsGroup.items if viewset.is_long], ids=lambda viewset: viewset.model_name
)
def test_every_long_listing_can_be_narrowed_down(viewset):
    assert viewset.list_filter or viewset.search_fields or type(viewset).find
