"""Passing points: who may, when it counts, and what is marked instead of refused."""

import pytest

from points.activities import services as activities
from points.errors import (
    IdempotencyMismatch,
    NotCheckedIn,
    NotPermitted,
    PointCodeRevoked,
    PointUnknown,
    RoundElsewhere,
    ShiftNotOpen,
)
from points.models import Passing, RequestKey
from points.patrols import queries
from points.patrols import services as patrols
from points.signals import point_passed
from tests.activities.scanning import by_code

from .conftest import at, clock, passes, states

pytestmark = pytest.mark.django_db


def test_whoever_is_checked_in_passes_a_point(walker, gate, patrol):
    passing = passes(walker, gate, "08:05")
    assert (passing.shift, passing.round_number, passing.resident) == (patrol, 1, walker)
    assert (passing.happened_at, passing.recorded_at, passing.timing) == (at("08:05"), at("08:05"), "on_time")


def test_whoever_is_not_checked_in_is_refused(patrol, gate, make_volunteer):
    with pytest.raises(NotCheckedIn):
        passes(make_volunteer("李雷"), gate, "08:05")
    assert not Passing.objects.exists()


def test_whoever_has_left_is_refused(walker, gate, patrol):
    with clock("08:30"):
        by_code(patrol, walker, "out")
    with pytest.raises(NotCheckedIn):
        passes(walker, gate, "08:31")
    # What he passed before and only sends now counts.
    assert passes(walker, gate, "08:31", claimed_at=at("08:10")).happened_at == at("08:10")


def test_nobody_passes_for_somebody_else(walker, gate, make_volunteer):
    sighting = patrols.Sighting(code=queries.code_of(gate), round_number=1)
    with clock("08:05"), pytest.raises(NotPermitted):
        patrols.pass_point(sighting, resident=walker, by=make_volunteer("李雷").user, key="k")


def test_a_code_that_is_none_is_refused_and_letters_may_be_small(walker, gate):
    with pytest.raises(PointUnknown):
        passes(walker, gate, "08:05", code="AAAAAAAA")
    code = queries.code_of(gate)
    assert passes(walker, gate, "08:05", code=f" {code[:4].lower()}-{code[4:]} ").point == gate


def test_at_a_closed_shift_nothing_is_passed(walker, gate, patrol, organiser):
    with clock("10:00"):
        activities.close_shift(patrol, key="close", by=organiser)
        with pytest.raises(ShiftNotOpen):
            passes(walker, gate, claimed_at=at("08:10"))


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_tap_again_gets_the_same_answer(walker, gate):
    first = passes(walker, gate, "08:05", key_="tap")
    again = passes(walker, gate, "08:06", key_="tap")
    assert first == again
    assert again.happened_at == at("08:05")
    with pytest.raises(IdempotencyMismatch):
        passes(walker, gate, "08:06", key_="tap", round_number=2)


def test_a_second_member_at_the_same_point_gets_the_first_passing(walker, gate, patrol, make_volunteer):
    other = make_volunteer("李雷")
    with clock("08:01"):
        by_code(patrol, other)
    first = passes(walker, gate, "08:05")
    assert passes(other, gate, "08:06", key_="other") == first
    assert passes(other, gate, "08:07", key_="other") == first
    assert Passing.objects.get().resident == walker
    assert RequestKey.objects.filter(pk="other").exists()


def test_a_host_hears_of_it_once(walker, gate, django_capture_on_commit_callbacks):
    told = []
    point_passed.connect(lambda passing, **_: told.append(passing), weak=False, dispatch_uid="t")
    with django_capture_on_commit_callbacks(execute=True):
        passing = passes(walker, gate, "08:05", key_="tap")
        passes(walker, gate, "08:05", key_="tap")
        passes(walker, gate, "08:06")
    point_passed.disconnect(dispatch_uid="t")
    assert told == [passing]


# --- marks instead of refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "timing"), [("07:59", "early"), ("08:00", "on_time"), ("08:15:59", "on_time"), ("08:16", "late")]
)
def test_too_early_and_too_late_are_kept_and_marked(patrol, volunteer, gate, time, timing):
    with clock("07:50"):
        by_code(patrol, volunteer)
    assert passes(volunteer, gate, time).timing == timing


