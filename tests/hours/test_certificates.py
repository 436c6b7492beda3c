"""Hours are certified from the records, once for the same figures, and no longer than they hold."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from points import signals
from points.audit import LogEntry
from points.errors import (
    CertificateMistyped,
    CertificateUnknown,
    CertificateWithdrawn,
    DateImpossible,
    FutureDate,
    NoHours,
    NotPermitted,
    NotYourGrid,
    OwnHousehold,
    PersonalDataInText,
    ReasonRequired,
)
from points.hours import queries, serials
from points.hours import services as hours
from points.ledger.models import check_digit
from points.models import Acting, Certificate, CertificateIssuer, Grid, Resident, ServiceRecord
from points.permissions import Role
from tests.activities.conftest import at

from .conftest import record

pytestmark = pytest.mark.django_db
SINCE, SATURDAY = date(2026, 1, 1), date(2026, 11, 14)


def issue(resident, by=None, *, starts_on=SINCE, ends_on=SATURDAY, **more) -> Certificate:
    return hours.issue_certificate(resident, starts_on=starts_on, ends_on=ends_on, by=by or resident.user, **more)


def correct(record, by, end="09:00"):
    return hours.correct(record, started_at=at("08:00"), ended_at=at(end), reason="签退有误", by=by, key=end).result


@pytest.fixture
def certificate(booked, volunteer) -> Certificate:
    return issue(volunteer)


# --- issuing ---------------------------------------------------------------------------------------------------------


def test_a_volunteer_has_the_own_hours_certified(booked, draft, volunteer, organiser, second, community):
    by_hand = record(draft(volunteer, key="sheet:2", day=7, source=ServiceRecord.Source.BY_HAND), organiser)
    assert issue(volunteer).minutes_by_hand == 0
    hours.confirm(by_hand, by=second)
    certificate = issue(volunteer)
    assert (certificate.minutes_scanned, certificate.minutes_by_hand) == (120, 120)
    assert certificate.records == [by_hand.pk, booked.pk]
    assert (certificate.issued_by, certificate.issuer, certificate.community) == (None, "红土田社区", community)
    assert serials.read_serial(certificate.serial) == certificate.serial
    assert queries.state_of(certificate) == Certificate.State.VALID


def test_the_first_certificate_gives_a_number_and_the_next_one_bears_the_same(booked, volunteer):
    assert volunteer.volunteer_number is None
    first = issue(volunteer).resident.volunteer_number
    number = issue(volunteer, starts_on=SATURDAY).resident.volunteer_number
    assert number == first == Resident.objects.get(pk=volunteer.pk).volunteer_number
    assert re.fullmatch(r"[1-9][0-9]{9}", number)
    assert check_digit(number) == "0"


def test_a_certificate_that_is_refused_gives_no_number(volunteer):
    with pytest.raises(NoHours):
        issue(volunteer)
    assert Resident.objects.get(pk=volunteer.pk).volunteer_number is None


def test_only_what_was_served_in_the_period_is_certified(booked, draft, volunteer, organiser):
    earlier = record(draft(volunteer, key="sheet:2", day=7), organiser)
    assert issue(volunteer, ends_on=SATURDAY - timedelta(days=1)).records == [earlier.pk]
    assert issue(volunteer, starts_on=SATURDAY).records == [booked.pk]


def test_grid_staff_certify_for_whoever_has_no_phone(booked, volunteer, make_staff, building):
    staff = make_staff(Role.GRID_STAFF, grid=building)
    type(staff).objects.filter(pk=staff.pk).update(first_name="何", last_name="")
    staff.refresh_from_db()
    Resident.objects.filter(pk=volunteer.pk).update(user=None)
    volunteer.refresh_from_db()
    certificate = issue(volunteer, staff, remarks="用于评优")
    assert (certificate.issued_by, certificate.handler, certificate.remarks) == (staff, "何", "用于评优")


def test_staff_of_another_grid_and_others_are_refused(booked, volunteer, make_staff, make_volunteer, community):
    other = community.get_children().get(name="2栋")
    with pytest.raises(NotYourGrid):
        issue(volunteer, make_staff(Role.GRID_STAFF, grid=other))
    for user in (make_staff(Role.CASHIER), make_staff(Role.AUDITOR), make_volunteer("陈桂芳").user):
        with pytest.raises(NotPermitted):
            issue(volunteer, user)
    assert not Certificate.objects.exists()


def test_staff_do_not_certify_the_own_family(leader, second, draft):
    wife = Resident.objects.create(household=leader.household, name="韩梅梅")
    record(draft(wife), second)
    with pytest.raises(OwnHousehold):
        issue(wife, leader.user)
    assert issue(wife, second).minutes_scanned == 120


def test_whoever_acts_for_the_volunteer_asks_in_his_name(booked, volunteer, make_staff):
    helper = make_staff(Role.GRID_STAFF)
    Acting.objects.create(
        resident=volunteer,
        user=helper,
        kind="staff",
        began_at=timezone.now(),
        ends_at=timezone.now() + timedelta(minutes=15),
    )
    assert issue(volunteer, helper).issued_by is None
    line = LogEntry.objects.get(action="points.certificate_issued")
    assert (line.user, line.data["on_behalf_of"]) == (helper, volunteer.pk)


def test_without_booked_hours_there_is_nothing_to_certify(volunteer, waiting, leader, second):
    for resident in (volunteer, leader):
        with pytest.raises(NoHours):
            issue(resident)
    hours.confirm(waiting, by=second)
    assert issue(leader).minutes_scanned == 120


def test_whoever_was_not_there_has_nothing_certified(booked, volunteer, second):
    correct(booked, second, end="08:00")
    with pytest.raises(NoHours):
        issue(volunteer)


def test_a_period_ends_after_it_began_and_not_in_the_future(booked, volunteer):
    with pytest.raises(DateImpossible):
        issue(volunteer, starts_on=SATURDAY, ends_on=SINCE)
    with pytest.raises(FutureDate):
        issue(volunteer, ends_on=SATURDAY + timedelta(days=1))
    assert issue(volunteer, starts_on=SATURDAY, ends_on=SATURDAY).minutes_scanned == 120


def test_nobody_praises_himself_and_no_number_of_a_phone_is_printed(booked, volunteer, second):
    with pytest.raises(NotPermitted):
        issue(volunteer, remarks="表现突出")
    with pytest.raises(PersonalDataInText):
        issue(volunteer, second, remarks="电话13912345678")
    assert issue(volunteer, second, remarks="表现突出").remarks == "表现突出"


def test_the_same_figures_give_the_same_certificate(certificate, volunteer, second):
    assert issue(volunteer) == issue(volunteer, second) == certificate
    assert issue(volunteer, starts_on=date(2026, 2, 1)) != certificate
    assert issue(volunteer, second, remarks="用于评优") != certificate


def test_more_hours_give_another_certificate(certificate, draft, volunteer, organiser):
    record(draft(volunteer, key="sheet:2", day=7), organiser)
    newer = issue(volunteer)
    assert (newer.minutes_scanned, certificate.minutes_scanned) == (240, 120)
    assert queries.state_of(certificate) == Certificate.State.VALID


def test_it_goes_out_under_the_name_that_the_community_says(booked, volunteer, community):
    CertificateIssuer.objects.create(community=community, name="红土田居委会", handler="志愿服务站", contact="一楼")
    certificate = issue(volunteer)
    assert (certificate.issuer, certificate.handler, certificate.contact) == ("红土田居委会", "志愿服务站", "一楼")


def test_the_bell_rings_once_and_the_log_names_nobody(booked, volunteer, django_capture_on_commit_callbacks):
    rung = []

    def listen(certificate, **more):
        rung.append(certificate)

    signals.certificate_issued.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            certificate = issue(volunteer)
            issue(volunteer)
    finally:
        signals.certificate_issued.disconnect(listen)
    assert rung == [certificate]
    line = LogEntry.objects.get(action="points.certificate_issued")
    assert (line.label, line.data) == (str(certificate), {"resident": volunteer.pk})


# --- what becomes of it ----------------------------------------------------------------------------------------------


def test_a_corrected_record_shows_on_the_certificate(certificate, booked, volunteer, second):
    correct(booked, second)
    assert queries.state_of(certificate) == Certificate.State.CHANGED
    assert (certificate.minutes_scanned, queries.sheet_of(certificate).facts.minutes.scanned) == (120, 120)
    newer = issue(volunteer)
    assert (newer.minutes_scanned, newer.minutes_by_hand) == (0, 60)
    assert queries.state_of(newer) == Certificate.State.VALID


def test_a_record_that_was_tampered_with_shows_on_the_certificate(certificate, booked):
    ServiceRecord.objects.filter(pk=booked.pk).update(title="扶老奶奶过马路")
    assert queries.state_of(certificate) == Certificate.State.CHANGED


def test_a_certificate_is_withdrawn_with_a_reason_once(certificate, second, volunteer):
    with pytest.raises(ReasonRequired):
        hours.revoke_certificate(certificate, reason=" ", by=second)
    with pytest.raises(PersonalDataInText):
        hours.revoke_certificate(certificate, reason="打13912345678", by=second)
    hours.revoke_certificate(certificate, reason="姓名有误", by=second)
    assert queries.state_of(certificate) == Certificate.State.WITHDRAWN
    with pytest.raises(CertificateWithdrawn):
        hours.revoke_certificate(certificate, reason="再一次", by=second)
    certificate.refresh_from_db()
    assert certificate.reason == "姓名有误"
    assert LogEntry.objects.filter(action="points.certificate_withdrawn").count() == 1
    assert issue(volunteer) != certificate


def test_withdrawing_needs_a_duty_where_it_was_issued(certificate, make_staff, volunteer, building, community):
    elsewhere = Grid.objects.get(pk=community.add_sibling(level=community.level, name="黎冲社区").pk)
    for user in (make_staff(Role.ADMINISTRATOR, grid=elsewhere), make_staff(Role.GRID_STAFF, grid=building)):
        with pytest.raises(NotYourGrid):
            hours.revoke_certificate(certificate, reason="姓名有误", by=user)
    with pytest.raises(NotPermitted):
        hours.revoke_certificate(certificate, reason="姓名有误", by=volunteer.user)


def test_nobody_withdraws_one_of_the_own_household(draft, leader, second):
    record(draft(leader), second)
    certificate = issue(leader)
    with pytest.raises(OwnHousehold):
        hours.revoke_certificate(certificate, reason="姓名有误", by=leader.user)


def test_the_number_alone_finds_it(certificate):
    assert queries.certificate_numbered(str(certificate).lower()) == certificate
    with pytest.raises(CertificateUnknown):
        queries.certificate_numbered(serials.new_serial())
    with pytest.raises(CertificateMistyped):
        queries.certificate_numbered(certificate.serial[:-1])
