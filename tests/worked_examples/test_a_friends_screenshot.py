"""A friend's screenshot.

王芳 stands before the organiser's screen and sends a picture of it to 李雷, who is still at home. When he has opened
it, found the letters and typed them, the code is over: from the fortieth second on nothing can be done with it. What he
sent stays among the refused scans of the shift, with his name for the organiser and without it for the auditor. When
he comes himself, the code on the screen lets him in, and only the minutes since then count.
"""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.hours import queries as hours
from points.ledger import queries as ledger
from points.management.commands.points_groups import Command as Groups
from points.models import CheckIn, Scan, ServiceRecord
from points.permissions import Role, group_name
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.activities.scanning import by_code

pytestmark = pytest.mark.django_db
CHECK_IN = reverse("points:checkin")


@pytest.fixture
def auditor(make_staff):
    Groups().handle(editor_pages=None, verbosity=0)
    user = make_staff(Role.AUDITOR)
    user.groups.add(Group.objects.get(name=group_name(Role.AUDITOR)))
    return user


def test_a_friends_screenshot(client, shift, make_volunteer, organiser, auditor):
    client.cookies["django_language"] = "en"
    wang, li = make_volunteer("王芳"), make_volunteer("李雷")
    with clock("08:00"):
        pictured = queries.current_code(shift)
        by_code(shift, wang)
    the_friend_is_too_late(client, li, pictured)
    with clock("08:30"):
        the_organiser_sees_it(client, organiser, shift)
        by_code(shift, li)
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
    the_auditor_reads_it(client, auditor)
    assert ServiceRecord.objects.get(resident=wang).minutes == 120
    assert ServiceRecord.objects.get(resident=li).minutes == 90
    assert queries.verify().differences == hours.verify().differences == ledger.verify().differences == []


def the_friend_is_too_late(client, li, pictured):
    client.force_login(li.user)
    for time in ("08:00:40", "08:01", "08:14"):
        with clock(time):
            typed = client.post(CHECK_IN, {"code": pictured})
            assert typed.status_code == 409
            assert "This code is over" in typed.content.decode()
            assert 'name="direction"' not in client.get(CHECK_IN).content.decode()
    assert not CheckIn.objects.filter(resident=li).exists()
    assert [scan.occurred_at for scan in Scan.objects.filter(resident=li)] == [
        at(time) for time in ("08:00:40", "08:01", "08:14")
    ]


def the_organiser_sees_it(client, organiser, shift):
    client.force_login(organiser)
    desk = client.get(reverse("points:scanner", args=[shift.pk])).content.decode()
    assert desk.count("李雷") == 3
    shown = client.get(reverse("points:scan", args=[shift.pk, Scan.objects.filter(refusal="code_expired").first().pk]))
    assert "This code is over" in shown.content.decode()


def the_auditor_reads_it(client, auditor):
    client.force_login(auditor)
    listed = client.get(reverse("points_scan:index"))
    refused = [row for row in listed.context["object_list"] if row.refusal]
    assert [row.refusal for row in refused] == ["code_expired"] * 3
    # The same picture, three times.
    assert len({row.digest for row in refused}) == 1
    assert "李雷" not in listed.content.decode()


def test_a_picture_that_arrives_at_once_lives_no_longer(client, shift, volunteer):
    """Sent within the same second, it has as long as everybody before the screen: less than forty seconds in all."""
    client.force_login(volunteer.user)
    with clock("08:00:00"):
        pictured = queries.current_code(shift)
    with clock("08:00:39"):
        assert client.post(CHECK_IN, {"code": pictured}).status_code == 302
    with clock("08:00:40"):
        assert client.post(CHECK_IN, {"code": pictured}).status_code == 409
