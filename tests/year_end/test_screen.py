"""The office's screen: everybody who would lose points is named, one button books it, another takes it back."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from points.models import ExpiryRound
from points.permissions import Role
from tests.year_end.conftest import balance_of

pytestmark = pytest.mark.django_db
BOOK = reverse("points_expiryround:add")


@pytest.fixture
def two(book, earn, end, household, make_household):
    """Two households with old points, in January 2027."""
    call_command("points_groups", verbosity=0)
    book()
    other = make_household("陈芳", door="2单元502")
    earn(household, 2025, 3, times=2)
    earn(other, 2025, 3)
    earn(make_household("周敏"), 2026, 3)
    end()
    return household, other


@pytest.fixture
def officer(two, make_staff, client):
    client.force_login(make_staff(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def asked(community) -> dict:
    return {"community": community.pk, "book": "civic", "year": 2026}


def test_the_list_names_everybody_and_the_total(officer, asked):
    page = officer.get(BOOK, asked).content.decode()
    assert [name in page for name in ("王芳", "陈芳", "2单元502", "周敏")] == [True, True, True, False]
    assert 'name="attempt" value="1"' in page
    assert not ExpiryRound.objects.exists()


def test_the_list_goes_on_over_pages(officer, asked, monkeypatch):
    monkeypatch.setattr("points.rules.year_end_lists._ON_A_PAGE", 1)
    first, second = (officer.get(BOOK, {**asked, "p": page}).content.decode() for page in (1, 2))
    assert ("王芳" in first, "陈芳" in first, "王芳" in second, "陈芳" in second) == (True, False, False, True)


def test_the_whole_list_is_taken_along_as_csv_and_logged(officer, asked):
    answer = officer.get(BOOK, {**asked, "format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines[1:]] == ["20", "10"]
    assert ModelLogEntry.objects.filter(action="points.exported").count() == 1


def test_one_button_books_it_after_the_tick(officer, asked, two):
    without = officer.post(BOOK, {**asked, "attempt": 1})
    assert (without.status_code, ExpiryRound.objects.count()) == (200, 0)
    assert "陈芳" in without.content.decode()
    answer = officer.post(BOOK, {**asked, "attempt": 1, "confirmed": "on"})
    booked = ExpiryRound.objects.get()
    assert answer["Location"] == reverse("points_expiryround:inspect", args=[booked.pk])
    assert [balance_of(household) for household in two] == [0, 0]
    page = officer.get(BOOK, asked).content.decode()
    assert 'name="attempt"' not in page


def test_a_second_tap_books_nothing_more(officer, asked):
    for _ in range(2):
        assert officer.post(BOOK, {**asked, "attempt": 1, "confirmed": "on"}).status_code == 302
    assert ExpiryRound.objects.count() == 1


def test_before_its_day_the_list_is_there_and_the_button_is_not(officer, asked, clock):
    clock.move_to("2026-12-10 10:00+08:00")
    page = officer.get(BOOK, asked).content.decode()
    assert "陈芳" in page
    assert 'name="attempt"' not in page
    answer = officer.post(BOOK, {**asked, "attempt": 1, "confirmed": "on"})
    assert (answer.status_code, ExpiryRound.objects.count()) == (200, 0)


def test_it_is_taken_back_with_a_reason(officer, asked, two):
    officer.post(BOOK, {**asked, "attempt": 1, "confirmed": "on"})
    undo = reverse("points_expiryround:edit", args=[ExpiryRound.objects.get().pk])
    shown = officer.get(reverse("points_expiryround:inspect", args=[ExpiryRound.objects.get().pk])).content.decode()
    assert undo in shown
    assert officer.post(undo, {"reason": ""}).status_code == 200
    assert balance_of(two[0]) == 0
    assert officer.post(undo, {"reason": "公告晚了"}).status_code == 302
    assert [balance_of(household) for household in two] == [200, 100]
    assert 'name="attempt" value="2"' in officer.get(BOOK, asked).content.decode()


def test_where_points_carry_over_the_screen_says_so(officer, asked, community):
    community.rule_books.update(year_end="carry_over")
    page = officer.get(BOOK, asked).content.decode()
    assert "积分结转" in page
    assert "陈芳" not in page


def test_an_auditor_reads_what_was_booked_and_books_nothing(two, officer, asked, make_staff, client):
    officer.post(BOOK, {**asked, "attempt": 1, "confirmed": "on"})
    client.force_login(make_staff(Role.AUDITOR))
    booked = ExpiryRound.objects.get()
    assert client.get(reverse("points_expiryround:inspect", args=[booked.pk])).status_code == 200
    assert client.get(reverse("points_expiryline:index")).status_code == 200
    undo = reverse("points_expiryround:edit", args=[booked.pk])
    assert undo not in client.get(reverse("points_expiryround:inspect", args=[booked.pk])).content.decode()
    assert client.post(undo, {"reason": "不行"}).status_code in {302, 404}
    assert ExpiryRound.objects.get().undone_at is None
