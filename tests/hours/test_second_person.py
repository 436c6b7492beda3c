"""What a person only says, somebody else confirms: hours by hand, and corrections that add time."""

from functools import partial
from uuid import uuid4

import pytest

from points.activities import queries as activities_queries
from points.activities import services as activities
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.errors import HandMinutesUsedUp, OwnEntry
from points.hours import queries
from points.hours import services as hours
from points.ledger import queries as ledger
from points.ledger import services as ledger_services
from points.models import Account, HandEntry, Scan, ServiceRecord, Transfer
from points.permissions import Role
from tests.activities.conftest import at, clock
from tests.activities.scanning import by_hand
from tests.racing import race

from .conftest import record

pytestmark = pytest.mark.django_db
BY_HAND = ServiceRecord.Source.BY_HAND


def balance(resident) -> int:
    return Account.objects.get(pk=resident.household.account_id).balance


def correct(old, by, start="08:00", end="09:00", *, key="k"):
    times = {"started_at": at(start), "ended_at": at(end)}
    return hours.correct(old, **times, reason="签到表上如此", by=by, key=key).result


def enter(shift, resident, by, came="08:00", left="10:00"):
    by_hand(shift, resident, by, "in", came)
    by_hand(shift, resident, by, "out", left)


def close(shift, by, key="close"):
    activities.close_shift(shift, key=key, by=by)
    return ServiceRecord.objects.get(check_in__shift=shift)


# --- entered by hand ------------------------------------------------------------------------------------------------


def test_hours_entered_by_hand_bring_nothing_before_somebody_else_confirms_them(shift, volunteer, organiser, second):
    enter(shift, volunteer, organiser)
    waiting = close(shift, organiser)
    assert (waiting.state, waiting.award, balance(volunteer)) == ("waiting", None, 0)
    assert queries.minutes_of(volunteer).total == 0
    booked = hours.confirm(waiting, by=second)
    assert (booked.state, booked.confirmed_by, balance(volunteer)) == ("booked", second, 40)
    assert queries.minutes_of(volunteer) == queries.Minutes(by_hand=120)
    assert queries.verify().differences == activities_queries.verify().differences == []


def test_whoever_entered_them_does_not_confirm_them_even_if_somebody_else_closed(shift, volunteer, organiser, second):
    enter(shift, volunteer, organiser)
    waiting = close(shift, second)
    with pytest.raises(OwnEntry):
        hours.confirm(waiting, by=organiser)
    assert hours.confirm(waiting, by=second).state == "booked"
    assert queries.verify().differences == []


def test_two_who_entered_one_end_each_both_leave_it_to_a_third(shift, volunteer, organiser, second, administrator):
    by_hand(shift, volunteer, organiser, "in", "08:00")
    by_hand(shift, volunteer, second, "out", "10:00")
    waiting = close(shift, organiser)
    for by in (organiser, second):
        with pytest.raises(OwnEntry):
            hours.confirm(waiting, by=by)
    assert hours.confirm(waiting, by=administrator).state == "booked"


def test_a_site_may_do_without_a_second_person(shift, volunteer, organiser, settings):
    settings.POINTS = {"has_second_person_for_hours": False}
    enter(shift, volunteer, organiser)
    assert close(shift, organiser).state == "booked"
    assert queries.minutes_of(volunteer) == queries.Minutes(by_hand=120)


def test_the_proof_names_hours_that_their_author_confirmed(shift, volunteer, organiser, second):
    enter(shift, volunteer, organiser)
    confirmed = hours.confirm(close(shift, organiser), by=second)
    ServiceRecord.objects.update(confirmed_by=organiser.pk)
    found = [(difference.row, difference.fact) for difference in queries.verify().differences]
    assert found == [(f"#{confirmed.pk}", "was confirmed by whoever entered it by hand")]


# --- corrections ----------------------------------------------------------------------------------------------------


def test_a_correction_that_takes_time_away_needs_nobody_else(booked, volunteer, second):
    assert correct(booked, second).state == "booked"
    assert balance(volunteer) == 20


def test_a_correction_that_adds_time_waits_and_what_was_booked_stays_meanwhile(booked, volunteer, organiser, second):
    longer = correct(booked, second, "07:00", "11:00")
    assert (longer.state, longer.award, balance(volunteer)) == ("waiting", None, 40)
    with pytest.raises(OwnEntry):
        hours.confirm(longer, by=second)
    assert queries.verify().differences == []
    assert hours.confirm(longer, by=organiser).award.amount == 80
    assert balance(volunteer) == 80
    assert ledger.verify().differences == queries.verify().differences == []


def test_points_that_were_spent_meanwhile_come_out_of_the_longer_award(booked, volunteer, organiser, second):
    longer = correct(booked, second, "07:00", "11:00")
    spend(volunteer, 30)
    hours.confirm(longer, by=organiser)
    assert balance(volunteer) == 50


