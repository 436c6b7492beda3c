"""A forged code.

李雷 stays at home and has a program send codes that he made up. Ten are refused, each is kept; then he has to wait,
and a code that fits would not help him either. The organiser sees every one at her desk, with his name, and renews the
codes to be on the safe side. The auditor finds the refused scans without a name, and none shows what was sent; the
office reads in the shift's history who renewed the codes. Nothing that was made up becomes an hour or a point.
"""

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.hours import queries as hours
from points.ledger import queries as ledger
from points.management.commands.points_groups import Command as Groups
from points.models import Account, CheckIn, LogEntry, Scan, ServiceRecord, Shift
from points.permissions import Role, group_name
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import clock
from tests.activities.scanning import by_code

pytestmark = pytest.mark.django_db
FORGED = "AAAA"


@pytest.fixture
def auditor(make_staff):
    Groups().handle(editor_pages=None, verbosity=0)
    user = make_staff(Role.AUDITOR)
    user.groups.add(Group.objects.get(name=group_name(Role.AUDITOR)))
    return user


def test_a_forged_code(client, shift, make_volunteer, organiser, auditor, administrator):
    client.cookies["django_language"] = "en"
    wang, li = make_volunteer("王芳"), make_volunteer("李雷")
    with clock("08:00"):
        by_code(shift, wang)
        the_person_is_stopped(client, li, shift)
        the_organiser_sees_it_and_renews_the_codes(client, organiser, shift)
    with clock("08:05"):
        # The minute is over, and with it what a program could have found out.
        by_code(Shift.objects.get(), li)
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
        the_auditor_reads_it(client, auditor)
        the_office_reads_who_renewed_the_codes(client, administrator, organiser, shift)
    assert ServiceRecord.objects.get(resident=li).minutes == 115
    assert [account.balance for account in Account.objects.filter(kind="holder").order_by("pk")] == [40, 38]
    assert queries.verify().differences == hours.verify().differences == ledger.verify().differences == []


def the_person_is_stopped(client, li, shift):
    client.force_login(li.user)
    said = [send(client, shift, f"{FORGED}{number:04}") for number in range(12)]
    assert [answer.status_code for answer in said] == [409] * 10 + [429] * 2
    assert {answer.json()["code"] for answer in said[:10]} == {"code_expired"}
    assert send(client, shift, queries.current_code(shift)).status_code == 429
    # The typed form of the site counts with the same fingers.
    assert client.post(reverse("points:checkin"), {"code": queries.current_code(shift)}).status_code == 429
    assert not CheckIn.objects.filter(resident=li).exists()


def send(client, shift, code):
    body = json.dumps({"shift": shift.pk, "direction": "in", "code": code})
    headers = {"Idempotency-Key": str(uuid4())}
    return client.post("/points/api/v1/checkins", body, content_type="application/json", headers=headers)


def the_organiser_sees_it_and_renews_the_codes(client, organiser, shift):
    client.force_login(organiser)
    desk = client.get(reverse("points:scanner", args=[shift.pk])).content.decode()
    assert desk.count("李雷") == 8  # the desk lists the last eight scans
    assert "Refused" in desk
    client.post(reverse("points:code-renew", args=[shift.pk]), {"reason": "precaution"})
    assert Shift.objects.get().secret != shift.secret


def the_auditor_reads_it(client, auditor):
    client.force_login(auditor)
    listed = client.get(reverse("points_scan:index"))
    refused = [row for row in listed.context["object_list"] if row.refusal]
    assert {row.refusal for row in refused} == {"code_expired"}
    assert len(refused) == 10
    assert len({row.digest for row in refused}) == 10
    assert "李雷" not in listed.content.decode()
    kept = [str(value) for row in Scan.objects.values() for value in row.values()]
    assert not any(FORGED in value for value in kept)


def the_office_reads_who_renewed_the_codes(client, administrator, organiser, shift):
    client.force_login(administrator)
    history = client.get(reverse("points_shift:history", args=[shift.pk])).content.decode()
    assert "Codes of a shift renewed" in history
    line = LogEntry.objects.get(action="points.code_renewed")
    assert (line.user, line.data) == (organiser, {"reason": "precaution"})
