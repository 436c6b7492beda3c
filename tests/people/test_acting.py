"""Acting in somebody's name: short, of one at a time, for a few deeds, and the log names both."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from points.activities import services as activities
from points.audit import LogEntry
from points.errors import GuardianNeeded, NotPermitted, OwnHousehold, ProxyEnded
from points.models import Acting, ActivityKind, Consent, Resident
from points.people import queries
from points.people import services as people
from points.people.models import Deed, ProxyKind
from points.permissions import Role

pytestmark = pytest.mark.django_db
NAME = Consent.Purpose.PUBLIC_NAME
NOON = timezone.make_aware(datetime(2026, 11, 21, 12))


@pytest.fixture
def now():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def daughter(make_household):
    resident = make_household("李小红").residents.get()
    resident.user = get_user_model().objects.create_user("daughter", password="x")
    resident.save()
    return resident.user


@pytest.fixture
def grandmother(household) -> Resident:
    """Without a login."""
    return household.residents.get(is_head=True)


@pytest.fixture
def child(household) -> Resident:
    return Resident.objects.create(household=household, name="王小宝", born_on=NOON.date() - timedelta(days=3650))


@pytest.fixture
def office(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def begin(now, office):
    """`begin(resident, user, kind)` appoints and begins."""

    def do(resident, user, kind=ProxyKind.FAMILY):
        proxy = people.appoint_proxy(resident, user=user, kind=kind, since=NOON.date(), by=office)
        return people.begin_acting(proxy, by=user)

    return do


@pytest.fixture
def shift(community, administrator, now):
    kind = ActivityKind.objects.create(name="环境整治")
    plan = activities.Plan(community=community, kind=kind, name="清洁家园", place="东门")
    activity = activities.create_activity(plan, by=administrator)
    starts_at = NOON + timedelta(days=1)
    return activities.add_shift(
        activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=3, by=administrator
    )


def test_an_appointment_alone_opens_nothing(now, grandmother, daughter, office, shift):
    people.appoint_proxy(grandmother, user=daughter, kind=ProxyKind.FAMILY, since=NOON.date(), by=office)
    assert queries.acting_for(daughter, grandmother) is None
    with pytest.raises(NotPermitted):
        activities.sign_up(shift, resident=grandmother, by=daughter)


def test_whoever_acts_signs_up_and_gives_the_place_back_and_the_log_names_both(begin, grandmother, daughter, shift):
    acting = begin(grandmother, daughter)
    place = activities.sign_up(shift, resident=grandmother, by=daughter)
    assert (place.resident, place.created_by) == (grandmother, daughter)
    activities.cancel_sign_up(place, by=daughter)
    for action in ("points.signed_up", "points.sign_up_cancelled"):
        line = LogEntry.objects.get(action=action)
        assert line.user == daughter
        assert (line.data["on_behalf_of"], line.data["acting"]) == (grandmother.pk, acting.pk)


def test_a_line_about_oneself_says_nothing_of_others(grandmother, shift, now):
    grandmother.user = get_user_model().objects.create_user("grandmother")
    grandmother.save()
    activities.sign_up(shift, resident=grandmother, by=grandmother.user)
    assert "on_behalf_of" not in LogEntry.objects.get(action="points.signed_up").data


def test_of_one_at_a_time(begin, grandmother, child, daughter):
    begin(grandmother, daughter)
    begin(child, daughter, ProxyKind.GUARDIAN)
    assert queries.acting_for(daughter, grandmother) is None
    assert queries.acting_for(daughter, child)


@pytest.mark.parametrize(("after", "acts"), [(timedelta(hours=23, minutes=59), True), (timedelta(days=1), False)])
def test_family_have_a_day(begin, grandmother, daughter, now, after, acts):
    acting = begin(grandmother, daughter)
    people.keep_acting(acting)
    now.shift(after)
    assert bool(queries.acting_for(daughter, grandmother)) is acts


def test_staff_have_a_quarter_of_an_hour_since_the_last_page_and_an_hour_in_all(begin, grandmother, make_staff, now):
    helper = make_staff(Role.GRID_STAFF)
    begin(grandmother, helper, ProxyKind.STAFF)
    for _page in range(5):
        now.shift(timedelta(minutes=11))
        people.keep_acting(queries.acting_for(helper, grandmother))
    now.shift(timedelta(minutes=4))
    assert queries.acting_for(helper, grandmother)
    now.shift(timedelta(minutes=1))
    assert queries.acting_for(helper, grandmother) is None


def test_staff_who_do_nothing_are_out_after_a_quarter_of_an_hour(begin, grandmother, make_staff, now):
    helper = make_staff(Role.GRID_STAFF)
    begin(grandmother, helper, ProxyKind.STAFF)
    now.shift(timedelta(minutes=14))
    assert queries.acting_for(helper, grandmother)
    now.shift(timedelta(minutes=1))
    assert queries.acting_for(helper, grandmother) is None


def test_what_was_ended_is_not_kept_up_by_a_page_that_comes_late(begin, grandmother, make_staff, now):
    helper = make_staff(Role.GRID_STAFF)
    acting = begin(grandmother, helper, ProxyKind.STAFF)
    now.shift(timedelta(minutes=5))
    people.end_acting(helper)
    people.keep_acting(acting)
    assert not queries.actings_of(helper)


def test_acting_needs_the_appointment_the_duty_and_an_open_account(begin, grandmother, make_staff, daughter):
    helper = make_staff(Role.GRID_STAFF)
    begin(grandmother, helper, ProxyKind.STAFF)
    helper.points_duties.update(until=NOON.date())
    assert queries.acting_for(helper, grandmother) is None
    begin(grandmother, daughter)
    daughter.is_active = False
    assert queries.acting_for(daughter, grandmother) is None


def test_nobody_begins_under_the_appointment_of_another_or_one_that_ended(begin, grandmother, daughter, make_household):
    proxy = begin(grandmother, daughter).proxy
    with pytest.raises(ProxyEnded):
        people.begin_acting(proxy, by=get_user_model().objects.create_user("stranger"))
    people.end_proxy(proxy, by=daughter)
    with pytest.raises(ProxyEnded):
        people.begin_acting(proxy, by=daughter)


def test_logging_out_ends_it(begin, grandmother, daughter, client):
    begin(grandmother, daughter)
    client.force_login(daughter)
    client.logout()
    assert not queries.actings_of(daughter)
    assert LogEntry.objects.filter(action="points.acting_ended", user=daughter).count() == 1


@pytest.mark.parametrize(
    ("kind", "deeds"),
    [
        (ProxyKind.GUARDIAN, set(Deed)),
        (ProxyKind.FAMILY, {Deed.SIGN_UP, Deed.DISPUTE, Deed.CERTIFY, Deed.TAKE_ALONG}),
        (ProxyKind.STAFF, {Deed.SIGN_UP, Deed.DISPUTE, Deed.CERTIFY}),
    ],
)
def test_each_kind_may_do_so_much(begin, grandmother, child, daughter, make_staff, kind, deeds):
    user = make_staff(Role.ORGANISER) if kind == ProxyKind.STAFF else daughter
    resident = child if kind == ProxyKind.GUARDIAN else grandmother
    begin(resident, user, kind)
    assert {deed for deed in Deed if queries.stands_for(user, resident, deed)} == deeds


def test_family_do_not_agree_in_the_name_of_a_grown_up(begin, grandmother, daughter):
    begin(grandmother, daughter)
    for is_by_guardian in (False, True):
        with pytest.raises(NotPermitted):
            people.give_consent(grandmother, purpose=NAME, by=daughter, is_by_guardian=is_by_guardian)


def test_a_guardian_who_lives_elsewhere_agrees_for_the_child_while_he_acts(begin, child, daughter):
    with pytest.raises(NotPermitted):
        people.give_consent(child, purpose=NAME, by=daughter, is_by_guardian=True)
    acting = begin(child, daughter, ProxyKind.GUARDIAN)
    with pytest.raises((NotPermitted, GuardianNeeded)):
        people.give_consent(child, purpose=NAME, by=daughter)
    consent = people.give_consent(child, purpose=NAME, by=daughter, is_by_guardian=True)
    assert consent.recorded_by == daughter
    people.withdraw_consent(child, purpose=NAME, by=daughter)
    lines = LogEntry.objects.filter(action__startswith="points.consent").order_by("pk")
    assert [line.data for line in lines] == [
        {"purpose": "public_name", "on_behalf_of": child.pk, "acting": acting.pk},
    ] * 2


def test_a_brother_of_twelve_is_no_guardian(child, household, now):
    brother = Resident.objects.create(household=household, name="王大宝", born_on=NOON.date() - timedelta(days=4400))
    brother.user = get_user_model().objects.create_user("brother")
    brother.save()
    with pytest.raises(NotPermitted):
        people.give_consent(child, purpose=NAME, by=brother.user, is_by_guardian=True)


@pytest.mark.parametrize("wrong", [{"ends_at": NOON - timedelta(minutes=1)}, {"kind": "family"}])
def test_the_database_holds_what_acting_is(grandmother, daughter, wrong):
    facts = {"resident": grandmother, "user": daughter, "kind": "staff", "began_at": NOON, "ends_at": NOON}
    Acting.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acting.objects.create(**facts | wrong)


def test_no_colleague_may_begin_for_his_own_household(grandmother, daughter, office, community):
    people.appoint(daughter, role=Role.GRID_STAFF, grid=community, since=NOON.date(), by=office)
    mother = Resident.objects.create(household=daughter.points_resident.household, name="王秀英")
    with pytest.raises(OwnHousehold):
        people.assist(mother, pin="836194", by=daughter)
