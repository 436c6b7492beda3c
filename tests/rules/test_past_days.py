"""A rule book decides from its day on; what was done under another one is not valued anew without saying so."""

from datetime import date, timedelta

import pytest
import time_machine

from points.errors import RuleBookPastDay
from points.models import RuleBook
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(local(2026, 11, 21, 12), tick=False):
        yield


@pytest.fixture
def adopt(community, administrator):
    """`adopt(day)` drafts the next version and adopts it from that day on."""

    def act(day: date, *, points: int = 80, **more) -> RuleBook:
        lines = [rules.RuleDraft(rule=make_rule("A", "per_event", points))]
        draft = rules.draft(community=community, name="积分细则", rules=lines, by=administrator, **more)
        return rules.adopt(draft, in_force_from=day, where="居民代表会议", by=administrator)

    return act


def test_the_first_book_may_begin_in_the_past(adopt, community):
    """A community that comes from paper brings the book that it had."""
    book = adopt(NEW_YEAR)
    assert queries.book_in_force(community, on=TODAY - timedelta(days=300)) == book


def test_an_older_book_may_fill_days_on_which_none_was_in_force(adopt, community):
    summer = adopt(date(2026, 7, 1))
    spring = adopt(date(2026, 4, 1))
    assert (spring.in_force_to, summer.in_force_to) == (date(2026, 7, 1), None)


@pytest.mark.parametrize("days_ago", [1, 30, 200])
def test_a_day_that_another_book_decided_stays_decided(adopt, community, days_ago):
    first = adopt(NEW_YEAR, points=50)
    with pytest.raises(RuleBookPastDay) as refusal:
        adopt(TODAY - timedelta(days=days_ago))
    assert refusal.value.code == "rule_book_past_day"
    assert (TODAY - timedelta(days=days_ago)).isoformat() in str(refusal.value)
    first.refresh_from_db()
    assert first.in_force_to is None
    assert RuleBook.objects.filter(state="adopted").count() == 1


def test_a_book_that_begins_before_the_first_does_not_reach_into_it(adopt):
    """It would end where the first one begins, so nothing is decided anew."""
    first = adopt(date(2026, 7, 1))
    assert adopt(NEW_YEAR).in_force_to == first.in_force_from


@pytest.mark.parametrize("days_ahead", [0, 1, 40])
def test_from_today_on_the_next_book_follows(adopt, days_ahead):
    first = adopt(NEW_YEAR, points=50)
    day = TODAY + timedelta(days=days_ahead)
    assert adopt(day).in_force_from == day
    first.refresh_from_db()
    assert first.in_force_to == day


def test_a_book_that_comes_later_does_not_stand_in_the_way(adopt):
    """Nothing was decided by a book that has not begun."""
    adopt(TODAY + timedelta(days=40))
    assert adopt(NEW_YEAR).in_force_to == TODAY + timedelta(days=40)


def test_the_other_book_of_the_community_does_not_stand_in_the_way(adopt):
    adopt(NEW_YEAR)
    assert adopt(NEW_YEAR, book="party").in_force_from == NEW_YEAR


def test_the_day_is_that_of_the_community(adopt):
    """At half past midnight in Foshan it is still yesterday in Greenwich."""
    adopt(NEW_YEAR)
    with time_machine.travel(local(2026, 11, 22, 0, 30), tick=False):
        with pytest.raises(RuleBookPastDay):
            adopt(TODAY)
        assert adopt(TODAY + timedelta(days=1)).version == 3
