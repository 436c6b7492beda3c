"""Choosing, taking off, deciding: each grant beside its refusals."""

import pytest
from django.contrib.contenttypes.models import ContentType

from honor_roll import services as honors
from honor_roll.models import Honor, Season
from honor_roll.services import Praise
from points import signals
from points.audit import LogEntry
from points.errors import (
    AlreadyChosen,
    NotOfThisCommunity,
    NotPermitted,
    NotYourGrid,
    OwnEntry,
    OwnHousehold,
    OwnTeam,
    SeasonDecided,
    SeasonEmpty,
    WrongSubject,
)
from points.models import Grid, Resident, Team, TeamMembership
from points.permissions import Role

pytestmark = pytest.mark.django_db
PRAISE = Praise(reason="风雨无阻")


@pytest.fixture
def elsewhere(community) -> Grid:
    """Another community of the same town."""
    return Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)


def test_the_editor_chooses_and_the_facts_are_frozen(season, choose, resident, serve, editor):
    serve(resident, 90)
    honor = choose(resident, story="她每个周末都来。")
    serve(resident, 90)
    honor.refresh_from_db()
    assert honor.facts == {"minutes_scanned": 90, "minutes_by_hand": 0, "merit": 0}
    assert (honor.chosen_by, honor.position) == (editor, 1)


def test_the_log_names_nobody(choose, resident):
    choose(resident)
    entry = LogEntry.objects.get(action="honor_roll.chosen")
    assert "王" not in f"{entry.label}{entry.data}"


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ORGANISER, Role.GRID_STAFF, Role.AUDITOR])
def test_choosing_needs_the_duty(season, category, resident, make_staff, role):
    with pytest.raises(NotPermitted):
        honors.choose(season, category=category, subject=resident, praise=PRAISE, by=make_staff(role))


def test_an_editor_of_another_community_does_not_choose_here(season, category, resident, make_staff, elsewhere):
    with pytest.raises(NotYourGrid):
        honors.choose(
            season, category=category, subject=resident, praise=PRAISE, by=make_staff(Role.EDITOR, grid=elsewhere)
        )


def test_nobody_is_chosen_twice_in_a_category(choose, resident, make_category):
    choose(resident)
    choose(resident, of=make_category(name="身边好人"))
    with pytest.raises(AlreadyChosen):
        choose(resident)
    assert Honor.objects.count() == 2


def test_a_category_of_residents_honors_no_household(choose, household, make_category):
    with pytest.raises(WrongSubject):
        choose(household)
    assert choose(household, of=make_category("household")).household == household


def test_a_subject_of_another_community_is_refused(choose, make_household, elsewhere, make_category):
    far = make_household("赵六", grid=elsewhere)
    with pytest.raises(NotOfThisCommunity):
        choose(far.residents.get())
    with pytest.raises(NotOfThisCommunity):
        choose(far, of=make_category("household"))
    with pytest.raises(NotOfThisCommunity):
        choose(elsewhere, of=make_category("grid"))
    with pytest.raises(NotOfThisCommunity):
        choose(Team.objects.create(community=elsewhere, name="桃园队"), of=make_category("team"))


def test_a_category_of_another_community_is_refused(choose, resident, elsewhere, make_category):
    with pytest.raises(NotOfThisCommunity):
        choose(resident, of=make_category(community=elsewhere))


def test_the_editor_does_not_choose_the_own_household(choose, resident, editor, make_category, household):
    Resident.objects.create(household=resident.household, name="王强", user=editor)
    with pytest.raises(OwnHousehold):
        choose(resident)
    with pytest.raises(OwnHousehold):
        choose(household, of=make_category("household"))


def test_the_editor_does_not_choose_the_own_team(choose, community, make_category, make_household, editor):
    team = Team.objects.create(community=community, name="红石榴")
    of = make_category("team")
    member = make_household("李强").residents.get()
    Resident.objects.filter(pk=member.pk).update(user=editor)
    membership = TeamMembership.objects.create(team=team, resident=member, since="2026-01-01")
    with pytest.raises(OwnTeam):
        choose(team, of=of)
    membership.delete()
    assert choose(team, of=of).team == team


def test_an_honor_is_taken_off_before_the_decision_and_not_after(choose, resident, make_household, editor, decided):
    honor, other = choose(resident), choose(make_household("李强").residents.get())
    honors.remove(other, by=editor)
    decided()
    with pytest.raises(SeasonDecided):
        honors.remove(honor, by=editor)
    assert list(Honor.objects.all()) == [honor]


def test_the_editor_does_not_take_off_the_own_household(choose, resident, editor):
    honor = choose(resident)
    Resident.objects.create(household=resident.household, name="王强", user=editor)
    with pytest.raises(OwnHousehold):
        honors.remove(honor, by=editor)


def test_deciding_settles_the_season_and_tells(
    season, choose, resident, head_of_office, django_capture_on_commit_callbacks
):
    told = []
    signals.season_decided.connect(lambda season, **_: told.append(season), weak=False, dispatch_uid="test")
    choose(resident)
    with django_capture_on_commit_callbacks(execute=True):
        honors.decide(season, by=head_of_office)
    signals.season_decided.disconnect(dispatch_uid="test")
    season.refresh_from_db()
    assert (season.state, season.decided_by) == (Season.State.DECIDED, head_of_office)
    assert told == [season]
    entry = LogEntry.objects.get(
        action="honor_roll.season_decided", content_type=ContentType.objects.get_for_model(Season)
    )
    assert entry.data == {"honors": 1}


def test_a_season_is_decided_once(season, choose, resident, make_household, decided, head_of_office):
    choose(resident)
    decided()
    with pytest.raises(SeasonDecided):
        decided()
    with pytest.raises(SeasonDecided):
        choose(make_household("李强").residents.get())


def test_an_empty_season_is_not_decided(season, decided):
    with pytest.raises(SeasonEmpty):
        decided()


def test_whoever_chose_does_not_decide(season, category, resident, make_household, choose, head_of_office, make_staff):
    choose(resident)
    honors.choose(
        season, category=category, subject=make_household("李强").residents.get(), praise=PRAISE, by=head_of_office
    )
    with pytest.raises(OwnEntry):
        honors.decide(season, by=head_of_office)
    honors.decide(season, by=make_staff(Role.ADMINISTRATOR))


def test_nobody_decides_for_the_own_household(season, choose, resident, head_of_office):
    choose(resident)
    Resident.objects.create(household=resident.household, name="王强", user=head_of_office)
    with pytest.raises(OwnHousehold):
        honors.decide(season, by=head_of_office)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CASHIER, Role.AUDITOR])
def test_deciding_needs_the_duty(season, choose, resident, make_staff, role):
    choose(resident)
    with pytest.raises(NotPermitted):
        honors.decide(season, by=make_staff(role))
