"""A star scheme is a draft until its first day; from then on it is what it was, and a new one takes over."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from points.errors import StarSchemeInForce, StarSchemePastDay
from points.hours import queries
from points.models import StarLevel, StarScheme
from points.permissions import Role
from tests.activities.conftest import clock

pytestmark = pytest.mark.django_db
TODAY, TOMORROW, NEXT_YEAR = date(2026, 11, 14), date(2026, 11, 15), date(2027, 1, 1)


@pytest.fixture
def draft(community) -> StarScheme:
    """Takes over tomorrow."""
    scheme = StarScheme.objects.create(community=community, name="星级办法", in_force_from=TOMORROW)
    StarLevel.objects.create(scheme=scheme, rank=1, name="一星", minutes=6000)
    return scheme


@pytest.fixture
def in_force(draft):
    with clock("08:00", 15):
        yield draft


@pytest.fixture
def office(client, make_staff):
    call_command("points_groups", verbosity=0)
    client.force_login(make_staff(Role.ADMINISTRATOR))
    return client


def sent(scheme, **changed) -> dict[str, object]:
    fields = {"community": scheme.community_id, "name": scheme.name, "cycle": scheme.cycle}
    return fields | {"in_force_from": scheme.in_force_from} | changed


def sent_level(scheme, **changed) -> dict[str, object]:
    return {"scheme": scheme.pk, "rank": 1, "name": "一星", "minutes": "100", "points": ""} | changed


# --- by whatever code ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"is_kept": False}, {"in_force_from": NEXT_YEAR}, {"in_force_to": NEXT_YEAR}])
def test_what_is_in_force_is_not_changed_and_a_draft_is(draft, change):
    for name, value in change.items():
        setattr(draft, name, value)
    with clock("08:00", 15), pytest.raises(StarSchemeInForce) as refused:
        draft.save()
    assert refused.value.code == "star_scheme_in_force"
    draft.save()
    assert StarScheme.objects.filter(pk=draft.pk, **change).exists()


def test_no_threshold_moves_under_a_scheme_in_force(draft, community):
    level = draft.levels.get()
    level.minutes = 60
    other = StarLevel(scheme=draft, rank=2, name="二星", minutes=9000)
    with clock("08:00", 15):
        for wrong in (level.save, level.delete, other.save, draft.delete):
            with pytest.raises(StarSchemeInForce):
                wrong()
        elsewhere = StarScheme.objects.create(community=community, name="新办法", in_force_from=NEXT_YEAR)
        level.scheme = elsewhere
        with pytest.raises(StarSchemeInForce):
            level.save()
    level.scheme = draft
    level.save()
    other.save()
    assert list(draft.levels.values_list("minutes", flat=True)) == [60, 9000]
    draft.delete()
    assert not StarLevel.objects.exists()


def test_no_scheme_slips_in_before_today_once_there_is_one(in_force, community):
    for day in (TODAY, TOMORROW):
        with pytest.raises(StarSchemePastDay) as refused:
            StarScheme.objects.create(community=community, name="补的办法", in_force_from=day)
    assert refused.value.code == "star_scheme_past_day"
    assert StarScheme.objects.create(community=community, name="新办法", in_force_from=date(2026, 11, 16))


def test_the_first_scheme_of_a_community_may_have_begun(community):
    assert StarScheme.objects.create(community=community, name="去年的办法", in_force_from=date(2025, 1, 1)).has_begun


def test_a_new_scheme_takes_over_on_its_day(in_force, community):
    later = StarScheme.objects.create(community=community, name="新办法", in_force_from=NEXT_YEAR)
    assert queries.scheme_in_force(community) == in_force
    assert queries.scheme_in_force(community, on=NEXT_YEAR) == later
    assert queries.scheme_in_force(community, on=TODAY) is None


# --- at the office ---------------------------------------------------------------------------------------------------


def test_the_office_edits_a_draft(office, draft):
    office.post(reverse("points_starscheme:edit", args=[draft.pk]), sent(draft, name="改过的办法"))
    office.post(reverse("points_starlevel:edit", args=[draft.levels.get().pk]), sent_level(draft, minutes="50"))
    draft.refresh_from_db()
    assert (draft.name, draft.levels.get().minutes) == ("改过的办法", 3000)


def test_the_office_neither_edits_nor_deletes_what_is_in_force(office, in_force):
    level = in_force.levels.get()
    for verb in ("edit", "delete"):
        office.post(reverse(f"points_starscheme:{verb}", args=[in_force.pk]), sent(in_force, name="改过的办法"))
        office.post(reverse(f"points_starlevel:{verb}", args=[level.pk]), sent_level(in_force, minutes="50"))
    office.post(reverse("points_starlevel:add"), sent_level(in_force, rank=2, minutes="200"))
    in_force.refresh_from_db()
    assert (in_force.name, list(in_force.levels.values_list("minutes", flat=True))) == ("星级办法", [6000])


def test_a_level_is_offered_the_drafts_alone(office, in_force, community):
    later = StarScheme.objects.create(community=community, name="明年的办法", in_force_from=NEXT_YEAR)
    page = office.get(reverse("points_starlevel:add")).content.decode()
    assert f'<option value="{later.pk}"' in page
    assert f'<option value="{in_force.pk}"' not in page


@pytest.mark.parametrize(("day", "is_taken"), [(TODAY, False), (date(2026, 1, 1), False), (TOMORROW, True)])
def test_the_office_lets_a_scheme_begin_tomorrow_at_the_earliest(office, community, day, is_taken):
    form = {"community": community.pk, "name": "星级办法", "cycle": "cumulative", "in_force_from": day}
    answer = office.post(reverse("points_starscheme:add"), form)
    assert StarScheme.objects.exists() is is_taken
    assert ("最早从明天起施行" in answer.content.decode()) is not is_taken


def test_whoever_had_the_form_open_over_midnight_is_told_why(draft):
    with clock("00:01", 15):
        for row in (draft, draft.levels.get()):
            with pytest.raises(Exception, match="已施行的星级办法不再改动"):
                row.full_clean()
    draft.full_clean()
    draft.levels.get().full_clean()
