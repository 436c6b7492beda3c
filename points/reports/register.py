"""The volunteer record as the regulation asks for it (Ministry of Civil Affairs, order 67): five groups of data.

Person, service, training, commendation, evaluation. Of a person no identity number stands there: the site has none.
Evaluations are kept about teams only, so the last group says what those who were served said of a team.

Every group is read a piece at a time, and what a piece needs besides is read once for all of it: the file of a town
is as long as it is, and never in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points import commendations
from points.activities import queries as activities
from points.activities.models import ActivityKind, CheckIn, Shift
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.people.models import Grid, Resident, ResidentSkill, Team, TeamMembership

_AT_ONCE = 500
_LEARNING = (ActivityKind.Mode.COURSE, ActivityKind.Mode.TALK)
Row = TypeVar("Row")


class Group(models.TextChoices):
    PERSON = "person", pgettext_lazy("a group of data", "Persons")
    SERVICE = "service", pgettext_lazy("a group of data", "Services")
    TRAINING = "training", pgettext_lazy("a group of data", "Training")
    COMMENDATION = "commendation", pgettext_lazy("a group of data", "Commendations")
    EVALUATION = "evaluation", _("Evaluations of teams")


@dataclass(frozen=True, kw_only=True)
class Asked:
    community: Grid
    since: date
    until: date
    """The first day that does not belong to it."""


@dataclass(frozen=True, kw_only=True)
class Training:
    resident: Resident
    title: str
    content: str
    day: datetime
    place: str
    minutes: int
    """As planned."""
    organiser: str


def persons(asked: Asked) -> Iterator[Resident]:
    """Whoever served or learned; with the skills in force and the teams of today at hand."""
    served = services_in(asked).filter(resident=OuterRef("pk"))
    learned = _lessons(asked).filter(resident=OuterRef("pk"))
    found = Resident.objects.filter(Exists(served) | Exists(learned)).select_related("household__grid")
    skills = ResidentSkill.objects.filter(ended_at__isnull=True).select_related("skill")
    teams = TeamMembership.objects.filter(until__isnull=True).select_related("team")
    ready = found.prefetch_related(Prefetch("skills", skills), Prefetch("memberships", teams))
    yield from ready.order_by("pk").iterator(chunk_size=_AT_ONCE)


def services(asked: Asked) -> Iterator[ServiceRecord]:
    ready = services_in(asked).select_related("resident", "recorded_by").order_by("occurred_on", "pk")
    yield from ready.iterator(chunk_size=_AT_ONCE)


def services_in(asked: Asked) -> QuerySet[ServiceRecord]:
    """Booked hours that were served in the community."""
    here = Q(community__path__startswith=asked.community.path)
    return hours.booked(since=asked.since, until=asked.until).filter(here, minutes__gt=0)


def trainings(asked: Asked) -> Iterator[Training]:
    """Courses and talks to which somebody came."""
    lessons = _lessons(asked).select_related("resident", "shift__activity__team", "shift__activity__community")
    for lesson in lessons.order_by("shift__starts_at", "pk").iterator(chunk_size=_AT_ONCE):
        shift, activity = lesson.shift, lesson.shift.activity
        yield Training(
            resident=lesson.resident,
            title=activity.name,
            content=activity.content,
            day=shift.starts_at,
            place=activity.place,
            minutes=(shift.ends_at - shift.starts_at) // timedelta(minutes=1),
            organiser=(activity.team or activity.community).name,
        )


def praised(asked: Asked) -> Iterator[tuple[Resident, commendations.Commendation]]:
    """What those who live in the community were given."""
    here = Resident.objects.filter(household__grid__path__startswith=asked.community.path).order_by("pk")
    for some in _pieces(here.iterator(chunk_size=_AT_ONCE)):
        known = {resident.pk: resident for resident in some}
        for given in commendations.given_to(list(known), since=asked.since, until=asked.until):
            yield known[given.resident], given


def evaluations(asked: Asked) -> Iterator[Any]:
    """What those who were served say of the teams; none as long as there are too few to be told apart."""
    teams = Team.objects.filter(community__path__startswith=asked.community.path, is_active=True).order_by("name", "pk")
    yield from (rating for team in teams.iterator() if (rating := activities.rating_of(team)).count)


def has_more_than(asked: Asked, most: int) -> bool:
    return services_in(asked).order_by()[most : most + 1].exists()


def _lessons(asked: Asked) -> QuerySet[CheckIn]:
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (asked.since, asked.until))
    return CheckIn.objects.filter(
        in_at__isnull=False,
        shift__state=Shift.State.CLOSED,
        shift__starts_at__gte=since,
        shift__starts_at__lt=until,
        shift__activity__kind__mode__in=_LEARNING,
        shift__activity__community__path__startswith=asked.community.path,
    )


def _pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while piece := list(islice(rows, _AT_ONCE)):
        yield piece
