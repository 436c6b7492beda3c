"""A forgotten check-out.

王芳 leaves half an hour before the end and forgets her card. The shift is closed with its planned end, and her record
is marked. At home she says when she really left, once; the organiser accepts it, and half an hour and one point go.
李雷 says that he stayed longer than anybody saw; the organiser declines with a sentence. Both read it in the inbox.
"""

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.errors import (
    AlreadyProposed,
    FutureDate,
    InvalidTimes,
    NothingForgotten,
    NotPermitted,
    OwnHousehold,
    ProposalAnswered,
    ProposalOver,
    ReasonRequired,
)
from points.hours import queries
from points.hours import services as hours
from points.inbox import queries as inbox
from points.ledger import queries as ledger
from points.models import Account, ServiceRecord, TimeProposal
from points.permissions import Role
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.activities.scanning import came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def close(shift, organiser, administrator):
    """`close(王芳, 李雷)`: they came at eight, nobody saw them go, and the shift was closed."""

    def close(*residents, left=None) -> list[ServiceRecord]:
        with clock("12:00"):
            for resident in residents:
                came_and_left(shift, resident, organiser, "08:00", left, office=administrator)
            activities.close_shift(shift, key="close", by=organiser)
        return [ServiceRecord.objects.get(resident=resident) for resident in residents]

    return close


def propose(record, time="09:30", *, by=None, text="提前走了，忘了签退"):
    return hours.propose_time(record, ended_at=at(time), text=text, by=by or record.resident.user)


def told(resident) -> list[tuple[str, str]]:
    return [(entry.title, entry.text) for entry in inbox.page_of(resident).entries]


def balance(resident) -> int:
    return Account.objects.get(pk=resident.household.account_id).balance


def test_a_forgotten_check_out(client, close, make_volunteer, organiser, make_staff):
    client.cookies["django_language"] = "en"
    wang, li = make_volunteer("王芳"), make_volunteer("李雷")
    hers, his = close(wang, li)
    assert (hers.minutes, hers.is_closed_automatically, balance(wang)) == (120, True, 40)
    with clock("20:00"):
        client.force_login(wang.user)
        way = reverse("points:true-time", args=[hers.pk])
        assert way in client.get(reverse("points:hours")).content.decode()
        client.post(way, {"ended_at": "2026-11-14T09:30", "text": "提前走了，忘了签退"})
        assert way not in client.get(reverse("points:hours")).content.decode()
        propose(his, "11:30", text="多留了一个半小时")

        client.force_login(organiser)
        listed = client.get(reverse("points:hours-waiting")).content.decode()
        assert all(reverse("points:hours-record", args=[record.pk]) in listed for record in (hers, his))
        client.post(reverse("points:hours-proposal", args=[hers.pk]), {"do": "accept"})
        client.post(reverse("points:hours-proposal", args=[his.pk]), {"do": "decline", "answer": "十点已锁门。"})

        corrected = queries.current(hers)
        assert (corrected.minutes, corrected.state, corrected.reason) == (90, "booked", "提前走了，忘了签退")
        assert (balance(wang), balance(li)) == (30, 40)
        assert "The time that you proposed was accepted" in [title for title, _text in told(wang)]
        assert ("The time that you proposed was declined", "十点已锁门。") in told(li)
    assert ledger.verify().differences == queries.verify().differences == []


def test_more_time_waits_for_a_second_person(close, volunteer, organiser, make_staff):
    [record] = close(volunteer)
    with clock("12:30"):
        longer = hours.accept_time(propose(record, "11:00"), by=organiser)
        assert (longer.state, longer.minutes, balance(volunteer)) == ("waiting", 180, 40)
        hours.confirm(longer, by=make_staff(Role.ORGANISER))
    assert balance(volunteer) == 60


def test_a_time_is_proposed_once_and_within_two_weeks(close, volunteer, organiser):
    [record] = close(volunteer)
    with clock("12:01", day=28), pytest.raises(ProposalOver):
        propose(record)
    with clock("12:00", day=28):
        proposal = propose(record)
        with pytest.raises(AlreadyProposed):
            propose(record, "09:00")
        hours.decline_time(proposal, answer="有人看见", by=organiser)
        with pytest.raises(AlreadyProposed):
            propose(record, "09:00")
        with pytest.raises(ProposalAnswered):
            hours.accept_time(proposal, by=organiser)


def test_where_nobody_forgot_anything_there_is_nothing_to_propose(close, volunteer):
    [record] = close(volunteer, left="10:00")
    with pytest.raises(NothingForgotten):
        propose(record)


def test_only_the_person_proposes_and_with_a_time_that_can_be(close, volunteer, make_volunteer, organiser):
    [record] = close(volunteer)
    with clock("12:00"):
        for by in (make_volunteer().user, organiser):
            with pytest.raises(NotPermitted):
                propose(record, by=by)
        for time, refusal in (("07:59", InvalidTimes), ("12:01", FutureDate)):
            with pytest.raises(refusal):
                propose(record, time)
        with pytest.raises(ReasonRequired):
            propose(record, text=" ")
    assert not TimeProposal.objects.exists()


def test_nobody_answers_for_his_own_household(close, volunteer, organiser, community):
    [record] = close(volunteer)
    volunteer.user.points_duties.create(role=Role.ORGANISER, grid=community, since="2026-01-01")
    with clock("12:00"):
        proposal = propose(record)
        for answer in (
            lambda by: hours.accept_time(proposal, by=by),
            lambda by: hours.decline_time(proposal, answer="不对", by=by),
        ):
            with pytest.raises(OwnHousehold):
                answer(volunteer.user)
        with pytest.raises(ReasonRequired):
            hours.decline_time(proposal, answer=" ", by=organiser)
    assert TimeProposal.objects.get().state == "open"
