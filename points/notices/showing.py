"""A notice as strangers may see it: the only form in which its lines reach a template.

Made anew for each request and kept nowhere. A name is masked; in full it stands only where people are praised, with
their consent, and never for a child under 14. The building is named, the door is not. Who objected, and in which
words, is for those who answer; that somebody did, when, and what came of it, is for all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from points.errors import PointsError
from points.notices.models import NoticeLine, Objection, PublicNotice
from points.notices.standing import standing_of
from points.people import queries as people
from points.people.models import Consent, Household, Resident


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    line: NoticeLine
    number: int
    """As it is counted on this notice, from 1."""
    name: str
    """Of whom or of what it is about; empty when the names have fallen away."""
    place: str
    objections: Sequence[Objection]
    """About this line; those about the notice as a whole stand apart."""
    hindrance: PointsError | None
    """Why it does not stand; None once it does."""

    @property
    def standing(self) -> str:
        """For a badge: `stands`, or the code of what hinders it."""
        return self.hindrance.code if self.hindrance else "stands"


@dataclass(frozen=True, kw_only=True)
class ShownNotice:
    notice: PublicNotice
    lines: Sequence[ShownLine]
    objections: Sequence[Objection]
    """About the notice as a whole."""

    @property
    def objection_count(self) -> int:
        return len(self.objections) + sum(len(shown.objections) for shown in self.lines)

    @property
    def open_count(self) -> int:
        everything = [*self.objections, *(objection for shown in self.lines for objection in shown.objections)]
        return sum(objection.state == Objection.State.OPEN for objection in everything)


def shown(notice: PublicNotice) -> ShownNotice:
    """The notice with its lines in words, in four statements however long it is."""
    members = Resident.objects.filter(is_active=True).order_by("-is_head", "pk")
    lines = list(
        NoticeLine.objects.filter(notice=notice)
        .select_related("resident__household__grid", "household__grid")
        .prefetch_related(Prefetch("household__residents", queryset=members, to_attr="members"))
    )
    objections = list(Objection.objects.filter(notice=notice).select_related("answered_by"))
    named = _named(notice, lines)
    return ShownNotice(
        notice=notice,
        lines=[
            ShownLine(
                line=line,
                number=number,
                name=_name_of(line, named),
                place=_place_of(line),
                objections=[objection for objection in objections if objection.line_id == line.pk],
                hindrance=standing_of(line, notice, objections),
            )
            for number, line in enumerate(lines, start=1)
        ],
        objections=[objection for objection in objections if objection.line_id is None],
    )


def person_of(line: NoticeLine) -> Resident | None:
    """By whose name the line goes: the resident, or whoever comes first in the household."""
    if line.resident:
        return line.resident
    if line.household is None:
        return None
    known: Sequence[Resident] | None = getattr(line.household, "members", None)
    members = known if known is not None else line.household.residents.order_by("-is_head", "pk")
    return next(iter(members), None)


def home_of(line: NoticeLine) -> Household | None:
    return line.resident.household if line.resident else line.household


def _named(notice: PublicNotice, lines: Iterable[NoticeLine]) -> set[int]:
    """Ids of those whose full name may stand on it."""
    if not PublicNotice.Kind(notice.kind).is_praise:
        return set()
    everybody = [person for line in lines if (person := person_of(line))]
    agreed = people.consenting(everybody, Consent.Purpose.PUBLIC_NAME)
    return agreed - {person.pk for person in everybody if people.is_under_age(person)}


def _name_of(line: NoticeLine, named: set[int]) -> str:
    person = person_of(line)
    if person is None:
        return line.subject or (_("A household") if line.household else "")
    # The text of a resident is the masked name.
    name = person.name if person.pk in named else str(person)
    return name if line.resident else _("Household of %(name)s") % {"name": name}


def _place_of(line: NoticeLine) -> str:
    home = home_of(line)
    return home.grid.name if home else ""
