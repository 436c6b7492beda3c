"""A Saturday clean-up from eight to ten, its organiser, and volunteers with logins."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model

from points.activities import services as activities
from points.models import Activity, ActivityKind, Resident, Rule, RuleBook, Shift
from points.permissions import Role, User
from points.rules import services as rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
CODE = "W01"
"""Two points an hour."""
EVENT = "W02"
"""Three points for coming, however long."""
CAPPED = "W03"
"""Two points an hour, at most three in a month."""


def at(clock: str, day: int = 14) -> datetime:
    """`at("08:05")` or `at("08:05:30")` on the Saturday."""
    return datetime.fromisoformat(f"2026-11-{day:02} {clock}").replace(tzinfo=SHANGHAI)


def clock(time: str, day: int = 14):
    """The server's clock stands still at that time."""
    return time_machine.travel(at(time, day), tick=False)


FRIDAY = 13


@pytest.fixture
def the_day_before():
    """Friday morning, when people still sign up for the Saturday."""
    with clock("08:00", FRIDAY):
        yield


@pytest.fixture
def rule_book(community, administrator) -> RuleBook:
    book = RuleBook.objects.create(community=community, name="红土田积分细则")
    common = {"rule_book": book, "category": "志愿服务", "cap": None}
    Rule.objects.create(
        **common, code=CODE, name="环境整治", unit="小时", kind=Rule.Kind.PER_HOUR, points=20, minutes_per_unit=60
    )
    hourly = {"unit": "小时", "kind": Rule.Kind.PER_HOUR, "points": 20, "minutes_per_unit": 60}
    capped = {"cap": 30, "cap_period": "month"}
    Rule.objects.create(**common | hourly | capped, code=CAPPED, name="文明劝导")
    Rule.objects.create(**common, code=EVENT, name="参加活动", unit="次", kind=Rule.Kind.PER_EVENT, points=30)
    return rules.adopt(book, in_force_from=date(2026, 1, 1), where="居民大会", by=administrator)


@pytest.fixture
def organiser(make_staff) -> User:
    return make_staff(Role.ORGANISER)


@pytest.fixture
def kind(db) -> ActivityKind:
    return ActivityKind.objects.create(name="环境整治")


@pytest.fixture
def make_activity(community, kind, administrator, rule_book):
    def make(name: str = "周六大扫除", **fields) -> Activity:
        plan = activities.Plan(**{"community": community, "kind": kind, "name": name, "rule_code": CODE} | fields)
        return activities.create_activity(plan, by=administrator)

    return make


@pytest.fixture
def activity(make_activity) -> Activity:
    return make_activity(place="1栋楼下")


@pytest.fixture
def make_shift(activity, administrator):
    def make(start: str = "08:00", end: str = "10:00", *, of: Activity | None = None, capacity: int = 30) -> Shift:
        times = {"starts_at": at(start), "ends_at": at(end)}
        return activities.add_shift(of or activity, **times, capacity=capacity, by=administrator)

    return make


@pytest.fixture
def shift(make_shift) -> Shift:
    return make_shift()


@pytest.fixture
def make_volunteer(make_household):
    """`make_volunteer("王芳")` is a resident of an own household with a login at `resident.user`."""
    numbers = count(1)

    def make(name: str = "王芳", *, is_online: bool = True) -> Resident:
        resident = make_household(name).residents.get()
        if is_online:
            resident.user = get_user_model().objects.create_user(f"volunteer{next(numbers)}", password="x")
            resident.save(update_fields=["user"])
        return resident

    return make


@pytest.fixture
def volunteer(make_volunteer) -> Resident:
    return make_volunteer()
