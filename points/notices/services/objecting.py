"""Objecting to what is on notice: by anybody who is signed in, or on paper.

Paper and a phone are equal. Staff enter the paper, it is marked so, and whoever entered it does not answer it. The
public reads that there is an objection, since when and what came of it; who raised it is for those who answer.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.errors import (
    AlreadyObjected,
    LineElsewhere,
    LineTakenOff,
    NoticeNotRunning,
    NotPermitted,
    ReasonRequired,
)
from points.ledger import services as ledger
from points.notices import terms
from points.notices.models import NoticeLine, Objection, PublicNotice
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User, Verb
from points.texts import refuse_personal_numbers


def object_to(
    notice: PublicNotice, *, line: NoticeLine | None, text: str, by: User, key: UUID
) -> ledger.Answer[Objection]:
    """Say what is wrong with a line, or with the notice as a whole where `line` is None.

    Refuses with `not_permitted` (not signed in), `personal_data_in_text`, `reason_required`, `notice_not_running`,
    `line_elsewhere`, `line_taken_off`, `already_objected` (an own one about the same waits), `idempotency_mismatch`.
    """
    if not by.is_authenticated or not by.is_active:
        raise NotPermitted()
    drafted = Objection(key=key, line=line, text=text.strip(), raised_by_id=by.pk)
    return _once(notice, drafted, by=by)


def object_on_paper(
    notice: PublicNotice, *, line: NoticeLine | None, text: str, resident: Resident | None, by: User, key: UUID
) -> ledger.Answer[Objection]:
    """Enter what was handed in on paper; `resident` is who signed it, where that is known.

    Refuses with `not_permitted`, `not_your_grid`, and as `object_to` does.
    """
    people.require(by, Verb.TAKE_OBJECTION, notice.community)
    drafted = Objection(key=key, line=line, text=text.strip(), raised_by_id=by.pk, is_on_paper=True, resident=resident)
    return _once(notice, drafted, by=by)


def _once(notice: PublicNotice, drafted: Objection, *, by: User) -> ledger.Answer[Objection]:
    refuse_personal_numbers(drafted.text)
    if not drafted.text:
        raise ReasonRequired()

    def act() -> Objection:
        with transaction.atomic():
            locked = terms.lock(notice)
            _refuse(locked, drafted)
            return _raise(locked, drafted, by=by)

    about = {"notice": notice.pk, "line": drafted.line_id, "text": drafted.text, "resident": drafted.resident_id}
    return ledger.once(
        key=f"objection:{drafted.key}",
        request={**about, "by": str(by.pk)},
        act=act,
        replay=lambda: Objection.objects.get(key=drafted.key),
    )


def _refuse(notice: PublicNotice, drafted: Objection) -> None:
    if notice.stage != PublicNotice.Stage.RUNNING:
        raise NoticeNotRunning()
    line = drafted.line
    if line is not None and line.notice_id != notice.pk:
        raise LineElsewhere()
    if line is not None and NoticeLine.objects.filter(pk=line.pk, taken_off_at__isnull=False).exists():
        raise LineTakenOff()
    own = Objection.objects.filter(notice=notice, line=line, raised_by=drafted.raised_by_id, is_on_paper=False)
    if not drafted.is_on_paper and own.filter(state=Objection.State.OPEN).exists():
        raise AlreadyObjected()


def _raise(notice: PublicNotice, drafted: Objection, *, by: User) -> Objection:
    drafted.notice, drafted.raised_at = notice, timezone.now()
    drafted.save(force_insert=True)
    data = audit.facts(notice=notice.pk, line=drafted.line_id, is_on_paper=drafted.is_on_paper)
    audit.write(drafted, action="points.objection_raised", by=by, data=data)
    signals.ring(signals.objection_raised, sender=Objection, objection=drafted)
    return drafted
