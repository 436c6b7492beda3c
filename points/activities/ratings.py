"""What those say who were served, as a team reads it.

Nobody is rated: there is a mean, a count and some words for a team. They appear in steps of `fewest_ratings`, because
of two sums one apart the team would know who said what, and only where at least three people served. Whoever turns out
to have served at the shift, or to live with somebody who did, is left out again.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from points import conf
from points.activities.models import Activity, ActivityRole, CheckIn, Rating, Shift, SignUp
from points.people import queries as people
from points.people.models import Resident, Team, TeamMembership
from points.permissions import User, Verb

SPAN = timedelta(days=365)
"""Older ratings say nothing about a team of today."""
_FEWEST_SERVING = 3
"""A sum about fewer people is one about persons."""
_WORDS = 12
_LISTENING = (ActivityRole.Kind.PARTICIPANT, ActivityRole.Kind.AUDIENCE)


@dataclass(frozen=True, kw_only=True)
class TeamRating:
    team: Team
    count: int = 0
    """None of them as long as there are too few to be shown."""
    slips: int = 0
    """How many of them staff typed in from paper."""
    mean: float = 0.0
    words: list[tuple[str, int]] = field(default_factory=list)
    """Each with how often it was said, in the order of the alphabet."""


def rated_until(shift: Shift) -> datetime:
    return shift.ends_at + timedelta(days=conf.settings().rating_days)


def may_be_rated(shift: Shift, now: datetime) -> bool:
    return shift.state != Shift.State.CANCELLED and shift.starts_at <= now < rated_until(shift)


def serving(shifts: Collection[int]) -> set[tuple[int, int, int]]:
    """Who serves at these shifts: ids of shift, resident and household. Whoever only listens is served himself."""
    who = ("shift_id", "resident_id", "resident__household_id")
    placed = SignUp.objects.filter(shift__in=shifts, state=SignUp.State.CONFIRMED)
    came = CheckIn.objects.filter(shift__in=shifts, in_at__isnull=False)
    listening = placed.filter(role__kind__in=_LISTENING).values_list(*who)
    return set(placed.values_list(*who)).union(came.values_list(*who)).difference(listening) | _named(shifts)


def _named(shifts: Collection[int]) -> set[tuple[int, int, int]]:
    """Whoever the activity names as an organiser serves at all of its shifts."""
    named = Shift.objects.filter(pk__in=shifts, activity__organisers__isnull=False)
    users = set(named.values_list("pk", "activity__organisers"))
    residents = Resident.objects.filter(user__in={user for _shift, user in users})
    of_user = {user: (pk, household) for user, pk, household in residents.values_list("user_id", "pk", "household_id")}
    return {(shift, *of_user[user]) for shift, user in users if user in of_user}


def households_serving(shift: Shift) -> set[int]:
    return {household for _shift, _resident, household in serving([shift.pk])}


def names_serving(shift: Shift) -> list[str]:
    residents = {resident for _shift, resident, _household in serving([shift.pk])}
    return list(Resident.objects.filter(pk__in=residents).values_list("name", flat=True))


def teams_rated_for(user: User) -> list[TeamRating]:
    """The sums of the teams whose shifts the user runs, and of those that he belongs to."""
    today = timezone.localdate()
    run = people.below(people.served_paths(user, Verb.RUN_SHIFT), "community__path")
    named = Q(activities__in=Activity.objects.filter(organisers=user.pk))
    membership = TeamMembership.objects.filter(people.in_force(today), resident__user=user.pk)
    belongs = Q(pk__in=membership.values("team"))
    teams = Team.objects.filter(run | named | belongs, is_active=True).distinct().order_by("name", "pk")
    return [rating_of(team) for team in teams]


def rating_of(team: Team) -> TeamRating:
    """Four statements, whatever the team has done in the year."""
    since = timezone.now() - SPAN
    given = Rating.objects.filter(shift__activity__team=team, shift__starts_at__gte=since).order_by("pk")
    rows = list(given.values_list("shift_id", "giver__household_id", "stars", "word", "slip"))
    who = serving({row[0] for row in rows})
    own = {(shift, household) for shift, _resident, household in who}
    counted = [row for row in rows if (row[0], row[1]) not in own]
    step = conf.settings().fewest_ratings
    shown = counted[: len(counted) - len(counted) % step]
    if not shown or len({resident for _shift, resident, _household in who}) < _FEWEST_SERVING:
        return TeamRating(team=team)
    words = Counter(word for *_rest, word, _slip in shown if word)
    return TeamRating(
        team=team,
        count=len(shown),
        slips=sum(slip is not None for *_rest, slip in shown),
        mean=sum(stars for _shift, _household, stars, *_rest in shown) / len(shown),
        words=sorted(words.most_common(_WORDS)),
    )
