"""Signing up at the desk: found by card, name or number, and nothing is written before the button."""

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.inbox import queries as inbox
from points.models import ActivityRole, Shift, SignUp
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_friday(the_day_before):
    """The day before the shift."""


@pytest.fixture
def elder(make_volunteer):
    return make_volunteer("陈桂芳", is_online=False)


@pytest.fixture
def desk(client, organiser, shift):
    """`desk(text="陈")` sends the form of the desk."""
    client.force_login(organiser)
    address = reverse("points:desk-sign-up", args=[shift.pk])

    def desk(**sent):
        return client.post(address, sent) if sent else client.get(address)

    return desk


def test_somebody_without_an_account_is_found_and_signed_up(desk, elder, shift, organiser):
    shown = desk(text="桂芳")
    assert shown.context["person"] == elder
    assert not SignUp.objects.exists()
    assert desk(text="桂芳", resident=elder.pk, do="take").status_code == 302
    made = SignUp.objects.get()
    assert (made.resident, made.created_by, made.state) == (elder, organiser, "confirmed")
    assert [entry.title for entry in inbox.page_of(elder).entries] == ["已替您报名：周六大扫除"]
    listed = desk().content.decode()
    assert f"工作人员 {organiser.pk} 号" in listed
    assert "陈桂芳" in listed


def test_the_card_and_the_number_of_the_household_find_the_same(desk, elder, administrator):
    card = people.issue_card(elder.household, resident=elder, by=administrator)
    for text in (people_queries.card_text(card), elder.household.account.number, "cgf"):
        assert desk(text=text).context["person"] == elder, text


def test_who_is_meant_is_asked_where_several_fit(desk, elder, make_volunteer):
    other = make_volunteer("陈小红", is_online=False)
    shown = desk(text="陈")
    assert set(shown.context["found"]) == {elder, other}
    assert not SignUp.objects.exists()
    assert desk(text="陈", resident=other.pk).context["person"] == other


def test_nobody_fits_and_a_card_that_cannot_be_read_say_so(desk):
    assert "桂" in desk(text="桂").content.decode()
    assert desk(text="A.B.C").context["refusal"].code == "card_unreadable"


def test_when_it_is_full_the_desk_puts_on_the_waiting_list_and_says_the_turn(desk, elder, volunteer, organiser):
    Shift.objects.update(capacity=1)
    activities.sign_up(Shift.objects.get(), resident=volunteer, by=organiser)
    shown = desk(text="桂芳")
    assert not shown.context["may_take"]
    assert shown.context["may_wait"]
    again = desk(text="桂芳", resident=elder.pk, do="take")
    assert again.context["refusal"].code == "shift_full"
    assert desk(text="桂芳", resident=elder.pk, do="wait").status_code == 302
    assert desk(text="桂芳").context["turn"] == 1
    assert [row.resident for row in desk().context["queue"]] == [elder]


def test_the_desk_gives_a_place_back_and_takes_an_offered_one(desk, elder, volunteer, organiser):
    Shift.objects.update(capacity=1)
    activities.sign_up(Shift.objects.get(), resident=volunteer, by=organiser)
    desk(text="桂芳", resident=elder.pk, do="wait")
    desk(text="王芳", resident=volunteer.pk, do="give_back")
    assert SignUp.objects.get(resident=elder).state == "offered"
    desk(text="桂芳", resident=elder.pk, do="take")
    assert SignUp.objects.get(resident=elder).state == "confirmed"


def test_a_role_is_chosen_and_its_absence_refused(desk, elder, activity):
    role = ActivityRole.objects.create(activity=activity, name="掌勺")
    assert desk(text="桂芳", resident=elder.pk, do="take").context["refusal"].code == "role_needed"
    desk(text="桂芳", resident=elder.pk, do="take", role=role.pk)
    assert SignUp.objects.get().role == role


def test_what_speaks_against_it_is_said_and_passed_over_with_a_note(desk, elder, activity):
    activity.age_from = 18
    activity.save(update_fields=["age_from"])
    assert desk(text="桂芳").context["unfit"].code == "age_unknown"
    assert desk(text="桂芳", resident=elder.pk, do="take").status_code == 302


def test_an_organiser_without_the_duty_to_see_people_finds_those_only_who_signed_up(
    desk, client, activity, elder, volunteer, make_staff
):
    helper = make_staff(Role.CASHIER)
    activity.organisers.add(helper)
    client.force_login(helper)
    assert desk(text="桂芳").context["found"] == []
    assert desk(text="桂芳", resident=elder.pk, do="take").status_code == 404
    activities.sign_up(Shift.objects.get(), resident=volunteer, by=volunteer.user)
    shown = desk(text="王芳")
    assert shown.context["person"] == volunteer
    assert "王芳" not in shown.content.decode().replace('value="王芳"', "")


def test_a_shift_that_is_closed_takes_nobody(desk, elder):
    Shift.objects.update(state=Shift.State.CLOSED)
    assert desk(text="桂芳", resident=elder.pk, do="take").context["refusal"].code == "shift_not_open"
    assert '<form class="pt-find"' not in desk().content.decode()


def test_a_clash_is_said_and_has_no_button(desk, elder, make_shift, organiser):
    activities.sign_up(make_shift("09:00", "11:00"), resident=elder, by=organiser)
    shown = desk(text="桂芳")
    assert shown.context["clash"].code == "clashes"
    assert 'value="take"' not in shown.content.decode()
    assert desk(text="桂芳", resident=elder.pk, do="take").context["refusal"].code == "clashes"
