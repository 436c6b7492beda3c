"""A bought hour.

An administrator enters five hours for somebody who was not there. Nothing is booked. The person reads of it and says
“not me”; from then on the second person cannot confirm it, the auditor has it on his list, and the certificate that
the public can check never knew of it. The colleague who answers takes the hours back.

Where the second person is in on it, the hours are booked. Then they stand on the auditor's list of what is worth a
look, with the seconds that the second person took, and the auditor writes down what came of it.
"""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from points.activities import services as activities
from points.disputes import services as disputes
from points.errors import HoursDisputed, OwnEntry
from points.hours import queries
from points.hours import services as hours
from points.inbox import queries as inbox
from points.ledger import queries as ledger
from points.management.commands.points_groups import Command as Groups
from points.models import Account, AnomalyNote, Certificate, ServiceRecord
from points.permissions import Role, group_name
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.activities.scanning import by_hand, came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def second(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def auditor(make_staff):
    Groups().handle(editor_pages=None, verbosity=0)
    user = make_staff(Role.AUDITOR)
    user.groups.add(Group.objects.get(name=group_name(Role.AUDITOR)))
    return user


def test_a_bought_hour(client, make_activity, make_shift, volunteer, seller, second, auditor, administrator):
    client.cookies["django_language"] = "en"
    honest = make_shift("06:00", "07:00", of=make_activity("清晨扫雪"))
    sold = make_shift("08:00", "13:00", of=make_activity("陪护老人"))
    with clock("13:30"):
        came_and_left(honest, volunteer, seller, "06:00", "07:00", office=administrator)
        activities.close_shift(honest, key="honest", by=seller)
        for direction, time in (("in", "08:00"), ("out", "13:00")):
            by_hand(sold, volunteer, seller, direction, time, reason="在场")
        activities.close_shift(sold, key="sold", by=seller)
        record = ServiceRecord.objects.get(title="陪护老人")
        with pytest.raises(OwnEntry):
            hours.confirm(record, by=seller)
        assert (record.state, record.minutes, balance(volunteer)) == ("waiting", 300, 20)

        the_person_says_not_me(client, volunteer, record)
        the_second_person_finds_it_frozen(client, second, record)
        the_auditor_finds_it(client, auditor)
        the_public_page_knows_nothing_of_it(client, volunteer)

        disputes.uphold(record.disputes.get(), answer="那天无人到场。", by=second, key=uuid4())
        assert queries.current(record).minutes == 0
        assert (balance(volunteer), queries.minutes_of(volunteer)) == (20, queries.Minutes(scanned=60))
    assert ledger.verify().differences == queries.verify().differences == []


def test_a_bought_hour_that_a_friend_confirms_at_once(
    client, make_activity, make_shift, volunteer, seller, second, auditor
):
    client.cookies["django_language"] = "en"
    sold = make_shift("08:00", "13:00", of=make_activity("陪护老人"))
    with clock("13:30"):
        for direction, time in (("in", "08:00"), ("out", "13:00")):
            by_hand(sold, volunteer, seller, direction, time, reason="在场")
        activities.close_shift(sold, key="sold", by=seller)
    record = ServiceRecord.objects.get(title="陪护老人")
    with clock("13:30:50"):
        hours.confirm(record, by=second)
    assert balance(volunteer) == 100

    with clock("20:00"):
        the_auditor_finds_it_on_the_list(client, auditor, record)
        the_seller_cannot_call_it_looked_at(client, seller, record)


def balance(resident) -> int:
    return Account.objects.get(pk=resident.household.account_id).balance


def page(client, user, name, *args) -> str:
    if user:
        client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def the_person_says_not_me(client, volunteer, record):
    entry = next(entry for entry in inbox.page_of(volunteer).entries if entry.record == record.pk)
    assert entry.title == "陪护老人"
    way = reverse("points:dispute-hours", args=[record.pk])
    assert f'href="{way}?kind=not_me"' in page(client, volunteer.user, "points:inbox")
    client.post(way, {"key": str(uuid4()), "kind": "not_me", "text": "我那天在外地"})
    assert record.disputes.get().kind == "not_me"


def the_second_person_finds_it_frozen(client, second, record):
    shown = page(client, second, "points:hours-record", record.pk)
    assert "Disputed: frozen until there is an answer" in shown
    assert reverse("points:hours-confirm", args=[record.pk]) not in shown
    with pytest.raises(HoursDisputed):
        hours.confirm(record, by=second)


def the_auditor_finds_it(client, auditor):
    client.force_login(auditor)
    listed = client.get(reverse("points_dispute:index"))
    assert listed.status_code == 200
    assert [row.kind for row in listed.context["object_list"]] == ["not_me"]


def the_public_page_knows_nothing_of_it(client, volunteer):
    day = at("08:00").date()
    certificate = hours.issue_certificate(volunteer, starts_on=day, ends_on=day, by=volunteer.user)
    assert (certificate.minutes_scanned, certificate.minutes_by_hand) == (60, 0)
    client.logout()
    shown = page(client, None, "points:certificate-check", certificate.serial)
    assert "陪护老人" not in shown
    assert Certificate.objects.count() == 1


def the_auditor_finds_it_on_the_list(client, auditor, record):
    listed = page(client, auditor, "points_reports:anomalies")
    assert "50 seconds after" in listed
    assert "300 minutes of 王* at “陪护老人”" in listed
    assert client.get(reverse("points_servicerecord:inspect", args=[record.pk])).status_code == 200
    sent = {"key": f"quick_approval:{record.pk}", "text": "两位管理员均称未到现场，已转居务监督委员会。"}
    assert client.post(reverse("points_reports:anomalies"), sent).status_code == 302
    assert sent["text"] in page(client, auditor, "points_reports:anomalies")


def the_seller_cannot_call_it_looked_at(client, seller, record):
    client.force_login(seller)
    seller.groups.add(Group.objects.get(name=group_name(Role.ADMINISTRATOR)))
    client.post(reverse("points_reports:anomalies"), {"key": f"quick_approval:{record.pk}", "text": "没问题"})
    assert AnomalyNote.objects.get().text.startswith("两位管理员")
