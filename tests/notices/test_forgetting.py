"""A year after its end the names on a notice are gone, and what there was to count is still there."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from points.errors import NoticeNotWithdrawn
from points.models import NoticeLine, Objection, PublicNotice
from points.notices import queries
from points.notices import services as notices
from tests.portal.conftest import local

from .conftest import TUESDAY, answer, line_of, object_to, on_paper

pytestmark = pytest.mark.django_db
A_YEAR_LATER = local(2027, 11, 24, 9, 0)


def run(**options) -> str:
    said = StringIO()
    call_command("forget_notices", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def ended(notice, passer_by, grid_worker, chen, judge, clock):
    answer(object_to(notice, line_of(notice, 1), passer_by), judge)
    answer(on_paper(notice, line_of(notice, 2), grid_worker, chen), judge, Objection.State.UPHELD)
    clock.move_to(TUESDAY)
    return notice


def test_names_fall_away_and_counts_stay(ended, clock, client):
    clock.move_to(A_YEAR_LATER)
    assert run() == "The names on 1 notice fell away.\n"
    lines = list(ended.lines.order_by("position"))
    assert [(line.resident, line.household, line.text) for line in lines[:2]] == [(None, None, "")] * 2
    assert lines[2].subject == "1栋"
    assert [queries.stands(line) for line in lines] == [True, False, True]
    said = Objection.objects.values_list("text", "answer", "raised_by", "resident", "state")
    assert list(said) == [("", "", None, None, "rejected"), ("", "", None, None, "upheld")]
    page = client.get(reverse("points:notice", args=[ended.pk])).content.decode()
    assert "王" not in page
    assert "共 3 项" in page


def test_twice_is_once_and_a_dry_run_writes_nothing(ended, clock):
    clock.move_to(A_YEAR_LATER)
    assert f"notice {ended.pk}, ended on 2026-11-23" in run(dry_run=True)
    assert NoticeLine.objects.filter(is_forgotten=True).count() == 0
    run()
    ended.refresh_from_db()
    first = ended.forgotten_at
    clock.shift(3600)
    assert "0 notices" in run()
    notices.forget(ended)
    ended.refresh_from_db()
    assert ended.forgotten_at == first


def test_nothing_is_forgotten_before_its_time_nor_before_it_is_answered(ended, notice, clock, judge):
    clock.move_to(local(2027, 11, 23, 9, 0))
    assert "0 notices" in run()
    clock.move_to(A_YEAR_LATER)
    Objection.objects.filter(state="rejected").update(state="open", answer="", answered_by=None, answered_at=None)
    assert "0 notices" in run()
    notices.forget(notice)
    assert not PublicNotice.objects.filter(forgotten_at__isnull=False).exists()
    answer(Objection.objects.get(state="open"), judge)
    assert "1 notice " in run()


def test_what_has_lost_its_names_is_not_put_up_again(ended, editor, clock):
    notices.withdraw(ended, reason="名单有误", by=editor)
    clock.move_to(A_YEAR_LATER)
    run()
    with pytest.raises(NoticeNotWithdrawn):
        notices.reopen(ended, reason="重新公示", by=editor)
