"""What the records say about whoever may be honored: minutes scanned, minutes by hand, merit.

Facts inform, people decide. Nothing here ranks anybody for the public: the figures stand beside a name for those who
choose, and are frozen into the honor when it is chosen, so that a later correction does not rewrite what was decided.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from honor_roll.honors import Category, Season
from points.hours import queries as hours
from points.models import Account, Grid, Household, Resident, Team, TeamMembership
from points.rules import queries as rules

Subject = Resident | Household | Grid | Team
"""Whoever can be honored."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Figures of one subject for the days of one season."""

    minutes_scanned: int = 0
    minutes_by_hand: int = 0
    """Kept apart from what was scanned, here and in every sum."""
    merit: int = 0
    """Tenths that the household earned; for a grid the sum over its households. A team has none."""

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(
            minutes_scanned=self.minutes_scanned + other.minutes_scanned,
            minutes_by_hand=self.minutes_by_hand + other.minutes_by_hand,
            merit=self.merit + other.merit,
        )

    def __bool__(self) -> bool:
        return bool(self.minutes_scanned or self.minutes_by_hand or self.merit)

    @property
    def order(self) -> tuple[int, int, int]:
        """In which candidates are listed: what was scanned counts before what was typed."""
        return self.minutes_scanned, self.merit, self.minutes_by_hand

    def frozen(self) -> dict[str, int]:
        return asdict(self)


_NONE = Facts()


def facts_by_subject(season: Season, category: Category) -> dict[int, Facts]:
    """Facts of everybody who has any, by the primary key of the category's kind of subject."""
    match Category.Subject(category.subject):
        case Category.Subject.RESIDENT:
            return _of_residents(season)
        case Category.Subject.HOUSEHOLD:
            return _of_households(season)
        case Category.Subject.GRID:
            return _of_grids(season)
        case Category.Subject.TEAM:
            return _of_teams(season)


def _of_residents(season: Season) -> dict[int, Facts]:
    """Each with the merit of the household, because points belong to the household."""
    merit = _merit_by_household(season)
    served = _served_by_resident(season)
    return _known((pk, served.get(pk, _NONE) + Facts(merit=merit.get(home, 0))) for pk, home in _homes(season))


def _of_households(season: Season) -> dict[int, Facts]:
    total = {pk: Facts(merit=earned) for pk, earned in _merit_by_household(season).items()}
    served = _served_by_resident(season)
    for pk, home in _homes(season) if served else ():
        if pk in served:
            total[home] = total.get(home, _NONE) + served[pk]
    return _known(total.items())


def _of_grids(season: Season) -> dict[int, Facts]:
    """Of each grid below the community, with everything below it."""
    paths = dict(_households(season).values_list("pk", "grid__path"))
    by_path: dict[str, Facts] = defaultdict(Facts)
    for pk, facts in _of_households(season).items():
        path = paths.get(pk, "")
        for end in range(len(season.community.path) + Grid.steplen, len(path) + 1, Grid.steplen):
            by_path[path[:end]] += facts
    return {pk: by_path[path] for pk, path in Grid.objects.filter(path__in=list(by_path)).values_list("pk", "path")}


def _of_teams(season: Season) -> dict[int, Facts]:
    """What its members served in the season while they belonged to it at any time of the season."""
    served = _served_by_resident(season)
    during = Q(since__lte=season.ends_on) & (Q(until__isnull=True) | Q(until__gt=season.starts_on))
    members = TeamMembership.objects.filter(during, team__community=season.community)
    total: dict[int, Facts] = defaultdict(Facts)
    for team, resident in members.values_list("team_id", "resident_id").distinct():
        total[team] += served.get(resident, Facts())
    return _known(total.items())


def _served_by_resident(season: Season) -> dict[int, Facts]:
    minutes = hours.minutes_by_resident(season.community, since=season.starts_on, until=_end(season))
    return {pk: Facts(minutes_scanned=served.scanned, minutes_by_hand=served.by_hand) for pk, served in minutes.items()}


def _merit_by_household(season: Season) -> dict[int, int]:
    """Of those that earned anything."""
    households = _households(season)
    accounts = Account.objects.filter(household__in=households)
    merit = rules.merit_by_account(accounts, since=season.starts_on, until=_end(season))
    return {pk: merit[account] for pk, account in households.values_list("pk", "account_id") if account in merit}


def _end(season: Season) -> date:
    """The first day that no longer counts: sums run up to it and without it."""
    return season.ends_on + timedelta(days=1)


def _households(season: Season) -> QuerySet[Household]:
    return Household.objects.filter(grid__path__startswith=season.community.path)


def _homes(season: Season) -> Iterable[tuple[int, int]]:
    """(resident, household) of everybody in the community."""
    return Resident.objects.filter(household__in=_households(season)).values_list("pk", "household_id")


def _known(pairs: Iterable[tuple[int, Facts]]) -> dict[int, Facts]:
    return {pk: facts for pk, facts in pairs if facts}
