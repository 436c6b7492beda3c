"""The organiser's desk: who may sit there, and what it shows."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.models import CheckIn, Resident, Scan, ServiceRecord, Shift
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role

from .conftest import at, clock

pytestmark = pytest.mark.django_db
PAGES = ["code", "code-now", "scanner", "shift-enter", "shift-close", "shift-closed"]


@pytest.fixture(autouse=True)
def _during_the_shift():
    with clock("08:30"):
        yield


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


@pytest.fixture
def card(volunteer, administrator):
    made = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    return people_queries.card_text(made)


def page_of(name, shift) -> str:
    return reverse(f"points:{name}", args=[shift.pk])


def text(response) -> str:
    return response.content.decode()


def read(desk, shift, typed, direction="in", key=None, **sent):
    sent = {"text": typed, "direction": direction, "key": key or str(uuid4())} | sent
    return desk.post(page_of("scanner", shift), sent)


# --- who may sit there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_desk_is_for_who_runs_the_shift(client, shift, volunteer, make_staff, organiser, name):
    address = page_of(name, shift)
    assert client.get(address).status_code == 302
    for user in (volunteer.user, make_staff(Role.CASHIER), make_staff(Role.AUDITOR)):
        client.force_login(user)
        assert client.get(address).status_code == 403
    for user in (organiser, make_staff(Role.GRID_STAFF)):
        client.force_login(user)
        assert client.get(address).status_code in {200, 302}


def test_a_volunteer_cannot_post_at_the_desk(client, shift, volunteer, card):
    client.force_login(volunteer.user)
    assert read(client, shift, card).status_code == 403
    assert client.post(page_of("shift-close", shift), {"key": str(uuid4())}).status_code == 403
    assert client.post(reverse("points:shift-entry", args=[shift.pk, volunteer.pk]), {}).status_code == 403
    assert not Scan.objects.exists()
    assert Shift.objects.get().state == "open"


def test_the_desk_lists_the_own_shifts_only(desk, shift, make_volunteer, client):
    assert "周六大扫除" in text(desk.get(reverse("points:desk")))
    client.force_login(make_volunteer().user)
    page = client.get(reverse("points:desk"))
    assert "周六大扫除" not in text(page)


# --- the code -------------------------------------------------------------------------------------------------------


def test_the_screen_shows_the_code_and_who_has_arrived(desk, shift, volunteer, organiser):
    page = text(desk.get(page_of("code", shift)))
    code = queries.current_code(shift)
    assert code[:4] in page
    assert code[4:] in page
    assert '<noscript><meta http-equiv="refresh" content="20">' in page
    entry = activities.Entry(reason="纸质签到表")
    activities.check_in_by_hand(shift, resident=volunteer, direction="in", entry=entry, by=organiser, key="k")
    with clock("08:30:20"):
        now = text(desk.get(page_of("code-now", shift)))
    assert code not in now.replace("</span> <span>", "")
    assert "<b>1</b>" in now
    assert "<html" not in now


def test_the_address_in_the_code_checks_in(desk, client, shift, volunteer):
    answer = desk.get(page_of("code", shift))
    address = answer.context["address"]
    assert address.startswith("http://testserver/")
    client.force_login(volunteer.user)
    assert 'name="direction"' in text(client.get(address, follow=True))


def test_a_closed_shift_shows_no_code(desk, shift):
    Shift.objects.update(state="closed")
    page = text(desk.get(page_of("code", shift)))
    assert '<svg class="pt-qr"' not in page


# --- the scanner ----------------------------------------------------------------------------------------------------


def test_a_card_is_answered_by_word_icon_and_colour(desk, shift, card, volunteer):
    answer = read(desk, shift, card)
    page = text(desk.get(answer.url))
    assert "pt-verdict--good" in page
    assert "王芳" in page
    assert 'http-equiv="refresh"' in page
    assert CheckIn.objects.get().resident == volunteer


def test_a_wedge_scanner_may_send_small_letters(desk, shift, card):
    read(desk, shift, card.lower() + " ")
    assert CheckIn.objects.exists()


def test_a_second_scan_says_when_the_first_was_and_stays(desk, shift, card):
    read(desk, shift, card)
    with clock("08:40"):
        page = text(desk.get(read(desk, shift, card).url))
    assert "pt-verdict--warn" in page
    assert "08:30" in page
    assert 'http-equiv="refresh"' not in page


def test_a_forged_card_is_refused_on_the_whole_screen(desk, shift):
    page = text(desk.get(read(desk, shift, "V1.ABCDEFGHJKMNPQ.AAAAAAAAAAAAAAAA").url))
    assert "pt-verdict--bad" in page
    assert 'http-equiv="refresh"' not in page
    assert Scan.objects.get().refusal == "card_unreadable"


def test_a_double_press_is_one_scan(desk, shift, card):
    first, again = read(desk, shift, card, key=(key := str(uuid4()))), read(desk, shift, card, key=key)
    assert first.url == again.url
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("typed", ["王芳", "芳", "wangfang", "wf"])
def test_a_name_finds_people_to_choose_from(desk, shift, volunteer, make_household, typed):
    make_household("李雷")
    page = text(read(desk, shift, typed))
    assert f'name="resident" value="{volunteer.pk}"' in page
    assert "李雷" not in page
    assert not Scan.objects.exists()


def test_a_household_number_finds_its_members(desk, shift, volunteer):
    page = text(read(desk, shift, volunteer.household.account.grouped_number))
    assert f'value="{volunteer.pk}"' in page


def test_who_was_chosen_is_entered_by_hand(desk, shift, volunteer):
    answer = read(desk, shift, "", resident=volunteer.pk, reason="forgotten")
    assert "pt-verdict--good" in text(desk.get(answer.url))
    assert CheckIn.objects.get().is_by_hand
    assert Scan.objects.get().reason


def test_the_card_of_a_family_asks_who_came(desk, shift, volunteer, administrator):
    child = Resident.objects.create(household=volunteer.household, name="王小明")
    card = people_queries.card_text(people.issue_card(volunteer.household, by=administrator))
    page = text(read(desk, shift, card))
    assert f'value="{volunteer.pk}"' in page
    assert f'value="{child.pk}"' in page


def test_people_elsewhere_are_not_found(desk, shift, make_household, community):
    elsewhere = community.add_sibling(level=community.level, name="黎冲社区")
    stranger = make_household("赵六", grid=type(community).objects.get(pk=elsewhere.pk)).residents.get()
    assert "赵六" not in text(read(desk, shift, "zl"))
    assert read(desk, shift, "", resident=stranger.pk).status_code == 404


def test_whom_only_the_activity_names_sees_masked_names_of_those_who_signed_up(
    client, make_activity, make_shift, make_volunteer, organiser
):
    leader, expected = make_volunteer("李雷"), make_volunteer("王芳")
    stranger = make_volunteer("王强")
    shift = make_shift(of=make_activity("读书会", organisers=[leader.user]))
    activities.sign_up(shift, resident=expected, by=organiser)
    client.force_login(leader.user)
    page = text(read(client, shift, "w"))
    assert f'value="{expected.pk}"' in page
    assert "王*" in page
    assert "王芳" not in page
    assert f'value="{stranger.pk}"' not in page
    assert client.get(reverse("points:shift-entry", args=[shift.pk, stranger.pk])).status_code == 404


def test_the_scanner_checks_out(desk, shift, card):
    read(desk, shift, card)
    with clock("10:00"):
        page = text(desk.get(read(desk, shift, card, "out").url))
    assert "pt-verdict--good" in page
    assert CheckIn.objects.get().out_at == at("10:00")


# --- entering by hand and closing -----------------------------------------------------------------------------------


def test_times_are_entered_by_hand_with_a_reason(desk, shift, volunteer):
    address = reverse("points:shift-entry", args=[shift.pk, volunteer.pk])
    sent = {"key": str(uuid4()), "came": "08:00", "left": "10:00"}
    with clock("11:00"):
        assert desk.post(address, sent).status_code == 200
        assert not Scan.objects.exists()
        answer = desk.post(address, sent | {"reason": "纸质签到表"})
    assert answer.url == page_of("shift-close", shift)
    check_in = CheckIn.objects.get()
    assert (check_in.in_at, check_in.out_at) == (at("08:00"), at("10:00"))


def test_a_time_outside_the_shift_is_refused(desk, shift, volunteer):
    address = reverse("points:shift-entry", args=[shift.pk, volunteer.pk])
    with clock("12:00"):
        page = desk.post(address, {"key": str(uuid4()), "came": "10:30", "reason": "迟到"})
    assert "pt-notice--bad" in text(page)
    assert CheckIn.objects.count() == 0


def test_a_shift_over_midnight_takes_times_of_both_days(desk, make_shift, activity, administrator, volunteer):
    night = activities.add_shift(activity, starts_at=at("22:00"), ends_at=at("02:00", 15), capacity=5, by=administrator)
    with clock("03:00", 15):
        desk.post(
            reverse("points:shift-entry", args=[night.pk, volunteer.pk]),
            {"key": str(uuid4()), "came": "22:05", "left": "01:30", "reason": "夜巡"},
        )
    check_in = CheckIn.objects.get()
    assert (check_in.in_at, check_in.out_at) == (at("22:05"), at("01:30", 15))


def test_closing_on_one_screen(desk, shift, volunteer, make_volunteer, organiser, card):
    absent = make_volunteer("李雷")
    activities.sign_up(shift, resident=absent, by=organiser)
    read(desk, shift, card)
    with clock("10:40"):
        page = text(desk.get(page_of("shift-close", shift)))
        assert "王芳" in page
        assert "李雷" in page
        assert "+3" in page
        key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
        result = desk.post(page_of("shift-close", shift), {"key": key}, follow=True)
        again = desk.post(page_of("shift-close", shift), {"key": key}, follow=True)
    assert result.redirect_chain[-1][0] == again.redirect_chain[-1][0] == page_of("shift-closed", shift)
    assert "+3" in text(result)
    assert ServiceRecord.objects.get().minutes == 90


def test_a_closed_shift_leads_to_what_was_booked(desk, shift, organiser):
    activities.close_shift(shift, key="close", by=organiser)
    assert desk.get(page_of("shift-close", shift)).url == page_of("shift-closed", shift)


def test_the_pages_of_the_desk_hold_no_script_and_no_style(desk, shift, card, volunteer, organiser):
    read(desk, shift, card)
    activities.sign_up(shift, resident=volunteer, by=organiser)
    for name in ("code", "scanner", "shift-enter", "shift-close"):
        page = text(desk.get(page_of(name, shift)))
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert not re.search(r"\son\w+=", page)