def spend(resident, amount: int) -> None:
    from_account = {"debit": resident.household.account, "credit": ledger_services.system_account("redeemed:1")}
    kind = {"kind": Transfer.Kind.REDEMPTION, "key": "spent", "occurred_on": at("08:00").date()}
    ledger_services.post(ledger_services.Posting(**from_account, amount=amount, **kind), by=None)


def test_a_correction_of_a_correction_that_waits_takes_the_first_award_back_once(booked, volunteer, organiser, second):
    longer = correct(booked, second, "07:00", "11:00")
    assert correct(longer, organiser, "08:00", "08:00", key="none").state == "booked"
    assert (balance(volunteer), queries.minutes_of(volunteer).total) == (0, 0)
    assert ledger.verify().differences == queries.verify().differences == []


def test_whoever_entered_hours_does_not_book_them_by_correcting_them(draft, volunteer, organiser, second):
    waiting = record(draft(volunteer, source=BY_HAND), organiser)
    again = correct(waiting, organiser)
    assert (again.state, balance(volunteer)) == ("waiting", 0)
    assert correct(again, second, end="08:30", key="less").state == "booked"
    assert balance(volunteer) == 10


# --- so many a day --------------------------------------------------------------------------------------------------


@pytest.fixture
def three_hours(settings):
    settings.POINTS = {"hand_minutes_a_day": 180}


def test_one_person_enters_so_many_minutes_a_day(three_hours, shift, make_shift, make_volunteer, organiser, second):
    enter(shift, make_volunteer(), organiser)
    another, late = make_volunteer(), make_shift("10:00", "11:00")
    with pytest.raises(HandMinutesUsedUp) as refused:
        by_hand(shift, another, organiser, "in", "08:00")
    assert refused.value.params == {"entered": 120, "asked": 120, "most": 180}
    by_hand(late, another, organiser, "in", "10:00")
    with pytest.raises(HandMinutesUsedUp):
        by_hand(late, make_volunteer(), organiser, "in", "10:59")
    by_hand(shift, another, second, "in", "08:00")
    assert sum(HandEntry.objects.filter(entered_by=organiser.pk).values_list("minutes", flat=True)) == 180
    assert Scan.objects.filter(refusal="hand_minutes_used_up").count() == 2


def test_another_day_holds_as_many_again(three_hours, shift, make_volunteer, organiser):
    enter(shift, make_volunteer(), organiser)
    with clock("12:00", day=15):
        enter(shift, make_volunteer(), organiser)


def test_times_that_are_entered_again_are_counted_once(three_hours, shift, volunteer, organiser):
    enter(shift, volunteer, organiser, "09:00", "10:00")
    enter(shift, volunteer, organiser, "08:00", "10:30")
    assert HandEntry.objects.get().minutes == 150


def test_what_was_taken_back_makes_room(three_hours, shift, make_volunteer, organiser):
    by_hand(shift, make_volunteer(), organiser, "in", "08:00")
    activities.take_back(Scan.objects.get(), by=organiser)
    assert HandEntry.objects.get().minutes == 0
    enter(shift, make_volunteer(), organiser)


def test_time_that_a_correction_adds_counts_as_well(three_hours, draft, booked, volunteer, second):
    with pytest.raises(HandMinutesUsedUp):
        correct(booked, second, "08:00", "11:01")
    booked.refresh_from_db()
    assert booked.state == "booked"
    assert correct(booked, second, "08:00", "11:00", key="less").state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_many_entries_at_the_same_moment_stay_under_the_ceiling(three_hours, shift, make_volunteer, organiser):
    people = [make_volunteer() for _ in range(6)]
    outcomes = race([partial(came, shift, resident, organiser) for resident in people])
    assert sorted(outcomes) == ["entered"] + ["hand_minutes_used_up"] * 5


def came(shift, resident, by) -> str:
    by_hand(shift, resident, by, "in", "08:00")
    return "entered"


# --- “not me” -------------------------------------------------------------------------------------------------------


def test_whoever_entered_them_does_not_answer_not_me(shift, volunteer, organiser, make_staff):
    author, closer = make_staff(Role.ADMINISTRATOR), make_staff(Role.ADMINISTRATOR)
    enter(shift, volunteer, author)
    waiting = close(shift, organiser)
    told = {"kind": Dispute.Kind.NOT_ME, "text": "", "by": volunteer.user, "key": uuid4()}
    dispute = disputes.raise_dispute(waiting, resident=volunteer, **told).result
    with pytest.raises(OwnEntry):
        disputes.uphold(dispute, answer="没有来", by=author, key=uuid4())
    disputes.uphold(dispute, answer="没有来", by=closer, key=uuid4())
    assert queries.current(waiting).minutes == 0
