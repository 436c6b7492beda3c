"""Planning a route, its points and their codes."""

import pytest

from points.errors import (
    NotAPatrol,
    NotPermitted,
    NotYourGrid,
    PointCodeRevoked,
    PointNumberTaken,
    PointRetired,
    PointWindowImpossible,
    ReasonRequired,
    RouteExists,
    RouteWalked,
)
from points.letters import ALPHABET
from points.models import ActivityKind, LogEntry, PointCode, RoutePoint
from points.patrols import queries
from points.patrols import services as patrols
from points.permissions import Role

from .conftest import at, clock, passes, states

pytestmark = pytest.mark.django_db


def test_only_a_patrol_has_a_route_and_only_one(make_activity, route, activity, administrator):
    talk = make_activity("讲座", kind=ActivityKind.objects.create(name="讲座", mode="talk"))
    with pytest.raises(NotAPatrol):
        patrols.plan_route(talk, draft=patrols.RouteDraft(), by=administrator)
    with pytest.raises(RouteExists):
        patrols.plan_route(activity, draft=patrols.RouteDraft(), by=administrator)


def test_whoever_plans_activities_plans_routes(activity, make_staff, volunteer, community):
    elsewhere = community.add_sibling(level=community.level, name="罗村社区", code="luocun")
    for user, refusal in (
        (volunteer.user, NotPermitted),
        (make_staff(Role.GRID_STAFF), NotPermitted),
        (make_staff(Role.ORGANISER, grid=elsewhere), NotYourGrid),
    ):
        with pytest.raises(refusal):
            patrols.plan_route(activity, draft=patrols.RouteDraft(), by=user)
    assert patrols.plan_route(activity, draft=patrols.RouteDraft(), by=make_staff(Role.ORGANISER)).rounds == 1


def test_every_point_has_a_code_of_its_own_without_look_alikes(gate, garage):
    codes = {queries.code_of(gate), queries.code_of(garage)}
    assert len(codes) == 2
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("window", [(30, 30), (40, 20), (0, 61), (60, None)])
def test_a_window_lies_within_the_round(make_point, window):
    with pytest.raises(PointWindowImpossible):
        make_point(9, "北门", opens_minute=window[0], closes_minute=window[1])
    assert not RoutePoint.objects.exists()


def test_a_number_stands_once_on_a_route_and_is_free_again(gate, make_point, administrator):
    with pytest.raises(PointNumberTaken):
        make_point(1, "西门")
    patrols.retire_point(gate, by=administrator)
    assert make_point(1, "西门").number == 1


def test_rounds_stay_once_they_were_walked(walker, route, gate, administrator):
    change = {"by": administrator}
    patrols.change_route(route, draft=patrols.RouteDraft(rounds=3), **change)
    patrols.change_route(route, draft=patrols.RouteDraft(rounds=2), **change)
    passes(walker, gate, "08:05")
    with pytest.raises(RouteWalked):
        patrols.change_route(route, draft=patrols.RouteDraft(rounds=3), **change)
    patrols.change_route(route, draft=patrols.RouteDraft(rounds=2, is_ordered=False), **change)
    line = LogEntry.objects.filter(action="points.route_changed").latest("pk")
    assert line.data == {"is_ordered": True}


def test_a_round_is_not_made_shorter_than_a_window_in_it(route, gate, administrator):
    with pytest.raises(PointWindowImpossible):
        patrols.change_route(route, draft=patrols.RouteDraft(rounds=2, round_minutes=10), by=administrator)


def test_what_was_passed_keeps_its_mark_when_the_window_changes(walker, gate, administrator):
    late = passes(walker, gate, "08:20")
    patrols.change_point(gate, draft=patrols.PointDraft(number=1, name="东门"), by=administrator)
    late.refresh_from_db()
    assert late.timing == "late"


# --- codes ------------------------------------------------------------------------------------------------------------


def test_a_renewed_code_is_logged_with_a_reason_of_the_list(gate, organiser):
    with pytest.raises(ReasonRequired):
        patrols.renew_point_code(gate, reason="王芳拍了照", by=organiser)
    old = queries.code_of(gate)
    new = patrols.renew_point_code(gate, reason="passed_on", by=organiser)
    assert old != new == queries.code_of(gate)
    line = LogEntry.objects.get(action="points.point_code_renewed")
    assert (line.user, line.data) == (organiser, {"reason": "passed_on"})
    assert new not in str(line.data) + line.label


def test_only_whoever_runs_the_patrol_renews_a_code(gate, volunteer, make_staff):
    for user in (volunteer.user, make_staff(Role.CASHIER)):
        with pytest.raises(NotPermitted):
            patrols.renew_point_code(gate, reason="damaged", by=user)


def test_a_retired_point_opens_nothing_and_is_asked_for_no_more(walker, route, patrol, gate, organiser, administrator):
    code = queries.code_of(gate)
    with clock("08:30"):
        patrols.retire_point(gate, by=administrator)
    for again in (
        lambda: patrols.retire_point(gate, by=administrator),
        lambda: patrols.renew_point_code(gate, reason="damaged", by=organiser),
        lambda: patrols.change_point(gate, draft=patrols.PointDraft(number=1, name="东门"), by=administrator),
    ):
        with pytest.raises(PointRetired):
            again()
    with pytest.raises(PointCodeRevoked):
        passes(walker, gate, "08:35", code=code)
    with clock("09:30"):
        # It was asked for in the round in which it was taken off, and is not in the next.
        assert len(states(route, patrol, 1)) == 3
        assert len(states(route, patrol, 2)) == 2


def test_a_point_that_is_added_later_was_not_missing_before(route, patrol, administrator):
    with clock("09:30"):
        patrols.add_point(route, draft=patrols.PointDraft(number=4, name="地库"), by=administrator)
        assert len(states(route, patrol, 1)) == 3
        assert len(states(route, patrol, 2)) == 4


def test_a_point_has_one_code_in_force(gate, organiser):
    patrols.renew_point_code(gate, reason="damaged", by=organiser)
    assert PointCode.objects.filter(point=gate).count() == 2
    assert PointCode.objects.filter(point=gate, revoked_at=None).count() == 1


def test_the_first_round_begins_with_the_shift(route, patrol):
    assert [found.starts_at for found in queries.rounds_of(route, patrol)] == [at("08:00"), at("09:00")]
