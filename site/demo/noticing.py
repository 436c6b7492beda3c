"""The board of notices: one that is over, with a slip that was answered, and one that runs, with one that waits."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from demo.clock import at, moment
from demo.stage import Stage
from points.models import Objection, PublicNotice, Resident
from points.notices import services as notices

_NAMESPACE = UUID("0d6a3c0e-6f5b-4a43-8f0b-7c1f6f9f2b60")
_OVER, _UP = 16, 1
"""Days ago on which they went up."""
_PEOPLE = 4
"""Volunteers on the notice that runs; a building stands on it, too."""


def put_up_boards(stage: Stage) -> None:
    _put_up_points(stage)
    _put_up_honors(stage)


def _put_up_points(stage: Stage) -> None:
    """Points of households, up for three days and over since."""
    words = _words(stage)["points"]
    homes = stage.households[3 : 3 + len(words["lines"])]
    lines = [notices.LineDraft(household=home, text=text) for home, text in zip(homes, words["lines"], strict=True)]
    with at(moment(_ago(stage, _OVER), "10:00")):
        notice = _put_up(stage, PublicNotice.Kind.POINTS, words, lines)
    with at(moment(_ago(stage, _OVER - 1), "15:00")):
        slip = _slip(stage, notice, 1, words["slip"])
    with at(moment(_ago(stage, _OVER - 2), "09:30")):
        notices.answer(slip, outcome=Objection.State.REJECTED, text=words["answer"], by=stage.administrator)


def _put_up_honors(stage: Stage) -> None:
    """The most eager volunteers and a building, up since yesterday."""
    words = _words(stage)["honors"]
    honored = stage.volunteers[:_PEOPLE]
    lines = [notices.LineDraft(resident=person, text=words["volunteer"]) for person in honored]
    lines.append(notices.LineDraft(subject=stage.leaves[0].name, text=words["building"]))
    with at(moment(_ago(stage, _UP), "08:30")):
        notice = _put_up(stage, PublicNotice.Kind.HONORS, words, lines)
    with at(moment(_ago(stage, _UP), "16:20")):
        _slip(stage, notice, 2, words["slip"])


def _put_up(
    stage: Stage, kind: PublicNotice.Kind, words: dict[str, Any], lines: list[notices.LineDraft]
) -> PublicNotice:
    editor = stage.users["bianji"]
    draft = notices.Draft(kind=kind, title=words["title"], text=words["text"])
    return notices.publish(notices.draft(draft, community=stage.community, lines=lines, by=editor), by=editor)


def _slip(stage: Stage, notice: PublicNotice, number: int, text: str) -> Objection:
    """A neighbour hands it in, a grid worker enters it."""
    line = notice.lines.order_by("position")[number]
    signed_by = Resident.objects.filter(household=stage.households[-2], is_head=True).first()
    key = uuid5(_NAMESPACE, f"{stage.tier.size}:{notice.kind}")
    return notices.object_on_paper(
        notice, line=line, text=text, resident=signed_by, by=stage.users["wanggeyuan"], key=key
    ).result


def _words(stage: Stage) -> dict[str, Any]:
    words: dict[str, Any] = stage.tier.json("notice_words")
    return words


def _ago(stage: Stage, days: int) -> date:
    return stage.today - timedelta(days=days)
