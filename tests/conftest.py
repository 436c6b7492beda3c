"""Fixtures that every room uses: a small community with real people in it."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site

from points.ledger import triggers
from points.models import Grid, GridLevel, Household, Resident
from points.people import services as people
from points.permissions import Role, User

START = date(2026, 1, 1)


@pytest.fixture(autouse=True, scope="session")
def _flush_in_spite_of_triggers():
    """Transactional tests empty all tables afterwards, which the append-only triggers refuse."""
    emptied = TransactionTestCase._fixture_teardown

    def teardown(self):
        triggers.drop(connection)
        try:
            emptied(self)
        finally:
            triggers.install(connection)
        _make_what_wagtail_migrations_made()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = emptied


def _make_what_wagtail_migrations_made():
    """The next test on this worker needs them: no picture without a collection, no page without a root."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE))
        home = Page.add_root(title="Root", slug="root").add_child(instance=Page(title="Welcome", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


@pytest.fixture(autouse=True)
def _nothing_tried_yet():
    """The tries of one test are not those of the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _language_ends_here():
    """The language of a request stays with the thread that served it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def administrator(db) -> User:
    """A superuser who lives elsewhere."""
    return get_user_model().objects.create_superuser("administrator", password="x")


def found_community() -> Grid:
    """Hongtutian with two buildings, `1栋` and `2栋`."""
    town = GridLevel.objects.create(name="镇", rank=0)
    level = GridLevel.objects.create(name="社区", rank=1, is_community=True)
    building = GridLevel.objects.create(name="楼栋", rank=2)
    root = Grid.add_root(level=town, name="狮山镇")
    node = root.add_child(level=level, name="红土田社区", code="hongtutian")
    for number in (1, 2):
        node.add_child(level=building, name=f"{number}栋")
    return Grid.objects.get(pk=node.pk)


def settle(name: str, *, door: str, grid: Grid, by: User) -> Household:
    """The household of which that person is the head."""
    household = people.register_household(grid=grid, door=door, since=START, by=by)
    Resident.objects.create(household=household, name=name, is_head=True)
    return household


def employ(role: Role, *, grid: Grid, by: User) -> User:
    user = get_user_model().objects.create_user(f"{role}{get_user_model().objects.count()}", password="x")
    people.appoint(user, role=role, grid=grid, since=START, by=by)
    return user


@pytest.fixture
def community(db) -> Grid:
    """Hongtutian with two buildings, `1栋` and `2栋`."""
    return found_community()


@pytest.fixture
def building(community) -> Grid:
    return community.get_children().get(name="1栋")


@pytest.fixture
def make_household(building, administrator):
    """`make_household("王芳", door="101", grid=...)` registers a household with the named head."""

    def make(name: str = "王芳", *, door: str | None = None, grid: Grid | None = None) -> Household:
        door = door or f"{Household.objects.count() + 101}"
        return settle(name, door=door, grid=grid or building, by=administrator)

    return make


@pytest.fixture
def household(make_household) -> Household:
    return make_household()


@pytest.fixture
def make_staff(community, administrator):
    """`make_staff(Role.CASHIER)` is a user with that duty for the community (or for `grid`)."""

    def make(role: Role, *, grid: Grid | None = None) -> User:
        return employ(role, grid=grid or community, by=administrator)

    return make
