"""What a household is told before and after: on the first page, in the inbox, in the passbook."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from points.inbox import queries as inbox
from points.models import Transfer
from points.portal.queries import passbook
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def wang(household):
    resident = household.residents.get()
    resident.user = get_user_model().objects.create_user("wang", password="x")
    resident.save()
    return resident


def home_of(resident) -> str:
    client = Client()
    client.force_login(resident.user)
    return " ".join(client.get("/points/").content.decode().split())


def notices(resident) -> list:
    return [entry for entry in inbox.page_of(resident).entries if entry.source == "year-ends"]


# --- the first page -------------------------------------------------------------------------------------------------


def test_home_says_how_many_points_go_and_leads_to_the_passbook(book, earn, spend, clock, wang):
    book()
    earn(wang.household, 2025, 3, times=5)
    earn(wang.household, 2026, 3)
    clock.move_to(local(2026, 7, 1))
    assert "After December 31 50 of your points expire." in home_of(wang)
    assert "pt-notice--warn" not in home_of(wang)
    spend(wang.household, 150, 2026, 11)
    page = home_of(wang)
    assert "After December 31 35 of your points expire." in page
    assert "pt-notice--warn" in page
    assert 'href="/points/passbook/"' in page.partition("pt-notice--warn")[2].partition("</div> </div>")[0]


def test_home_is_calm_where_nothing_goes(book, earn, clock, wang):
    book()
    earn(wang.household, 2026, 3)
    clock.move_to(local(2026, 12, 5))
    page = home_of(wang)
    assert "Until December 31 none of your points expire." in page
    assert "pt-notice--warn" not in page


def test_home_says_that_the_points_begin_anew(book, earn, clock, wang):
    book("reset", base_points=50)
    earn(wang.household, 2026, 3, times=2)
    clock.move_to(local(2026, 12, 5))
    page = home_of(wang)
    assert "After December 31 15 of your points expire." in page
    assert "Then the points begin anew" in page


def test_home_says_nothing_where_points_carry_over(book, earn, clock, wang):
    book("carry_over")
    earn(wang.household, 2025, 3)
    clock.move_to(local(2026, 12, 5))
    page = home_of(wang)
    assert "expire" not in page
    assert "begin anew" not in page


def test_in_january_home_still_names_the_day_of_a_book_that_was_adopted_late(book, earn, clock, wang):
    adopted = book()
    earn(wang.household, 2025, 3)
    type(adopted).objects.filter(pk=adopted.pk).update(adopted_at=local(2026, 12, 20, 15))
    clock.move_to(local(2027, 1, 5))
    assert "After January 18 10 of your points expire." in home_of(wang)


# --- the inbox ------------------------------------------------------------------------------------------------------


def test_the_notice_comes_thirty_days_ahead_and_says_how_much(book, earn, clock, wang):
    book()
    earn(wang.household, 2025, 3, times=2)
    clock.move_to(local(2026, 12, 1, 8, 59))
    assert notices(wang) == []
    clock.move_to(local(2026, 12, 1, 9))
    [notice] = notices(wang)
    assert notice.title == "After December 31 20 of your points expire"
    assert (notice.at, notice.is_own) == (local(2026, 12, 1, 9), True)
    assert inbox.unread_count(wang, since=local(2026, 11, 30)) == 1


def test_whoever_has_nothing_to_lose_gets_no_notice(book, earn, spend, clock, wang, make_household):
    book()
    other = make_household("陈芳").residents.get()
    earn(wang.household, 2025, 3)
    earn(other.household, 2026, 3)
    clock.move_to(local(2026, 12, 2))
    assert (len(notices(wang)), notices(other)) == (1, [])
    spend(wang.household, 100, 2026, 12)
    assert notices(wang) == []
    assert inbox.unread_count(wang, since=local(2026, 12, 1)) == 1


def test_where_points_carry_over_there_is_no_notice(book, earn, clock, wang):
    book("carry_over")
    earn(wang.household, 2025, 3)
    clock.move_to(local(2026, 12, 2))
    assert notices(wang) == []


def test_after_it_was_booked_the_line_stands_in_place_of_the_notice(book, earn, end, wang, administrator):
    book()
    earn(wang.household, 2025, 3, times=2)
    earn(wang.household, 2026, 3)
    year_end = end()
    assert len(notices(wang)) == 1
    rules.expire(year_end, by=administrator)
    assert notices(wang) == []
    line = inbox.page_of(wang).entries[0]
    assert (line.title, line.amount) == ("Points from before 2026 expired", -200)
    assert line.text == (
        "What came in before Jan. 1, 2026 was good until the end of 2026: of 30 points, 20 expired "
        "(“积分细则”, version 1). 10 came in since Jan. 1, 2026 and stay."
    )


def test_in_summer_there_is_no_notice(book, earn, clock, wang):
    book()
    earn(wang.household, 2025, 3)
    clock.move_to(local(2027, 6, 1))
    assert notices(wang) == []


# --- the passbook ---------------------------------------------------------------------------------------------------


def test_the_passbook_explains_what_went_and_what_came_back(book, earn, end, wang, administrator):
    book("reset", base_points=50)
    earn(wang.household, 2026, 3)
    booked = rules.expire(end(), by=administrator).result
    went = Transfer.objects.get(kind="expiry")
    entry = passbook.entry_of(wang.household.account, went.pk)
    assert entry.title == "Points begin anew after 2026"
    assert entry.explanation == (
        "After the end of 2026 the points begin anew: of 10 points, 5 went (“积分细则”, version 1). "
        "5 are base points and stay."
    )
    rules.undo_expiry(booked, by=administrator, reason="公告晚了")
    client = Client()
    client.force_login(wang.user)
    page = client.get(f"/points/passbook/{went.reversed_by.pk}/").content.decode()
    assert "Why the points had gone" in page
    assert "公告晚了" in page
    assert passbook.latest_of(wang.household.account, count=1)[0].title == "Taken back: Points begin anew after 2026"
    assert queries.explain_expiry(booked.lines.get()) == entry.explanation
