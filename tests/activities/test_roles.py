"""Roles of an activity: each with its own places, and its own worth when the shift is closed."""

import pytest
from django.contrib.auth import get_user_model

from points.activities import queries
from points.activities import services as activities
from points.errors import NotYourGrid, PlacesTaken, RoleElsewhere, RoleFull, RoleNeeded, RoleSettled, ShiftFull
from points.models import Grid, RolePlaces, ServiceRecord, Shift
from points.permissions import Role
from tests.admin.conftest import found_neighbour

from .conftest import EVENT, clock
from .scanning import came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock("18:00", day=13):
        yield


@pytest.fixture
def make_role(activity, administrator):
    def make(name="志愿者", **fields):
        return activities.add_role(activity, draft=activities.RoleDraft(name=name, **fields), by=administrator)

    return make


def sign_up(shift, resident, role):
    return activities.sign_up(shift, resident=resident, role=role, by=resident.user)


def taken(shift):
    places = dict(RolePlaces.objects.filter(shift=shift).values_list("role__name", "taken"))
    return Shift.objects.get(pk=shift.pk).taken, places


def attend(shift, resident, by):
    came_and_left(shift, resident, by, "08:00", "10:00", office=root())


def root():
    return get_user_model().objects.get(username="administrator")


def redrafted(role, **other):
    fields = ("kind", "name", "capacity", "has_hours", "has_own_rule", "rule_code", "difficulty", "is_offered")
    return activities.RoleDraft(**{name: getattr(role, name) for name in fields} | other)


# --- places ---------------------------------------------------------------------------------------------------------


def test_a_place_is_taken_in_a_role(shift, make_role, volunteer):
    role = make_role(capacity=2)
    made = sign_up(shift, volunteer, role)
    assert (made.role, made.state, taken(shift)) == (role, "confirmed", (1, {"志愿者": 1}))


def test_a_role_is_full_before_the_shift_is(shift, make_role, make_volunteer):
    cooks, guests = make_role("掌勺", capacity=1), make_role("来宾", kind="audience")
    sign_up(shift, make_volunteer(), cooks)
    with pytest.raises(RoleFull) as refused:
        sign_up(shift, make_volunteer(), cooks)
    assert refused.value.params == {"role": "掌勺"}
    assert taken(shift) == (1, {"掌勺": 1})
    sign_up(shift, make_volunteer(), guests)
    assert taken(shift) == (2, {"掌勺": 1, "来宾": 1})


def test_the_shift_is_full_before_a_role_is(make_shift, make_role, make_volunteer):
    shift, role = make_shift(capacity=1), make_role(capacity=5)
    sign_up(shift, make_volunteer(), role)
    with pytest.raises(ShiftFull):
        sign_up(shift, make_volunteer(), role)
    assert taken(shift) == (1, {"志愿者": 1})


def test_a_place_in_a_role_is_given_back(shift, make_role, make_volunteer):
    role, first, second = make_role(capacity=1), make_volunteer(), make_volunteer()
    activities.cancel_sign_up(sign_up(shift, first, role), by=first.user)
    assert taken(shift) == (0, {"志愿者": 0})
    sign_up(shift, second, role)
    assert queries.verify().differences == []


def test_each_shift_has_the_places_of_a_role_anew(shift, make_shift, make_role, make_volunteer):
    role = make_role(capacity=1)
    sign_up(shift, make_volunteer(), role)
    sign_up(make_shift("14:00", "16:00"), make_volunteer(), role)
    assert RolePlaces.objects.count() == 2


def test_whoever_comes_says_as_what_where_there_are_roles(shift, make_role, volunteer, organiser):
    role = make_role()
    for by in (volunteer.user, organiser):
        with pytest.raises(RoleNeeded):
            activities.sign_up(shift, resident=volunteer, by=by)
    assert activities.sign_up(shift, resident=volunteer, role=role, by=organiser).role == role


def test_a_role_that_is_not_offered_any_more_is_not_needed(shift, make_role, volunteer, administrator):
    role = make_role()
    activities.change_role(role, draft=redrafted(role, is_offered=False), by=administrator)
    role.refresh_from_db()
    with pytest.raises(RoleElsewhere):
        sign_up(shift, volunteer, role)
    assert sign_up(shift, volunteer, None).role is None


def test_a_role_of_another_activity_is_refused(make_shift, make_activity, make_role, volunteer):
    role = make_role()
    with pytest.raises(RoleElsewhere):
        sign_up(make_shift(of=make_activity("文艺汇演")), volunteer, role)


def test_what_is_left_in_each_role_is_said(make_shift, make_role, make_volunteer):
    shift = make_shift(capacity=3)
    cooks, guests = make_role("掌勺", capacity=2), make_role("来宾", kind="audience")
    for _ in range(2):
        sign_up(shift, make_volunteer(), cooks)
    shift.refresh_from_db()
    assert [(left.role, left.places_left) for left in queries.roles_left(shift)] == [(cooks, 0), (guests, 1)]


# --- changing a role ------------------------------------------------------------------------------------------------


