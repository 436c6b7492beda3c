from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from honor_roll import services as honors
from honor_roll.models import Category, HonorRollPage, Season
from honor_roll.services import Praise
from points.hours import services as hours
from points.models import Resident, Rule, ServiceRecord
from points.permissions import Role
from points.rules import services as rules


@pytest.fixture
def season(community) -> Season:
    """The third quarter of 2026."""
    return Season.objects.create(
        community=community, name="2026年第三季度", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)
    )


@pytest.fixture
def make_category(community):
    def make(subject: str = "resident", *, name: str = "最美志愿者", **more) -> Category:
        code = f"HN{Category.objects.count():02}"
        return Category.objects.create(**{"community": community} | more, code=code, name=name, subject=subject)

    return make


@pytest.fixture
def category(make_category) -> Category:
    return make_category()


@pytest.fixture
def editor(make_staff):
    return make_staff(Role.EDITOR)


@pytest.fixture
def head_of_office(make_staff):
    """Decides seasons; is nobody's neighbour."""
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def serve(community, administrator, make_staff):
    """`serve(resident, 90, on=..., by_hand=True)` books that many minutes; by hand, a colleague confirmed them."""
    colleague = make_staff(Role.ORGANISER)

    def record(resident: Resident, minutes: int, *, on: date = date(2026, 8, 1), by_hand: bool = False) -> None:
        start = timezone.make_aware(datetime(on.year, on.month, on.day, 9))
        source = ServiceRecord.Source.BY_HAND if by_hand else ServiceRecord.Source.SCANNED
        draft = hours.Draft(
            resident=resident,
            community=community,
            key=f"test:{ServiceRecord.objects.count()}",
            title="周末清扫",
            occurred_on=on,
            started_at=start,
            ended_at=start + timedelta(minutes=minutes),
            minutes=minutes,
            source=source,
        )
        with transaction.atomic():
            [written] = hours.record_many([draft], by=administrator, key=f"{draft.key}:award")
        if written.state == ServiceRecord.State.WAITING:
            hours.confirm(written, by=colleague)

    return record


@pytest.fixture
def earn(community, administrator):
    """`earn(household, times=2)` awards ten points that often."""
    rule = Rule(code="A1", kind="per_event", points=100, category="环境", name="清扫", unit="次")
    book = rules.draft(community=community, name="积分细则", rules=[rules.RuleDraft(rule=rule)], by=administrator)
    rules.adopt(book, in_force_from=date(2026, 1, 1), where="居民代表会议", by=administrator)

    def award(household, *, times: int = 1, on: date = date(2026, 8, 1)) -> None:
        for count in range(times):
            act = rules.Act(
                account=household.account,
                community=community,
                rule_code="A1",
                occurred_at=timezone.make_aware(datetime(on.year, on.month, on.day, 9)),
                key=f"earn:{household.pk}:{on}:{count}",
            )
            rules.award(act, by=administrator)

    return award


@pytest.fixture
def resident(household) -> Resident:
    """王芳 of 101."""
    return household.residents.get()


@pytest.fixture
def choose(season, category, editor):
    """`choose(resident, story=...)` honors somebody for a good reason."""

    def act(subject, *, of=None, **words):
        praise = Praise(**{"reason": "风雨无阻"} | words)
        return honors.choose(season, category=of or category, subject=subject, praise=praise, by=editor)

    return act


@pytest.fixture
def decided(season, head_of_office):
    """`decided()` settles the season."""
    return lambda: honors.decide(season, by=head_of_office)


@pytest.fixture
def portrait(db):
    return get_image_model().objects.create(title="portrait", file=get_test_image_file())


@pytest.fixture
def home(db) -> Page:
    return Page.objects.get(depth=2)


@pytest.fixture
def roll(season, home) -> HonorRollPage:
    """A draft of the page."""
    page = HonorRollPage(title="光荣榜", slug="roll", season=season, live=False)
    home.add_child(instance=page)
    return page
