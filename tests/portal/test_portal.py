"""Home, card and hours of a resident, and who gets to see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from points.activities import services as activities
from points.activities.models import Direction
from points.models import Account, Transfer
from points.people import queries as people
from points.people import services as people_services
from points.people.queries import card_text
from points.permissions import Role, group_name

pytestmark = pytest.mark.django_db
PAGES = ("points:portal", "points:statement", "points:card", "points:hours")


def reading(resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    client.cookies["django_language"] = "en"
    return client


def words(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def reader(wang) -> Client:
    return reading(wang)


# --- home -----------------------------------------------------------------------------------------------------------


def test_home_shows_the_balance_and_what_changed_this_month(reader, story, award):
    award(story.household, "Z1", minutes=90)
    answer = reader.get("/points/")
    assert '<span class="pt-amount pt-amount--big">7.5</span>' in words(answer)
    assert (answer.context["month"].came_in, answer.context["month"].went_out) == (1725, 1650)


def test_a_new_month_begins_at_nothing(reader, story, now):
    now.move_to("2026-12-01 00:30:00+08:00")
    month = reader.get("/points/").context["month"]
    assert (month.came_in, month.went_out) == (0, 0)


def test_what_cannot_be_redeemed_is_said(reader, wang, award):
    award(wang.household, "Z2")
    assert "can be redeemed" not in words(reader.get("/points/"))
    Account.objects.filter(pk=wang.household.account_id).update(base=40)
    assert "6 of them can be redeemed" in words(reader.get("/points/"))


@pytest.fixture
def attending(now, wang, office, make_shift):
    """王芳 checked in to a shift of two hours that is still open."""
    shift = make_shift(timezone.now(), timezone.now() + timedelta(hours=2))
    card = people_services.issue_card(wang.household, by=office, resident=wang)
    activities.check_in_by_card(shift, card_text=card_text(card), direction=Direction.IN, by=office, key=str(uuid4()))
    return shift


def test_an_open_check_in_says_what_it_will_bring(reader, attending, office, now):
    assert "About +10 when the shift is closed" in words(reader.get("/points/"))
    now.shift(timedelta(hours=2))
    activities.close_shift(attending, key=str(uuid4()), by=office)
    page = words(reader.get("/points/"))
    assert "when the shift is closed" not in page
    assert '<span class="pt-amount pt-amount--big">10</span>' in page


def test_an_open_check_in_without_a_rule_promises_no_points(reader, attending):
    attending.activity.rule_code = "GONE"
    attending.activity.save()
    page = words(reader.get("/points/"))
    assert "You are checked in" in page
    assert "About" not in page


def test_the_next_sign_up_is_shown_until_it_is_over(reader, wang, make_shift, now):
    shift = make_shift(timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=1, hours=2))
    assert reader.get("/points/").context["sign_up"] is None
    activities.sign_up(shift, resident=wang, by=wang.user)
    assert "东门花园" in words(reader.get("/points/"))
    now.shift(timedelta(days=2))
    assert reader.get("/points/").context["sign_up"] is None


def test_home_leads_to_card_and_supermarket(reader, store):
    page = words(reader.get("/points/"))
    assert f'href="{reverse("points:card")}"' in page
    assert f'href="{reverse("points:store", args=[store.code])}"' in page


def test_home_costs_the_same_however_much_there_is(reader, story, award, django_assert_max_num_queries):
    with django_assert_max_num_queries(29) as first:
        reader.get("/points/")
    for _count in range(5):
        award(story.household, "Z1", minutes=60)
    with django_assert_max_num_queries(len(first)):
        reader.get("/points/")


def test_whoever_serves_finds_the_way_to_it(reader, wang, store, make_shift, community, office):
    assert "My duties" not in words(reader.get("/points/"))
    people_services.appoint(wang.user, role=Role.CASHIER, grid=community, since=timezone.localdate(), by=office)
    page = words(reader.get("/points/"))
    assert f'href="{reverse("points:till")}"' in page
    assert f'href="{reverse("points:desk")}"' not in page
    shift = make_shift(timezone.now(), timezone.now() + timedelta(hours=2))
    shift.activity.organisers.add(wang.user)
    assert f'href="{reverse("points:desk")}"' in words(reader.get("/points/"))


# --- card -----------------------------------------------------------------------------------------------------------


def test_the_card_shows_the_code_and_the_number(reader, wang, office):
    card = people_services.issue_card(wang.household, by=office)
    answer = reader.get("/points/card/")
    assert answer.context["text"] == people.card_text(card)
    assert 'class="pt-qr"' in words(answer)
    assert wang.household.account.grouped_number in words(answer)


def test_ones_own_card_comes_before_that_of_the_household(reader, wang, son, office):
    own = people_services.issue_card(wang.household, by=office, resident=wang)
    shared = people_services.issue_card(wang.household, by=office)
    assert reader.get("/points/card/").context["card"] == own
    assert reading(son).get("/points/card/").context["card"] == shared


def test_without_a_card_the_number_is_there_and_says_so(reader, wang, office):
    card = people_services.issue_card(wang.household, by=office)
    people_services.revoke_card(card, by=office)
    answer = reader.get("/points/card/")
    assert "pt-qr" not in words(answer)
    assert wang.household.account.grouped_number in words(answer)


def test_print_needs_no_script_to_be_possible(reader):
    page = words(reader.get("/points/card/"))
    assert "data-pt-print hidden" in page
    assert "<noscript>" in page


# --- hours ----------------------------------------------------------------------------------------------------------


def test_scanned_hours_and_those_by_hand_are_two_figures(reader, story):
    answer = reader.get("/points/hours/")
    assert (answer.context["total"].scanned, answer.context["total"].by_hand) == (120, 0)
    assert "周六清洁家园" in words(answer)
    assert f'href="{reverse("points:line", args=[Transfer.objects.earliest("pk").pk])}"' in words(answer)


def test_hours_stand_in_their_year(reader, story):
    assert [line.record.title for line in reader.get("/points/hours/", {"year": "2026"}).context["page"].lines]
    assert reader.get("/points/hours/", {"year": "2025"}).context["page"].lines == []
    assert reader.get("/points/hours/", {"year": "never"}).context["page"].year == 2026


def test_no_hours_yet_says_so(reader):
    assert "pt-empty" in words(reader.get("/points/hours/"))


def test_hours_are_those_of_the_person_and_not_of_the_household(son, story):
    assert reading(son).get("/points/hours/").context["total"].total == 0


# --- who sees it ----------------------------------------------------------------------------------------------------


def test_members_of_one_household_read_the_same_passbook(son, reader, story):
    for_her, for_him = (one.get("/points/passbook/").context["page"].entries for one in (reader, reading(son)))
    assert [entry.transfer.pk for entry in for_her] == [entry.transfer.pk for entry in for_him]


@pytest.mark.parametrize("page", PAGES)
def test_a_neighbour_sees_nothing_of_it(neighbour, story, page):
    seen = words(reading(neighbour).get(reverse(page)))
    account = story.household.account
    for secret in ("王芳", "李小明", "乱堆杂物", "周六清洁家园", account.number, account.grouped_number):
        assert secret not in seen


def test_a_neighbour_cannot_open_a_line_and_the_household_can(neighbour, wang, story):
    for transfer in Transfer.objects.all():
        address = reverse("points:line", args=[transfer.pk])
        assert reading(neighbour).get(address).status_code == 404
        assert reading(wang).get(address).status_code == 200


def test_a_line_that_does_not_exist_is_not_found(reader):
    assert reader.get(reverse("points:line", args=[9_000_000_000])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_asked_to_log_in(client, settings, page):
    settings.LOGIN_URL = "/sign-in/"
    assert client.get(reverse(page)).url == f"/sign-in/?next={reverse(page)}"


@pytest.mark.parametrize("page", PAGES)
def test_whoever_lives_nowhere_here_is_told_what_to_do(client, django_user_model, story, page):
    client.force_login(django_user_model.objects.create_user("passer-by"))
    client.cookies["django_language"] = "en"
    answer = client.get(reverse(page))
    assert answer.status_code == 403
    assert "This login belongs to no household yet" in answer.content.decode()
    assert "王芳" not in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.ORGANISER, "points:desk"),
        (Role.GRID_STAFF, "points:award"),
        (Role.CASHIER, "points:till"),
    ],
)
def test_staff_without_a_household_land_on_their_duties(client, make_staff, story, page, role, address):
    client.force_login(make_staff(role))
    client.cookies["django_language"] = "en"
    answer = words(client.get(reverse(page)))
    assert f'href="{reverse(address)}"' in answer
    assert "no household yet" not in answer
    assert "王芳" not in answer


def test_an_auditor_lands_on_the_way_to_the_administration(client, make_staff):
    call_command("points_groups", verbosity=0)
    auditor = make_staff(Role.AUDITOR)
    auditor.groups.add(Group.objects.get(name=group_name(Role.AUDITOR)))
    client.force_login(auditor)
    answer = words(client.get("/points/"))
    assert f'href="{reverse("wagtailadmin_home")}"' in answer
    assert reverse("points:award") not in answer


def test_whoever_moved_away_is_told_the_same(reader, wang, story):
    wang.is_active = False
    wang.save()
    assert reader.get("/points/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_kept_by_no_cache(reader, page):
    assert "no-store" in reader.get(reverse(page))["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_read_and_never_written(reader, page):
    assert reader.post(reverse(page)).status_code == 405


def test_logging_out_takes_a_form(reader):
    assert reader.get(reverse("points:logout")).status_code == 405
    assert reader.post(reverse("points:logout")).url == "/points/"
    assert reader.get("/points/").status_code == 302
