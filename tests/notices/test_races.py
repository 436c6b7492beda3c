"""Several people at the same moment: one objection of each, one answer, one end."""

from functools import partial
from uuid import uuid4

import pytest

from points.models import NoticeStep, Objection
from points.notices import services as notices
from points.permissions import Role
from tests.racing import race

from .conftest import line_of, object_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def up(community, editor):
    """Up at this very moment: the racers read the real clock."""
    words = notices.Draft(kind="honors", title="光荣榜公示", days=3)
    drafted = notices.draft(words, community=community, lines=[notices.LineDraft(subject="1栋")], by=editor)
    return notices.publish(drafted, by=editor)


def raised(notice, by, key) -> int:
    return object_to(notice, line_of(notice, 1), by, key=key).pk


def told(objection, by, outcome) -> str:
    return notices.answer(objection, outcome=outcome, text="已核对", by=by).state


def withdrawn(notice, by) -> str:
    return notices.withdraw(notice, reason="名单有误", by=by).state


def extended(notice, by, days) -> int:
    return notices.extend(notice, days=days, reason="停电", by=by).days


def test_a_tap_that_is_sent_many_times_is_one_objection(up, passer_by):
    key = uuid4()
    outcomes = race([partial(raised, up, passer_by, key)] * 6)
    assert set(outcomes) == {Objection.objects.get().pk}


def test_of_one_person_one_objection_about_a_line_is_open(up, passer_by):
    outcomes = race([partial(raised, up, passer_by, uuid4()) for _ in range(6)])
    objection = Objection.objects.get()
    assert sorted(map(str, outcomes)) == sorted([str(objection.pk), *["already_objected"] * 5])


def test_one_of_two_answers_counts(up, passer_by, judge, make_staff):
    objection, other = object_to(up, line_of(up, 1), passer_by), make_staff(Role.ADMINISTRATOR)
    acts = [(judge, Objection.State.UPHELD), (other, Objection.State.REJECTED)] * 3
    outcomes = race([partial(told, objection, by, outcome) for by, outcome in acts])
    objection.refresh_from_db()
    assert sorted(outcomes) == sorted([objection.state, *["objection_answered"] * 5])


def test_an_objection_and_a_withdrawal_at_once_leave_no_objection_to_what_is_down(up, passer_by, editor):
    acts = [partial(raised, up, passer_by, uuid4()), partial(withdrawn, up, editor)] * 2
    outcomes = race(acts)
    up.refresh_from_db()
    assert up.state == "withdrawn"
    assert outcomes.count("withdrawn") == outcomes.count("notice_withdrawn") == 1
    kinds = list(NoticeStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "withdrawn"]
    down = NoticeStep.objects.get(kind="withdrawn").done_at
    assert not Objection.objects.filter(raised_at__gt=down).exists()


def test_terms_that_are_set_at_once_only_grow(up, editor):
    race([partial(extended, up, editor, days) for days in (9, 5, 7, 4)])
    up.refresh_from_db()
    terms = list(NoticeStep.objects.order_by("pk").values_list("ends_on", flat=True))
    assert up.days == 9
    assert terms == sorted(terms)
