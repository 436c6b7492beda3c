"""A fixed code alone never checks anybody in: the desk, a PIN or the rotating code has to follow."""

import pytest

from points.activities import queries as activities_queries
from points.activities import services as activities
from points.errors import (
    AlreadyCheckedIn,
    AskingAnswered,
    AskingLapsed,
    AskingWaits,
    CodeExpired,
    FactorElsewhere,
    IdempotencyMismatch,
    NotOfThisCommunity,
    NotPermitted,
    OwnHousehold,
    PinMissing,
    PinWrong,
    ReasonRequired,
    ShiftNotOpen,
    StationUnknown,
    TooManyTries,
)
from points.hours import queries as hours
from points.ledger import queries as ledger
from points.models import Asking, CheckIn, LogEntry, Scan, ServiceRecord, Shift
from points.people import services as people
from points.permissions import Role
from points.signals import asked_at_station
from points.stations import queries
from points.stations import services as stations
from tests.activities.scanning import by_code

from .conftest import at, clock

pytestmark = pytest.mark.django_db


def test_the_code_alone_checks_nobody_in(ask, volunteer, shift, organiser):
    ask(volunteer)
    assert not CheckIn.objects.exists()
    assert not Scan.objects.exists()
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
    assert not ServiceRecord.objects.exists()


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_the_desk_confirms_and_the_moment_of_asking_counts(ask, volunteer, shift, organiser):
    came, left = ask(volunteer, time="08:00"), None
    with clock("08:12"):
        confirmed = stations.confirm(came, by=organiser)
    assert (confirmed.state, confirmed.answered_by, confirmed.answered_at) == ("confirmed", organiser, at("08:12"))
    assert CheckIn.objects.get().in_at == at("08:00")
    left = ask(volunteer, "out", time="10:00")
    with clock("10:10"):
        stations.confirm(left, by=organiser)
        activities.close_shift(shift, key="close", by=organiser)
    check_in = CheckIn.objects.get()
    assert (check_in.out_at, check_in.is_by_hand) == (at("10:00"), False)
    assert set(Scan.objects.values_list("way", flat=True)) == {"station"}
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.source) == (120, "scanned")
    assert activities_queries.verify().differences == hours.verify().differences == ledger.verify().differences == []


def test_a_second_tap_of_the_desk_changes_nothing(ask, volunteer, organiser):
    asking = ask(volunteer)
    with clock("08:05"):
        stations.confirm(asking, by=organiser)
        stations.confirm(asking, by=organiser)
    assert Scan.objects.count() == 1


def test_the_desk_refuses_for_a_reason_of_the_list(ask, volunteer, organiser):
    asking = ask(volunteer)
    with clock("08:05"):
        with pytest.raises(ReasonRequired):
            stations.refuse(asking, why="不认识", by=organiser)
        refused = stations.refuse(asking, why="not_here", by=organiser)
        assert (refused.state, refused.why) == ("refused", "not_here")
        with pytest.raises(AskingAnswered):
            stations.confirm(asking, by=organiser)
    assert not CheckIn.objects.exists()
    line = LogEntry.objects.get(action="points.asking_refused")
    assert line.data["reason"] == "not_here"


def test_what_is_confirmed_is_not_refused_afterwards(ask, volunteer, organiser):
    asking = ask(volunteer)
    with clock("08:05"):
        stations.confirm(asking, by=organiser)
        with pytest.raises(AskingAnswered):
            stations.refuse(asking, why="not_here", by=organiser)


def test_only_whoever_runs_the_shift_answers(ask, volunteer, make_staff, community):
    asking = ask(volunteer)
    with clock("08:05"):
        for user in (volunteer.user, make_staff(Role.CASHIER), make_staff(Role.AUDITOR)):
            for answer in (
                lambda by: stations.confirm(asking, by=by),
                lambda by: stations.refuse(asking, why="not_here", by=by),
            ):
                with pytest.raises(NotPermitted):
                    answer(user)


