"""Who may act for whom: a grown-up chooses, a child has a guardian, and nobody appoints himself."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from points.audit import LogEntry
from points.errors import (
    AlreadyProxy,
    HelperWithoutDuty,
    NotAMinor,
    NotPermitted,
    OwnHousehold,
    ProxyEnded,
    SelfAppointed,
)
from points.models import Acting, Proxy, Resident
from points.people import queries
from points.people import services as people
from points.people.models import ProxyKind
from points.permissions import Role
from points.signals import proxy_appointed, proxy_ended

pytestmark = pytest.mark.django_db
FAMILY, GUARDIAN, STAFF = ProxyKind.FAMILY, ProxyKind.GUARDIAN, ProxyKind.STAFF


def let_in(resident: Resident, name: str) -> Resident:
    resident.user = get_user_model().objects.create_user(name, password="x")
    resident.save()
    return resident


@pytest.fixture
def grandmother(household) -> Resident:
    return let_in(household.residents.get(is_head=True), "grandmother")


@pytest.fixture
def daughter(household) -> Resident:
    return let_in(Resident.objects.create(household=household, name="李小红"), "daughter")


@pytest.fixture
def child(household, today) -> Resident:
    return Resident.objects.create(household=household, name="李小宝", born_on=today - timedelta(days=3650))


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def office(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def appoint(today):
    def do(resident, user, kind=FAMILY, *, by, since=None):
        return people.appoint_proxy(resident, user=user, kind=kind, since=since or today, by=by)

    return do


def represented(user):
    return [proxy.resident for proxy in queries.proxies_of(user)]


def test_a_grown_up_chooses_who_acts_for_him(appoint, grandmother, daughter):
    proxy = appoint(grandmother, daughter.user, by=grandmother.user)
    assert represented(daughter.user) == [grandmother]
    assert list(queries.proxies_for(grandmother)) == [proxy]
    assert represented(grandmother.user) == []


def test_nobody_appoints_himself_the_office_neither(appoint, grandmother, daughter, office, administrator):
    for user in (daughter.user, office, administrator):
        with pytest.raises(SelfAppointed):
            appoint(grandmother, user, by=user)
    with pytest.raises(SelfAppointed):
        appoint(grandmother, grandmother.user, by=office)


def test_nobody_appoints_for_another_grown_up_but_the_office(appoint, grandmother, daughter, make_household, office):
    neighbour = let_in(make_household("陈桂芳").residents.get(), "neighbour")
    with pytest.raises(NotPermitted):
        appoint(grandmother, neighbour.user, by=daughter.user)
    assert appoint(grandmother, neighbour.user, by=office).recorded_by == office


def test_staff_without_the_duty_record_none(appoint, grandmother, daughter, make_staff):
    with pytest.raises(NotPermitted):
        appoint(grandmother, daughter.user, by=make_staff(Role.GRID_STAFF))


def test_a_guardian_is_for_a_child_until_it_is_of_age(appoint, grandmother, daughter, child, office, today):
    with pytest.raises(NotAMinor):
        appoint(grandmother, daughter.user, GUARDIAN, by=office)
    appoint(child, daughter.user, GUARDIAN, by=office)
    assert represented(daughter.user) == [child]
    child.born_on = today.replace(year=today.year - 18)
    child.save()
    assert represented(daughter.user) == []


def test_one_grown_up_of_the_household_says_that_the_other_is_the_guardian(
    appoint, grandmother, daughter, child, make_household
):
    assert appoint(child, daughter.user, GUARDIAN, by=grandmother.user).kind == GUARDIAN
    neighbour = let_in(make_household("陈桂芳").residents.get(), "neighbour")
    with pytest.raises(NotPermitted):
        appoint(child, neighbour.user, GUARDIAN, by=grandmother.user)
    with pytest.raises(NotPermitted):
        appoint(child, grandmother.user, GUARDIAN, by=neighbour.user)


def test_a_child_appoints_nobody(appoint, child, grandmother, daughter):
    let_in(child, "child")
    with pytest.raises(NotPermitted):
        appoint(child, daughter.user, by=child.user)
    with pytest.raises(NotPermitted):
        appoint(child, daughter.user, GUARDIAN, by=child.user)


def test_staff_look_after_whom_their_duty_reaches(appoint, grandmother, office, make_staff, community, today):
    beside = make_staff(Role.GRID_STAFF, grid=community.get_children().get(name="2栋"))
    with pytest.raises(HelperWithoutDuty):
        appoint(grandmother, beside, STAFF, by=office)
    with pytest.raises(HelperWithoutDuty):
        appoint(grandmother, make_staff(Role.CASHIER), STAFF, by=office)
    helper = make_staff(Role.GRID_STAFF)
    appoint(grandmother, helper, STAFF, by=grandmother.user)
    assert represented(helper) == [grandmother]
    helper.points_duties.update(until=today)
    assert represented(helper) == []


def test_at_home_staff_are_family(appoint, grandmother, daughter, office, community):
    people.appoint(daughter.user, role=Role.GRID_STAFF, grid=community, since=timezone.localdate(), by=office)
    with pytest.raises(OwnHousehold):
        appoint(grandmother, daughter.user, STAFF, by=office)
    assert appoint(grandmother, daughter.user, FAMILY, by=office)


def test_the_same_appointment_is_made_once_and_again_after_it_ended(appoint, grandmother, daughter, today):
    proxy = appoint(grandmother, daughter.user, by=grandmother.user)
    with pytest.raises(AlreadyProxy):
        appoint(grandmother, daughter.user, by=grandmother.user)
    people.end_proxy(proxy, by=grandmother.user)
    with pytest.raises(ProxyEnded):
        people.end_proxy(proxy, by=grandmother.user)
    assert appoint(grandmother, daughter.user, by=grandmother.user).pk != proxy.pk


def test_it_is_ended_by_either_side_and_by_the_office(appoint, grandmother, daughter, office, make_household):
    neighbour = let_in(make_household("陈桂芳").residents.get(), "neighbour")
    for by in (grandmother.user, daughter.user, office):
        proxy = appoint(grandmother, daughter.user, by=grandmother.user)
        with pytest.raises(NotPermitted):
            people.end_proxy(proxy, by=neighbour.user)
        people.end_proxy(proxy, by=by)
        assert represented(daughter.user) == []


def test_a_grown_up_of_the_household_ends_what_holds_for_its_child(appoint, grandmother, daughter, child, office):
    proxy = appoint(child, daughter.user, GUARDIAN, by=office)
    people.end_proxy(proxy, by=grandmother.user)
    assert represented(daughter.user) == []


def test_an_appointment_that_ends_takes_along_what_goes_on_under_it(appoint, grandmother, daughter):
    proxy = appoint(grandmother, daughter.user, by=grandmother.user)
    people.begin_acting(proxy, by=daughter.user)
    people.end_proxy(proxy, by=grandmother.user)
    assert not queries.actings_of(daughter.user)
    assert Acting.objects.get().ends_at <= timezone.now()


@pytest.mark.parametrize("days", [0, 1])
def test_it_holds_from_its_first_day(appoint, grandmother, daughter, today, days):
    appoint(grandmother, daughter.user, by=grandmother.user, since=today + timedelta(days=days))
    assert bool(represented(daughter.user)) is (days == 0)


def test_whoever_moved_away_is_represented_by_nobody(appoint, grandmother, daughter):
    appoint(grandmother, daughter.user, by=grandmother.user)
    Resident.objects.filter(pk=grandmother.pk).update(is_active=False)
    assert represented(daughter.user) == []


def test_the_log_names_whoever_recorded_it_and_for_whom_and_no_name(appoint, grandmother, daughter, office):
    proxy = appoint(grandmother, daughter.user, by=office)
    people.end_proxy(proxy, by=grandmother.user)
    made, ended = LogEntry.objects.filter(action__startswith="points.proxy").order_by("pk")
    assert made.user == office
    assert made.data == {"kind": "family", "user": daughter.user.pk, "on_behalf_of": grandmother.pk}
    assert (ended.user, "on_behalf_of" in ended.data) == (grandmother.user, False)
    assert made.label == f"#{proxy.pk}"


def test_a_host_is_told_after_the_commit(appoint, grandmother, daughter, django_capture_on_commit_callbacks):
    told = []

    def hear(signal, proxy, **kwargs):
        told.append((signal, proxy.pk))

    for bell in (proxy_appointed, proxy_ended):
        bell.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            proxy = appoint(grandmother, daughter.user, by=grandmother.user)
            assert told == []
        with django_capture_on_commit_callbacks(execute=True):
            people.end_proxy(proxy, by=grandmother.user)
    finally:
        for bell in (proxy_appointed, proxy_ended):
            bell.disconnect(hear)
    assert told == [(proxy_appointed, proxy.pk), (proxy_ended, proxy.pk)]


@pytest.mark.parametrize("wrong", [{"kind": "friend"}, {"until": timedelta(days=-1)}, {}])
def test_the_database_holds_what_an_appointment_is(grandmother, daughter, today, wrong):
    facts = {"resident": grandmother, "user": daughter.user, "kind": "family", "since": today}
    Proxy.objects.create(**facts)
    if "until" in wrong:
        wrong = {"until": today + wrong["until"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proxy.objects.create(**facts | wrong)
