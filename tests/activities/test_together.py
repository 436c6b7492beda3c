"""Several people at once: checked out, entered from a paper list, excused; all or nobody, and each by hand."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.activities import queries
from points.activities import services as activities
from points.errors import (
    FutureDate,
    HandMinutesUsedUp,
    IdempotencyMismatch,
    NotOfThisCommunity,
    NotPermitted,
    NotSignedUp,
    OutsideShiftTime,
    OwnHousehold,
    PersonalDataInText,
    ReasonRequired,
    ShiftNotOpen,
)
from points.hours.services import confirm
from points.models import CheckIn, Excuse, HandEntry, LogEntry, Resident, Scan, ServiceRecord, SignUp
from points.people import services as people_services
from points.permissions import Role
from tests.racing import race

from .conftest import at, clock
from .scanning import by_card, came_and_left

pytestmark = pytest.mark.django_db
REASON = "散场时一起签退"


@pytest.fixture
def sign_up(shift, administrator):
    def sign_up(*people):
        for person in people:
            activities.sign_up(shift, resident=person, by=administrator)

    return sign_up


@pytest.fixture
def inside(shift, make_volunteer, organiser, administrator):
    """Three who came at eight and have not left."""
    with clock("10:00"):
        people = [make_volunteer(name) for name in ("王芳", "李雷", "韩梅")]
        for person in people:
            came_and_left(shift, person, organiser, "08:00", office=administrator)
    return people


def enter(shift, people, by, *, key="all", reason=REASON, time="12:00", **times):
    told = activities.Together(residents=[one.pk for one in people], reason=reason, **times)
    with clock(time):
        return activities.enter_together(shift, told=told, by=by, key=key)


def excuse(shift, people, by, *, key="all", reason="生病"):
    with clock("12:00"):
        return activities.excuse(shift, residents=[one.pk for one in people], reason=reason, by=by, key=key)


def test_all_who_are_still_in_are_checked_out_at_one_time_by_hand(shift, inside, organiser, administrator):
    answer = enter(shift, inside, organiser, out_at=at("09:30"))
    assert answer.result == 3
    assert set(CheckIn.objects.values_list("out_at", "is_by_hand")) == {(at("09:30"), True)}
    scans = Scan.objects.filter(way="by_hand")
    assert set(scans.values_list("direction", "reason", "recorded_by")) == {("out", REASON, organiser.pk)}
    lines = LogEntry.objects.filter(action="points.checked_in")
    assert {line.data["together"] for line in lines} == {3}
    assert queries.verify().differences == []
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
        record = ServiceRecord.objects.first()
        assert (record.minutes, record.source, record.state) == (90, "by_hand", "waiting")
        confirm(record, by=administrator)


def test_whoever_has_left_stays_as_he_was_and_nobody_leaves_before_he_came(
    shift, inside, make_volunteer, organiser, administrator
):
    gone, late = make_volunteer("赵一"), make_volunteer("孙二")
    with clock("10:00"):
        came_and_left(shift, gone, organiser, "08:00", "09:00", office=administrator)
        came_and_left(shift, late, organiser, "09:45", office=administrator)
    assert enter(shift, [*inside, gone, late], organiser, out_at=at("09:30")).result == 3
    found = {row.resident_id: (row.out_at, row.is_by_hand) for row in CheckIn.objects.all()}
    assert (found[gone.pk], found[late.pk]) == ((at("09:00"), False), (None, False))
    assert queries.verify().differences == []


def test_a_paper_list_enters_those_who_signed_up(shift, make_volunteer, organiser, sign_up):
    people = [make_volunteer(), make_volunteer()]
    with clock("07:30"):
        sign_up(*people)
    assert enter(shift, people, organiser, in_at=at("08:00"), out_at=at("10:00")).result == 2
    assert set(CheckIn.objects.values_list("in_at", "out_at", "is_by_hand")) == {(at("08:00"), at("10:00"), True)}
    assert set(HandEntry.objects.values_list("minutes", "entered_by")) == {(120, organiser.pk)}
    assert queries.verify().differences == []


def test_the_same_key_enters_once_and_another_request_under_it_is_refused(shift, inside, organiser):
    first, again = (enter(shift, inside, organiser, out_at=at("09:30")) for _ in range(2))
    assert (first.is_replay, again.is_replay, again.result) == (False, True, 3)
    assert Scan.objects.filter(way="by_hand").count() == 3
    with pytest.raises(IdempotencyMismatch):
        enter(shift, inside, organiser, out_at=at("09:40"))


def test_the_ceiling_of_a_day_holds_for_all_together_or_nobody_is_entered(shift, inside, organiser, settings):
    settings.POINTS = {"hand_minutes_a_day": 269}
    with pytest.raises(HandMinutesUsedUp):
        enter(shift, inside, organiser, out_at=at("09:30"))
    assert not Scan.objects.filter(way="by_hand").exists()
    assert not HandEntry.objects.exists()
    assert enter(shift, inside[:2], organiser, key="two", out_at=at("09:30")).result == 2


def test_what_cannot_be_is_refused_and_nobody_is_entered(shift, inside, make_volunteer, organiser, make_staff):
    stranger = make_volunteer("周三")
    for refusal, told in {
        ReasonRequired: {"reason": " "},
        PersonalDataInText: {"reason": "电话 13812345678"},
        OutsideShiftTime: {"out_at": at("11:00")},
        FutureDate: {"time": "09:00"},
    }.items():
        with pytest.raises(refusal):
            enter(shift, inside, organiser, key=refusal.__name__, **{"out_at": at("09:30")} | told)
    with pytest.raises(NotOfThisCommunity):
        enter(shift, [*inside, stranger], organiser, key="stranger", out_at=at("09:30"))
    with pytest.raises(NotPermitted):
        enter(shift, inside, make_staff(Role.CASHIER), key="cashier", out_at=at("09:30"))
    assert not Scan.objects.filter(way="by_hand").exists()
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
    with pytest.raises(ShiftNotOpen):
        enter(shift, inside, organiser, key="late", out_at=at("09:30"))


def test_many_cost_no_more_statements_than_few(shift, make_volunteer, organiser, sign_up, settings):
    settings.POINTS = {"hand_minutes_a_day": 100_000}
    counts = []
    for number in (3, 30):
        people = [make_volunteer(is_online=False) for _ in range(number)]
        with clock("07:30"):
            shift.capacity = 100
            shift.save()
            sign_up(*people)
        with CaptureQueriesContext(connection) as sent:
            enter(shift, people, organiser, key=f"{number}", in_at=at("08:00"), out_at=at("10:00"))
        counts.append(len(sent))
    assert counts[1] <= counts[0]


# --- excused --------------------------------------------------------------------------------------------------------


@pytest.fixture
def expected(shift, make_volunteer, sign_up):
    people = [make_volunteer(name) for name in ("王芳", "李雷")]
    with clock("07:30"):
        sign_up(*people)
    return people


def test_an_excuse_says_who_noted_it_when_and_why(shift, expected, organiser):
    assert excuse(shift, expected, organiser).result == 2
    row = Excuse.objects.first()
    assert (row.reason, row.recorded_by, row.recorded_at) == ("生病", organiser, at("12:00"))
    assert {line.excuse.reason for line in queries.roster(shift)} == {"生病"}
    assert LogEntry.objects.filter(action="points.excused").count() == 2


def test_somebody_is_excused_once(shift, expected, organiser):
    assert excuse(shift, expected[:1], organiser).result == 1
    assert excuse(shift, expected, organiser, key="more").result == 1
    assert excuse(shift, expected, organiser, key="more").is_replay
    assert Excuse.objects.count() == 2


def test_an_excuse_is_withdrawn_before_the_closing_and_not_after(shift, expected, organiser):
    excuse(shift, expected, organiser)
    first, second = Excuse.objects.all()
    with clock("12:00"):
        activities.withdraw_excuse(first, by=organiser)
        activities.withdraw_excuse(first, by=organiser)
        activities.close_shift(shift, key="close", by=organiser)
        with pytest.raises(ShiftNotOpen):
            activities.withdraw_excuse(second, by=organiser)
    assert list(queries.excuses_in_force()) == [second]
    assert LogEntry.objects.filter(action="points.excuse_withdrawn").count() == 1


def test_an_excuse_needs_a_reason_a_place_and_somebody_else(shift, expected, make_volunteer, organiser, make_staff):
    with pytest.raises(ReasonRequired):
        excuse(shift, expected, organiser, key="1", reason="  ")
    with pytest.raises(NotSignedUp):
        excuse(shift, [*expected, make_volunteer()], organiser, key="2")
    with pytest.raises(NotPermitted):
        excuse(shift, expected, make_staff(Role.CASHIER), key="3")
    leader = expected[0].user
    leader.points_duties.create(role=Role.ORGANISER, grid=shift.activity.community, since="2026-01-01")
    with pytest.raises(OwnHousehold):
        excuse(shift, expected, leader, key="4")
    assert excuse(shift, expected[1:], leader, key="5").result == 1
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
    with pytest.raises(ShiftNotOpen):
        excuse(shift, expected, organiser, key="6")


def test_whoever_comes_nevertheless_came(shift, expected, organiser, administrator):
    excuse(shift, expected, organiser)
    with clock("12:00"):
        came_and_left(shift, expected[0], organiser, "08:00", "10:00", office=administrator)
        activities.close_shift(shift, key="close", by=organiser)
    outcomes = dict(queries.expected_places().values_list("resident", "outcome"))
    assert outcomes == {expected[0].pk: "came", expected[1].pk: "excused"}


# --- at the same moment ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_scan_a_closing_and_all_at_once_come_to_one_state(shift, make_volunteer, organiser, administrator):
    """Whoever scans out at the moment in which all are checked out by hand keeps his minutes, scanned or by hand."""
    with clock("10:10"):
        people = [make_volunteer() for _ in range(4)]
        for person in people:
            came_and_left(shift, person, organiser, "08:00", office=administrator)
        outcomes = race(
            [
                partial(check_out_all, shift, people, organiser, "one"),
                *(partial(leave, shift, person, organiser) for person in people[:2]),
                partial(check_out_all, shift, people, organiser, "two"),
            ]
        )
        assert set(outcomes[1:3]) == {"left"}
        assert queries.verify().differences == []
        assert not CheckIn.objects.filter(out_at=None).exists()
        by_hand = Scan.objects.filter(way="by_hand").values_list("resident", flat=True)
        assert len(by_hand) == len(set(by_hand))
        activities.close_shift(shift, key="close", by=organiser)
    assert ServiceRecord.objects.count() == 4
    assert queries.verify().differences == []


def check_out_all(shift, people, by, key):
    told = activities.Together(residents=[one.pk for one in people], reason=REASON, out_at=at("10:05"))
    return activities.enter_together(shift, told=told, by=by, key=key).result


def leave(shift, person, by):
    by_card(shift, person, by, "out")
    return "left"


@pytest.mark.django_db(transaction=True)
def test_two_organisers_excuse_the_same_people_once(shift, make_volunteer, organiser, administrator):
    with clock("07:30"):
        people = [make_volunteer() for _ in range(3)]
        for person in people:
            activities.sign_up(shift, resident=person, by=administrator)
        race([partial(excuse_all, shift, people, by, key) for key, by in (("1", organiser), ("2", administrator))] * 2)
    assert Excuse.objects.count() == 3
    assert SignUp.objects.filter(excuses__withdrawn_at=None).distinct().count() == 3


def excuse_all(shift, people, by, key):
    activities.excuse(shift, residents=[one.pk for one in people], reason="生病", by=by, key=key)
    return "excused"


def test_somebody_who_was_erased_leaves_no_reason(shift, expected, organiser, administrator, make_staff):
    excuse(shift, expected, organiser)
    with clock("13:00"):
        request = people_services.request_erasure(expected[0], by=expected[0].user)
        people_services.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert not Resident.objects.get(pk=expected[0].pk).is_active
    assert set(Excuse.objects.values_list("reason", flat=True)) == {"", "生病"}
