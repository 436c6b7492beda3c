"""Knocking at one address as everybody, and the word for what came of it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from points.calendars import queries as calendars
from points.people.queries import card_text

API = "points/api/v1/"
WORDS = {200: "yes", 201: "yes", 403: "no", 404: "none", 405: "-"}
"""And `login` for whoever is asked to sign in, `go` for a redirect elsewhere, the number for every other status."""

_GAPS = {
    "points:line": {"<int:transfer_id>": "transfer"},
    "points:activity": {"<int:pk>": "activity"},
    "points:activity-poster": {"<int:pk>": "activity"},
    "points:calendar-community": {"<int:pk>": "community"},
    "points:calendar-team": {"<int:pk>": "team"},
    "points:checked-in": {"<int:pk>": "checkin"},
    "points:hours-record": {"<int:pk>": "servicerecord"},
    "points:hours-confirm": {"<int:pk>": "servicerecord"},
    "points:hours-proposal": {"<int:pk>": "servicerecord"},
    "points:true-time": {"<int:pk>": "servicerecord"},
    "points:certificate": {"<int:pk>": "certificate"},
    "points:certificate-issue": {"<int:pk>": "resident"},
    "points:certificate-sheet": {"<int:pk>": "certificate"},
    "points:certificate-withdraw": {"<int:pk>": "certificate"},
    "honor_seasons:choose": {"<int:pk>": "season", "<int:category>": "category", "<int:subject>": "resident"},
    "points:notice": {"<int:pk>": "publicnotice"},
    "points:notice-object": {"<int:pk>": "publicnotice"},
    "points:notice-sheet": {"<int:pk>": "publicnotice"},
    "points:notice-desk": {"<int:pk>": "publicnotice"},
    "points:notice-paper": {"<int:pk>": "publicnotice"},
    "points:objection": {"<int:pk>": "objection"},
    "points:dispute": {"<int:pk>": "dispute"},
    "points:dispute-hours": {"<int:pk>": "servicerecord"},
    "points:dispute-line": {"<int:transfer_id>": "transfer"},
    "points:card-print": {"<int:pk>": "card"},
    "points:card-reissue": {"<int:pk>": "card"},
    "points:acting-begin": {"<int:pk>": "proxy"},
    "points:proxy-end": {"<int:pk>": "proxy"},
    "points:patrol-route": {"<int:pk>": "route"},
    "points:patrol-codes": {"<int:pk>": "route"},
    "points:patrol-code-renew": {"<int:pk>": "routepoint"},
    "points:patrol-point-retire": {"<int:pk>": "routepoint"},
    "points:patrol-point": {"<str:code>": "pointcode"},
    "points:checked-in-place": {"<int:pk>": "checkin"},
    "points:station": {"<str:code>": "station"},
    "points:station-asking": {"<int:pk>": "asking"},
    "points:station-asking-now": {"<int:pk>": "asking"},
    "points:station-answer": {"<int:pk>": "asking"},
    "points:station-desk": {"<int:pk>": "station"},
    "points:station-desk-now": {"<int:pk>": "station"},
    "points:station-renew": {"<int:pk>": "station"},
    "points:station-poster": {"<int:pk>": "station"},
    "points:shift-excuse-withdraw": {"<int:pk>": "shift", "<int:number>": "excuse"},
    "points:award-write": {"<int:rule>": "adopted_rule"},
    "points:award-receipt": {"<int:pk>": "awardrecord"},
    "points:award-undo": {"<int:pk>": "awardrecord"},
    "honors": {"<int:pk>": "honor"},
    "honor_categories": {"<int:pk>": "category"},
    "honor_seasons": {"<int:pk>": "season", "<int:category>": "category", "<int:honor>": "honor"},
    "points": {"<int:pk>": "shift", "<int:number>": "scan", "<int:resident>": "resident"},
}


def path_of(name: str, route: str, rows: dict[str, Any]) -> str:
    """The address with the ids of these rows."""
    namespace = name.partition(":")[0]
    gaps = _GAPS.get(name.partition("#")[0]) or _GAPS.get(namespace) or {"<int:pk>": namespace.removeprefix("points_")}
    for gap, model in gaps.items():
        if gap in route:
            route = route.replace(gap, rows[model].code if "code" in gap else str(rows[model].pk))
    for gap, text in {
        "<str:pk>": rows["requestkey"].pk,
        "<str:number>": rows["account"].number,
        "<str:token>": calendars.token_of(rows["calendaraddress"]),
        "<str:serial>": rows["certificate"].serial,
        "<slug:code>": rows["store"].code,
        "<slug:number>": rows["redemption"].number,
        "<number>": rows["account"].number,
        "<shift_id>": str(rows["shift"].pk),
        "<transfer_id>": str(rows["transfer"].pk),
        "<redemption_id>": str(rows["redemption"].pk),
        "^.*$": "nowhere",
    }.items():
        route = route.replace(gap, text)
    assert "<" not in route, f"{name}: a gap in {route} that nobody fills"
    return f"/{route}"


def knock(client: Client, method: str, path: str, *, name: str, rows: dict[str, Any]) -> str:
    """What came of it, in a word. Nothing that was written stays, and nobody is logged out by it."""
    kept = client.cookies.copy()
    with transaction.atomic():
        if method == "GET":
            answer = client.get(path)
        elif path.startswith(f"/{API}"):
            headers = {"Idempotency-Key": str(uuid4())}
            body = json.dumps(body_for(name, rows))
            answer = client.post(path, body, content_type="application/json", headers=headers)
        else:
            answer = client.post(path, form_for(name, rows))
        transaction.set_rollback(True)
    client.cookies = kept
    return word_for(answer)


def word_for(answer: HttpResponseBase) -> str:
    if (
        answer.status_code == 200
        and answer["Content-Type"].startswith("application/json")
        and "results" in answer.json()
    ):
        # Of many at once: what the first one got.
        status = answer.json()["results"][0]["status"]
        return WORDS.get(status, str(status))
    if answer.status_code != 302:
        return WORDS.get(answer.status_code, str(answer.status_code))
    if "login/" in answer["Location"]:
        return "login"
    # So Wagtail turns away.
    return "no" if answer["Location"] == "/admin/" else "go"


def form_for(name: str, rows: dict[str, Any]) -> dict[str, Any]:
    """Just enough that a form which is let through does something; the admin's forms stay empty."""
    forms = {
        "points:patrol-code-renew": {"reason": "damaged"},
        "points:patrol-point": {"round": "1"},
        "points:station": {"shift": f"{rows['shift'].pk}", "direction": "in"},
        "points:station-answer": {"do": "confirm"},
        "points:code-renew": {"reason": "passed_on"},
        "points:scanner#2": {"direction": "in", "text": card_text(rows["card"])},
        "points:shift-entry": {"came": "12:00", "reason": "签了名单"},
        "points:shift-absent": {"do": "excuse", "residents": f"{rows['resident'].pk}", "reason": "生病"},
        "points:refund": {"reason": "米袋破了"},
        "points:dispute-line": {"kind": "not_right"},
        "points:dispute-hours": {"kind": "not_right"},
        "points:true-time": {"ended_at": "2026-11-14T09:30", "text": "忘了签退"},
        "points:notice-object": {"line": "whole", "text": "名单有出入"},
        "points:notice-paper": {"line": "whole", "text": "名单有出入"},
        "points:notice-desk": {"do": "withdraw", "reason": "名单有误"},
        "points:objection": {"outcome": "rejected", "answer": "已核对，名单无误"},
        "points:dispute": {"do": "dismiss", "answer": "已核对，签到无误"},
        "points:award-undo": {"reason": "登记错了人"},
        "points:certificates": {"starts_on": "2026-11-01", "ends_on": "2026-11-21"},
        "points:certificate-issue": {"starts_on": "2026-11-01", "ends_on": "2026-11-21"},
        "points:certificate-withdraw": {"reason": "姓名有误"},
        "points:till#2": {"do": "find", "typed": card_text(rows["card"])},
        "honor_seasons:choose": {"reason": "风雨无阻"},
    }
    return {"key": str(uuid4())} | forms.get(name, {})


def body_for(name: str, rows: dict[str, Any]) -> dict[str, Any]:
    hand = {"shift": rows["shift"].pk, "direction": "in", "resident": rows["resident"].pk, "reason": "签了名单"}
    line = {"good": rows["good"].pk, "quantity": 1, "price": rows["good"].price}
    bodies = {
        "check_in": hand,
        "check_in_batch": {"check_ins": [hand | {"key": str(uuid4())}]},
        "award": {"account": rows["account"].number, "rule": "B1", "occurred_on": "2026-11-21"},
        "redeem": {"store": rows["store"].code, "account": rows["account"].number, "lines": [line]},
        "refund": {"reason": "米袋破了"},
    }
    return bodies.get(name.rpartition(":")[2], {})


def read(text: str) -> dict[tuple[str, str], list[str]]:
    """The table: cells by address and method."""
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {(name, method): cells for name, method, *cells in lines}


def write(table: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    """The lines of the table, its columns under each other."""
    rows = [[name, method, *cells] for (name, method), cells in table.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
