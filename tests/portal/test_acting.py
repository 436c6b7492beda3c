"""For whom: the page, the bar on every page, and what is left for the person alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from points.activities.queries import current_code
from points.models import Acting, CheckIn, Pin, Proxy, Resident, SignUp
from points.people import services as people
from points.people.models import ProxyKind
from points.people.queries import ACTING_KEY, card_text
from points.permissions import Role
from tests.portal.conftest import NOW, let_in, local

pytestmark = pytest.mark.django_db
PIN = "836194"


@pytest.fixture
def as_neighbour(now, client, neighbour):
    client.force_login(neighbour.user)
    return client


@pytest.fixture
def proxy(now, wang, neighbour, office) -> Proxy:
    """The neighbour may act for 王芳."""
    return people.appoint_proxy(wang, user=neighbour.user, kind=ProxyKind.FAMILY, since=NOW.date(), by=office)


@pytest.fixture
def acting(as_neighbour, proxy) -> Client:
    as_neighbour.post(reverse("points:acting-begin", args=[proxy.pk]))
    return as_neighbour


def read(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_whoever_lives_here_finds_the_way_from_the_first_page(as_neighbour, acting):
    link = f'href="{reverse("points:acting")}"'
    assert link not in read(acting, "points:portal")
    acting.post(reverse("points:acting-end"))
    assert link in read(acting, "points:portal")


def test_family_who_live_elsewhere_find_it_too_and_a_stranger_does_not(now, client, wang, office, django_user_model):
    daughter = django_user_model.objects.create_user("daughter")
    client.force_login(daughter)
    link = f'href="{reverse("points:acting")}"'
    before = client.get(reverse("points:portal"))
    assert (before.status_code, link in before.content.decode()) == (403, False)

    people.appoint_proxy(wang, user=daughter, kind=ProxyKind.FAMILY, since=NOW.date(), by=office)
    after = client.get(reverse("points:portal"))
    assert (after.status_code, link in after.content.decode()) == (200, True)


# --- family ---------------------------------------------------------------------------------------------------------


def test_the_page_says_for_whom_one_may_act(as_neighbour, proxy, son):
    page = read(as_neighbour, "points:acting")
    assert "王芳" in page
    assert reverse("points:acting-begin", args=[proxy.pk]) in page


def test_the_portal_is_that_of_the_other_and_every_page_says_so(acting, wang, neighbour):
    number = wang.household.account.grouped_number
    assert number in read(acting, "points:card")
    for name in ("points:portal", "points:statement", "points:activities", "points:acting"):
        page = read(acting, name)
        assert "王*" in page
        assert reverse("points:acting-end") in page


def test_without_acting_there_is_no_bar_and_the_own_portal(as_neighbour, proxy, neighbour):
    page = read(as_neighbour, "points:card")
    assert neighbour.household.account.grouped_number in page
    assert reverse("points:acting-end") not in page


def test_it_ends_by_a_tap(acting, neighbour):
    answer = acting.post(reverse("points:acting-end"))
    assert answer.url == reverse("points:acting")
    assert ACTING_KEY not in acting.session
    assert neighbour.household.account.grouped_number in read(acting, "points:card")


def test_it_ends_by_logging_out(acting, neighbour):
    acting.post(reverse("points:logout"))
    acting.force_login(neighbour.user)
    assert reverse("points:acting-end") not in read(acting, "points:card")


def test_it_ends_with_the_appointment_at_once_and_the_page_says_so(acting, proxy, wang):
    people.end_proxy(proxy, by=wang.user)
    assert acting.get(reverse("points:statement")).url == reverse("points:portal")
    assert reverse("points:acting-end") not in read(acting, "points:portal")


def test_what_is_sent_after_the_time_is_not_done_in_the_own_name(acting, make_shift):
    shift = make_shift(local(2026, 11, 28, 9), local(2026, 11, 28, 11))
    with time_machine.travel(NOW + timedelta(days=1, minutes=1)):
        assert reverse("points:acting-end") in read(acting, "points:shift", shift.pk)
        acting.post(reverse("points:sign-up", args=[shift.pk]))
    assert not SignUp.objects.exists()


def test_a_place_is_taken_for_the_other_and_the_page_says_by_whom(acting, make_shift, wang, neighbour):
    neighbour.user.first_name = "桂芳"
    neighbour.user.save()
    shift = make_shift(local(2026, 11, 28, 9), local(2026, 11, 28, 11))
    acting.post(reverse("points:sign-up", args=[shift.pk]))
    assert SignUp.objects.get().resident == wang
    assert "桂芳" in read(acting, "points:shift", shift.pk)


def test_checking_in_is_never_done_for_another(acting, make_shift, wang, neighbour, office):
    shift = make_shift(local(2026, 11, 21, 15), local(2026, 11, 21, 18))
    acting.post(reverse("points:checkin"), {"code": current_code(shift, timezone.now())})
    acting.post(reverse("points:checkin"), {"direction": "in", "key": str(uuid4())})
    assert [check_in.resident for check_in in CheckIn.objects.all()] == [neighbour]


def test_the_own_pin_is_for_the_person_alone(acting, wang):
    page = acting.post(reverse("points:pin"), {"pin": PIN, "again": PIN})
    assert page.status_code == 403
    assert not Pin.objects.exists()


def test_nobody_appoints_while_he_acts(acting, wang, son):
    answer = acting.post(reverse("points:proxy-appoint"), {"resident": wang.pk, "member": son.pk})
    assert answer.status_code == 403
    assert Proxy.objects.count() == 1


def test_somebody_of_the_household_is_appointed_and_taken_back(now, client, wang, son, neighbour):
    client.force_login(wang.user)
    page = read(client, "points:acting")
    assert "李小明" in page
    assert "陈桂芳" not in page
    client.post(reverse("points:proxy-appoint"), {"resident": wang.pk, "member": son.pk})
    proxy = Proxy.objects.get()
    assert (proxy.resident, proxy.user, proxy.kind) == (wang, son.user, "family")
    client.post(reverse("points:proxy-end", args=[proxy.pk]))
    proxy.refresh_from_db()
    assert proxy.until == NOW.date()


def test_a_stranger_is_not_offered_and_not_taken(now, client, wang, son, neighbour):
    client.force_login(wang.user)
    client.post(reverse("points:proxy-appoint"), {"resident": wang.pk, "member": neighbour.pk})
    client.post(reverse("points:proxy-appoint"), {"resident": neighbour.pk, "member": son.pk})
    assert not Proxy.objects.exists()


def test_a_grown_up_names_the_guardian_of_a_child(now, client, wang, son):
    born_on = NOW.date() - timedelta(days=3650)
    child = Resident.objects.create(household=wang.household, name="李小宝", born_on=born_on)
    client.force_login(wang.user)
    client.post(reverse("points:proxy-appoint"), {"resident": child.pk, "member": son.pk})
    assert Proxy.objects.get().kind == "guardian"


def test_nobody_ends_what_is_not_his(as_neighbour, wang, son, office):
    proxy = people.appoint_proxy(wang, user=son.user, kind=ProxyKind.FAMILY, since=NOW.date(), by=office)
    assert as_neighbour.post(reverse("points:proxy-end", args=[proxy.pk])).status_code == 404
    assert as_neighbour.post(reverse("points:acting-begin", args=[proxy.pk])).status_code == 404


def test_the_represented_reads_who_acted(acting, wang, neighbour):
    own = Client()
    own.force_login(wang.user)
    assert "陈桂芳" in read(own, "points:acting")


def test_large_type_on_the_page_of_another_is_not_the_own_preference(acting, neighbour):
    acting.post(reverse("points:elder"), {"elder": "on"})
    assert not hasattr(neighbour.user, "points_preference")


# --- a helper's device ----------------------------------------------------------------------------------------------


@pytest.fixture
def helper(now, client, make_staff, building):
    client.force_login(make_staff(Role.GRID_STAFF, grid=building))
    return client


@pytest.fixture
def mother(wang, office):
    """Without a login, with a PIN and a card."""
    mother = Resident.objects.create(household=wang.household, name="李秀英")
    people.set_pin(mother, pin=PIN, by=office)
    return mother


def card(resident, office) -> str:
    return card_text(people.issue_card(resident.household, by=office))


def test_card_name_and_pin_open_the_portal_of_the_person(helper, mother, office):
    text = card(mother, office)
    page = helper.post(reverse("points:assist"), {"text": text}).content.decode()
    assert "李秀英" in page
    assert "王芳" not in page, "has no PIN"
    answer = helper.post(reverse("points:assist"), {"text": text, "resident": mother.pk, "pin": PIN})
    assert answer.url == reverse("points:portal")
    home = helper.get(answer.url)
    assert mother.household.account.grouped_number in read(helper, "points:card")
    assert "no-store" in home["Cache-Control"]
    assert helper.post(reverse("points:acting-end")).url == reverse("points:assist")
    assert mother.household.account.grouped_number not in read(helper, "points:card")


def test_an_account_number_does_as_well_as_a_card(helper, mother):
    page = helper.post(reverse("points:assist"), {"text": mother.household.account.grouped_number})
    assert "李秀英" in page.content.decode()


def test_a_wrong_pin_is_said_and_never_shown_again(helper, mother, office):
    sent = {"text": card(mother, office), "resident": mother.pk, "pin": "519283"}
    answer = helper.post(reverse("points:assist"), sent)
    assert answer.status_code == 422
    assert "519283" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not Acting.objects.exists()


def test_a_household_elsewhere_is_not_found(helper, office, make_household, community):
    far = make_household("慕容小明", door="909", grid=community.get_children().get(name="2栋"))
    for text in (far.account.number, card_text(people.issue_card(far, by=office))):
        answer = helper.post(reverse("points:assist"), {"text": text})
        assert (answer.status_code, "慕容" in answer.content.decode()) == (404, False)


def test_a_resident_of_another_household_is_not_chosen_with_this_card(helper, mother, office, neighbour):
    people.set_pin(neighbour, pin=PIN, by=office)
    sent = {"text": card(mother, office), "resident": neighbour.pk, "pin": PIN}
    assert helper.post(reverse("points:assist"), sent).status_code == 200
    assert not Acting.objects.exists()


def test_a_revoked_card_is_refused(helper, mother, office):
    lost = people.issue_card(mother.household, by=office)
    people.revoke_card(lost, by=office)
    assert helper.post(reverse("points:assist"), {"text": card_text(lost)}).status_code == 409


def test_the_page_is_for_whoever_has_the_duty(client, make_staff, wang):
    for user in (wang.user, make_staff(Role.CASHIER)):
        client.force_login(user)
        assert client.get(reverse("points:assist")).status_code == 403


def test_the_helpers_own_login_is_no_way_to_the_person_afterwards(helper, mother, office):
    sent = {"text": card(mother, office), "resident": mother.pk, "pin": PIN}
    helper.post(reverse("points:assist"), sent)
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert helper.get(reverse("points:statement")).url == reverse("points:portal")


def test_a_resident_sets_the_own_pin(now, client, wang):
    client.force_login(wang.user)
    wrong = client.post(reverse("points:pin"), {"pin": "1234", "again": "1234"})
    assert wrong.status_code == 422
    assert client.post(reverse("points:pin"), {"pin": PIN, "again": "719402"}).status_code == 200
    assert not Pin.objects.exists()
    assert client.post(reverse("points:pin"), {"pin": PIN, "again": PIN}).url == reverse("points:portal")
    assert Pin.objects.get().resident == wang


def test_times_are_shown_in_the_zone_of_the_site(acting, wang):
    own = Client()
    own.force_login(wang.user)
    assert timezone.localtime(Acting.objects.get().began_at).strftime("%H:%M") in read(own, "points:acting")


def test_somebody_without_a_login_has_a_home(helper, mother, office):
    helper.post(reverse("points:assist"), {"text": card(mother, office), "resident": mother.pk, "pin": PIN})
    for name in ("points:portal", "points:statement", "points:hours", "points:card"):
        assert helper.get(reverse(name)).status_code == 200


def test_a_login_of_the_person_is_not_that_of_the_helper(helper, wang, office):
    let_in(wang, "wang2")
    people.set_pin(wang, pin=PIN, by=office)
    helper.post(reverse("points:assist"), {"text": card(wang, office), "resident": wang.pk, "pin": PIN})
    assert helper.get(reverse("points:portal")).wsgi_request.user != wang.user
