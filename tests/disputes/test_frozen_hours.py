"""Hours that wait for a second person are frozen from “not me” until there is an answer."""

from functools import partial
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from points.disputes import queries
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.errors import AlreadyDisputed, HoursDisputed, NotByHand
from points.hours import queries as hours_queries
from points.hours import services as hours
from points.ledger import queries as ledger
from points.models import ServiceRecord
from points.permissions import Role
from tests.racing import race

from .conftest import balance, doubt, uphold

pytestmark = pytest.mark.django_db
NOT_ME = Dispute.Kind.NOT_ME


@pytest.fixture
def waiting(now, wang, son, record_hours) -> ServiceRecord:
    """Hours of 王芳 that her son typed in, who runs shifts."""
    return record_hours(wang, by=son.user)


@pytest.fixture
def second(make_staff):
    return make_staff(Role.ORGANISER)


def correct(record, by, minutes: int):
    ends = record.started_at + (record.ended_at - record.started_at) * minutes / record.minutes
    return hours.correct(
        record, started_at=record.started_at, ended_at=ends, reason="核对签到表", by=by, key=str(uuid4())
    ).result


@pytest.mark.parametrize("kind", Dispute.Kind)
def test_hours_in_doubt_are_not_confirmed_before_there_is_an_answer(waiting, wang, second, judge, kind):
    dispute = doubt(waiting, wang, kind=kind)
    with pytest.raises(HoursDisputed) as refused:
        hours.confirm(waiting, by=second)
    assert refused.value.code == "hours_disputed"
    assert balance(wang.household) == 0
    disputes.dismiss(dispute, answer="签到表上有本人签名", by=judge)
    assert hours.confirm(waiting, by=second).state == "booked"
    assert balance(wang.household) == 100


def test_hours_that_nobody_doubts_are_confirmed(waiting, wang, son, record_hours, second):
    doubt(record_hours(son, by=wang.user), son, kind=NOT_ME)
    assert hours.confirm(waiting, by=second).state == "booked"


def test_hours_in_doubt_are_not_booked_by_correcting_them_either(waiting, wang, second):
    doubt(waiting, wang, kind=NOT_ME)
    with pytest.raises(HoursDisputed):
        correct(waiting, second, minutes=60)
    assert correct(waiting, second, minutes=0).minutes == 0
    assert balance(wang.household) == 0


def test_booked_hours_in_doubt_are_still_corrected(by_hand, wang, second):
    doubt(by_hand, wang, kind=NOT_ME)
    assert correct(by_hand, second, minutes=60).minutes == 60


def test_what_was_upheld_is_never_confirmed(waiting, wang, judge):
    dispute = uphold(doubt(waiting, wang, kind=NOT_ME), judge)
    waiting.refresh_from_db()
    assert (dispute.state, waiting.state, waiting.is_disputed) == ("upheld", "reversed", False)
    assert hours_queries.minutes_of(wang).total == 0


def test_a_dispute_that_is_refused_freezes_nothing(now, wang, record_hours):
    scanned = record_hours(wang, source=ServiceRecord.Source.SCANNED)
    with pytest.raises(NotByHand):
        doubt(scanned, wang, kind=NOT_ME)
    scanned.refresh_from_db()
    assert not scanned.is_disputed


def test_a_second_dispute_leaves_the_hours_frozen_by_the_first(waiting, wang, son):
    doubt(waiting, wang, kind=NOT_ME)
    with pytest.raises(AlreadyDisputed):
        doubt(waiting, son)
    waiting.refresh_from_db()
    assert waiting.is_disputed


def test_the_list_shows_them_frozen_and_without_a_button(client, waiting, wang, second, judge):
    client.force_login(second)
    client.cookies["django_language"] = "en"
    page = reverse("points:hours-record", args=[waiting.pk])
    button = reverse("points:hours-confirm", args=[waiting.pk])
    assert button in client.get(page).content.decode()
    dispute = doubt(waiting, wang, kind=NOT_ME)
    assert "Disputed: frozen" in client.get(reverse("points:hours-waiting")).content.decode()
    assert button not in client.get(page).content.decode()
    assert "Somebody says that these hours are not right" in client.post(button).content.decode()
    disputes.dismiss(dispute, answer="签到表上有本人签名", by=judge)
    assert "Disputed" not in client.get(reverse("points:hours-waiting")).content.decode()
    assert button in client.get(page).content.decode()


def test_the_proof_names_hours_that_are_out_of_step(waiting, by_hand, wang, judge):
    doubt(waiting, wang, kind=NOT_ME)
    assert queries.verify().differences == []
    call_command("verify_ledger")
    ServiceRecord.objects.update(is_disputed=False)
    assert [found.fact for found in queries.verify().differences] == ["is disputed but not marked so"]
    ServiceRecord.objects.update(is_disputed=True)
    assert [found.row for found in queries.verify().differences] == [f"#{by_hand.pk}"]
    with pytest.raises(CommandError, match="no dispute is open"):
        call_command("verify_ledger")


def _raised_by(resident, record) -> int:
    return doubt(record, resident, kind=NOT_ME).pk


def _confirmed(record, by) -> str:
    return hours.confirm(record, by=by).state


@pytest.mark.django_db(transaction=True)
def test_of_a_tap_and_a_confirmation_at_once_neither_waits_for_ever(waiting, wang, second):
    _raised, confirmed = race([partial(_raised_by, wang, waiting), partial(_confirmed, waiting, second)])
    waiting.refresh_from_db()
    assert confirmed == ("booked" if waiting.state == "booked" else "hours_disputed")
    assert waiting.is_disputed
    assert balance(wang.household) == (100 if waiting.state == "booked" else 0)
    assert [*ledger.verify().differences, *hours_queries.verify().differences, *queries.verify().differences] == []
