"""A notice of honors in Hongtutian: three lines, put up on a Friday for three days."""

from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from points.models import NoticeLine, Objection, PublicNotice, Resident
from points.notices import services as notices
from points.permissions import Role
from tests.portal.conftest import let_in, local

FRIDAY = local(2026, 11, 20, 18, 0)
"""Put up at six in the evening: Saturday, Sunday and Monday count."""
MONDAY_NIGHT = local(2026, 11, 23, 23, 59)
TUESDAY = local(2026, 11, 24, 0, 0)


@pytest.fixture
def clock():
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(make_staff):
    """Who drafts and puts up."""
    return make_staff(Role.EDITOR)


@pytest.fixture
def judge(make_staff):
    """An administrator who had no part in anything."""
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def grid_worker(make_staff):
    return make_staff(Role.GRID_STAFF)


@pytest.fixture
def passer_by(db):
    """Somebody who is signed in and lives nowhere here."""
    return get_user_model().objects.create_user("passer_by", password="x")


@pytest.fixture
def wang(make_household) -> Resident:
    return let_in(make_household("王芳", door="101").residents.get(), "wang")


@pytest.fixture
def ouyang(make_household) -> Resident:
    return make_household("欧阳娜娜", door="2单元301").residents.get()


@pytest.fixture
def chen(make_household) -> Resident:
    return let_in(make_household("陈桂芳", door="102").residents.get(), "chen")


@pytest.fixture
def drafted(clock, community, editor, wang, ouyang) -> PublicNotice:
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title="第三季度光荣榜公示", text="名单由评议会评出。", days=3)
    lines = [
        notices.LineDraft(resident=wang, text="最美志愿者"),
        notices.LineDraft(household=ouyang.household, text="最美家庭"),
        notices.LineDraft(subject="1栋", text="文明楼栋"),
    ]
    return notices.draft(words, community=community, lines=lines, by=editor)


@pytest.fixture
def notice(drafted, editor) -> PublicNotice:
    return notices.publish(drafted, by=editor)


def line_of(notice: PublicNotice, number: int) -> NoticeLine:
    return notice.lines.order_by("position")[number - 1]


def object_to(notice, line, by, text="那天没有见到本人", *, key=None) -> Objection:
    return notices.object_to(notice, line=line, text=text, by=by, key=key or uuid4()).result


def on_paper(notice, line, by, resident=None, text="那天没有见到本人") -> Objection:
    return notices.object_on_paper(notice, line=line, text=text, resident=resident, by=by, key=uuid4()).result


def answer(objection, by, outcome=Objection.State.REJECTED, text="签到表和照片都在，已核对") -> Objection:
    return notices.answer(objection, outcome=outcome, text=text, by=by)


def codes(found) -> list[tuple[int | None, str]]:
    """Hindrances by the position of their lines."""
    return [(hindrance.line.position if hindrance.line else None, hindrance.refusal.code) for hindrance in found]


def today():
    return timezone.localdate()