def test_a_point_passed_before_an_earlier_one_is_kept_and_marked(walker, route, patrol, gate, garage, roof):
    passes(walker, roof, "08:05")
    passes(walker, gate, "08:10")
    with clock("08:20"):
        [first] = queries.rounds_of(route, patrol)[:1]
    assert [(step.passing is not None, step.is_out_of_order) for step in first.steps] == [
        (True, False),
        (False, False),
        (True, True),
    ]


def test_what_arrives_in_another_order_comes_to_the_same(walker, route, patrol, gate, roof):
    """The gate was sent later, and had happened first."""
    passes(walker, roof, "08:30")
    passes(walker, gate, "08:50", claimed_at=at("08:10"))
    with clock("08:55"):
        assert not any(step.is_out_of_order for step in queries.rounds_of(route, patrol)[0].steps)


def test_where_the_order_does_not_count_nothing_is_marked(walker, route, patrol, gate, roof, administrator):
    patrols.change_route(route, draft=patrols.RouteDraft(rounds=2, is_ordered=False), by=administrator)
    passes(walker, roof, "08:05")
    passes(walker, gate, "08:10")
    route.refresh_from_db()
    assert not any(step.is_out_of_order for step in queries.rounds_of(route, patrol)[0].steps)


# --- rounds -----------------------------------------------------------------------------------------------------------


def test_each_round_has_its_own_passing(walker, gate, route, patrol):
    passes(walker, gate, "08:05")
    second = passes(walker, gate, "09:05", round_number=2)
    assert (second.round_number, second.timing) == (2, "on_time")
    assert Passing.objects.count() == 2


def test_the_round_before_may_be_made_up_for_and_is_marked_as_late(walker, gate, patrol):
    with clock("09:05"):
        assert queries.offered_rounds(gate, patrol, at("09:05")) == [2, 1]
    late = passes(walker, gate, "09:05", round_number=1)
    assert late.timing == "late"
    assert queries.offered_rounds(gate, patrol, at("09:05")) == [2]


@pytest.mark.parametrize(("time", "number"), [("08:05", 2), ("08:05", 0), ("09:05", 3)])
def test_no_other_round_is_taken(walker, gate, time, number):
    with pytest.raises(RoundElsewhere):
        passes(walker, gate, time, round_number=number)


def test_what_nobody_passed_is_due_and_then_missing(walker, route, patrol, gate, garage, roof):
    with clock("08:10"):
        assert states(route, patrol) == ["due", "due", "due"]
        assert states(route, patrol, 2) == ["ahead", "ahead", "ahead"]
    passes(walker, garage, "08:20")
    with clock("08:20"):
        assert states(route, patrol) == ["missing", "passed", "due"]
    with clock("09:01"):
        assert states(route, patrol) == ["missing", "passed", "missing"]
        assert states(route, patrol, 2) == ["due", "due", "due"]


# --- sent late --------------------------------------------------------------------------------------------------------


def test_a_time_told_afterwards_is_kept_beside_the_time_of_sending(walker, gate, route, patrol):
    passing = passes(walker, gate, "08:40", claimed_at=at("08:10"))
    assert (passing.happened_at, passing.claimed_at, passing.recorded_at) == (at("08:10"), at("08:10"), at("08:40"))
    assert passing.timing == "on_time"
    with clock("08:41"):
        assert queries.rounds_of(route, patrol)[0].steps[0].is_told_later


def test_nothing_happens_in_the_future(walker, gate):
    passing = passes(walker, gate, "08:05", claimed_at=at("08:50"))
    assert (passing.happened_at, passing.claimed_at) == (at("08:05"), at("08:50"))


def test_nothing_was_passed_before_the_check_in(walker, gate):
    with pytest.raises(NotCheckedIn):
        passes(walker, gate, "08:40", claimed_at=at("07:30"))


def test_an_old_poster_is_refused_by_name(walker, gate, organiser):
    old = queries.code_of(gate)
    new = patrols.renew_point_code(gate, reason="damaged", by=organiser)
    with pytest.raises(PointCodeRevoked, match="东门"):
        passes(walker, gate, "08:05", code=old)
    assert passes(walker, gate, "08:05", code=new).point == gate
