"""Where everybody is while a shift lasts: here, late, gone, still expected, absent or excused.

It is the roster sorted anew, so the board never says something else than the screen that closes the shift. Whoever
signed up and has not come so many minutes after the start is late, and once the shift is over absent. Whoever is here
leaves when the shift ends, and those who came first stand first.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from points import conf
from points.activities import queries
from points.activities.models import Scan, Shift, SignUp
from points.activities.queries import RosterLine


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Everybody who signed up or came, each in one of the lists."""

    here: list[RosterLine] = field(default_factory=list)
    """In the order in which they came, and so in which they leave."""
    late: list[RosterLine] = field(default_factory=list)
    expected: list[RosterLine] = field(default_factory=list)
    absent: list[RosterLine] = field(default_factory=list)
    excused: list[RosterLine] = field(default_factory=list)
    """Who said why he does not come is not waited for."""
    gone: list[RosterLine] = field(default_factory=list)
    """Who left last stands first."""
    late_from: datetime
    """Whoever comes later than that comes late."""
    is_over: bool
    """Whoever is still here has forgotten to check out."""


def late_from(shift: Shift) -> datetime:
    return shift.starts_at + timedelta(minutes=conf.settings().late_after_minutes)


def whereabouts(shift: Shift, *, now: datetime) -> Whereabouts:
    found = Whereabouts(late_from=late_from(shift), is_over=_is_over(shift, now))
    missing = found.absent if found.is_over else found.late if now >= found.late_from else found.expected
    for line in queries.roster(shift):
        if line.check_in is None:
            (found.excused if line.excuse else missing).append(line)
        elif line.check_in.out_at:
            found.gone.append(line)
        else:
            found.here.append(line)
    found.gone.sort(key=lambda line: line.check_in.out_at, reverse=True)
    return found


def version_of(shift: Shift, *, now: datetime) -> str:
    """Another one as soon as somebody else stands somewhere else: a few counts instead of four hundred names."""
    scans = Scan.objects.filter(shift=shift).aggregate(last=Max("pk"), back=Count("taken_back"))
    sign_ups = SignUp.objects.filter(shift=shift).aggregate(
        last=Max("pk"),
        expected=Count("pk", filter=Q(state=SignUp.State.CONFIRMED)),
        cancelled_at=Max("cancelled_at"),
    )
    excuses = queries.excuses_in_force().filter(sign_up__shift=shift).aggregate(last=Max("pk"), count=Count("pk"))
    clock = [shift.starts_at, shift.ends_at, now >= late_from(shift), _is_over(shift, now)]
    return "-".join(str(part) for part in [*scans.values(), *sign_ups.values(), *excuses.values(), shift.state, *clock])


def _is_over(shift: Shift, now: datetime) -> bool:
    return now >= shift.ends_at or shift.state == Shift.State.CLOSED
