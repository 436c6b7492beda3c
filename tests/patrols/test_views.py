"""On patrol with a phone, and the organiser's page of the route."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.models import Passing, PointCode, RoutePoint
from points.patrols import queries
from points.permissions import Role

from .conftest import at, clock, passes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def phone(client, walker):
    client.force_login(walker.user)
    return client


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def address(point) -> str:
    return reverse("points:patrol-point", args=[queries.code_of(point)])


def text(response) -> str:
    return response.content.decode()


def hidden(response, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', text(response))[1]


def confirm(client, point, page, number=1):
    sent = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "round": number}
    return client.post(address(point), sent, follow=True)


def test_a_point_is_opened_and_confirmed_with_one_tap(phone, garage, patrol):
    with clock("08:20"):
        page = phone.get(address(garage))
        assert "电动车有没有飞线充电" in text(page)
        assert not Passing.objects.exists(), "looking is no passing"
        shown = confirm(phone, garage, page)
    assert shown.redirect_chain == [(reverse("points:patrol", args=[patrol.pk]), 302)]
    assert "2 车棚: passed at 08:20." in text(shown)


def test_the_moment_of_the_first_load_counts_when_the_network_was_slow(phone, garage):
    with clock("08:20"):
        page = phone.get(address(garage))
    with clock("08:50"):
        confirm(phone, garage, page)
    passing = Passing.objects.get()
    assert (passing.happened_at, passing.recorded_at) == (at("08:20"), at("08:50"))
    assert passing.claimed_at is None


def test_a_moment_cannot_be_written_by_hand(phone, gate, garage):
    with clock("08:05"):
        other = hidden(phone.get(address(gate)), "seen")
    with clock("08:20"):
        page = phone.get(address(garage))
        for forged in (other, "1794614400", ""):
            phone.post(address(garage), {"key": hidden(page, "key"), "seen": forged, "round": 1})
            assert Passing.objects.get().happened_at == at("08:20")


def test_a_code_is_carried_through_the_login_with_its_moment(client, walker, gate):
    with clock("08:05"):
        to_login = client.get(address(gate))
        assert parse_qs(urlsplit(to_login.url).query)["next"] == [address(gate)]
    with clock("08:09"):
        client.force_login(walker.user)
        confirm(client, gate, client.get(address(gate)))
    assert Passing.objects.get().happened_at == at("08:05")


def test_the_letters_may_be_typed_and_a_time_told(phone, gate):
    code = queries.code_of(gate)
    with clock("08:40"):
        typed = phone.post(reverse("points:patrol-type"), {"code": f"{code[:4]} {code[4:].lower()}", "was_at": "08:10"})
        assert typed.url == f"{address(gate)}?at=08:10"
        page = phone.get(typed.url)
        assert "You say: at 08:10" in text(page)
        sent = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "was_at": hidden(page, "was_at"), "round": 1}
        phone.post(address(gate), sent)
    passing = Passing.objects.get()
    assert (passing.happened_at, passing.claimed_at) == (at("08:10"), at("08:10"))
    assert passing.recorded_at == at("08:40")


def test_who_goes_out_of_order_is_told_and_may(phone, garage):
    with clock("08:05"):
        page = phone.get(address(garage))
        assert "“1 东门” comes first" in text(page)
        confirm(phone, garage, page)
    assert Passing.objects.exists()


def test_a_forgotten_round_is_offered_beside_the_one_that_runs(phone, gate):
    with clock("09:05"):
        page = phone.get(address(gate))
        assert "confirm round 2" in text(page)
        assert "It still belongs to round 1" in text(page)
        confirm(phone, gate, page, number=1)
    assert Passing.objects.get().timing == "late"


def test_whoever_is_not_checked_in_is_led_there(client, patrol, gate, make_volunteer):
    client.force_login(make_volunteer("李雷").user)
    with clock("08:05"):
        page = client.get(address(gate))
    assert page.status_code == 409
    assert reverse("points:checkin") in text(page)
    assert 'name="round"' not in text(page)


def test_an_old_poster_says_that_it_is_old(phone, gate, desk, walker, organiser):
    old = address(gate)
    desk.force_login(organiser)
    renewed = desk.post(reverse("points:patrol-code-renew", args=[gate.pk]), {"reason": "damaged"}, follow=True)
    assert "print the new one" in text(renewed)
    phone.force_login(walker.user)
    with clock("08:05"):
        page = phone.get(old)
        assert page.status_code == 409
        assert "was replaced" in text(page)
        assert phone.get(address(gate)).status_code == 200


def test_codes_cannot_be_tried_out(phone, gate):
    with clock("08:05"):
        said = [
            phone.get(reverse("points:patrol-point", args=[f"AAAA{number:04}"])).status_code for number in range(12)
        ]
        assert said == [404] * 10 + [429] * 2
        assert phone.get(address(gate)).status_code == 429


# --- the rounds -------------------------------------------------------------------------------------------------------


def test_the_rounds_say_what_is_done_late_and_missing(phone, walker, patrol, gate, garage):
    passes(walker, gate, "08:30")
    with clock("09:30"):
        page = text(phone.get(reverse("points:patrol", args=[patrol.pk])))
    assert "3 checkpoints missing" in page, "two of the first round and the gate of the second"
    assert "Too late" in page
    assert "passed at 08:30" in page


def test_only_the_patrol_and_its_organiser_see_the_rounds(
    client, patrol, walker, make_volunteer, make_staff, organiser
):
    page = reverse("points:patrol", args=[patrol.pk])
    assert client.get(page).status_code == 302
    with clock("08:10"):
        for user, status in (
            (walker.user, 200),
            (organiser, 200),
            (make_volunteer("李雷").user, 403),
            (make_staff(Role.CASHIER), 403),
        ):
            client.force_login(user)
            assert client.get(page).status_code == status


def test_members_see_each_other_masked_and_the_organiser_sees_names(
    client, walker, patrol, gate, organiser, make_volunteer
):
    passes(walker, gate, "08:05")
    other = make_volunteer("李雷")
    page = reverse("points:patrol", args=[patrol.pk])
    with clock("08:10"):
        activities.sign_up(patrol, resident=other, by=other.user)
        client.force_login(other.user)
        assert "王芳" not in text(client.get(page))
        client.force_login(organiser)
        assert "王芳" in text(client.get(page))


def test_a_shift_without_a_route_has_no_rounds(client, make_activity, make_shift, organiser):
    shift = make_shift(of=make_activity("别的"))
    client.force_login(organiser)
    assert client.get(reverse("points:patrol", args=[shift.pk])).status_code == 404


def test_the_closing_lists_what_is_missing(desk, walker, patrol, gate, roof):
    passes(walker, gate, "08:05")
    with clock("10:00"):
        page = text(desk.get(reverse("points:shift-close", args=[patrol.pk])))
    assert "5 checkpoints were not passed" in page
    assert "Round 1: 3 天台" in page
    assert reverse("points:patrol", args=[patrol.pk]) in page


# --- the organiser ----------------------------------------------------------------------------------------------------


def test_the_codes_are_printed_one_to_a_page(desk, route, patrol, gate):
    page = desk.get(reverse("points:patrol-codes", args=[route.pk]))
    assert text(page).count('<article class="pt-poster">') == 3
    code = queries.code_of(gate)
    assert address(gate) in text(page)
    assert f"<span>{code[:4]}</span> <span>{code[4:]}</span>" in text(page)
    assert text(desk.get(reverse("points:patrol-codes", args=[route.pk]), {"point": gate.pk})).count("<article") == 1
    assert desk.get(reverse("points:patrol-codes", args=[route.pk]), {"point": "0"}).status_code == 404


def test_the_organiser_takes_a_point_off(desk, route, patrol, gate):
    shown = desk.post(reverse("points:patrol-point-retire", args=[gate.pk]), follow=True)
    assert shown.redirect_chain == [(reverse("points:patrol-route", args=[route.pk]), 302)]
    assert RoutePoint.objects.get(pk=gate.pk).retired_at
    assert "1 东门" not in text(desk.get(reverse("points:patrol-route", args=[route.pk])))


def test_the_page_of_a_route_is_for_whoever_runs_it(client, route, patrol, gate, walker):
    client.force_login(walker.user)
    for name, pk in (("patrol-route", route.pk), ("patrol-codes", route.pk)):
        assert client.get(reverse(f"points:{name}", args=[pk])).status_code == 403
    for name in ("patrol-code-renew", "patrol-point-retire"):
        assert client.post(reverse(f"points:{name}", args=[gate.pk])).status_code == 403
    assert PointCode.objects.filter(revoked_at=None).count() == 3


def test_the_organiser_finds_the_rounds_beside_the_shift(desk, patrol):
    with clock("08:10"):
        assert reverse("points:patrol", args=[patrol.pk]) in text(desk.get(reverse("points:desk")))
