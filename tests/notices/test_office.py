"""Drafts are written in the admin, by those who manage notices; what is up is only read there."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from points.models import NoticeLine, PublicNotice
from points.permissions import Role, group_name

from .conftest import line_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    """The editor's browser, with the permissions of the group."""
    call_command("points_groups", verbosity=0)
    editor.groups.add(Group.objects.get(name=group_name(Role.EDITOR)))
    client.force_login(editor)
    return client


def url(model, action, *args) -> str:
    return reverse(f"points_{model}:{action}", args=args)


def test_a_draft_and_its_lines_are_written_by_forms(desk, clock, community, wang, ouyang):
    words = {"community": community.pk, "kind": "honors", "title": "光荣榜公示", "text": "由评议会评出。", "days": ""}
    assert desk.post(url("publicnotice", "add"), words).status_code == 302
    notice = PublicNotice.objects.get()
    assert (notice.state, notice.days) == ("draft", 5)
    for line in (
        {"resident_typed": "王芳", "text": "最美志愿者"},
        {"resident_typed": "欧阳娜娜", "is_of_household": "on", "text": "最美家庭"},
        {"subject": "1栋", "text": "文明楼栋"},
    ):
        assert desk.post(url("noticeline", "add"), {"notice": notice.pk, **line}).status_code == 302
    lines = [(line.resident, line.household, line.subject) for line in notice.lines.order_by("position")]
    assert lines == [(wang, None, ""), (None, ouyang.household, ""), (None, None, "1栋")]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"resident_typed": "王芳", "subject": "1栋"},
        {"resident_typed": "查无此人"},
        {"resident_typed": "王芳", "text": "王芳是最美志愿者"},
    ],
)
def test_a_line_about_nothing_about_two_or_with_a_name_is_not_taken(desk, drafted, wrong):
    answer = desk.post(url("noticeline", "add"), {"notice": drafted.pk, **wrong})
    assert answer.status_code == 200
    assert drafted.lines.count() == 3


def test_a_draft_is_changed_and_a_line_taken_out(desk, drafted):
    words = {"kind": "honors", "title": "第三季度光荣榜", "text": "", "days": "7"}
    assert desk.post(url("publicnotice", "edit", drafted.pk), words).status_code == 302
    assert desk.post(url("noticeline", "delete", line_of(drafted, 3).pk)).status_code == 302
    drafted.refresh_from_db()
    assert (drafted.title, drafted.days, drafted.lines.count()) == ("第三季度光荣榜", 7, 2)


def test_what_is_up_is_only_read(desk, notice):
    line = line_of(notice, 1)
    desk.post(url("publicnotice", "edit", notice.pk), {"kind": "honors", "title": "改掉", "days": "1"})
    desk.post(url("noticeline", "delete", line.pk))
    answer = desk.post(url("noticeline", "add"), {"notice": notice.pk, "subject": "2栋"})
    assert answer.status_code == 200
    notice.refresh_from_db()
    assert (notice.title, notice.days, NoticeLine.objects.count()) == ("第三季度光荣榜公示", 3, 3)
    page = desk.get(url("publicnotice", "inspect", notice.pk)).content.decode()
    assert reverse("points:notice-desk", args=[notice.pk]) in page
