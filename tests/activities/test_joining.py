"""The page of a shift: what it asks for, the role that is chosen, waiting, the offer, the deadline."""

from datetime import date

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.models import Activity, Shift, SignUp, Skill

from .conftest import FRIDAY, at, clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day_before")]


@pytest.fixture
def member(client, volunteer):
    client.force_login(volunteer.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def full(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    holder = make_volunteer()
    shift.holder = activities.sign_up(shift, resident=holder, by=holder.user)
    return shift


@pytest.fixture
def role(activity, administrator):
    return activities.add_role(activity, draft=activities.RoleDraft(name="掌勺", capacity=1), by=administrator)


def shown(client, shift) -> str:
    return client.get(reverse("points:shift", args=[shift.pk])).content.decode()


def press(client, shift, **sent) -> str:
    return client.post(reverse("points:sign-up", args=[shift.pk]), sent, follow=True).content.decode()


def give_back(client, shift) -> str:
    return client.post(reverse("points:sign-up-cancel", args=[shift.pk]), follow=True).content.decode()


def state(resident):
    return SignUp.objects.filter(resident=resident).order_by("-pk").values_list("state", flat=True).first()


def demand(shift, **demands):
    Activity.objects.filter(pk=shift.activity_id).update(**demands)


# --- waiting --------------------------------------------------------------------------------------------------------


def test_when_it_is_full_one_waits_and_leaves_again(member, full, volunteer):
    assert "Wait for a place" in shown(member, full)
    assert "You are on the waiting list" in press(member, full, wait="1")
    page = shown(member, full)
    assert "You are number 1 on the waiting list" in page
    assert "On the waiting list" in member.get(reverse("points:activities")).content.decode()
    assert "Check in with a code" not in page
    give_back(member, full)
    assert state(volunteer) == "cancelled"


def test_nobody_waits_who_did_not_ask_to(member, full, volunteer):
    assert "pt-notice--bad" in press(member, full)
    assert state(volunteer) is None


def test_an_offer_is_shown_with_its_end_and_taken(member, full, volunteer):
    press(member, full, wait="1")
    activities.cancel_sign_up(full.holder, by=full.holder.resident.user)
    page = shown(member, full)
    assert "A place is free for you" in page
    assert "20:00" in page
    assert "please confirm" in member.get(reverse("points:activities")).content.decode()
    assert "You have a place" in press(member, full)
    assert state(volunteer) == "confirmed"


def test_an_offer_is_declined(member, full, volunteer):
    press(member, full, wait="1")
    activities.cancel_sign_up(full.holder, by=full.holder.resident.user)
    give_back(member, full)
    assert state(volunteer) == "cancelled"
    assert Shift.objects.get(pk=full.pk).taken == 0


def test_a_look_passes_on_what_has_lapsed(member, full, volunteer, make_volunteer):
    first = make_volunteer()
    activities.sign_up_or_wait(full, resident=first, by=first.user)
    press(member, full, wait="1")
    activities.cancel_sign_up(full.holder, by=full.holder.resident.user)
    assert "You are number 1 on the waiting list" in shown(member, full)
    with clock("20:00", FRIDAY):
        assert "A place is free for you" in shown(member, full)
    assert (state(first), state(volunteer)) == ("lapsed", "offered")


def test_nobody_is_asked_to_wait_for_what_has_begun(member, full):
    with clock("08:30"):
        page = shown(member, full)
    assert "Wait for a place" not in page
    assert "You are welcome to come all the same" in page


# --- roles ----------------------------------------------------------------------------------------------------------


def test_a_role_is_chosen(member, shift, role, volunteer):
    page = shown(member, shift)
    assert "掌勺 (1 place left)" in page
    assert "pt-notice--bad" in press(member, shift)
    assert state(volunteer) is None
    press(member, shift, role=role.pk)
    assert SignUp.objects.get().role == role
    assert "掌勺" in shown(member, shift)


def test_a_full_role_is_marked_and_can_be_waited_for(member, shift, role, volunteer, make_volunteer):
    first = make_volunteer()
    activities.sign_up(shift, resident=first, role=role, by=first.user)
    assert "掌勺 (full)" in shown(member, shift)
    press(member, shift, role=role.pk)
    assert state(volunteer) is None
    press(member, shift, role=role.pk, wait="1")
    assert state(volunteer) == "waiting"


@pytest.mark.parametrize("sent", ["x", "0", "987654321"])
def test_a_role_that_is_not_there_is_no_choice(member, shift, role, volunteer, sent):
    assert "pt-notice--bad" in press(member, shift, role=sent)
    assert state(volunteer) is None


# --- when and who ---------------------------------------------------------------------------------------------------


def test_the_window_is_said_and_has_no_button_outside(member, shift):
    button = f'action="{reverse("points:sign-up", args=[shift.pk])}"'
    Shift.objects.update(sign_up_opens_at=at("09:00", FRIDAY), sign_up_closes_at=at("18:00", FRIDAY))
    page = shown(member, shift)
    assert "Sign-up opens on" in page
    assert button not in page
    with clock("10:00", FRIDAY):
        page = shown(member, shift)
        assert "Sign-up until" in page
        assert button in page
    with clock("18:00", FRIDAY):
        page = shown(member, shift)
        assert "Sign-up has closed" in page
        assert button not in page


def test_after_the_deadline_the_organiser_is_asked(member, shift, volunteer):
    demand(shift, drop_out_hours=12)
    press(member, shift)
    assert reverse("points:sign-up-cancel", args=[shift.pk]) in shown(member, shift)
    with clock("20:30", FRIDAY):
        page = shown(member, shift)
        assert reverse("points:sign-up-cancel", args=[shift.pk]) not in page
        assert "please tell the organiser" in page
        assert "pt-notice--bad" in give_back(member, shift)
    assert state(volunteer) == "confirmed"


def test_demands_are_said_and_whoever_does_not_meet_them_learns_why(member, shift, volunteer, community):
    demand(shift, age_from=18, age_to=70)
    shift.activity.skills.add(Skill.objects.create(community=community, name="急救"))
    page = shown(member, shift)
    assert "18 to 70" in page
    assert "急救" in page
    assert "your birthday is not on record" in page
    volunteer.born_on = date(1990, 1, 1)
    volunteer.save(update_fields=["born_on"])
    assert "needs a skill" in shown(member, shift)


def test_a_long_day_is_said_before_and_not_refused(member, make_shift, shift, volunteer, settings):
    settings.POINTS = {"daily_hours": 3}
    press(member, shift)
    evening = make_shift("18:00", "20:00")
    assert "With this you have 4 hours on that day" in shown(member, evening)
    press(member, evening)
    assert SignUp.objects.filter(state="confirmed").count() == 2


def test_a_clash_is_said_before_the_button(client, make_shift, volunteer):
    shift, at_once, later = make_shift(), make_shift("09:00", "11:00"), make_shift("10:00", "12:00")
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    client.force_login(volunteer.user)
    page = client.get(reverse("points:shift", args=[at_once.pk]))
    assert page.context["unfit"].code == "clashes"
    assert reverse("points:sign-up", args=[at_once.pk]) not in page.content.decode()
    assert client.get(reverse("points:shift", args=[later.pk])).context["unfit"] is None