def test_fewer_places_than_are_taken_are_refused(shift, make_role, make_volunteer, administrator):
    role = make_role(capacity=3)
    for _ in range(2):
        sign_up(shift, make_volunteer(), role)
    with pytest.raises(PlacesTaken):
        activities.change_role(role, draft=redrafted(role, capacity=1), by=administrator)
    assert activities.change_role(role, draft=redrafted(role, capacity=2), by=administrator).capacity == 2


def test_a_stranger_makes_no_roles(activity, make_role, make_staff, community):
    role = make_role()
    stranger = make_staff(Role.ORGANISER, grid=Grid.objects.get(pk=found_neighbour(community).pk))
    with pytest.raises(NotYourGrid):
        activities.add_role(activity, draft=activities.RoleDraft(name="来宾"), by=stranger)
    with pytest.raises(NotYourGrid):
        activities.change_role(role, draft=redrafted(role, name="来宾"), by=stranger)


def test_what_a_closed_shift_brought_stays(shift, make_role, volunteer, organiser, administrator):
    role = make_role()
    sign_up(shift, volunteer, role)
    with clock("10:00"):
        attend(shift, volunteer, organiser)
        activities.close_shift(shift, key="close", by=organiser)
        with pytest.raises(RoleSettled):
            activities.change_role(role, draft=redrafted(role, has_hours=False), by=administrator)
        assert activities.change_role(role, draft=redrafted(role, name="老志愿者"), by=administrator).name == "老志愿者"


# --- worth ----------------------------------------------------------------------------------------------------------


def closed(shift, residents, organiser) -> dict:
    """Points of each record by the name of the resident."""
    with clock("10:00"):
        for resident in residents:
            attend(shift, resident, organiser)
        activities.close_shift(shift, key="close", by=organiser)
    records = ServiceRecord.objects.select_related("resident", "award")
    return {row.resident.name: (row.minutes, row.award.amount if row.award else None) for row in records}


def test_each_is_valued_by_the_role(shift, make_role, make_volunteer, organiser):
    """Two points an hour by the activity; three for coming as a guide; the clerk serves for hours only."""
    helper, guide = make_role("帮手"), make_role("讲解", has_own_rule=True, rule_code=EVENT)
    clerk = make_role("登记", has_own_rule=True)
    people = {name: make_volunteer(name) for name in ("王芳", "李明", "赵云", "孙静")}
    for name, role in zip(("王芳", "李明", "赵云"), (helper, guide, clerk), strict=True):
        sign_up(shift, people[name], role)
    came = closed(shift, people.values(), organiser)
    # The fourth came without having signed up: the activity itself says what it is worth.
    assert came == {"王芳": (120, 40), "李明": (120, 30), "赵云": (120, None), "孙静": (120, 40)}
    assert queries.verify().differences == []


def test_the_audience_leaves_no_record(shift, make_role, make_volunteer, organiser):
    audience, helper = make_role("观众", kind="audience", has_hours=False), make_role("帮手")
    listener, volunteer = make_volunteer("李明"), make_volunteer("王芳")
    sign_up(shift, listener, audience)
    sign_up(shift, volunteer, helper)
    assert closed(shift, [listener, volunteer], organiser) == {"王芳": (120, 40)}
    assert shift.check_ins.get(resident=volunteer).service_record_id
    assert shift.check_ins.get(resident=listener).service_record_id is None
    assert queries.verify().differences == []


def test_a_missing_record_of_a_helper_is_still_found(shift, make_role, volunteer, organiser):
    sign_up(shift, volunteer, make_role("帮手"))
    closed(shift, [volunteer], organiser)
    shift.check_ins.update(service_record=None)
    assert [row.fact for row in queries.verify().differences] == [f"its shift {shift.pk} was closed without a record"]


def test_paid_work_brings_no_hours_in_any_role(make_activity, make_shift, volunteer, organiser, administrator):
    paid = make_activity("收费培训", is_paid=True)
    role = activities.add_role(paid, draft=activities.RoleDraft(name="讲师"), by=administrator)
    shift = make_shift(of=paid)
    sign_up(shift, volunteer, role)
    assert closed(shift, [volunteer], organiser) == {}


def test_what_is_expected_before_closing_is_what_closing_books(shift, make_role, make_volunteer, organiser):
    audience, guide = make_role("观众", has_hours=False), make_role("讲解", has_own_rule=True, rule_code=EVENT)
    listener, speaker = make_volunteer("李明"), make_volunteer("王芳")
    sign_up(shift, listener, audience)
    sign_up(shift, speaker, guide)
    with clock("10:00"):
        for resident in (listener, speaker):
            attend(shift, resident, organiser)
        lines = queries.roster(shift)
        worth = {line.resident.name: worth for line, worth in zip(lines, queries.worth_now(shift, lines), strict=True)}
        assert (worth["李明"].minutes, worth["李明"].award) == (0, None)
        assert (worth["王芳"].minutes, worth["王芳"].award.amount) == (120, 30)
        assert queries.worth_at_the_end(shift.check_ins.get(resident=listener)).award is None
        assert queries.worth_at_the_end(shift.check_ins.get(resident=speaker)).award.amount == 30


def test_a_differing_count_is_named(shift, make_role, volunteer):
    sign_up(shift, volunteer, make_role(capacity=3))
    RolePlaces.objects.update(taken=2)
    assert [row.fact for row in queries.verify().differences] == ["2 places of the role taken but 1 sign-ups"]
