"""The leader of a team signs up several members: in one go, each with an outcome, and nobody from outside."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.audit import LogEntry
from points.errors import DropOutOver, IdempotencyMismatch, NotOfTheTeam, NotPermitted
from points.inbox import queries as inbox
from points.models import Shift, SignUp, Team
from points.people import services as people
from tests.racing import race

from .conftest import at, clock

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _on_friday(the_day_before):
    """The day before the shift."""


@pytest.fixture
def team(community, administrator) -> Team:
    return people.create_team(community=community, name="红马甲队", by=administrator)


@pytest.fixture
def join(team, make_volunteer, administrator):
    """`join("李雷")` serves in the team, and without a login."""

    def join(name: str, *, of: Team = team, is_leader: bool = False, is_online: bool = False):
        resident = make_volunteer(name, is_online=is_online)
        people.join_team(of, resident=resident, since=NEW_YEAR, by=administrator, is_leader=is_leader)
        return resident

    return join


@pytest.fixture
def leader(join):
    return join("王芳", is_leader=True, is_online=True)


def sign_up(shift, team, by, *members, key=None, **more):
    listed = activities.TeamList(team=team, members=members, **more)
    return activities.sign_up_team(shift, listed=listed, by=by.user, key=key or str(uuid4()))


def outcomes(answer) -> list[tuple[str, str]]:
    return [(one.resident.name, one.refusal.code if one.refusal else one.state) for one in answer.result]


def test_three_of_a_team_have_a_place_and_read_so_in_their_inbox(shift, team, leader, join):
    first, second = join("李雷"), join("韩梅梅")
    answer = sign_up(shift, team, leader, leader, first, second)
    assert outcomes(answer) == [("王芳", "confirmed"), ("李雷", "confirmed"), ("韩梅梅", "confirmed")]
    assert Shift.objects.get().taken == 3
    assert set(SignUp.objects.values_list("created_by", "team")) == {(leader.user.pk, team.pk)}
    assert [entry.title for entry in inbox.page_of(first).entries] == ["已替您报名：周六大扫除"]
    # The leader did it himself and is told nothing.
    assert inbox.page_of(leader).entries == []


def test_one_who_cannot_come_does_not_keep_the_others_out(make_shift, team, leader, join, organiser):
    shift, at_once = make_shift(), make_shift("09:00", "11:00")
    busy, there, free = join("李雷"), join("韩梅梅"), join("赵敏")
    activities.sign_up(at_once, resident=busy, by=organiser)
    activities.sign_up(shift, resident=there, by=organiser)
    answer = sign_up(shift, team, leader, busy, there, free)
    assert outcomes(answer) == [("李雷", "clashes"), ("韩梅梅", "already_signed_up"), ("赵敏", "confirmed")]
    assert Shift.objects.get(pk=shift.pk).taken == 2


def test_where_places_run_out_the_others_wait_if_the_leader_said_so(make_shift, team, leader, join):
    shift = make_shift(capacity=1)
    first, second = join("李雷"), join("韩梅梅")
    assert outcomes(sign_up(shift, team, leader, first, second)) == [("李雷", "confirmed"), ("韩梅梅", "shift_full")]
    assert outcomes(sign_up(shift, team, leader, second, is_waiting=True)) == [("韩梅梅", "waiting")]


def test_the_same_request_again_is_answered_the_same(make_shift, team, leader, join):
    shift, key = make_shift(capacity=1), str(uuid4())
    first, second = join("李雷"), join("韩梅梅")
    once = sign_up(shift, team, leader, first, second, key=key)
    again = sign_up(shift, team, leader, first, second, key=key)
    assert again.is_replay
    assert outcomes(again) == outcomes(once)
    assert str(again.result[1].refusal) == str(once.result[1].refusal)
    assert SignUp.objects.count() == LogEntry.objects.filter(action="points.team_signed_up").count() == 1
    with pytest.raises(IdempotencyMismatch):
        sign_up(shift, team, leader, second, key=key)


def test_nobody_is_signed_up_who_does_not_serve_in_the_team(shift, team, leader, join, make_volunteer, administrator):
    stranger, former = make_volunteer("李雷"), join("韩梅梅")
    people.leave_team(former.memberships.get(), on=date(2026, 11, 13), by=administrator)
    for outsider in (stranger, former):
        with pytest.raises(NotOfTheTeam):
            sign_up(shift, team, leader, leader, outsider)
    assert not SignUp.objects.exists()


def test_only_who_leads_the_team_now_signs_it_up(shift, team, leader, join, community, administrator):
    member = join("李雷", is_online=True)
    other_team = people.create_team(community=community, name="银发队", by=administrator)
    elsewhere = join("韩梅梅", of=other_team, is_leader=True, is_online=True)
    for by in (member, elsewhere):
        with pytest.raises(NotPermitted):
            sign_up(shift, team, by, member)
    people.leave_team(leader.memberships.get(), on=date(2026, 11, 13), by=administrator)
    with pytest.raises(NotPermitted):
        sign_up(shift, team, leader, member)


def test_what_binds_a_member_binds_the_leader(shift, team, leader, join, activity):
    activity.age_from = 18
    activity.save(update_fields=["age_from"])
    member = join("李雷")
    assert outcomes(sign_up(shift, team, leader, member)) == [("李雷", "age_unknown")]
    activity.age_from = None
    activity.save(update_fields=["age_from"])
    Shift.objects.update(sign_up_closes_at=at("07:00", 13))
    assert outcomes(sign_up(Shift.objects.get(), team, leader, member)) == [("李雷", "sign_up_over")]


def test_a_draft_is_not_there_for_a_leader(shift, team, leader, activity):
    activity.is_published = False
    activity.save(update_fields=["is_published"])
    with pytest.raises(NotPermitted):
        sign_up(Shift.objects.get(), team, leader, leader)


def test_whoever_was_not_asked_gives_the_place_back_whenever_he_wants(shift, team, leader, join, activity):
    activity.drop_out_hours = 48
    activity.save(update_fields=["drop_out_hours"])
    member = join("李雷", is_online=True)
    sign_up(shift, team, leader, member)
    activities.cancel_sign_up(SignUp.objects.get(), by=member.user)
    # Who signed up by himself knew of the deadline.
    own = activities.sign_up(shift, resident=member, by=member.user)
    with pytest.raises(DropOutOver):
        activities.cancel_sign_up(own, by=member.user)


@pytest.mark.django_db(transaction=True)
def test_two_leaders_and_the_members_themselves_at_once_fill_three_places(make_shift, team, leader, join):
    shift = make_shift(capacity=3)
    other = join("韩梅梅", is_leader=True, is_online=True)
    members = [join(f"队员{number}", is_online=True) for number in range(4)]
    acts = [
        lambda: sign_up(shift, team, leader, *members) and "team",
        lambda: sign_up(shift, team, other, *reversed(members)) and "team",
        *(partial(_alone, shift, member) for member in members),
    ]
    found = race(acts)
    assert found[:2] == ["team", "team"]
    assert set(found[2:]) <= {"alone", "already_signed_up", "shift_full"}
    assert Shift.objects.get().taken == SignUp.objects.count() == 3


def _alone(shift, member) -> str:
    activities.sign_up(shift, resident=member, by=member.user)
    return "alone"


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(client, leader, shift):
    client.force_login(leader.user)
    return reverse("points:team-sign-up", args=[shift.pk])


def test_the_page_offers_who_is_free_and_says_why_the_others_are_not(page, client, make_shift, join, organiser):
    free, busy, there = join("李雷"), join("韩梅梅"), join("赵敏")
    activities.sign_up(make_shift("09:00", "11:00"), resident=busy, by=organiser)
    activities.sign_up(Shift.objects.earliest("pk"), resident=there, by=organiser)
    shown = client.get(page)
    offered = [choice[1] for choice in shown.context["form"].fields["members"].choices]
    assert sorted(offered) == sorted([free.name, "王芳"])
    said = {member.resident.name: member.hindrance for member in shown.context["others"]}
    assert said["韩梅梅"].code == "clashes"
    assert said["赵敏"] is None
    assert str(said["韩梅梅"]) in shown.content.decode()


def test_the_page_signs_up_whom_the_leader_ticked_and_a_second_tap_nobody(page, client, join, shift):
    member = join("李雷")
    sent = {"key": str(uuid4()), "members": [member.pk]}
    for _tap in range(2):
        answer = client.post(page, sent)
        assert outcomes_of(answer) == [("李雷", "confirmed")]
    assert SignUp.objects.get().resident == member
    assert answer.context["places_left"] == 29


def outcomes_of(answer):
    return [(one.resident.name, one.state) for one in answer.context["outcomes"]]


def test_the_page_asks_for_somebody_and_takes_no_stranger(page, client, make_volunteer):
    stranger = make_volunteer("李雷")
    for members in ([], [stranger.pk], ["x"]):
        answer = client.post(page, {"key": str(uuid4()), "members": members})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not SignUp.objects.exists()


def test_the_page_is_for_leaders(client, shift, join):
    member = join("李雷", is_online=True)
    client.force_login(member.user)
    assert client.get(reverse("points:team-sign-up", args=[shift.pk])).status_code == 403
    assert "team-sign-up" not in client.get(reverse("points:shift", args=[shift.pk])).content.decode()


def test_the_page_of_the_shift_leads_there_and_an_over_shift_takes_nobody(page, client, shift, leader):
    assert page in client.get(reverse("points:shift", args=[shift.pk])).content.decode()
    with clock("10:00"):
        assert not client.get(page).context["may_sign_up"]
        answer = client.post(page, {"key": str(uuid4()), "members": [leader.pk]})
    assert [one.refusal.code for one in answer.context["outcomes"]] == ["shift_not_open"]
