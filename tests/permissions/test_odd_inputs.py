"""What no form expects: it is refused with a sentence, or ignored, and never breaks anything.

PostgreSQL takes no NUL in a text and no number beyond its columns, SQLite takes no integer beyond 64 bits, Python reads
the digits of every script but no number of five thousand of them.
"""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from honor_roll.viewsets import VIEWSETS as HONORS
from points.wagtail_hooks import PointsGroup
from tests.permissions.knocking import body_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ODD = {
    "empty": "",
    "negative": "-1",
    "zero": "0",
    "fraction": "1.5",
    "beyond 64 bits": "99999999999999999999",
    "five thousand digits": "9" * 5000,
    "full-width digits": "１２",
    "arabic digits": "٣",
    "superscript": "²",
    "nul": "\x00",
    "nul inside": "a\x00b",
    "markup": "'\"><script>alert(1)</script>",
    "not a number": "NaN",
    "infinite": "1e400",
    "day that is none": "2026-02-30",
    "first day of all": "0001-01-01",
    "first minute of all": "0001-01-01T00:00",
    "last day of all": "9999-12-31",
    "last minute of all": "9999-12-31T23:59",
    "long": "字" * 70_000,
}
odd = pytest.mark.parametrize("value", ODD.values(), ids=list(ODD))


def unbroken(answer, about) -> None:
    assert answer.status_code < 500, about


@pytest.fixture
def addressed(own):
    """The pages of our own, by the login that reaches them."""
    shift, store, redemption = own["shift"], own["store"], own["redemption"]
    return {
        "resident": [
            (reverse("points:portal"), []),
            (reverse("points:statement"), ["show", "before"]),
            (reverse("points:hours"), ["year"]),
            (reverse("points:certificates"), ["starts_on", "ends_on"]),
            (reverse("points:certificate-check"), ["serial"]),
            (reverse("points:activities"), ["q", "page"]),
            (reverse("points:checkin"), ["code", "direction", "key"]),
            (reverse("points:checked-in", args=[own["checkin"].pk]), ["direction"]),
            (reverse("points:store", args=[store.code]), ["q"]),
            (reverse("points:receipt", args=[redemption.number]), ["key"]),
            (reverse("points:sign-up", args=[shift.pk]), ["key"]),
            (reverse("points:sign-up-cancel", args=[shift.pk]), ["key"]),
            (reverse("points:rate"), ["link", "stars", "word", "key"]),
            (reverse("points:elder"), ["elder", "next"]),
            (reverse("points:language"), ["language", "next"]),
        ],
        "organiser": [
            (reverse("points:scanner", args=[shift.pk]), ["direction", "text", "resident", "reason", "key"]),
            (reverse("points:shift-enter", args=[shift.pk]), ["q"]),
            (
                reverse("points:shift-entry", args=[shift.pk, own["resident"].pk]),
                ["came", "left", "reason", "key"],
            ),
            (reverse("points:shift-close", args=[shift.pk]), ["key", "inside", "came", "absent", "excused"]),
            (
                reverse("points:shift-check-out", args=[shift.pk]),
                ["left", "residents", "everybody", "is_everybody", "reason", "key"],
            ),
            (reverse("points:shift-absent", args=[shift.pk]), ["do", "residents", "everybody", "reason", "key"]),
            (reverse("points:shift-slips", args=[shift.pk]), ["slip", "stars", "word", "key"]),
            (
                reverse("points:hours-record", args=[own["servicerecord"].pk]),
                ["started_at", "ended_at", "reason", "key"],
            ),
            (reverse("points:hours-confirm", args=[own["servicerecord"].pk]), ["key"]),
            (reverse("points:certificate-find"), ["q"]),
            (reverse("points:certificate-issue", args=[own["resident"].pk]), ["starts_on", "ends_on", "remarks"]),
            (reverse("points:certificate-withdraw", args=[own["certificate"].pk]), ["reason"]),
        ],
        "cashier": [
            (
                reverse("points:till", args=[store.code]),
                ["key", "total", "do", "typed", "household", "line", f"quantity-{own['good'].pk}"],
            ),
            (reverse("points:refund", args=[redemption.number]), ["key", "reason"]),
        ],
        "editor": [
            (
                reverse("honor_seasons:candidates", args=[own["season"].pk, own["category"].pk]),
                ["q"],
            ),
            (
                reverse("honor_seasons:choose", args=[own["season"].pk, own["category"].pk, own["resident"].pk]),
                ["reason", "story", "portrait"],
            ),
        ],
    }


