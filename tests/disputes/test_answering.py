"""A dispute is answered once by somebody who had no part in it, and what is upheld is undone with the answer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from points.disputes import queries
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.errors import (
    DisputeAnswered,
    IdempotencyMismatch,
    NotPermitted,
    NotYourGrid,
    OwnEntry,
    OwnHousehold,
    ReasonRequired,
    UndoElsewhere,
)
from points.hours import queries as hours_queries
from points.hours import services as hours
from points.ledger import queries as ledger
from points.models import Account, Duty, LogEntry, ServiceRecord, Transfer
from points.people import services as people
from points.people.models import Acting, Proxy
from points.permissions import Role
from points.rules import queries as rules
from points.supermarket import services as supermarket

from .conftest import balance, doubt, uphold

pytestmark = pytest.mark.django_db


def nothing_differs() -> bool:
    return not [*ledger.verify().differences, *rules.verify().differences, *hours_queries.verify().differences]


def test_upholding_takes_an_award_back_with_its_reason(given, wang, judge):
    dispute = uphold(doubt(given.transfer, wang), judge, "登记错了人")
    given.refresh_from_db()
    assert balance(wang.household) == 0
    assert given.undone_at is not None
    assert dispute.remedy == given.transfer.reversed_by
    assert dispute.remedy.memo == dispute.answer == "登记错了人"
    assert (dispute.state, dispute.answered_by) == ("upheld", judge)
    assert nothing_differs()


def test_not_me_takes_minutes_and_points_back(by_hand, wang, judge):
    dispute = uphold(doubt(by_hand, wang, kind=Dispute.Kind.NOT_ME), judge)
    assert balance(wang.household) == 0
    assert hours_queries.minutes_of(wang).total == 0
    standing = hours_queries.current(by_hand)
    assert (standing.minutes, standing.reason) == (0, dispute.answer)
    assert dispute.remedy == by_hand.award.transfer.reversed_by
    assert nothing_differs()


def test_hours_that_still_wait_are_never_booked(now, wang, judge, record_hours, community):
    Duty.objects.create(user=wang.user, role=Role.ORGANISER, grid=community, since=date(2026, 1, 1))
    waiting = record_hours(wang, by=wang.user)
    assert waiting.state == "waiting"
    dispute = uphold(doubt(waiting, wang, kind=Dispute.Kind.NOT_ME), judge)
    assert dispute.remedy is None
    assert hours_queries.minutes_of(wang).total == 0
    assert not hours_queries.waiting_in(queries.Q()).exists()
    assert nothing_differs()


def test_hours_without_points_are_undone_too(now, wang, judge, record_hours):
    bare = record_hours(wang, rule="")
    assert uphold(doubt(bare, wang), judge).remedy is None
    assert hours_queries.minutes_of(wang).total == 0


def test_a_deduction_is_given_back(now, wang, award, judge):
    award(wang.household, "Z1", minutes=3000)
    deducted = award(wang.household, "K1")
    before = balance(wang.household)
    uphold(doubt(deducted.transfer, wang), judge, "照片拍的是邻居家")
    assert balance(wang.household) == before + 2000


def test_dismissing_leaves_everything_as_it_is(given, wang, judge):
    dispute = disputes.dismiss(doubt(given.transfer, wang), answer="调解记录在案", by=judge)
    assert (dispute.state, dispute.answer, dispute.remedy) == ("dismissed", "调解记录在案", None)
    assert balance(wang.household) == 100
    assert not Transfer.objects.filter(reverses=given.transfer).exists()


def test_what_was_taken_back_before_needs_nothing_more(story, wang, judge):
    dispute = uphold(doubt(story.by_hand.transfer, wang), judge)
    assert dispute.remedy == story.by_hand.transfer.reversed_by
    assert nothing_differs()


def test_hours_that_were_corrected_before_need_nothing_more(by_hand, wang, judge):
    began = by_hand.started_at
    hours.correct(by_hand, started_at=began, ended_at=began, reason="没来", by=judge, key="k")
    by_hand.refresh_from_db()
    assert uphold(doubt(by_hand, wang), judge).remedy == by_hand.award.transfer.reversed_by


def test_what_was_redeemed_is_refunded_at_the_till_first(story, wang, judge):
    bought = story.rice_kept
    dispute = doubt(bought.transfer, wang, text="没有买过")
    with pytest.raises(UndoElsewhere):
        uphold(dispute, judge)
    dispute.refresh_from_db()
    assert dispute.state == "open"
    refund = supermarket.refund(bought, key=uuid4(), by=judge, reason="收银员扫错了卡").result
    assert uphold(dispute, judge).remedy == refund.transfer


def test_what_cannot_be_reversed_is_put_right_by_another_line(story, wang, judge, award):
    """An award was taken back wrongly: it is awarded anew, and the answer names the new line."""
    reversal = story.by_hand.transfer.reversed_by
    dispute = doubt(reversal, wang, text="确实调解过")
    older = Transfer.objects.filter(pk__lt=reversal.pk).latest("pk")
    for remedy in (None, reversal, older):
        with pytest.raises(UndoElsewhere):
            uphold(dispute, judge, remedy=remedy)
    anew = award(story.household, "Z1", minutes=60).transfer
    assert uphold(dispute, judge, remedy=anew).remedy == anew


def test_a_line_of_another_household_puts_nothing_right(story, wang, judge, award, neighbour):
    dispute = doubt(story.by_hand.transfer.reversed_by, wang)
    theirs = award(neighbour.household, "Z2").transfer
    with pytest.raises(UndoElsewhere):
        uphold(dispute, judge, remedy=theirs)


def test_an_answer_is_given_once_and_in_words(given, wang, judge):
    dispute = doubt(given.transfer, wang)
    with pytest.raises(ReasonRequired):
        uphold(dispute, judge, "  ")
    with pytest.raises(ReasonRequired):
        disputes.dismiss(dispute, answer="", by=judge)
    disputes.dismiss(dispute, answer="调解记录在案", by=judge)
    for again in (lambda: uphold(dispute, judge), lambda: disputes.dismiss(dispute, answer="还是", by=judge)):
        with pytest.raises(DisputeAnswered):
            again()
    assert balance(wang.household) == 100


def test_the_same_key_upholds_it_once(given, wang, judge):
    dispute, key = doubt(given.transfer, wang), uuid4()
    assert uphold(dispute, judge, key=key) == uphold(dispute, judge, key=key)
    with pytest.raises(IdempotencyMismatch):
        uphold(dispute, judge, "另一句", key=key)
    assert balance(wang.household) == 0


# --- nobody decides about himself -----------------------------------------------------------------------------------


def answers(dispute, by) -> list:
    return [lambda: uphold(dispute, by), lambda: disputes.dismiss(dispute, answer="没有问题", by=by)]


def test_whoever_entered_it_leaves_the_answer_to_a_colleague(given, wang, office):
    for answer in answers(doubt(given.transfer, wang), office):
        with pytest.raises(OwnEntry):
            answer()


def test_whoever_entered_or_confirmed_hours_does(by_hand, wang, judge, make_staff):
    dispute, other = doubt(by_hand, wang), make_staff(Role.ADMINISTRATOR)
    ServiceRecord.objects.filter(pk=by_hand.pk).update(recorded_by=judge.pk, confirmed_by=other.pk)
    for by in (judge, other):
        for answer in answers(Dispute.objects.get(pk=dispute.pk), by):
            with pytest.raises(OwnEntry):
                answer()


def test_the_household_does_not_answer_itself(given, wang, son, community):
    Duty.objects.create(user=son.user, role=Role.ADMINISTRATOR, grid=community, since=date(2026, 1, 1))
    for answer in answers(doubt(given.transfer, wang), son.user):
        with pytest.raises(OwnHousehold):
            answer()


def test_answering_is_a_duty_of_the_community(given, wang, make_staff, community):
    dispute = doubt(given.transfer, wang)
    beside = community.add_sibling(level=community.level, name="黎冲社区")
    for answer in answers(dispute, make_staff(Role.ADMINISTRATOR, grid=beside)):
        with pytest.raises(NotYourGrid):
            answer()
    for role in set(Role) - {Role.ADMINISTRATOR}:
        for answer in answers(dispute, make_staff(role)):
            with pytest.raises(NotPermitted):
                answer()


def test_the_staff_of_the_community_see_it_and_no_others(given, wang, judge, make_staff, community):
    dispute = doubt(given.transfer, wang)
    beside = community.add_sibling(level=community.level, name="黎冲社区")
    assert list(queries.open_for(judge)) == [dispute]
    assert list(queries.open_for(make_staff(Role.ADMINISTRATOR, grid=beside))) == []
    assert list(queries.open_for(make_staff(Role.AUDITOR))) == []
    uphold(dispute, judge)
    assert list(queries.open_for(judge)) == []
    assert list(queries.answered_for(judge)) == [dispute]


def test_after_a_move_the_community_where_it_was_entered_answers(given, wang, judge, community, make_household):
    dispute = doubt(given.transfer, wang)
    beside = community.add_sibling(level=community.level, name="黎冲社区")
    wang.household.grid = beside.add_child(level=wang.household.grid.level, name="9栋")
    wang.household.save()
    assert uphold(dispute, judge).state == "upheld"
    assert Account.objects.get(pk=wang.household.account_id).balance == 0


def test_whoever_acts_for_a_neighbour_says_it_in_her_name_and_leaves_the_answer(given, wang, judge):
    now = timezone.now()
    proxy = Proxy.objects.create(resident=wang, user=judge, kind="family", since=date(2026, 1, 1))
    Acting.objects.create(
        resident=wang, user=judge, kind="family", proxy=proxy, began_at=now, ends_at=now + timedelta(hours=1)
    )
    dispute = doubt(given.transfer, wang, by=judge)
    assert (dispute.resident, dispute.raised_by) == (wang, judge)
    assert LogEntry.objects.get(action="points.dispute_raised").data["on_behalf_of"] == wang.pk
    for answer in answers(dispute, judge):
        with pytest.raises(OwnHousehold):
            answer()
    people.end_proxy(proxy, by=judge)
    for answer in answers(dispute, judge):
        with pytest.raises(OwnEntry):
            answer()
