"""Grid staff record an award at the door: three pages, a receipt, and a way back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from points.models import AwardRecord, Rule
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_ends_here():
    """The language of the last request stays with the thread."""
    with translation.override("zh-hans"):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def worker(make_staff, building) -> Client:
    """A grid worker of 1栋."""
    return signed_in(make_staff(Role.GRID_STAFF, grid=building))


@pytest.fixture
def house(now, book, wang):
    return wang.household


@pytest.fixture
def form_of(book, house):
    """`form_of("Z2")` is the address of the form for that rule and the household of Wang Fang."""

    def address(code: str, household=house) -> str:
        return reverse("points:award-write", args=[household.account.number, book.rules.get(code=code).pk])

    return address


def entries(**more) -> dict:
    return {"key": str(uuid4()), "occurred_on": "2026-11-21", "quantity": "1", "note": "", "do": "record"} | more


# --- the household --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["王芳", "101", "number", "card"])
def test_what_fits_one_household_leads_to_its_rules(worker, house, office, typed):
    held = {"number": house.account.grouped_number, "card": card_text(people.issue_card(house, by=office))}
    answer = worker.post(reverse("points:award"), {"q": held.get(typed, typed)})
    assert answer.url == reverse("points:award-rules", args=[house.account.number])


def test_a_name_that_fits_several_is_asked_about(worker, house, make_household):
    make_household("王芳", door="305")
    page = words(worker.post(reverse("points:award"), {"q": "王芳"}))
    assert "Which household?" in page
    assert "305" in page


def test_whoever_is_not_found_is_named(worker, house):
    assert "Nothing found for “赵六”." in words(worker.post(reverse("points:award"), {"q": "赵六"}))


def test_a_household_of_another_building_is_not_found(worker, house, community, make_household):
    far = make_household("陈桂芳", door="901", grid=community.get_children().get(name="2栋"))
    assert "Nothing found" in words(worker.post(reverse("points:award"), {"q": "陈桂芳"}))
    assert worker.get(reverse("points:award-rules", args=[far.account.number])).status_code == 404


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CASHIER, Role.EDITOR, Role.AUDITOR])
def test_whoever_has_another_duty_is_refused(make_staff, form_of, role):
    client = signed_in(make_staff(role))
    assert client.get(reverse("points:award")).status_code == 403
    assert client.post(form_of("Z2"), entries()).status_code == 403
    assert AwardRecord.objects.count() == 0


def test_the_own_household_is_left_to_a_colleague(worker, house, wang, form_of, make_staff, building):
    people.appoint(
        wang.user, role=Role.GRID_STAFF, grid=building, since=timezone.localdate(), by=make_staff(Role.ADMINISTRATOR)
    )
    own = signed_in(wang.user)
    assert "please ask a colleague" in words(own.get(reverse("points:award-rules", args=[house.account.number])))
    assert "please ask a colleague" in words(own.post(form_of("Z2"), entries(do="look")))
    assert "please ask a colleague" in words(own.post(form_of("Z2"), entries()))
    assert AwardRecord.objects.count() == 0


# --- the rule and what was done -------------------------------------------------------------------------------------


def test_the_rules_in_force_are_offered_by_category(worker, house):
    page = words(worker.get(reverse("points:award-rules", args=[house.account.number])))
    assert page.index("清洁家园") < page.index("调解邻里纠纷")
    assert "−200" in page


def test_a_community_without_a_rule_book_is_told_so(worker, wang):
    page = words(worker.get(reverse("points:award-rules", args=[wang.household.account.number])))
    assert "No rule book was in force" in page


def test_a_rule_asks_for_no_more_than_it_needs(worker, form_of):
    by_time, by_event = words(worker.get(form_of("Z1"))), words(worker.get(form_of("Z2")))
    assert 'name="minutes"' in by_time
    assert 'name="quantity"' not in by_time
    assert 'name="minutes"' not in by_event
    assert 'name="quantity"' in by_event


def test_what_it_comes_to_is_said_before_anything_is_booked(worker, form_of):
    page = words(worker.post(form_of("Z2"), entries(do="look", quantity="2")))
    assert "+15" in page
    assert "cut off 5" in page
    assert 'value="record"' in page
    assert AwardRecord.objects.count() == 0


def test_the_entries_can_be_changed_before_they_are_booked(worker, form_of):
    page = words(worker.post(form_of("Z2"), entries(do="change", note="楼道里劝和")))
    assert 'value="楼道里劝和"' in page
    assert 'value="look"' in page
    assert AwardRecord.objects.count() == 0


def test_an_award_is_booked_and_the_receipt_explains_it(worker, form_of, house, son):
    answer = worker.post(form_of("Z2"), entries(resident=str(son.pk), note="楼道里劝和"))
    record = AwardRecord.objects.get()
    assert answer.url == reverse("points:award-receipt", args=[record.pk])
    assert (record.amount, record.resident, record.note) == (100, son, "楼道里劝和")
    page = words(worker.get(answer.url))
    assert "“调解邻里纠纷” gives +10 for each 次" in page
    assert "李小明" in page
    assert "Balance afterwards" in page


def test_a_double_tap_books_once(worker, form_of, house):
    sent = entries()
    first, second = worker.post(form_of("Z2"), sent), worker.post(form_of("Z2"), sent)
    assert first.url == second.url
    house.account.refresh_from_db()
    assert house.account.balance == 100


def test_time_served_is_counted_in_minutes(worker, form_of):
    worker.post(form_of("Z1"), entries(minutes="90"))
    assert AwardRecord.objects.get().amount == 75


@pytest.mark.parametrize(
    ("code", "wrong", "said"),
    [
        ("Z1", {}, "Minutes"),
        ("Z2", {"quantity": "0"}, "How often"),
        ("Z2", {"occurred_on": "2026-11-22"}, "has not come yet"),
        ("K1", {"note": ""}, "Note"),
    ],
)
def test_what_is_missing_or_wrong_is_named(worker, form_of, code, wrong, said):
    page = words(worker.post(form_of(code), entries(**wrong)))
    assert "Please check what you entered" in page
    assert said in page
    assert AwardRecord.objects.count() == 0


def test_somebody_of_another_household_cannot_be_named(worker, form_of, neighbour):
    worker.post(form_of("Z2"), entries(resident=str(neighbour.pk)))
    assert AwardRecord.objects.count() == 0


def test_a_day_before_the_book_was_in_force_is_refused_in_words(worker, form_of):
    page = words(worker.post(form_of("Z2"), entries(occurred_on="2025-12-31", do="look")))
    assert "No rule book was in force" in page
    assert AwardRecord.objects.count() == 0


def test_a_rule_for_each_person_asks_who_it_was(worker, form_of, book, house, son):
    Rule.objects.filter(rule_book=book).update(applies_to="person")
    assert "Please check" in words(worker.post(form_of("Z2"), entries()))
    worker.post(form_of("Z2"), entries(resident=str(son.pk)))
    assert AwardRecord.objects.get().resident == son


# --- the receipt and the way back -----------------------------------------------------------------------------------


@pytest.fixture
def receipt(worker, form_of):
    return worker.post(form_of("Z2"), entries()).url


def test_the_last_records_lead_back_to_their_receipts(worker, receipt):
    assert f'href="{receipt}"' in words(worker.get(reverse("points:award")))


def test_a_worker_of_another_building_does_not_see_the_receipt(make_staff, community, receipt):
    other = signed_in(make_staff(Role.GRID_STAFF, grid=community.get_children().get(name="2栋")))
    assert other.get(receipt).status_code == 404


def test_an_administrator_takes_a_mistake_back(make_staff, receipt, house):
    administrator = signed_in(make_staff(Role.ADMINISTRATOR))
    sent = {"key": str(uuid4()), "reason": "登记错了人"}
    assert "Take it back" in words(administrator.get(receipt))
    for _tap in range(2):
        administrator.post(f"{receipt}take-back/", sent)
    house.account.refresh_from_db()
    assert house.account.balance == 0
    page = words(administrator.get(receipt))
    assert "This award was taken back." in page
    assert "<summary>" not in page


def test_a_grid_worker_is_sent_to_the_administrator(worker, receipt, house):
    assert "An administrator takes it back" in words(worker.get(receipt))
    answer = worker.post(f"{receipt}take-back/", {"key": str(uuid4()), "reason": "登记错了人"})
    assert answer.status_code == 403
    house.account.refresh_from_db()
    assert house.account.balance == 100


def test_taking_back_needs_a_reason(make_staff, receipt, house):
    administrator = signed_in(make_staff(Role.ADMINISTRATOR))
    assert "Reason" in words(administrator.post(f"{receipt}take-back/", {"key": str(uuid4()), "reason": ""}))
    assert AwardRecord.objects.get().undone_at is None


def test_yesterday_is_a_day_like_any_other(worker, form_of):
    yesterday = timezone.localdate() - timedelta(days=1)
    worker.post(form_of("Z2"), entries(occurred_on=yesterday.isoformat()))
    assert AwardRecord.objects.get().occurred_on == yesterday
