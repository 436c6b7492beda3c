"""Whether a line of a notice stands: the one place where that is decided."""

from collections.abc import Iterable

from points.errors import (
    LineTakenOff,
    NoticeNotRunning,
    NoticeRunning,
    NoticeWithdrawn,
    ObjectionOpen,
    ObjectionUpheld,
    PointsError,
)
from points.notices.models import NoticeLine, Objection, PublicNotice

_STAGES: dict[str, type[PointsError]] = {
    PublicNotice.Stage.DRAFT: NoticeNotRunning,
    PublicNotice.Stage.RUNNING: NoticeRunning,
    PublicNotice.Stage.WITHDRAWN: NoticeWithdrawn,
}


def standing_of(line: NoticeLine, notice: PublicNotice, objections: Iterable[Objection]) -> PointsError | None:
    """What hinders the line, the worst first; None where nothing does. `objections` are all of the notice."""
    about = {objection.state for objection in objections if objection.line_id in (line.pk, None)}
    if line.taken_off_at is not None:
        return LineTakenOff()
    if notice.state == PublicNotice.State.WITHDRAWN:
        return NoticeWithdrawn()
    if Objection.State.UPHELD in about:
        return ObjectionUpheld()
    if Objection.State.OPEN in about:
        return ObjectionOpen()
    return stage_hinders(notice)


def stage_hinders(notice: PublicNotice) -> PointsError | None:
    """As long as it is not up, not at its end, or was withdrawn."""
    refusal = _STAGES.get(notice.stage)
    return refusal() if refusal else None
