"""Posters: the code leads to the page, and the page credits nothing."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from points.activities import services as activities
from points.models import ActivityKind, CheckIn
from points.permissions import Role
from tests.printing import paper
from tests.printing.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(community, administrator):
    kind = ActivityKind.objects.create(name="集中活动")
    plan = activities.Plan(community=community, kind=kind, name="周六环境卫生大扫除", place="小区宣传栏前")
    activity = activities.create_activity(plan, by=administrator)
    starts_at = timezone.now() + timedelta(days=3)
    ends_at = starts_at + timedelta(hours=2)
    return activities.add_shift(activity, starts_at=starts_at, ends_at=ends_at, capacity=20, by=administrator)


@pytest.fixture
def organiser(make_staff):
    return client_of(make_staff(Role.ORGANISER))


def printed(browser, name: str, *args: int, **query: str) -> bytes:
    answer = browser.get(reverse(name, args=args), {"as": "pdf", **query})
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(("size", "width"), [("a4", 210), ("a3", 297)])
def test_the_code_of_a_shift_leads_to_its_page(printer, organiser, client, shift, size, width):
    pdf = printed(organiser, "points:shift-poster", shift.pk, size=size)
    [page] = paper.pages(pdf, printer, dpi=72)
    assert round(page.width / 72 * paper.INCH) == pytest.approx(width, abs=1)
    [address] = paper.codes(page)
    assert address == f"http://testserver{reverse('points:shift', args=[shift.pk])}"
    assert "周六环境卫生大扫除" in client.get(urlsplit(address).path).content.decode()
    assert CheckIn.objects.count() == 0


def test_the_poster_says_what_when_and_where(printer, organiser, shift):
    said = paper.text(printed(organiser, "points:shift-poster", shift.pk)).replace("\n", "").replace(" ", "")
    begins = timezone.localtime(shift.starts_at)
    for word in ("红土田社区", "周六环境卫生大扫除", "小区宣传栏前", f"{begins:%H:%M}"):
        assert word in said


def test_the_poster_of_an_activity_lists_its_coming_shifts(printer, organiser, shift):
    pdf = printed(organiser, "points:activity-poster", shift.activity_id)
    [page] = paper.pages(pdf, printer, dpi=72)
    assert paper.codes(page) == [f"http://testserver{reverse('points:activity', args=[shift.activity_id])}"]
    assert f"{timezone.localtime(shift.starts_at):%H:%M}" in paper.text(pdf)


def test_the_code_at_the_door_leads_to_the_portal(printer, organiser, community):
    pdf = printed(organiser, "points:door-poster")
    [page] = paper.pages(pdf, printer, dpi=72)
    assert paper.codes(page) == [f"http://testserver{reverse('points:portal')}"]
    assert community.name in paper.text(pdf)


def test_a_long_name_stays_on_the_page(printer, organiser, shift):
    shift.activity.name = "红土田社区二〇二六年秋季学雷锋志愿服务月暨环境卫生集中整治行动启动仪式"
    shift.activity.save()
    assert paper.facts(printed(organiser, "points:shift-poster", shift.pk))["Pages"] == "1"
    [page] = paper.pages(printed(organiser, "points:shift-poster", shift.pk), printer, dpi=72)
    assert len(paper.codes(page)) == 1


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR])
def test_whoever_runs_no_shift_prints_no_poster(make_staff, shift, role):
    other = client_of(make_staff(role))
    for name, args in (("shift", [shift.pk]), ("activity", [shift.activity_id]), ("door", [])):
        assert other.get(reverse(f"points:{name}-poster", args=args)).status_code == 403


def test_the_poster_of_a_draft_is_not_there_for_others(make_staff, organiser, shift):
    shift.activity.is_published = False
    shift.activity.save()
    assert organiser.get(reverse("points:activity-poster", args=[shift.activity_id])).status_code == 200
    other = client_of(make_staff(Role.CASHIER))
    assert other.get(reverse("points:activity-poster", args=[shift.activity_id])).status_code == 404


def test_a_size_or_community_that_is_not_there_is_not_found(organiser, shift, community):
    assert organiser.get(reverse("points:shift-poster", args=[shift.pk]), {"size": "a0"}).status_code == 404
    assert organiser.get(reverse("points:door-poster"), {"community": community.get_parent().pk}).status_code == 404
