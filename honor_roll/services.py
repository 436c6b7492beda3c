"""Choosing honors from the facts, and deciding a season.

One person chooses, another decides: whoever chose any honor of a season does not decide it, and nobody chooses, takes
off or decides for the own household or team. Once decided, a season stands; its honors are neither added nor removed.
All three verbs lock the season first, so that nothing is chosen while it is being decided.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.images.models import AbstractImage
from wagtail.log_actions import log

from honor_roll import portraits, queries
from honor_roll.facts import Subject
from honor_roll.honors import Category, Honor, Season
from points import audit, signals
from points.errors import (
    AlreadyChosen,
    NotOfThisCommunity,
    OwnEntry,
    OwnTeam,
    SeasonDecided,
    SeasonEmpty,
    WrongSubject,
)
from points.models import Grid, Household, Resident, Team
from points.people import queries as people
from points.permissions import User, Verb
from points.texts import refuse_personal_numbers


@dataclass(frozen=True, kw_only=True)
class Praise:
    """The words and the picture that go with an honor. The picture's file is renamed (`honor_roll.portraits`)."""

    reason: str
    """One line."""
    story: str = ""
    portrait: AbstractImage | None = None
    """May be kept without consent; it is not shown without."""


@transaction.atomic
def choose(season: Season, *, category: Category, subject: Subject, praise: Praise, by: User) -> Honor:
    """Honor `subject` in a category of the season; the facts of that moment are frozen into the honor.

    Refuses with `season_decided`, `wrong_subject`, `not_of_this_community`, `own_household`, `own_team`,
    `personal_data_in_text`, `already_chosen`.
    """
    people.require(by, Verb.CHOOSE_HONORS, season.community)
    _lock_open(season)
    if queries.kind_of(subject) != category.subject:
        raise WrongSubject()
    if category.community_id != season.community_id or not _belongs(subject, season.community):
        raise NotOfThisCommunity()
    _refuse_own(by, subject)
    refuse_personal_numbers(praise.reason, praise.story)
    honors = Honor.objects.filter(season=season, category=category)
    if honors.filter(**{category.subject: subject}).exists():
        raise AlreadyChosen()
    honor = Honor.objects.create(
        season=season,
        category=category,
        reason=praise.reason,
        story=praise.story,
        portrait=praise.portrait,
        facts=queries.facts_of(season, category, subject).frozen(),
        position=honors.count() + 1,
        chosen_by_id=by.pk,
        **{category.subject: subject},
    )
    if honor.portrait:
        portraits.make_nameless(honor.portrait)
    log(instance=honor, action="honor_roll.chosen", user=by, data=_facts_of_log(honor))
    return honor


@transaction.atomic
def remove(honor: Honor, *, by: User) -> None:
    """Take an honor off a season that is not decided.

    Refuses with `season_decided`, `own_household`, `own_team`.
    """
    people.require(by, Verb.CHOOSE_HONORS, honor.season.community)
    _lock_open(honor.season)
    _refuse_own(by, queries.subject_of(honor))
    log(instance=honor.season, action="honor_roll.removed", user=by, data=_facts_of_log(honor))
    honor.delete()


@transaction.atomic
def decide(season: Season, *, by: User) -> Season:
    """Settle the season: from now on its honors stand and its page may be published.

    Refuses with `season_decided`, `season_empty`, `own_entry` (who chose any of the honors), `own_household`,
    `own_team`.
    """
    people.require(by, Verb.DECIDE_SEASON, season.community)
    _lock_open(season)
    honors = list(season.honors.select_related("resident__household", "household", "grid", "team"))
    if not honors:
        raise SeasonEmpty()
    if any(honor.chosen_by_id == by.pk for honor in honors):
        raise OwnEntry()
    for honor in honors:
        _refuse_own(by, queries.subject_of(honor))
    portraits.make_nameless_in(season)
    season.state, season.decided_at, season.decided_by_id = Season.State.DECIDED, timezone.now(), by.pk
    season.save(update_fields=["state", "decided_at", "decided_by"])
    log(instance=season, action="honor_roll.season_decided", user=by, data=audit.facts(honors=len(honors)))
    signals.ring(signals.season_decided, sender=Season, season=season)
    return season


def _lock_open(season: Season) -> None:
    locked = Season.objects.select_for_update(of=("self",), no_key=True).get(pk=season.pk)
    if locked.state != Season.State.OPEN:
        raise SeasonDecided()


def _refuse_own(by: User, subject: Subject) -> None:
    match subject:
        case Resident():
            people.refuse_own_household(by, subject.household)
        case Household():
            people.refuse_own_household(by, subject)
        case Team():
            if subject.memberships.filter(resident__user_id=by.pk, until__isnull=True).exists():
                raise OwnTeam()


def _belongs(subject: Subject, community: Grid) -> bool:
    match subject:
        case Resident():
            return bool(subject.household.grid.path.startswith(community.path))
        case Household():
            return bool(subject.grid.path.startswith(community.path))
        case Team():
            return bool(subject.community_id == community.pk)
    return bool(subject.is_descendant_of(community))


def _facts_of_log(honor: Honor) -> dict[str, object]:
    return audit.facts(season=honor.season_id, category=honor.category.code, honor=honor.pk)