def test_nobody_confirms_the_own_household(ask, volunteer, community):
    volunteer.user.points_duties.create(role=Role.ORGANISER, grid=community, since="2026-01-01")
    asking = ask(volunteer)
    with clock("08:05"), pytest.raises(OwnHousehold):
        stations.confirm(asking, by=volunteer.user)
    assert not CheckIn.objects.exists()


def test_whoever_is_in_already_is_refused_and_the_scan_is_kept(ask, shift, volunteer, organiser):
    asking = ask(volunteer)
    with clock("08:02"):
        by_code(shift, volunteer)
        with pytest.raises(AlreadyCheckedIn):
            stations.confirm(asking, by=organiser)
    assert Asking.objects.get().state == "waiting"
    assert Scan.objects.get(way="station").refusal == "already_checked_in"


# --- asking -----------------------------------------------------------------------------------------------------------


def test_the_same_tap_asks_once(ask, volunteer):
    assert ask(volunteer, key_="tap") == ask(volunteer, key_="tap", time="08:01")
    with pytest.raises(AskingWaits):
        ask(volunteer)
    with pytest.raises(IdempotencyMismatch):
        ask(volunteer, "out", key_="tap")


def test_nobody_asks_for_somebody_else(station, shift, volunteer, make_volunteer):
    wish = stations.Wish(shift=shift, direction="in")
    with clock("08:00"), pytest.raises(NotPermitted):
        stations.ask(station, wish=wish, resident=volunteer, by=make_volunteer("李雷").user, key="k")


def test_one_asks_only_while_a_shift_of_the_station_is_on(ask, volunteer, make_shift, make_activity):
    with pytest.raises(ShiftNotOpen):
        ask(volunteer, time="06:59")
    with pytest.raises(ShiftNotOpen):
        ask(volunteer, of=make_shift(of=make_activity("别处")))
    Shift.objects.update(state="closed")
    with pytest.raises(ShiftNotOpen):
        ask(volunteer)


def test_a_stranger_is_refused(ask, make_volunteer, community):
    stranger = make_volunteer("李雷")
    elsewhere = community.add_sibling(level=community.level, name="罗村社区", code="luocun")
    stranger.household.grid = elsewhere
    stranger.household.save()
    with pytest.raises(NotOfThisCommunity):
        ask(stranger)


def test_what_nobody_answers_lapses_and_one_asks_again(ask, volunteer, organiser, settings):
    settings.POINTS = {"station_wait_minutes": 10}
    first = ask(volunteer, time="08:00")
    with clock("08:09:59"):
        assert first.is_waiting
    with clock("08:10"):
        assert first.has_lapsed
        with pytest.raises(AskingLapsed):
            stations.confirm(first, by=organiser)
    second = ask(volunteer, time="08:11")
    first.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "waiting")
    with clock("08:12"):
        stations.confirm(second, by=organiser)
    assert CheckIn.objects.get().in_at == at("08:11")


def test_a_host_hears_that_somebody_waits(ask, volunteer, django_capture_on_commit_callbacks):
    told = []
    asked_at_station.connect(lambda asking, **_: told.append(asking), weak=False, dispatch_uid="t")
    with django_capture_on_commit_callbacks(execute=True):
        asking = ask(volunteer, key_="tap")
        ask(volunteer, key_="tap")
    asked_at_station.disconnect(dispatch_uid="t")
    assert told == [asking]


# --- a second factor of the person ------------------------------------------------------------------------------------


@pytest.fixture
def by_pin(settings, volunteer):
    settings.POINTS = {"station_factor": "pin"}
    people.set_pin(volunteer, pin="7391", by=volunteer.user)


def test_the_own_pin_confirms(ask, volunteer, by_pin):
    asking = ask(volunteer)
    with clock("08:03"):
        stations.prove_by_pin(asking, pin="7391", by=volunteer.user)
    assert CheckIn.objects.get().in_at == at("08:00")


