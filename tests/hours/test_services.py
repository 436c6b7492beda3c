"""Hours are recorded, confirmed by a second person, corrected by a record that replaces them."""

from datetime import date

import pytest
from django.db import transaction

from points.errors import (
    FutureDate,
    HoursNotWaiting,
    HoursReplaced,
    IdempotencyMismatch,
    InvalidTimes,
    NotPermitted,
    NotYourGrid,
    OwnEntry,
    OwnHousehold,
    ReasonRequired,
)
from points.hours import queries
from points.hours import services as hours
from points.ledger import queries as ledger
from points.ledger import services as ledger_services
from points.models import Account, Grid, ServiceRecord, Transfer
from points.permissions import Role
from points.rules import queries as rules_queries
from points.rules import services as rules
from tests.activities.conftest import CAPPED, at

from .conftest import record

pytestmark = pytest.mark.django_db


def balance(resident) -> int:
    return Account.objects.get(pk=resident.household.account_id).balance


def correct(record, by, start="08:00", end="09:00", *, reason="签退时间有误", key="k"):
    return hours.correct(record, started_at=at(start), ended_at=at(end), reason=reason, by=by, key=key)


# --- confirming ------------------------------------------------------------------------------------------------------


def test_a_second_person_confirms_the_hours_of_an_organiser(waiting, leader, second):
    assert (waiting.state, balance(leader)) == ("waiting", 0)
    confirmed = hours.confirm(waiting, by=second)
    assert (confirmed.state, confirmed.confirmed_by, confirmed.award.amount) == ("booked", second, 40)
    assert balance(leader) == 40
    assert queries.minutes_of(leader) == queries.Minutes(scanned=120)


def test_nobody_confirms_for_the_own_household(waiting, leader):
    with pytest.raises(OwnHousehold):
        hours.confirm(waiting, by=leader.user)
    assert balance(leader) == 0


def test_nobody_confirms_what_he_recorded(waiting, leader, second):
    ServiceRecord.objects.filter(pk=waiting.pk).update(recorded_by=second.pk)
    waiting.refresh_from_db()
    with pytest.raises(OwnEntry):
        hours.confirm(waiting, by=second)
    assert balance(leader) == 0


def test_confirming_needs_a_duty_here(waiting, make_staff, community, make_volunteer):
    elsewhere = Grid.objects.get(pk=community.add_sibling(level=community.level, name="黎冲社区").pk)
    with pytest.raises(NotYourGrid):
        hours.confirm(waiting, by=make_staff(Role.ORGANISER, grid=elsewhere))
    for user in (make_volunteer().user, make_staff(Role.GRID_STAFF)):
        with pytest.raises(NotPermitted):
            hours.confirm(waiting, by=user)


def test_hours_are_confirmed_once(waiting, leader, second, make_staff):
    hours.confirm(waiting, by=second)
    with pytest.raises(HoursNotWaiting):
        hours.confirm(waiting, by=make_staff(Role.ORGANISER))
    assert balance(leader) == 40


# --- correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_award_back_and_books_anew(booked, volunteer, second):
    assert balance(volunteer) == 40
    new = correct(booked, second).result
    booked.refresh_from_db()
    assert (booked.state, booked.minutes) == ("reversed", 120)
    assert (new.replaces, new.minutes, new.source, new.reason) == (booked, 60, "by_hand", "签退时间有误")
    assert new.key == f"{booked.key}:2"
    assert balance(volunteer) == 20
    assert list(Transfer.objects.order_by("pk").values_list("kind", "amount")) == [
        ("award", 40),
        ("award", 20),
        ("reversal", 40),
    ]
    assert queries.minutes_of(volunteer) == queries.Minutes(by_hand=60)
    assert ledger.verify().differences == []


def test_a_correction_can_be_corrected(booked, volunteer, second):
    middle = correct(booked, second).result
    last = correct(middle, second, end="08:30", key="k2").result
    assert (last.key, last.minutes, balance(volunteer)) == (f"{booked.key}:3", 30, 10)
    assert queries.current(booked) == last


def test_whoever_was_not_there_has_no_minutes(booked, volunteer, second):
    new = correct(booked, second, end="08:00").result
    assert (new.minutes, new.award, balance(volunteer)) == (0, None, 0)
    assert queries.minutes_of(volunteer).total == 0


def spend(volunteer, amount, key="rice"):
    posting = ledger_services.Posting(
        debit=Account.objects.get(pk=volunteer.household.account_id),
        credit=ledger_services.system_account("redeemed:1"),
        amount=amount,
        kind=Transfer.Kind.REDEMPTION,
        key=key,
        occurred_on=date(2026, 11, 14),
    )
    ledger_services.post(posting, by=None)


