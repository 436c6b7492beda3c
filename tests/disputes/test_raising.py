"""A dispute is raised by the household, once for a line."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from points import signals
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.errors import (
    AlreadyDisputed,
    IdempotencyMismatch,
    NotByHand,
    NotOfHousehold,
    NotPermitted,
    PersonalDataInText,
)
from points.models import LogEntry, ServiceRecord, Transfer

from .conftest import balance, doubt, uphold

pytestmark = pytest.mark.django_db


def test_any_member_doubts_a_line_of_the_family(given, wang, son, community):
    dispute = doubt(given.transfer, son, text="我们没有调解过")
    assert (dispute.account, dispute.transfer, dispute.service_record) == (wang.household.account, given.transfer, None)
    assert (dispute.state, dispute.raised_by, dispute.resident) == ("open", son.user, son)
    assert dispute.community == community
    assert balance(wang.household) == 100


def test_every_kind_of_line_can_be_doubted(story, wang):
    lines = Transfer.objects.order_by("pk")
    for transfer in lines:
        doubt(transfer, wang)
    assert Dispute.objects.filter(account=wang.household.account).count() == lines.count() == 9


def test_neighbours_cannot(given, by_hand, neighbour):
    for about in (given.transfer, by_hand):
        with pytest.raises(NotOfHousehold):
            doubt(about, neighbour)


def test_nobody_doubts_in_the_name_of_another(given, wang, neighbour):
    with pytest.raises(NotPermitted):
        doubt(given.transfer, wang, by=neighbour.user)
    assert not Dispute.objects.exists()


def test_who_moved_away_cannot(given, wang):
    wang.is_active = False
    wang.save()
    with pytest.raises(NotPermitted):
        doubt(given.transfer, wang)


def test_points_of_ones_own_are_doubted_by_the_holder_alone(now, party_points, wang, son):
    with pytest.raises(NotOfHousehold):
        doubt(party_points.transfer, son)
    assert doubt(party_points.transfer, wang).account == wang.account


def test_not_me_is_for_hours_that_were_typed_in(given, by_hand, wang, record_hours, son):
    assert doubt(by_hand, wang, kind=Dispute.Kind.NOT_ME).service_record == by_hand
    scanned = record_hours(son, source=ServiceRecord.Source.SCANNED)
    for about in (given.transfer, scanned, scanned.award.transfer):
        with pytest.raises(NotByHand):
            doubt(about, wang, kind=Dispute.Kind.NOT_ME)
    assert doubt(scanned, wang).kind == "not_right"


def test_a_line_that_hours_brought_and_the_hours_are_one_dispute(by_hand, wang, son):
    dispute = doubt(by_hand.award.transfer, wang)
    assert (dispute.service_record, dispute.transfer) == (by_hand, None)
    with pytest.raises(AlreadyDisputed):
        doubt(by_hand, son, kind=Dispute.Kind.NOT_ME)


def test_one_open_dispute_for_a_line(given, wang, son, judge):
    dispute = doubt(given.transfer, wang)
    with pytest.raises(AlreadyDisputed):
        doubt(given.transfer, son)
    disputes.dismiss(dispute, answer="调解记录在案", by=judge)
    assert doubt(given.transfer, son).state == "open"


def test_the_database_keeps_one_open_dispute_for_a_line(given, wang):
    dispute = doubt(given.transfer, wang)
    dispute.pk, dispute.key = None, uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        dispute.save(force_insert=True)


def test_the_same_key_raises_it_once(given, wang):
    key = uuid4()
    first = doubt(given.transfer, wang, key=key)
    assert doubt(given.transfer, wang, key=key) == first
    with pytest.raises(IdempotencyMismatch):
        doubt(given.transfer, wang, key=key, text="另一句话")
    assert Dispute.objects.count() == 1


def test_phone_numbers_are_not_taken_in(given, wang, judge):
    with pytest.raises(PersonalDataInText):
        doubt(given.transfer, wang, text="请打13912345678")
    dispute = doubt(given.transfer, wang)
    with pytest.raises(PersonalDataInText):
        disputes.dismiss(dispute, answer="已打13912345678核实", by=judge)


def test_the_log_and_the_bell_tell_of_it(given, wang, judge, django_capture_on_commit_callbacks):
    rung = []
    signals.dispute_raised.connect(lambda dispute, **more: rung.append(dispute.state), weak=False, dispatch_uid="a")
    signals.dispute_answered.connect(lambda dispute, **more: rung.append(dispute.state), weak=False, dispatch_uid="b")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            dispute = doubt(given.transfer, wang, text="没有的事")
        with django_capture_on_commit_callbacks(execute=True):
            uphold(dispute, judge)
    finally:
        signals.dispute_raised.disconnect(dispatch_uid="a")
        signals.dispute_answered.disconnect(dispatch_uid="b")
    assert rung == ["open", "upheld"]
    lines = LogEntry.objects.filter(action__startswith="points.dispute").order_by("pk")
    assert [(line.action, line.user) for line in lines] == [
        ("points.dispute_raised", wang.user),
        ("points.dispute_upheld", judge),
    ]
    assert "没有的事" not in str([line.data for line in lines])
