"""What strangers read on a notice: masked names, buildings without doors, objections without their words."""

from datetime import date

import pytest

from points.models import Consent, PublicNotice, Resident
from points.notices import queries
from points.notices import services as notices
from points.people import services as people

from .conftest import TUESDAY, line_of, object_to

pytestmark = pytest.mark.django_db


def names(notice) -> list[str]:
    return [shown.name for shown in queries.shown(notice).lines]


def agree(resident, administrator, **more) -> None:
    people.give_consent(resident, purpose=Consent.Purpose.PUBLIC_NAME, by=administrator, **more)


def test_names_are_masked_and_no_door_is_shown(notice):
    shown = queries.shown(notice)
    assert names(notice) == ["王*", "欧阳×娜一家", "1栋"]
    assert [line.place for line in shown.lines] == ["1栋", "1栋", ""]


def test_a_name_stands_in_full_as_long_as_the_consent_holds(notice, wang, ouyang, administrator):
    for person in (wang, ouyang):
        agree(person, administrator)
    assert names(notice)[:2] == ["王芳", "欧阳娜娜一家"]
    people.withdraw_consent(wang, purpose=Consent.Purpose.PUBLIC_NAME, by=wang.user)
    assert names(notice)[0] == "王*"


def test_a_child_is_masked_whatever_was_agreed_to(notice, wang, administrator):
    agree(wang, administrator)
    Resident.objects.filter(pk=wang.pk).update(born_on=date(2015, 1, 1))
    assert names(notice)[0] == "王*"


def test_who_agreed_to_be_praised_did_not_agree_to_be_named_for_anything_else(
    clock, community, editor, wang, administrator
):
    agree(wang, administrator)
    words = notices.Draft(kind=PublicNotice.Kind.POINTS, title="十月积分公示")
    lines = [notices.LineDraft(resident=wang, text="扣 2 分：楼道堆物")]
    notice = notices.draft(words, community=community, lines=lines, by=editor)
    assert names(notice) == ["王*"]


def test_whoever_moved_out_leaves_a_household_and_no_gap(notice, ouyang):
    Resident.objects.filter(pk=ouyang.pk).update(is_active=False)
    assert names(notice)[1] == "一户居民"


def test_every_line_says_where_it_stands(notice, editor, passer_by, clock):
    object_to(notice, line_of(notice, 1), passer_by)
    notices.take_off(line_of(notice, 2), reason="本人不愿意", by=editor)
    standing = [shown.standing for shown in queries.shown(notice).lines]
    assert standing == ["objection_open", "line_taken_off", "notice_running"]
    clock.move_to(TUESDAY)
    assert queries.shown(notice).lines[2].standing == "stands"


@pytest.mark.parametrize("count", [1, 40])
def test_a_long_notice_is_read_in_as_many_statements_as_a_short_one(
    clock, community, editor, make_household, django_assert_num_queries, count
):
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title="光荣榜公示")
    homes = [make_household(f"王小{number}", door=f"{number}") for number in range(count)]
    lines = [notices.LineDraft(resident=home.residents.get()) for home in homes]
    lines += [notices.LineDraft(household=home) for home in homes]
    notice = notices.draft(words, community=community, lines=lines, by=editor)
    with django_assert_num_queries(4):
        assert len(queries.shown(notice).lines) == 2 * count
