"""Two people at the same board at the same moment."""

from functools import partial

import pytest
from django.contrib.auth import get_user_model

from honor_roll import services as honors
from honor_roll.models import Honor, Season
from honor_roll.services import Praise
from points.models import Resident
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
PRAISE = Praise(reason="风雨无阻")


def press_choose(season: int, resident: int, category, user: int) -> str:
    honors.choose(
        Season.objects.get(pk=season),
        category=category,
        subject=Resident.objects.select_related("household__grid").get(pk=resident),
        praise=PRAISE,
        by=get_user_model().objects.get(pk=user),
    )
    return "chosen"


def press_decide(season: int, user: int) -> str:
    honors.decide(Season.objects.get(pk=season), by=get_user_model().objects.get(pk=user))
    return "decided"


def test_eight_editors_choose_one_person_once(season, category, resident, editor):
    acts = [partial(press_choose, season.pk, resident.pk, category, editor.pk)] * 8
    assert sorted(race(acts)) == ["already_chosen"] * 7 + ["chosen"]
    assert Honor.objects.count() == 1


def test_nothing_is_chosen_while_the_season_is_being_decided(
    season, category, choose, resident, make_household, editor, head_of_office
):
    choose(resident)
    others = [make_household(f"李{number}").residents.get().pk for number in range(7)]
    acts = [partial(press_choose, season.pk, pk, category, editor.pk) for pk in others]
    outcomes = race([*acts, partial(press_decide, season.pk, head_of_office.pk)])
    assert outcomes.pop() == "decided"
    assert set(outcomes) <= {"chosen", "season_decided"}
    assert Honor.objects.count() == 1 + outcomes.count("chosen")
