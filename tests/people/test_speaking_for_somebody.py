"""Whoever was appointed to act for somebody decides nothing about that household; its helper still helps there."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from points import statements
from points.disputes import services as disputes
from points.errors import OwnHousehold
from points.hours import services as hours
from points.models import Proxy, ServiceRecord
from points.people import queries
from points.people import services as people
from points.people.models import ProxyKind
from points.permissions import Role
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.disputes.conftest import *  # noqa: F403
from tests.disputes.conftest import doubt

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(make_staff, wang, book):
    """`party(role)` is somebody with that duty who was appointed to act for 王芳."""

    def make(role: Role, *, kind=ProxyKind.FAMILY, **days):
        user = make_staff(role)
        Proxy.objects.create(resident=wang, user=user, kind=kind, **{"since": timezone.localdate()} | days)
        return user

    return make


@pytest.fixture
def act(wang, community) -> rules.Act:
    return rules.Act(
        account=wang.household.account,
        community=community,
        rule_code="Z2",
        occurred_at=timezone.now(),
        key=f"test:{uuid4()}",
    )


# --- one deed for each beat of the till, the desk and the office; each is given whoever does it -----------------------


@pytest.fixture
def to_sell(given, wang, store, rice, award) -> Callable:
    award(wang.household, "Z1", resident=wang, minutes=2400)
    line = supermarket.Line(good=rice, quantity=1, price=rice.price)
    return lambda by: supermarket.redeem(wang.household, store=store, lines=[line], key=uuid4(), by=by)


@pytest.fixture
def to_refund(to_sell, office) -> Callable:
    redemption = to_sell(office).result
    return lambda by: supermarket.refund(redemption, key=uuid4(), by=by, reason="米袋破了")


@pytest.fixture
def to_confirm(now, wang, son, record_hours) -> Callable:
    waiting = record_hours(wang, by=son.user)
    return lambda by: hours.confirm(waiting, by=by)


@pytest.fixture
def to_correct(by_hand) -> Callable:
    times = {"started_at": by_hand.started_at, "ended_at": by_hand.started_at + timedelta(hours=1)}
    return lambda by: hours.correct(by_hand, **times, reason="签退时间有误", by=by, key=str(uuid4()))


@pytest.fixture
def to_answer(given, wang) -> Callable:
    dispute = doubt(given.transfer, wang)
    return lambda by: disputes.dismiss(dispute, answer="调解记录在案", by=by)


@pytest.fixture
def to_undo(given) -> Callable:
    return lambda by: rules.undo(given, key=str(uuid4()), by=by, reason="登记错了人")


@pytest.fixture
def to_award(now, act) -> Callable:
    return lambda by: rules.award(act, by=by)


@pytest.mark.parametrize("kind", [ProxyKind.FAMILY, ProxyKind.STAFF])
@pytest.mark.parametrize(
    ("deed", "role"),
    [
        ("to_sell", Role.CASHIER),
        ("to_refund", Role.ADMINISTRATOR),
        ("to_confirm", Role.ORGANISER),
        ("to_correct", Role.ORGANISER),
        ("to_answer", Role.ADMINISTRATOR),
        ("to_undo", Role.ADMINISTRATOR),
        ("to_award", Role.GRID_STAFF),
    ],
)
def test_nobody_decides_about_whom_he_speaks_for(request, party, deed, role, kind):
    do, user = request.getfixturevalue(deed), party(role, kind=kind)
    with pytest.raises(OwnHousehold):
        do(user)
    people.end_proxy(Proxy.objects.get(user=user), by=user)
    assert do(user)


def test_a_sheet_with_somebody_spoken_for_is_refused_whole(now, act, party, office):
    with pytest.raises(OwnHousehold):
        rules.award_many([act], key="sheet", by=party(Role.GRID_STAFF))
    assert rules.award_many([act], key="sheet", by=office).result


def test_hours_for_somebody_spoken_for_wait_for_a_second_person(now, wang, neighbour, record_hours, party, make_staff):
    organiser, scanned = party(Role.ORGANISER), ServiceRecord.Source.SCANNED
    assert record_hours(neighbour, by=organiser, source=scanned).state == ServiceRecord.State.BOOKED
    waiting = record_hours(wang, by=organiser, source=scanned)
    assert (waiting.state, waiting.award) == (ServiceRecord.State.WAITING, None)
    assert hours.confirm(waiting, by=make_staff(Role.ORGANISER)).state == ServiceRecord.State.BOOKED


# --- who counts -------------------------------------------------------------------------------------------------------


def is_own(user, household) -> tuple[bool, bool]:
    """By the look-up, and inside another statement."""
    sql = f"SELECT {queries.is_own_household('%(household)s')}"
    values = {**queries.standing_of(user), "household": household.pk}
    [said] = statements.fetch_one(sql, values)
    return household.pk in queries.own_households(user), bool(said)


@pytest.mark.parametrize(
    ("begins", "ends", "counts"), [(0, None, True), (-9, 1, True), (-9, 0, False), (1, None, False)]
)
def test_an_appointment_counts_from_its_first_day_to_the_day_before_it_ends(party, wang, begins, ends, counts):
    today = timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    user = party(Role.CASHIER, since=today + timedelta(days=begins), until=until)
    assert is_own(user, wang.household) == (counts, counts)


def test_of_a_household_spoken_for_nobody_else_is_kept_from_deciding(party, wang, son, neighbour, make_staff):
    user = party(Role.CASHIER)
    assert is_own(user, son.household) == (True, True)
    assert is_own(user, neighbour.household) == (False, False)
    assert is_own(make_staff(Role.CASHIER), wang.household) == (False, False)
    assert is_own(wang.user, wang.household) == (True, True)


def test_whoever_has_moved_away_is_spoken_for_no_more(party, wang):
    user = party(Role.CASHIER)
    wang.is_active = False
    wang.save()
    assert is_own(user, wang.household) == (False, False)


def test_the_helper_of_one_still_helps_another_behind_the_same_door(now, party, son, office):
    helper = party(Role.GRID_STAFF, kind=ProxyKind.STAFF)
    people.set_pin(son, pin="836194", by=son.user)
    assert people.assist(son, pin="836194", by=helper).kind == ProxyKind.STAFF
