"""What is looked up for the office: who may be chosen, and what was chosen. Names are whole here."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from honor_roll.facts import Facts, Subject, facts_by_subject
from honor_roll.honors import Category, Honor, Season
from honor_roll.publicity import PublicHonor, public_honors
from points.models import Grid, Household, Resident, Team
from points.people import queries as people
from points.permissions import User, Verb

__all__ = ["Candidate", "Chosen", "PublicHonor", "candidates", "facts_of", "public_honors"]

CANDIDATES_LISTED = 100
"""Longest list on the screen; a search finds the rest."""

_MODELS: dict[str, type[Subject]] = {
    Category.Subject.RESIDENT: Resident,
    Category.Subject.HOUSEHOLD: Household,
    Category.Subject.GRID: Grid,
    Category.Subject.TEAM: Team,
}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may be chosen, with the facts. For the office only: the name is whole."""

    subject: Subject
    name: str
    place: str
    facts: Facts
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """An honor on the board of its season. For the office only: the name is whole."""

    honor: Honor
    name: str
    place: str
    facts: Facts


def seasons_for(user: User, verb: Verb = Verb.CHOOSE_HONORS) -> QuerySet[Season]:
    """Seasons of the communities where the user may `verb`."""
    condition = people.below(people.served_paths(user, verb), "community__path")
    return Season.objects.filter(condition).select_related("community")


def may_choose(user: User) -> bool:
    """Whether the user has the duty to choose honors anywhere."""
    paths = people.served_paths(user, Verb.CHOOSE_HONORS)
    return paths is None or bool(paths)


def board(season: Season) -> list[tuple[Category, list[Chosen]]]:
    """Each category of the season's community with what was chosen in it."""
    honors = Honor.objects.filter(season=season).select_related(
        "portrait", "resident__household__grid", "household__grid", "grid__level", "team", "chosen_by"
    )
    honors = honors.prefetch_related("household__residents")
    return [
        (category, [_chosen(honor) for honor in honors if honor.category_id == category.pk])
        for category in categories_of(season)
    ]


def categories_of(season: Season) -> QuerySet[Category]:
    return Category.objects.filter(community=season.community)


def candidates(season: Season, category: Category, *, typed: str = "") -> list[Candidate]:
    """Those with facts, most scanned minutes first; with `typed`, those whose name matches, facts or not."""
    facts = facts_by_subject(season, category)
    chosen = set(_honors(season, category).values_list(f"{category.subject}_id", flat=True))
    found = _matching(season, category, typed) if typed.strip() else _with_facts(season, category, facts)
    listed = [
        Candidate(
            subject=subject,
            name=name_of(subject),
            place=place_of(subject),
            facts=facts.get(subject.pk, Facts()),
            is_chosen=subject.pk in chosen,
        )
        for subject in found
    ]
    return sorted(listed, key=lambda candidate: candidate.facts.order, reverse=True)


def subjects_of(season: Season, category: Category) -> QuerySet[Subject]:
    """Whoever the category may honor: of its kind, in the season's community, active."""
    path = season.community.path
    match Category.Subject(category.subject):
        case Category.Subject.RESIDENT:
            residents = Resident.objects.filter(is_active=True, household__grid__path__startswith=path)
            return residents.select_related("household__grid")
        case Category.Subject.HOUSEHOLD:
            households = Household.objects.filter(is_active=True, grid__path__startswith=path)
            return households.select_related("grid").prefetch_related("residents")
        case Category.Subject.GRID:
            grids: QuerySet[Grid] = season.community.get_descendants()
            return grids.select_related("level")
        case Category.Subject.TEAM:
            return Team.objects.filter(is_active=True, community=season.community)


def facts_of(season: Season, category: Category, subject: Subject) -> Facts:
    return facts_by_subject(season, category).get(subject.pk, Facts())


def name_of(subject: Subject) -> str:
    """The whole name, for those who choose."""
    if not isinstance(subject, Household):
        return str(subject.name)
    head = _head(subject.residents.all())
    return _("Household of %(name)s") % {"name": head.name} if head else str(subject)


def place_of(subject: Subject) -> str:
    match subject:
        case Resident():
            return str(subject.household.grid.name)
        case Household():
            return str(subject)
        case Team():
            return subject.kind
    return str(subject.level.name)


def kind_of(subject: object) -> str | None:
    """The `Category.Subject` that fits; None for anything that cannot be honored."""
    return next((kind for kind, model in _MODELS.items() if isinstance(subject, model)), None)


def subject_of(honor: Honor) -> Subject:
    subject = honor.resident or honor.household or honor.grid or honor.team
    assert subject is not None, "the database keeps exactly one"
    return subject


def _chosen(honor: Honor) -> Chosen:
    subject = subject_of(honor)
    return Chosen(honor=honor, name=name_of(subject), place=place_of(subject), facts=Facts(**honor.facts))


def _head(residents: Iterable[Resident]) -> Resident | None:
    return min(residents, key=lambda resident: (not resident.is_head, resident.pk), default=None)


def _honors(season: Season, category: Category) -> QuerySet[Honor]:
    return Honor.objects.filter(season=season, category=category)


def _with_facts(season: Season, category: Category, facts: dict[int, Facts]) -> QuerySet[Subject]:
    foremost = nlargest(CANDIDATES_LISTED, facts, key=lambda pk: facts[pk].order)
    return subjects_of(season, category).filter(pk__in=foremost)


def _matching(season: Season, category: Category, typed: str) -> QuerySet[Subject]:
    subjects = subjects_of(season, category)
    match Category.Subject(category.subject):
        case Category.Subject.RESIDENT:
            found = subjects.filter(people.matching(typed))
        case Category.Subject.HOUSEHOLD:
            found = subjects.filter(people.matching(typed, "residents__")).distinct()
        case _:
            found = subjects.filter(name__icontains=typed.strip())
    return found[:CANDIDATES_LISTED]
