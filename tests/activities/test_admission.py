"""Who may have a place, and when: age and skills, the window, late sign-up, the deadline for dropping out."""

from datetime import date

import pytest

from points.activities import queries
from points.activities import services as activities
from points.audit import LogEntry
from points.errors import (
    AgeUnknown,
    DropOutOver,
    InvalidWindow,
    NotPermitted,
    SignUpNotOpen,
    SignUpOver,
    SkillElsewhere,
    SkillMissing,
    TooOld,
    TooYoung,
)
from points.models import Activity, Shift, SignUp, Skill
from points.people import services as people
from tests.admin.conftest import found_neighbour

from .conftest import at, clock

pytestmark = pytest.mark.django_db
THURSDAY, FRIDAY = 12, 13


@pytest.fixture(autouse=True)
def _friday():
    with clock("18:00", FRIDAY):
        yield


@pytest.fixture
def first_aid(community) -> Skill:
    return Skill.objects.create(community=community, name="急救")


def sign_up(shift, resident, *, by=None, role=None):
    return activities.sign_up(shift, resident=resident, role=role, by=by or resident.user)


def born(resident, day):
    resident.born_on = day
    resident.save(update_fields=["born_on"])
    return resident


def demand(shift, **demands):
    Activity.objects.filter(pk=shift.activity_id).update(**demands)
    return Shift.objects.select_related("activity__community").get(pk=shift.pk)


def logged(sign_up):
    return LogEntry.objects.get(action="points.signed_up", object_id=sign_up.pk).data


# --- age ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birthday", "refusal"),
    [
        (date(2008, 11, 14), None),
        (date(2008, 11, 15), TooYoung),
        (date(1955, 11, 15), None),
        (date(1955, 11, 14), TooOld),
        (None, AgeUnknown),
    ],
)
def test_the_age_on_the_day_decides(shift, volunteer, birthday, refusal):
    shift = demand(shift, age_from=18, age_to=70)
    born(volunteer, birthday)
    if refusal is None:
        assert sign_up(shift, volunteer).state == "confirmed"
        return
    with pytest.raises(refusal):
        sign_up(shift, volunteer)
    with pytest.raises(refusal):
        activities.sign_up_or_wait(shift, resident=volunteer, by=volunteer.user)
    assert not SignUp.objects.exists()


def test_a_refusal_names_the_age(shift, volunteer):
    born(volunteer, date(2012, 1, 1))
    with pytest.raises(TooYoung) as refused:
        sign_up(demand(shift, age_from=16), volunteer)
    assert "16" in str(refused.value)


@pytest.mark.parametrize(
    ("birthday", "code"), [(date(2012, 1, 1), "too_young"), (None, "age_unknown"), (date(1990, 1, 1), None)]
)
def test_the_organiser_knows_better_and_the_log_says_what_was_passed_over(shift, volunteer, organiser, birthday, code):
    made = sign_up(demand(shift, age_from=18), born(volunteer, birthday), by=organiser)
    assert logged(made).get("despite") == code


def test_an_organiser_does_not_pass_it_over_for_himself(shift, volunteer, organiser):
    volunteer.user = organiser
    volunteer.save(update_fields=["user"])
    with pytest.raises(TooYoung):
        sign_up(demand(shift, age_from=18), born(volunteer, date(2012, 1, 1)), by=organiser)


# --- skills ---------------------------------------------------------------------------------------------------------


def test_a_skill_that_is_not_confirmed_is_missing(shift, volunteer, first_aid, organiser):
    shift.activity.skills.add(first_aid)
    with pytest.raises(SkillMissing) as refused:
        sign_up(shift, volunteer)
    assert refused.value.params == {"skill": "急救"}
    people.confirm_skill(volunteer, skill=first_aid, by=organiser)
    assert sign_up(shift, volunteer).state == "confirmed"


def test_a_skill_that_was_withdrawn_is_missing_again(shift, volunteer, first_aid, organiser):
    shift.activity.skills.add(first_aid)
    people.withdraw_skill(people.confirm_skill(volunteer, skill=first_aid, by=organiser), by=organiser)
    with pytest.raises(SkillMissing):
        sign_up(shift, volunteer)
    assert logged(sign_up(shift, volunteer, by=organiser))["despite"] == "skill_missing"


def test_a_role_may_demand_more_than_the_activity(shift, volunteer, first_aid, organiser, administrator):
    medic, guest = (
        activities.add_role(shift.activity, draft=draft, by=administrator)
        for draft in (
            activities.RoleDraft(name="医护", skills=[first_aid], age_from=18),
            activities.RoleDraft(name="来宾", kind="audience"),
        )
    )
    born(volunteer, date(1990, 1, 1))
    with pytest.raises(SkillMissing):
        sign_up(shift, volunteer, role=medic)
    people.confirm_skill(volunteer, skill=first_aid, by=organiser)
    born(volunteer, date(2012, 1, 1))
    with pytest.raises(TooYoung):
        sign_up(shift, volunteer, role=medic)
    assert sign_up(shift, volunteer, role=guest).role == guest


def test_skills_of_another_community_are_no_demands(make_activity, activity, community, administrator):
    stranger = Skill.objects.create(community=found_neighbour(community), name="急救")
    with pytest.raises(SkillElsewhere):
        make_activity("义诊", skills=[stranger])
    with pytest.raises(SkillElsewhere):
        activities.add_role(activity, draft=activities.RoleDraft(name="医护", skills=[stranger]), by=administrator)


