"""A notice is up for all of its days: it ends by the calendar alone, and nobody cuts its term."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from points.errors import (
    LineTakenOff,
    NameInText,
    NoticeEmpty,
    NoticeNotRunning,
    NoticeNotWithdrawn,
    NoticePutUp,
    NoticeRunning,
    NoticeWithdrawn,
    NotOfThisCommunity,
    NotPermitted,
    NotYourGrid,
    PersonalDataInText,
    ReasonRequired,
    SubjectInvalid,
    TermCut,
    TermInvalid,
)
from points.models import LogEntry, NoticeLine, NoticeStep, PublicNotice
from points.notices import queries
from points.notices import services as notices
from points.permissions import Role

from .conftest import MONDAY_NIGHT, TUESDAY, codes, line_of

pytestmark = pytest.mark.django_db
WORDS = notices.Draft(kind=PublicNotice.Kind.POINTS, title="十月积分公示")


# --- drafting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "days"), [("points", 3), ("rules", 3), ("honors", 5)])
def test_a_notice_is_up_for_as_long_as_is_usual_for_its_kind(community, editor, kind, days):
    words = notices.Draft(kind=PublicNotice.Kind(kind), title="公示")
    assert notices.draft(words, community=community, by=editor).days == days


def test_the_settings_say_how_long_that_is(community, editor, settings):
    settings.POINTS = {"notice_days": 7, "notice_days_of_honors": 10}
    assert notices.draft(WORDS, community=community, by=editor).days == 7


@pytest.mark.parametrize("days", [0, 61])
def test_a_term_of_no_day_or_of_a_quarter_is_refused(community, editor, days):
    words = notices.Draft(kind=PublicNotice.Kind.POINTS, title="公示", days=days)
    with pytest.raises(TermInvalid):
        notices.draft(words, community=community, by=editor)


def test_only_whoever_manages_notices_there_drafts_one(community, make_staff, passer_by):
    for nobody in (passer_by, make_staff(Role.GRID_STAFF), make_staff(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            notices.draft(WORDS, community=community, by=nobody)
    elsewhere = make_staff(Role.EDITOR, grid=community.get_children().first())
    with pytest.raises(NotYourGrid):
        notices.draft(WORDS, community=community, by=elsewhere)


def test_a_line_is_about_one_thing_of_this_community(drafted, editor, wang, administrator, make_household):
    for wrong in (notices.LineDraft(text="没有对象"), notices.LineDraft(resident=wang, subject="1栋")):
        with pytest.raises(SubjectInvalid):
            notices.add_line(drafted, line=wrong, by=editor)
    outside = drafted.community.get_root().add_child(level=drafted.community.level, name="别处")
    stranger = make_household("何远方", grid=outside).residents.get()
    with pytest.raises(NotOfThisCommunity):
        notices.add_line(drafted, line=notices.LineDraft(resident=stranger), by=editor)


def test_no_full_name_and_no_number_of_a_person_is_taken_into_the_words(drafted, editor, wang):
    for text, refusal in [("王芳被评为最美志愿者", NameInText), ("联系电话13912345678", PersonalDataInText)]:
        with pytest.raises(refusal):
            notices.add_line(drafted, line=notices.LineDraft(resident=wang, text=text), by=editor)
        with pytest.raises(refusal):
            notices.revise(drafted, words=notices.Draft(kind=PublicNotice.Kind.HONORS, title=text), by=editor)


def test_a_draft_is_written_anew_until_it_is_up(drafted, editor):
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title="光荣榜公示", days=5)
    assert notices.revise(drafted, words=words, by=editor).days == 5
    notices.remove_line(line_of(drafted, 3), by=editor)
    notices.publish(drafted, by=editor)
    for change in (
        lambda: notices.revise(drafted, words=words, by=editor),
        lambda: notices.add_line(drafted, line=notices.LineDraft(subject="2栋"), by=editor),
        lambda: notices.remove_line(line_of(drafted, 1), by=editor),
        lambda: notices.publish(drafted, by=editor),
    ):
        with pytest.raises(NoticePutUp):
            change()
    assert drafted.lines.count() == 2


def test_an_empty_notice_is_not_put_up(community, editor):
    with pytest.raises(NoticeEmpty):
        notices.publish(notices.draft(WORDS, community=community, by=editor), by=editor)


# --- running --------------------------------------------------------------------------------------------------------


def test_the_day_of_putting_it_up_does_not_count_and_the_last_one_counts_to_its_end(notice, clock):
    assert notice.ends_on == date(2026, 11, 23)
    assert (notice.stage, notice.days_left) == ("running", 3)
    clock.move_to(MONDAY_NIGHT)
    assert (notice.stage, notice.days_left) == ("running", 0)
    assert not queries.has_ended(notice)
    clock.move_to(TUESDAY)
    assert notice.stage == "ended"
    assert queries.has_ended(notice)


def test_no_line_stands_before_the_end_and_every_one_after_it(notice, clock):
    assert codes(queries.hindrances(notice)) == [(None, "notice_running")]
    with pytest.raises(NoticeRunning):
        notices.take_result(notice)
    assert not queries.stands(line_of(notice, 1))
    clock.move_to(TUESDAY)
    assert queries.hindrances(notice) == []
    assert all(queries.stands(line) for line in notice.lines.all())
    assert len(notices.take_result(notice).standing) == 3


def test_a_draft_is_no_notice(drafted):
    assert codes(queries.hindrances(drafted)) == [(None, "notice_not_running")]
    with pytest.raises(NoticeNotRunning):
        notices.take_result(drafted)


def test_a_term_that_runs_is_made_longer_and_never_cut(notice, editor, clock):
    for days in (1, 2, 3):
        with pytest.raises(TermCut):
            notices.extend(notice, days=days, reason="急着发布", by=editor)
    with pytest.raises(TermInvalid):
        notices.extend(notice, days=61, reason="慢慢来", by=editor)
    with pytest.raises(ReasonRequired):
        notices.extend(notice, days=5, reason=" ", by=editor)
    longer = notices.extend(notice, days=5, reason="停电两天，公告栏看不清", by=editor)
    assert (longer.days, longer.ends_on) == (5, date(2026, 11, 25))
    clock.move_to(TUESDAY)
    assert not queries.has_ended(longer)


def test_an_ended_notice_is_not_made_longer(notice, editor, clock):
    clock.move_to(TUESDAY)
    with pytest.raises(NoticeNotRunning):
        notices.extend(notice, days=9, reason="再等等", by=editor)


@pytest.mark.parametrize("when", [MONDAY_NIGHT, TUESDAY])
def test_a_withdrawn_notice_holds_nothing_whether_it_ran_or_had_ended(notice, editor, clock, when):
    clock.move_to(when)
    withdrawn = notices.withdraw(notice, reason="名单有误", by=editor)
    assert codes(queries.hindrances(withdrawn)) == [(None, "notice_withdrawn")]
    with pytest.raises(NoticeWithdrawn):
        notices.take_result(withdrawn)
    with pytest.raises(NoticeWithdrawn):
        notices.withdraw(withdrawn, reason="再撤一次", by=editor)


def test_put_up_again_all_of_its_days_begin_anew(notice, editor, clock):
    with pytest.raises(NoticeNotWithdrawn):
        notices.reopen(notice, reason="重新公示", by=editor)
    clock.move_to(MONDAY_NIGHT)
    notices.withdraw(notice, reason="漏印一页", by=editor)
    again = notices.reopen(notice, reason="补全后重新公示", by=editor)
    assert again.ends_on == date(2026, 11, 26)
    clock.move_to(TUESDAY)
    assert not queries.has_ended(again)


def test_every_step_leaves_a_trace_that_the_database_keeps(notice, editor):
    notices.extend(notice, days=4, reason="停电一天", by=editor)
    notices.withdraw(notice, reason="名单有误", by=editor)
    notices.reopen(notice, reason="更正后重新公示", by=editor)
    steps = [(step.kind, step.reason, step.done_by) for step in queries.steps_of(notice)]
    assert steps == [
        ("opened", "", editor),
        ("extended", "停电一天", editor),
        ("withdrawn", "名单有误", editor),
        ("reopened", "更正后重新公示", editor),
    ]
    logged = LogEntry.objects.filter(action__startswith="points.notice_").values_list("action", flat=True)
    assert {f"points.notice_{kind}" for kind, *_rest in steps} <= set(logged)
    for attack in (
        lambda: NoticeStep.objects.update(reason="没有的事"),
        lambda: NoticeStep.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()
    assert NoticeStep.objects.count() == 4


def test_a_line_is_struck_out_in_words_and_the_others_go_on(notice, editor, clock):
    with pytest.raises(NameInText):
        notices.take_off(line_of(notice, 1), reason="王芳不愿意", by=editor)
    notices.take_off(line_of(notice, 1), reason="本人不愿意", by=editor)
    with pytest.raises(LineTakenOff):
        notices.take_off(line_of(notice, 1), reason="本人不愿意", by=editor)
    clock.move_to(TUESDAY)
    result = notices.take_result(notice)
    assert ([line.position for line in result.standing], [line.position for line in result.stopped]) == ([1, 2], [0])
    assert codes(queries.hindrances(notice)) == [(0, "line_taken_off")]


def test_only_whoever_manages_notices_there_moves_one(notice, passer_by, grid_worker, community, make_staff):
    elsewhere = make_staff(Role.EDITOR, grid=community.get_children().first())
    for by, refusal in [(passer_by, NotPermitted), (grid_worker, NotPermitted), (elsewhere, NotYourGrid)]:
        for move in (
            lambda by: notices.publish(notice, by=by),
            lambda by: notices.extend(notice, days=9, reason="再等等", by=by),
            lambda by: notices.withdraw(notice, reason="名单有误", by=by),
            lambda by: notices.reopen(notice, reason="再来", by=by),
            lambda by: notices.take_off(line_of(notice, 1), reason="不愿意", by=by),
            lambda by: notices.add_line(notice, line=notices.LineDraft(subject="2栋"), by=by),
        ):
            with pytest.raises(refusal):
                move(by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"resident": None},
        {"subject": "1栋"},
        {"is_forgotten": True},
        {"reason": "没有原因"},
    ],
)
def test_a_line_that_means_nothing_is_refused_by_the_database(notice, wrong):
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeLine.objects.filter(pk=line_of(notice, 1).pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"state": "draft"}, {"ends_on": None}, {"days": 0}])
def test_a_notice_that_means_nothing_is_refused_by_the_database(notice, wrong):
    with pytest.raises(DatabaseError), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).update(**wrong)
