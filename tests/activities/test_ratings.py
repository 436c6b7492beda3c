"""Those who were served say how it was: once each, never about their own, and read as a sum of the team."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from points.activities import queries, rating_links
from points.activities import services as activities
from points.errors import (
    AlreadyRated,
    NamesSomebody,
    NotOfThisCommunity,
    NotPermitted,
    OwnService,
    PersonalDataInText,
    RatingLinkOver,
    RatingLinkUsed,
    RatingOver,
    SlipEntered,
    StarsOutOfRange,
)
from points.models import LogEntry, Rating, Resident, Team
from points.people import services as people
from points.permissions import Role
from tests.racing import race

from .conftest import at, clock
from .scanning import came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(community) -> Team:
    return Team.objects.create(community=community, name="理发队")


@pytest.fixture
def shift(make_activity, make_shift, team):
    return make_shift(of=make_activity("义剪", team=team))


@pytest.fixture
def serving(shift, make_volunteer, organiser, administrator):
    """Three barbers who were there."""
    with clock("10:00"):
        barbers = [make_volunteer(name) for name in ("王小芳", "李雷", "韩梅")]
        for barber in barbers:
            came_and_left(shift, barber, organiser, "08:00", office=administrator)
    return barbers


def say(shift, resident, stars=5, word="", *, link=None, key=None, by=None, time="10:30", day=14):
    with clock(time, day):
        said = activities.Said(stars=stars, word=word)
        link = link or rating_links.new_link(shift)
        return activities.rate(link, said=said, resident=resident, by=by or resident.user, key=key or f"{uuid4()}")


def type_in(shift, by, slip=1, stars=4, word="耐心", *, key=None, time="10:30"):
    with clock(time):
        said = activities.Said(stars=stars, word=word)
        return activities.enter_slip(shift, slip=slip, said=said, by=by, key=key or f"{uuid4()}")


def test_whoever_was_served_gives_stars_and_a_word(shift, serving, make_volunteer):
    guest = make_volunteer("赵一")
    rating = say(shift, guest, 4, " 很 耐心 ").result
    assert (rating.shift, rating.giver, rating.stars, rating.word) == (shift, guest, 4, "很 耐心")
    # A line of the log would say who said what.
    assert not LogEntry.objects.filter(user=guest.user).exists()


def test_the_same_tap_again_is_one_rating(shift, serving, make_volunteer):
    guest, link = make_volunteer(), None
    with clock("10:30"):
        link = rating_links.new_link(shift)
    first, again = (say(shift, guest, link=link, key="tap") for _ in range(2))
    assert (first.is_replay, again.is_replay) == (False, True)
    assert Rating.objects.count() == 1


def test_everybody_rates_a_shift_once(shift, serving, make_volunteer):
    guest = make_volunteer()
    say(shift, guest)
    with pytest.raises(AlreadyRated):
        say(shift, guest, 1)
    assert list(Rating.objects.values_list("stars", flat=True)) == [5]


def test_a_link_works_once(shift, serving, make_volunteer):
    with clock("10:30"):
        link = rating_links.new_link(shift)
    say(shift, make_volunteer(), link=link)
    with pytest.raises(RatingLinkUsed):
        say(shift, make_volunteer(), link=link)


def test_a_link_is_over_after_two_days_and_a_forged_one_at_once(shift, serving, make_volunteer):
    guest = make_volunteer()
    with clock("10:30"):
        link = rating_links.new_link(shift)
    with pytest.raises(RatingLinkOver):
        say(shift, guest, link=link, time="10:31", day=16)
    for forged in ("", "abc", link[:-1] + ("A" if link[-1] != "A" else "B")):
        with pytest.raises(RatingLinkOver):
            say(shift, guest, link=forged or "x")
    say(shift, guest, link=link, time="10:30", day=16)


def test_nobody_rates_where_he_serves_nor_at_home(shift, serving, make_volunteer):
    mother = make_volunteer("陈桂兰")
    Resident.objects.filter(pk=mother.pk).update(household=serving[0].household)
    mother.refresh_from_db()
    for own in (serving[1], mother):
        with pytest.raises(OwnService):
            say(shift, own)
    assert not Rating.objects.exists()


def test_an_organiser_whom_the_activity_names_serves_as_well(shift, serving, make_volunteer):
    leader = make_volunteer()
    shift.activity.organisers.add(leader.user)
    with pytest.raises(OwnService):
        say(shift, leader)


def test_a_participant_of_a_course_was_served(shift, serving, make_volunteer, organiser, administrator):
    draft = activities.RoleDraft(kind="participant", name="学员", has_hours=False)
    role = activities.add_role(shift.activity, draft=draft, by=administrator)
    pupil = make_volunteer()
    with clock("10:00"):
        activities.sign_up(shift, resident=pupil, role=role, by=organiser)
        came_and_left(shift, pupil, organiser, "08:00", office=administrator)
    assert say(shift, pupil).result.giver == pupil


def test_a_shift_is_rated_from_its_start_for_two_weeks(shift, serving, make_volunteer):
    with pytest.raises(RatingOver):
        say(shift, make_volunteer(), time="07:59")
    with pytest.raises(RatingOver):
        say(shift, make_volunteer(), time="10:00", day=28)
    say(shift, make_volunteer(), time="09:59", day=28)


def test_names_and_numbers_are_no_words(shift, serving, make_volunteer):
    guest = make_volunteer("赵一")
    for word in ("王小芳最好", "小芳最好", "谢李雷", "我是赵一"):
        with pytest.raises(NamesSomebody):
            say(shift, guest, word=word)
    with pytest.raises(PersonalDataInText):
        say(shift, guest, word="电话13812345678")
    with pytest.raises(StarsOutOfRange):
        say(shift, guest, 6)
    assert say(shift, guest, word="手艺好").result.word == "手艺好"


def test_somebody_else_does_not_rate_for_me(shift, serving, make_volunteer):
    guest = make_volunteer()
    with pytest.raises(NotPermitted):
        say(shift, guest, by=serving[0].user)


def test_whoever_lives_elsewhere_is_not_asked(shift, serving, make_volunteer):
    gone = make_volunteer()
    Resident.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    with pytest.raises(NotOfThisCommunity):
        say(shift, gone)


# --- slips of paper -------------------------------------------------------------------------------------------------


def test_staff_type_in_a_slip_and_it_says_so(shift, serving, organiser):
    rating = type_in(shift, organiser, 7).result
    assert (rating.slip, rating.giver, rating.entered_by) == (7, None, organiser)
    assert LogEntry.objects.get(action="points.rating_entered").user == organiser


def test_a_slip_is_entered_once(shift, serving, organiser):
    first, again = (type_in(shift, organiser, 7, key="tap") for _ in range(2))
    assert again.is_replay
    assert first.result == again.result
    with pytest.raises(SlipEntered):
        type_in(shift, organiser, 7)
    assert Rating.objects.count() == 1


def test_whoever_served_types_in_no_slips(shift, serving, make_staff):
    barber = serving[0]
    barber.user.points_duties.create(role=Role.ORGANISER, grid=shift.activity.community, since="2026-01-01")
    with pytest.raises(OwnService):
        type_in(shift, barber.user)
    with pytest.raises(NotPermitted):
        type_in(shift, make_staff(Role.CASHIER))


# --- the sums -------------------------------------------------------------------------------------------------------


def read(team):
    with clock("12:00"):
        return queries.rating_of(team)


def test_a_team_reads_nothing_below_five_and_then_in_steps_of_five(shift, serving, team, make_volunteer, organiser):
    for number in range(1, 12):
        if number % 2:
            say(shift, make_volunteer(is_online=True), 5, "耐心")
        else:
            type_in(shift, organiser, number, 3, "准时")
        assert read(team).count == number // 5 * 5
    found = read(team)
    assert (found.count, found.slips, found.mean) == (10, 5, 4.0)
    assert found.words == [("准时", 5), ("耐心", 5)]


def test_two_who_served_are_no_team(shift, make_volunteer, organiser, administrator, team):
    with clock("10:00"):
        for name in ("王芳", "李雷"):
            came_and_left(shift, make_volunteer(name), organiser, "08:00", office=administrator)
    for number in range(5):
        type_in(shift, organiser, number + 1)
    assert read(team).count == 0
    with clock("10:00"):
        came_and_left(shift, make_volunteer("韩梅"), organiser, "08:00", office=administrator)
    assert read(team).count == 5


def test_whoever_served_after_all_counts_no_more(shift, serving, team, make_volunteer, organiser, administrator):
    guests = [make_volunteer() for _ in range(5)]
    for guest in guests:
        say(shift, guest, time="09:00")
    assert read(team).count == 5
    with clock("10:00"):
        came_and_left(shift, guests[0], organiser, "09:30", office=administrator)
    assert read(team).count == 0


def test_old_ratings_and_those_of_other_teams_say_nothing(shift, serving, team, community, organiser):
    for number in range(5):
        type_in(shift, organiser, number + 1)
    assert read(Team.objects.create(community=community, name="缝补队")).count == 0
    shift.starts_at -= timedelta(days=365)
    shift.save()
    assert read(team).count == 0


def test_a_sum_is_read_by_who_runs_the_team_and_who_belongs_to_it(
    shift, serving, team, make_volunteer, organiser, make_staff, administrator
):
    member, other = make_volunteer(), make_volunteer()
    people.join_team(team, resident=member, since=at("08:00").date(), by=administrator)
    with clock("12:00"):
        seen = {user: [row.team for row in queries.teams_rated_for(user)] for user in (organiser, member.user)}
        assert seen == {organiser: [team], member.user: [team]}
        for user in (other.user, make_staff(Role.CASHIER)):
            assert queries.teams_rated_for(user) == []


def test_who_is_erased_leaves_a_figure_and_no_word(shift, serving, make_volunteer, make_staff):
    guest = make_volunteer()
    say(shift, guest, 2, "太慢")
    with clock("12:00"):
        people.erase_resident(people.request_erasure(guest, by=guest.user), by=make_staff(Role.ADMINISTRATOR))
    rating = Rating.objects.get()
    assert (rating.giver, rating.stars, rating.word) == (None, 2, "")


# --- at the same moment ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_link_and_one_person_come_to_one_rating_each(shift, make_volunteer):
    guest, others = make_volunteer(), [make_volunteer() for _ in range(4)]
    with clock("08:30"):
        link = rating_links.new_link(shift)
        outcomes = race([partial(go, link, other) for other in others])
        assert sorted(outcomes) == ["rated"] + ["rating_link_used"] * 3
        links = [rating_links.new_link(shift) for _ in range(4)]
        outcomes = race([partial(go, link, guest) for link in links])
    assert sorted(outcomes) == ["already_rated"] * 3 + ["rated"]
    assert Rating.objects.count() == 2


def go(link, resident):
    activities.rate(link, said=activities.Said(stars=5), resident=resident, by=resident.user, key=f"{uuid4()}")
    return "rated"
