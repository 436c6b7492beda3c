"""Looking up notices: what is up, what came of it, and what waits for the staff.

Whoever needs a notice asks `stands`, `has_ended` and `hindrances`. To act on the answer, take the result by
`services.take_result`: it holds the notice until the transaction is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from points.errors import PointsError
from points.notices.models import NoticeLine, NoticeStep, Objection, PublicNotice
from points.notices.showing import ShownLine as ShownLine
from points.notices.showing import ShownNotice as ShownNotice
from points.notices.showing import shown as shown
from points.notices.standing import stage_hinders, standing_of
from points.notices.terms import default_days as default_days
from points.people import queries as people
from points.permissions import User, Verb

DESK_VERBS = (Verb.MANAGE_NOTICES, Verb.TAKE_OBJECTION, Verb.ANSWER_OBJECTION)
"""Each of them opens the desk of notices."""
_PUBLIC = (PublicNotice.State.OPENED, PublicNotice.State.WITHDRAWN)


# --- for whoever needs a notice -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Hindrance:
    """Why something that is on notice cannot go on."""

    line: NoticeLine | None
    """None: it concerns the whole notice."""
    refusal: PointsError


def has_ended(notice: PublicNotice) -> bool:
    """Whether it was up for all of its days, and was not withdrawn."""
    return notice.stage == PublicNotice.Stage.ENDED


def hindrance(line: NoticeLine) -> PointsError | None:
    """Why this line does not stand."""
    about = Objection.objects.filter(Q(line=line) | Q(line__isnull=True), notice=line.notice_id)
    return standing_of(line, line.notice, about)


def stands(line: NoticeLine) -> bool:
    """Whether the notice has ended and nothing is left against this line."""
    return hindrance(line) is None


def hindrances(notice: PublicNotice) -> Sequence[Hindrance]:
    """Everything that hinders: the notice itself while it runs, then each line that has something of its own."""
    objections = list(Objection.objects.filter(notice=notice))
    whole = stage_hinders(notice)
    found = [Hindrance(line=None, refusal=whole)] if whole else []
    for line in NoticeLine.objects.filter(notice=notice):
        refusal = standing_of(line, notice, objections)
        if refusal and (whole is None or refusal.code != whole.code):
            found.append(Hindrance(line=line, refusal=refusal))
    return found


# --- for everybody --------------------------------------------------------------------------------------------------


def public_notices() -> QuerySet[PublicNotice]:
    """Those that were put up, withdrawn ones too: that they were withdrawn is public."""
    return PublicNotice.objects.filter(state__in=_PUBLIC).select_related("community")


def running() -> QuerySet[PublicNotice]:
    """The one that ends first comes first."""
    up = public_notices().filter(state=PublicNotice.State.OPENED, ends_on__gte=timezone.localdate())
    return _counted(up).order_by("ends_on", "pk")


def over() -> QuerySet[PublicNotice]:
    """Ended or withdrawn, the latest first."""
    ended = Q(state=PublicNotice.State.OPENED, ends_on__lt=timezone.localdate())
    withdrawn = Q(state=PublicNotice.State.WITHDRAWN)
    return _counted(public_notices().filter(ended | withdrawn)).order_by("-ends_on", "-pk")


def steps_of(notice: PublicNotice) -> QuerySet[NoticeStep]:
    return NoticeStep.objects.filter(notice=notice).order_by("pk")


def own_objections(notice: PublicNotice, user: User) -> QuerySet[Objection]:
    """What this user objected to; on paper he only carried it."""
    if not user.is_authenticated:
        return Objection.objects.none()
    return Objection.objects.filter(notice=notice, raised_by_id=user.pk, is_on_paper=False)


def _counted(notices: QuerySet[PublicNotice]) -> QuerySet[PublicNotice]:
    objections = Count("objections", distinct=True)
    return notices.annotate(line_count=Count("lines", distinct=True), objection_count=objections)


# --- for staff ------------------------------------------------------------------------------------------------------


def notices_for(user: User, verb: Verb = Verb.MANAGE_NOTICES) -> QuerySet[PublicNotice]:
    """Notices of the communities where the user may `verb`, drafts too."""
    served = people.below(people.served_paths(user, verb), "community__path")
    return PublicNotice.objects.filter(served).select_related("community")


def seen_at_the_desk(user: User) -> QuerySet[PublicNotice]:
    """Those in which the user has any part: putting up, taking a paper, answering."""
    known = [people.served_paths(user, verb) for verb in DESK_VERBS]
    # None is everywhere: a superuser.
    paths = None if None in known else sorted({path for paths in known for path in paths or ()})
    served = people.below(paths, "community__path")
    return PublicNotice.objects.filter(served).select_related("community", "drafted_by")


def objections_for(user: User) -> QuerySet[Objection]:
    """Objections that the user's duties let him answer, as far as he had no part."""
    served = people.below(people.served_paths(user, Verb.ANSWER_OBJECTION), "notice__community__path")
    related = ("notice__community", "line__resident__household__grid", "line__household__grid")
    return Objection.objects.filter(served).select_related(*related, "resident", "raised_by", "answered_by")


def open_for(user: User) -> QuerySet[Objection]:
    """Those that wait, the oldest first."""
    return objections_for(user).filter(state=Objection.State.OPEN).order_by("raised_at", "pk")
