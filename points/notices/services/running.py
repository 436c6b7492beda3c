"""A notice goes up, stays up, ends by itself; what else happens to it leaves a step that nobody takes away.

Its term can get longer. It never gets shorter: who wants it to end sooner withdraws it, in words that everybody reads,
and it begins anew with all of its days.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.errors import (
    LineTakenOff,
    NoticeEmpty,
    NoticeNotRunning,
    NoticeNotWithdrawn,
    NoticePutUp,
    NoticeWithdrawn,
    TermCut,
)
from points.notices import terms
from points.notices.models import NoticeLine, NoticeStep, Objection, PublicNotice
from points.notices.standing import stage_hinders, standing_of
from points.notices.words import people_behind, reason_in
from points.people import queries as people
from points.permissions import User, Verb

_State = PublicNotice.State


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a notice that has ended."""

    standing: Sequence[NoticeLine]
    stopped: Sequence[NoticeLine]
    """Taken off, objected to successfully, or with an objection that nobody has answered yet."""


@transaction.atomic
def publish(notice: PublicNotice, *, by: User) -> PublicNotice:
    """Put a draft up, from now for all of its days.

    Refuses with `not_permitted`, `not_your_grid`, `notice_put_up`, `notice_empty`.
    """
    locked = _lock(notice, by=by)
    if locked.state != _State.DRAFT:
        raise NoticePutUp()
    if not locked.lines.exists():
        raise NoticeEmpty()
    return _begin(locked, NoticeStep.Kind.OPENED, by=by)


@transaction.atomic
def extend(notice: PublicNotice, *, days: int, reason: str, by: User) -> PublicNotice:
    """Make the term `days` long, counted from when it went up.

    Refuses with `not_permitted`, `not_your_grid`, `notice_not_running`, `term_cut`, `term_invalid`, `reason_required`,
    `personal_data_in_text`, `name_in_text`.
    """
    locked = _lock(notice, by=by)
    if locked.stage != PublicNotice.Stage.RUNNING or locked.opened_at is None:
        raise NoticeNotRunning()
    if days <= locked.days:
        raise TermCut()
    terms.refuse_days(days)
    said = _reason(locked, reason)
    locked.days, locked.ends_on = days, terms.last_day(locked.opened_at, days)
    locked.save(update_fields=["days", "ends_on"])
    return _step(locked, NoticeStep.Kind.EXTENDED, reason=said, by=by)


@transaction.atomic
def withdraw(notice: PublicNotice, *, reason: str, by: User) -> PublicNotice:
    """Take it down, while it runs or afterwards; none of its lines stands any more, and everybody reads why.

    Refuses with `not_permitted`, `not_your_grid`, `notice_not_running`, `notice_withdrawn`, `reason_required`,
    `personal_data_in_text`, `name_in_text`.
    """
    locked = _lock(notice, by=by)
    if locked.state == _State.WITHDRAWN:
        raise NoticeWithdrawn()
    if locked.state != _State.OPENED:
        raise NoticeNotRunning()
    said = _reason(locked, reason)
    locked.state = _State.WITHDRAWN
    locked.save(update_fields=["state"])
    signals.ring(signals.notice_withdrawn, sender=PublicNotice, notice=locked)
    return _step(locked, NoticeStep.Kind.WITHDRAWN, reason=said, by=by)


@transaction.atomic
def reopen(notice: PublicNotice, *, reason: str, by: User) -> PublicNotice:
    """Put a withdrawn notice up again: its whole term begins anew. What was objected to it before still counts.

    Refuses with `not_permitted`, `not_your_grid`, `notice_not_withdrawn`, `reason_required`, `personal_data_in_text`,
    `name_in_text`.
    """
    locked = _lock(notice, by=by)
    if locked.state != _State.WITHDRAWN or locked.forgotten_at:
        raise NoticeNotWithdrawn()
    return _begin(locked, NoticeStep.Kind.REOPENED, reason=_reason(locked, reason), by=by)


@transaction.atomic
def take_off(line: NoticeLine, *, reason: str, by: User) -> NoticeLine:
    """Strike out one line of a notice that was put up; everybody reads why, and the other lines go on.

    Refuses with `not_permitted`, `not_your_grid`, `notice_not_running`, `line_taken_off`, `reason_required`,
    `personal_data_in_text`, `name_in_text`.
    """
    locked = _lock(line.notice, by=by)
    if locked.state != _State.OPENED:
        raise NoticeNotRunning()
    struck = NoticeLine.objects.get(pk=line.pk)
    if struck.taken_off_at is not None:
        raise LineTakenOff()
    struck.reason = _reason(locked, reason)
    struck.taken_off_at, struck.taken_off_by_id = timezone.now(), by.pk
    struck.save(update_fields=["reason", "taken_off_at", "taken_off_by"])
    audit.write(locked, action="points.notice_line_off", by=by, data=audit.facts(line=struck.pk))
    return struck


def take_result(notice: PublicNotice) -> Result:
    """Which lines stand, for whoever acts on it in the same transaction: until its end nothing about them changes.

    Refuses with `notice_running`, `notice_not_running`, `notice_withdrawn`. It writes nothing
    and asks nobody's permission.
    """
    locked = terms.lock(notice)
    hindrance = stage_hinders(locked)
    if hindrance:
        raise hindrance
    objections = list(Objection.objects.filter(notice=locked))
    lines = list(NoticeLine.objects.filter(notice=locked))
    standing = [line for line in lines if standing_of(line, locked, objections) is None]
    return Result(standing=standing, stopped=[line for line in lines if line not in standing])


def _lock(notice: PublicNotice, *, by: User) -> PublicNotice:
    people.require(by, Verb.MANAGE_NOTICES, notice.community)
    return terms.lock(notice)


def _reason(notice: PublicNotice, typed: str) -> str:
    return reason_in(typed, people_behind(notice.lines.all()))


def _begin(notice: PublicNotice, kind: NoticeStep.Kind, *, by: User, reason: str = "") -> PublicNotice:
    now = timezone.now()
    notice.state, notice.opened_at, notice.ends_on = _State.OPENED, now, terms.last_day(now, notice.days)
    notice.save(update_fields=["state", "opened_at", "ends_on"])
    signals.ring(signals.notice_opened, sender=PublicNotice, notice=notice)
    return _step(notice, kind, reason=reason, by=by)


def _step(notice: PublicNotice, kind: NoticeStep.Kind, *, by: User, reason: str) -> PublicNotice:
    assert notice.ends_on is not None, "only a notice that was put up takes a step"
    NoticeStep.objects.create(
        notice=notice, kind=kind, reason=reason, ends_on=notice.ends_on, done_by_id=by.pk, done_at=timezone.now()
    )
    audit.write(notice, action=f"points.notice_{kind}", by=by, data=audit.facts(days=notice.days, until=notice.ends_on))
    return notice
