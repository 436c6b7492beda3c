"""The stars of many people at once, as `stars_of` says them of one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from points.hours.minutes import Minutes, booked, yearly
from points.hours.models import StarLevel, StarScheme
from points.hours.stars import Count, counting_awards, reached
from points.people import queries as people
from points.people.models import Grid, Resident

_AT_ONCE = 500


def levels_of(residents: Iterable[Resident]) -> dict[int, StarLevel | None]:
    """By resident id the level that `stars_of` says today; a few statements for all of them.

    The residents with their household and its grid at hand.
    """
    everybody, today = list(residents), timezone.localdate()
    communities = people.communities_of(resident.household.grid for resident in everybody)
    schemes = _in_force(communities.values(), today)
    living: dict[int, list[int]] = defaultdict(list)
    for resident in everybody:
        living[communities[resident.household.grid_id].pk].append(resident.pk)
    found: dict[int, StarLevel | None] = dict.fromkeys(resident.pk for resident in everybody)
    for community, scheme in schemes.items():
        found |= _levels_by(scheme, living[community], today.year)
    return found


def _in_force(communities: Iterable[Grid], today: date) -> dict[int, StarScheme]:
    begun = StarScheme.objects.filter(
        community__in={community.pk for community in communities}, in_force_from__lte=today
    )
    lasting = begun.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gt=today)).prefetch_related("levels")
    # Of several the one that began last decides.
    return {scheme.community_id: scheme for scheme in lasting.order_by("in_force_from")}


def _levels_by(scheme: StarScheme, residents: Sequence[int], year: int) -> dict[int, StarLevel | None]:
    levels = sorted(scheme.levels.all(), key=lambda level: level.rank)
    found = {}
    for resident, years in _years_of(scheme, residents).items():
        if scheme.cycle != StarScheme.Cycle.YEARLY:
            counts = [_together(years.values())]
        else:
            counting = {year} if not scheme.is_kept else {one for one in years if years[one].minutes.total} | {year}
            counts = [_together([years[one]]) for one in counting if one in years]
        rank = max((reached(levels, count) for count in counts), default=0)
        found[resident] = levels[rank - 1] if rank else None
    return found


def _years_of(scheme: StarScheme, residents: Sequence[int]) -> dict[int, dict[int, Count]]:
    """What counts, year by year; a year in which nothing was served nor earned is not there."""
    minutes: dict[tuple[int, int], Minutes] = {}
    points: dict[tuple[int, int], int] = {}
    for start in range(0, len(residents), _AT_ONCE):
        some = residents[start : start + _AT_ONCE]
        minutes |= {(row.pop("resident_id"), row.pop("year")): Minutes(**row) for row in yearly(booked(), some)}
        awards = counting_awards(scheme).filter(resident__in=some).annotate(year=ExtractYear("occurred_on"))
        for resident, year, sum_ in awards.order_by().values_list("resident_id", "year").annotate(Sum("amount")):
            points[resident, year] = sum_
    found: dict[int, dict[int, Count]] = defaultdict(dict)
    for resident, year in minutes.keys() | points.keys():
        served = minutes.get((resident, year), Minutes())
        found[resident][year] = Count(
            minutes=served,
            counted_minutes=served.total if scheme.has_minutes_by_hand else served.scanned,
            points=points.get((resident, year), 0),
        )
    return found


def _together(counts: Iterable[Count]) -> Count:
    known = list(counts)
    return Count(
        minutes=Minutes(
            scanned=sum(count.minutes.scanned for count in known), by_hand=sum(count.minutes.by_hand for count in known)
        ),
        counted_minutes=sum(count.counted_minutes for count in known),
        points=max(0, sum(count.points for count in known)),
    )