def test_spent_points_count_towards_the_corrected_award(booked, volunteer, second):
    spend(volunteer, 30)
    correct(booked, second)
    assert balance(volunteer) == 0
    reversal = Transfer.objects.get(kind="reversal")
    assert (reversal.amount, reversal.shortfall) == (30, 10)


def test_spending_and_correcting_in_turn_brings_nothing_new(booked, volunteer, second):
    spend(volunteer, 40)
    middle = correct(booked, second, end="09:57").result
    assert balance(volunteer) == 0
    correct(middle, second, end="09:54", key="k2")
    assert balance(volunteer) == 0
    assert ledger.verify().differences == []


def test_hours_whose_award_was_undone_can_still_be_corrected(booked, volunteer, second, administrator):
    rules.undo(booked.award, key="undo", by=administrator, reason="记错了人")
    new = correct(booked, second).result
    assert (new.minutes, balance(volunteer)) == (60, 20)


def test_a_correction_under_a_cap_finds_the_room_that_the_first_award_leaves(draft, volunteer, organiser, second):
    booked = record(draft(volunteer, rule_code=CAPPED), organiser)
    assert booked.award.amount == 30
    assert correct(booked, second).result.award.amount == 20
    assert rules_queries.verify().differences == []


def test_minutes_that_have_not_passed_are_not_corrected_in(booked, volunteer, second, organiser):
    with pytest.raises(FutureDate, match="12:01"):
        correct(booked, second, end="12:01")
    hours.confirm(correct(booked, second, end="12:00", key="k2").result, by=organiser)
    assert queries.minutes_of(volunteer) == queries.Minutes(by_hand=240)


def test_the_same_key_corrects_once(booked, volunteer, second):
    first, again = correct(booked, second), correct(booked, second)
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    assert (ServiceRecord.objects.count(), balance(volunteer)) == (2, 20)
    with pytest.raises(IdempotencyMismatch):
        correct(booked, second, end="09:30")


def test_a_record_is_replaced_once(booked, volunteer, second):
    correct(booked, second)
    with pytest.raises(HoursReplaced):
        correct(booked, second, end="09:30", key="k2")
    assert balance(volunteer) == 20


def test_a_correction_needs_a_reason(booked, volunteer, second):
    with pytest.raises(ReasonRequired):
        correct(booked, second, reason=" ")
    assert balance(volunteer) == 40


@pytest.mark.parametrize(("day", "end"), [(14, "07:59"), (15, "08:01")])
def test_times_that_cannot_be_are_refused(booked, volunteer, second, day, end):
    with pytest.raises(InvalidTimes):
        hours.correct(booked, started_at=at("08:00"), ended_at=at(end, day), reason="错", by=second, key="k")
    assert balance(volunteer) == 40


def test_nobody_corrects_the_own_household(waiting, leader):
    with pytest.raises(OwnHousehold):
        correct(waiting, leader.user)


def test_a_volunteer_corrects_nothing(booked, volunteer, make_volunteer, make_staff):
    for user in (make_volunteer().user, make_staff(Role.CASHIER)):
        with pytest.raises(NotPermitted):
            correct(booked, user)


def test_correcting_what_waits_books_it(waiting, leader, second):
    new = correct(waiting, second).result
    assert (new.state, new.minutes, balance(leader)) == ("booked", 60, 20)


# --- sums ------------------------------------------------------------------------------------------------------------


def test_sums_keep_scanned_and_entered_apart(draft, volunteer, organiser, second, community):
    record(draft(volunteer, key="a"), organiser)
    record(draft(volunteer, key="b", start="14:00", end="15:00", day=7), organiser)
    typed = record(draft(volunteer, key="c", day=6, source=ServiceRecord.Source.BY_HAND), organiser)
    hours.confirm(typed, by=second)
    assert queries.minutes_of(volunteer) == queries.Minutes(scanned=180, by_hand=120)
    assert queries.minutes_of(volunteer, since=date(2026, 11, 7)) == queries.Minutes(scanned=180)
    assert queries.minutes_of(volunteer, until=date(2026, 11, 7)) == queries.Minutes(by_hand=120)
    by_resident = queries.minutes_by_resident(community, since=date(2026, 11, 7), until=date(2026, 11, 14))
    assert by_resident == {volunteer.pk: queries.Minutes(scanned=60)}


def test_nothing_is_half_recorded(draft, make_volunteer, organiser):
    good, bad = draft(make_volunteer(), key="a"), draft(make_volunteer(), key="b", rule_code="W99")
    with pytest.raises(Exception, match="W99"), transaction.atomic():
        hours.record_many([good, bad], by=organiser, key="batch")
    assert not ServiceRecord.objects.exists()
    assert not Transfer.objects.exists()