# --- the window -----------------------------------------------------------------------------------------------------


@pytest.fixture
def windowed(activity, administrator) -> Shift:
    """Sign-up from Thursday noon to Friday noon, for Saturday at eight."""
    window = activities.Window(opens_at=at("12:00", THURSDAY), closes_at=at("12:00", FRIDAY))
    times = {"starts_at": at("08:00"), "ends_at": at("10:00")}
    return activities.add_shift(activity, **times, capacity=30, window=window, by=administrator)


@pytest.mark.parametrize(
    ("time", "day", "refusal"),
    [
        ("11:59", THURSDAY, SignUpNotOpen),
        ("12:00", THURSDAY, None),
        ("11:59", FRIDAY, None),
        ("12:00", FRIDAY, SignUpOver),
        ("09:00", 14, SignUpOver),
    ],
)
def test_people_sign_up_within_the_window(windowed, volunteer, make_volunteer, organiser, time, day, refusal):
    with clock(time, day):
        if refusal is None:
            assert sign_up(windowed, volunteer).state == "confirmed"
        else:
            with pytest.raises(refusal):
                sign_up(windowed, volunteer)
        assert sign_up(windowed, make_volunteer(), by=organiser).state == "confirmed"


@pytest.mark.parametrize(
    ("time", "day", "is_open"), [("18:00", FRIDAY, True), ("07:59", 14, True), ("08:00", 14, False)]
)
def test_late_sign_up_lasts_until_the_start(windowed, volunteer, time, day, is_open):
    late = demand(windowed, has_late_sign_up=True)
    with clock(time, day):
        if is_open:
            assert sign_up(late, volunteer).state == "confirmed"
        else:
            with pytest.raises(SignUpOver) as refused:
                sign_up(late, volunteer)
            assert "08:00" in str(refused.value)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(at("09:00"), at("09:00")), (at("09:00"), at("08:00")), (None, at("10:01")), (at("10:00"), None)],
)
def test_a_window_that_nobody_can_use_is_refused(windowed, activity, administrator, opens, closes):
    window = activities.Window(opens_at=opens, closes_at=closes)
    times = {"starts_at": at("08:00"), "ends_at": at("10:00"), "capacity": 3, "by": administrator}
    with pytest.raises(InvalidWindow):
        activities.add_shift(activity, **times, window=window)
    with pytest.raises(InvalidWindow):
        activities.change_shift(windowed, **times, window=window)


def test_a_window_is_changed_or_left_as_it_is(windowed, volunteer, administrator):
    times = {"starts_at": at("08:00"), "ends_at": at("10:00"), "capacity": 30, "by": administrator}
    kept = activities.change_shift(windowed, **times)
    assert kept.sign_up_closes_at == at("12:00", FRIDAY)
    wider = activities.Window(closes_at=at("20:00", FRIDAY))
    activities.change_shift(windowed, **times, window=wider)
    windowed.refresh_from_db()
    assert (windowed.sign_up_opens_at, windowed.sign_up_closes_at) == (None, at("20:00", FRIDAY))
    assert sign_up(windowed, volunteer).state == "confirmed"


# --- dropping out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("time", "is_in_time"), [("19:59", True), ("20:00", False)])
def test_a_place_is_given_back_with_one_button_until_the_deadline(shift, volunteer, organiser, time, is_in_time):
    mine = sign_up(demand(shift, drop_out_hours=12), volunteer)
    with clock(time, FRIDAY):
        if is_in_time:
            assert activities.cancel_sign_up(mine, by=volunteer.user).state == "cancelled"
            return
        with pytest.raises(DropOutOver) as refused:
            activities.cancel_sign_up(mine, by=volunteer.user)
        assert "20:00" in str(refused.value)
        assert activities.cancel_sign_up(mine, by=organiser).state == "cancelled"


def test_the_deadline_binds_nobody_who_only_waits(make_shift, volunteer, make_volunteer):
    shift = demand(make_shift(capacity=1), drop_out_hours=24)
    sign_up(shift, make_volunteer())
    waiting = activities.sign_up_or_wait(shift, resident=volunteer, by=volunteer.user)
    assert activities.cancel_sign_up(waiting, by=volunteer.user).state == "cancelled"


def test_nobody_else_gives_a_place_back(shift, volunteer, make_volunteer):
    mine = sign_up(shift, volunteer)
    with pytest.raises(NotPermitted):
        activities.cancel_sign_up(mine, by=make_volunteer().user)


# --- long days ------------------------------------------------------------------------------------------------------


def test_more_hours_on_one_day_than_the_site_finds_good_are_said(make_shift, volunteer, settings):
    settings.POINTS = {"daily_hours": 5}
    morning, noon, evening = make_shift("08:00", "10:00"), make_shift("11:00", "14:00"), make_shift("18:00", "19:30")
    assert queries.long_day(volunteer, morning) is None
    sign_up(morning, volunteer)
    assert queries.long_day(volunteer, noon) is None
    sign_up(noon, volunteer)
    assert queries.long_day(volunteer, evening) == 6
    assert sign_up(evening, volunteer).state == "confirmed"