def test_a_wrong_pin_confirms_nothing_and_is_counted(ask, volunteer, by_pin):
    asking = ask(volunteer)
    with clock("08:03"):
        for left in (4, 3):
            with pytest.raises(PinWrong) as refused:
                stations.prove_by_pin(asking, pin="1234", by=volunteer.user)
            assert refused.value.params["left"] == left
    assert not CheckIn.objects.exists()


def test_without_a_pin_there_is_nothing_to_type(ask, volunteer, make_volunteer, by_pin):
    other = make_volunteer("李雷")
    asking = ask(other)
    with clock("08:03"):
        with pytest.raises(PinMissing):
            stations.prove_by_pin(asking, pin="7391", by=other.user)
        with pytest.raises(NotPermitted):
            stations.prove_by_pin(asking, pin="7391", by=volunteer.user)


def test_the_rotating_code_confirms(ask, shift, volunteer, settings):
    settings.POINTS = {"station_factor": "code"}
    asking = ask(volunteer)
    with clock("08:03"):
        with pytest.raises(CodeExpired):
            stations.prove_by_code(asking, code=activities_queries.current_code(shift, at("08:00")), by=volunteer.user)
        stations.prove_by_code(asking, code=activities_queries.current_code(shift), by=volunteer.user)
    assert CheckIn.objects.get().in_at == at("08:00")


def test_codes_cannot_be_tried_out_at_a_station(ask, shift, volunteer, settings):
    settings.POINTS = {"station_factor": "code", "tries_a_minute": 2}
    asking = ask(volunteer)
    with clock("08:03"):
        for refusal in (CodeExpired, CodeExpired, TooManyTries):
            with pytest.raises(refusal):
                stations.prove_by_code(asking, code="AAAAAAAA", by=volunteer.user)


@pytest.mark.parametrize("factor", ["desk", "pin", "code"])
def test_what_the_site_did_not_choose_confirms_nothing(ask, shift, volunteer, organiser, settings, factor):
    settings.POINTS = {"station_factor": factor}
    asking = ask(volunteer)
    ways = {
        "desk": lambda: stations.confirm(asking, by=organiser),
        "pin": lambda: stations.prove_by_pin(asking, pin="7391", by=volunteer.user),
        "code": lambda: stations.prove_by_code(asking, code=activities_queries.current_code(shift), by=volunteer.user),
    }
    del ways[factor]
    with clock("08:01"):
        for prove in ways.values():
            with pytest.raises(FactorElsewhere):
                prove()
    assert not CheckIn.objects.exists()


# --- the station ------------------------------------------------------------------------------------------------------


def test_a_renewed_code_and_a_station_out_of_use_open_nothing(station, organiser, administrator):
    old = station.code
    new = stations.renew_station_code(station, by=organiser).code
    with pytest.raises(StationUnknown):
        queries.station_with(old)
    assert queries.station_with(f"{new[:4].lower()} {new[4:]}") == station
    stations.change_station(station, name="日间照料中心", is_active=False, by=administrator)
    with pytest.raises(StationUnknown):
        queries.station_with(new)
    lines = LogEntry.objects.filter(action="points.station_code_renewed")
    assert (lines.get().user, lines.get().data) == (organiser, {})


def test_only_whoever_plans_opens_stations(activity, make_staff, volunteer):
    for user in (volunteer.user, make_staff(Role.GRID_STAFF)):
        with pytest.raises(NotPermitted):
            stations.open_station(activity, name="值班台", by=user)
    assert stations.open_station(activity, name="值班台", by=make_staff(Role.ORGANISER)).is_active


def test_a_lapsed_request_stands_in_the_list_of_the_desk(ask, station, volunteer, make_volunteer):
    ask(volunteer, time="08:00")
    waiting = ask(make_volunteer("李雷"), time="08:20")
    with clock("08:21"):
        assert queries.waiting_at(station) == [waiting]
        assert [row.has_lapsed for row in queries.answered_at(station)] == [True]
