"""Two hundred press at once for thirty places; freed places, confirmations and lapsed offers at the same moment."""

from functools import partial

import pytest
from django.db.models import Count

from points.activities import queries
from points.activities import services as activities
from points.models import RolePlaces, Shift, SignUp
from tests.racing import race

from .conftest import FRIDAY, clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("the_day_before")]
PLACES, AT_ONCE, PRESSES = 30, 20, 200


def press(shift, resident, by, role=None):
    return activities.sign_up_or_wait(shift, resident=resident, role=role, by=by).state


def sign_up(shift, resident, by, role=None):
    return activities.sign_up(shift, resident=resident, role=role, by=by).state


def cancel(sign_up, by):
    return activities.cancel_sign_up(sign_up, by=by).state


def confirm(sign_up, by):
    return activities.confirm_place(sign_up, by=by).state


def pass_on(shift):
    return f"{len(activities.pass_on_offers(shift))} offered"


def consistent(shift, capacity):
    assert queries.verify().differences == []
    holding = SignUp.objects.filter(shift=shift, state__in=["confirmed", "offered"])
    assert Shift.objects.get(pk=shift.pk).taken == holding.count() <= capacity
    twice = SignUp.objects.filter(shift=shift, state__in=["confirmed", "offered", "waiting"])
    assert not twice.values("resident").annotate(count=Count("pk")).filter(count__gt=1).exists()


@pytest.mark.slow
def test_of_two_hundred_presses_thirty_have_a_place_and_the_rest_wait_in_order(make_shift, make_volunteer, organiser):
    """They press in ten waves, each at once; who came in a later wave waits behind everybody of the earlier ones."""
    shift = make_shift(capacity=PLACES)
    people = [make_volunteer(is_online=False) for _ in range(PRESSES)]
    waves = [people[start : start + AT_ONCE] for start in range(0, PRESSES, AT_ONCE)]
    outcomes = [race([partial(press, shift, who, organiser) for who in wave]) for wave in waves]
    said = [outcome for wave in outcomes for outcome in wave]
    assert (said.count("confirmed"), said.count("waiting")) == (PLACES, PRESSES - PLACES)
    consistent(shift, PLACES)
    wave_of = {who.pk: number for number, wave in enumerate(waves) for who in wave}
    in_order = list(SignUp.objects.order_by("pk"))
    assert [row.state for row in in_order] == ["confirmed"] * PLACES + ["waiting"] * (PRESSES - PLACES)
    came_in = [wave_of[row.resident_id] for row in in_order]
    assert came_in == sorted(came_in)
    assert [queries.turn_of(row) for row in in_order[PLACES:]] == list(range(1, PRESSES - PLACES + 1))


def test_five_give_back_at_once_and_the_first_five_are_offered(make_shift, make_volunteer, organiser):
    shift = make_shift(capacity=5)
    people = [make_volunteer(is_online=False) for _ in range(12)]
    made = [activities.sign_up_or_wait(shift, resident=who, by=organiser) for who in people]
    late = [make_volunteer(is_online=False) for _ in range(3)]
    acts = [partial(cancel, row, organiser) for row in made[:5]]
    outcomes = race([*acts, *(partial(press, shift, who, organiser) for who in late)])
    assert outcomes == ["cancelled"] * 5 + ["waiting"] * 3
    assert list(SignUp.objects.filter(state="offered").order_by("pk")) == made[5:10]
    consistent(shift, 5)


def test_a_freed_place_is_promised_once(make_shift, make_volunteer, organiser):
    """At the deadline the first confirms, the clock passes it on from four sides, and others press for it."""
    shift = make_shift(capacity=1)
    people = [make_volunteer(is_online=False) for _ in range(4)]
    holder, first, second, third = (activities.sign_up_or_wait(shift, resident=who, by=organiser) for who in people)
    activities.cancel_sign_up(holder, by=organiser)
    strangers = [make_volunteer(is_online=False) for _ in range(4)]
    with clock("20:00", FRIDAY):
        acts = [partial(confirm, first, organiser), *[partial(pass_on, shift)] * 4]
        acts += [partial(sign_up, shift, who, organiser) for who in strangers]
        outcomes = race(acts)
        assert outcomes[0] == "nothing_offered"
        assert sorted(outcomes[1:5]) == ["0 offered"] * 3 + ["1 offered"]
        assert outcomes[5:] == ["shift_full"] * 4
        assert [SignUp.objects.get(pk=row.pk).state for row in (first, second, third)] == [
            "lapsed",
            "offered",
            "waiting",
        ]
        consistent(shift, 1)


def test_confirming_and_declining_at_once_is_one_of_both(make_shift, make_volunteer, organiser):
    shift = make_shift(capacity=1)
    people = [make_volunteer(is_online=False) for _ in range(3)]
    holder, first, second = (activities.sign_up_or_wait(shift, resident=who, by=organiser) for who in people)
    activities.cancel_sign_up(holder, by=organiser)
    outcomes = race([*[partial(confirm, first, organiser)] * 3, *[partial(cancel, first, organiser)] * 3])
    assert set(outcomes) <= {"confirmed", "cancelled", "nothing_offered", "not_signed_up"}
    # Whoever declined last has none, however often he had confirmed before.
    assert outcomes.count("cancelled") == 1
    assert [SignUp.objects.get(pk=row.pk).state for row in (first, second)] == ["cancelled", "offered"]
    consistent(shift, 1)


def test_a_role_is_never_overbooked(make_shift, activity, make_volunteer, organiser, administrator):
    shift = make_shift(capacity=30)
    cook = activities.add_role(activity, draft=activities.RoleDraft(name="掌勺", capacity=3), by=administrator)
    guest = activities.add_role(activity, draft=activities.RoleDraft(name="来宾"), by=administrator)
    people = [make_volunteer(is_online=False) for _ in range(16)]
    outcomes = race([partial(sign_up, shift, who, organiser, cook) for who in people])
    assert sorted(outcomes) == ["confirmed"] * 3 + ["role_full"] * 13
    rest = [who for who, outcome in zip(people, outcomes, strict=True) if outcome == "role_full"]
    outcomes = race([partial(press, shift, who, organiser, (cook, guest)[n % 2]) for n, who in enumerate(rest)])
    assert outcomes == ["waiting", "confirmed"] * 6 + ["waiting"]
    assert dict(RolePlaces.objects.values_list("role__name", "taken")) == {"掌勺": 3, "来宾": 6}
    consistent(shift, 30)


def test_places_are_added_and_given_back_while_others_press(make_shift, make_volunteer, organiser, administrator):
    shift = make_shift(capacity=4)
    people = [make_volunteer(is_online=False) for _ in range(14)]
    made = [activities.sign_up_or_wait(shift, resident=who, by=organiser) for who in people[:8]]
    acts = [partial(cancel, row, organiser) for row in made[:2]] + [
        partial(cancel, row, organiser) for row in made[4:6]
    ]
    acts += [partial(press, shift, who, organiser) for who in people[8:]]
    times = {"starts_at": shift.starts_at, "ends_at": shift.ends_at}
    outcomes = race([*acts, partial(widen, shift, times, administrator)])
    assert outcomes[:4] == ["cancelled"] * 4
    assert set(outcomes[4:10]) <= {"waiting", "confirmed"}
    consistent(shift, 6)
    # Nobody waits while there is room.
    assert Shift.objects.get(pk=shift.pk).taken == 6


def widen(shift, times, by):
    return f"{activities.change_shift(shift, **times, capacity=6, by=by).capacity} places"