@odd
def test_no_field_of_a_page_breaks_it(callers, addressed, own, value):
    right = {"key": str(uuid4()), "direction": "in", "line": f"{own['good'].pk}:100", "reason": "签了名单"}
    for name, pages in addressed.items():
        for path, fields in pages:
            unbroken(callers[name].get(path, dict.fromkeys(fields, value)), (path, "GET"))
            # One field at a time: a form that is refused for its key hides what the others would do.
            for field in fields:
                sent = {known: right[known] for known in fields if known in right}
                unbroken(callers[name].post(path, sent | {field: value}), (path, field))


@odd
def test_no_button_of_the_till_breaks_it(callers, own, value):
    path = reverse("points:till", args=[own["store"].code])
    for verb in ("add", "less", "drop", "choose", "find", "other", "confirm"):
        sent = {"key": str(uuid4()), "do": f"{verb}:{value}", "line": f"{own['good'].pk}:{value}", "total": value}
        unbroken(callers["cashier"].post(path, sent), verb)


@pytest.mark.parametrize("text", ["%00", "a%00b", "%EF%BC%91", "9" * 30, "9" * 5000, "-1", "%F0%90", "..%2f", "<b>"])
def test_no_address_breaks(callers, text):
    for pattern in (
        "passbook/%s/",
        "award/%s/",
        "award/%s/1/",
        "awards/%s/",
        "activities/%s/",
        "activities/shift/%s/",
        "activities/shift/%s/scanner/",
        "activities/shift/1/scanner/%s/",
        "activities/shift/1/enter/%s/",
        "activities/checkin/%s/",
        "hours/%s/",
        "hours/check/%s/",
        "certificates/%s/",
        "store/%s/",
        "store/till/%s/",
        "store/receipts/%s/",
        "store/receipts/%s/refund/",
        "api/v1/accounts/%s",
        "api/v1/accounts/%s/transfers",
        "api/v1/shifts/%s/code",
        "api/v1/shifts/%s/roster",
        "api/v1/redemptions/%s/refund",
        "api/v1/%s",
    ):
        for name in ("resident", "organiser", "cashier", "administrator"):
            path = f"/points/{pattern % text}"
            unbroken(callers[name].get(path), path)
            unbroken(callers[name].post(path), path)


@pytest.mark.parametrize("name", ["check_in", "check_in_batch", "award", "redeem", "refund"])
@odd
def test_no_field_of_the_api_breaks_it(callers, own, name, value):
    path = {
        "check_in": "checkins",
        "check_in_batch": "checkins/batch",
        "award": "awards",
        "redeem": "redemptions",
        "refund": f"redemptions/{own['redemption'].pk}/refund",
    }[name]
    right = body_for(f"api:{name}", own)
    bodies = [right | {field: value} for field in (*right, "code", "card", "minutes", "points", "note", "is_staff")]
    numbers = [right | {field: number} for field in right for number in (-1, 0, 1.5, 10**20, True, None, [], {})]
    for body in (*bodies, *numbers):
        answer = callers["administrator"].post(
            f"/points/api/v1/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid4())},
        )
        unbroken(answer, body)


@pytest.mark.parametrize(
    "value",
    [
        ODD[name]
        for name in (
            "nul",
            "beyond 64 bits",
            "five thousand digits",
            "superscript",
            "first day of all",
            "last day of all",
        )
    ],
)
@pytest.mark.parametrize("viewset", [*PointsGroup.items, *HONORS], ids=lambda viewset: viewset.model_name)
def test_no_filter_of_a_listing_breaks_it(callers, viewset, value):
    filters = viewset.list_filter if isinstance(viewset.list_filter, dict | list | tuple) else []
    names = [name for field in filters for name in (field, f"{field}_from", f"{field}_to")]
    path = reverse(viewset.get_url_name("index"))
    for field in (*names, "q", "p", "ordering", "export"):
        unbroken(callers["administrator"].get(path, {field: value}), (path, field))
