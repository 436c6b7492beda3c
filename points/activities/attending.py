"""Who came of those who were expected: for the closing of a shift, and for reports.

Only closed shifts say so. A shift at which nobody at all was recorded says nothing about anybody: most likely its list
is lying in a drawer. A no-show fades: once it is older than `no_show_days` nobody is asked about it any more.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from points import conf
from points.activities.models import CheckIn, Excuse, Shift, SignUp
from points.people.models import Grid, Resident

CAME, EXCUSED, MISSED = "came", "excused", "missed"
"""What a place came to. Whoever came although he was excused came."""


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """How many places came to what. Whoever came without one is not among them."""

    came: int = 0
    excused: int = 0
    missed: int = 0
    """No-shows that have not faded."""


def expected_places(*, since: date | None = None, until: date | None = None) -> QuerySet[SignUp]:
    """Confirmed places at closed shifts that began from `since` up to and without `until`, each with its `outcome`.

    `outcome` is `came`, `excused` or `missed`. Group it by whatever a report asks for, such as
    `.values("shift__activity__team", "outcome").annotate(Count("pk"))`.
    """
    came = CheckIn.objects.filter(shift=OuterRef("shift"), in_at__isnull=False)
    outcome = Case(
        When(Exists(came.filter(resident=OuterRef("resident"))), then=Value(CAME)),
        When(Exists(excuses_in_force().filter(sign_up=OuterRef("pk"))), then=Value(EXCUSED)),
        default=Value(MISSED),
    )
    places = SignUp.objects.filter(Exists(came), state=SignUp.State.CONFIRMED, shift__state=Shift.State.CLOSED)
    if since:
        places = places.filter(shift__starts_at__date__gte=since)
    if until:
        places = places.filter(shift__starts_at__date__lt=until)
    faded = timezone.localdate() - timedelta(days=conf.settings().no_show_days)
    return places.annotate(outcome=outcome).exclude(outcome=MISSED, shift__starts_at__date__lt=faded)


def attendance_of(resident: Resident, *, since: date | None = None, until: date | None = None) -> Attendance:
    """Of one person, anywhere, from `since` up to and without `until`."""
    counted = expected_places(since=since, until=until).filter(resident=resident)
    return Attendance(**counted.aggregate(**_COUNTS))


def attendance_by_resident(community: Grid, *, since: date, until: date) -> dict[int, Attendance]:
    """By resident id, for everybody who was expected in the community from `since` up to and without `until`."""
    here = expected_places(since=since, until=until).filter(shift__activity__community__path__startswith=community.path)
    rows = here.order_by().values("resident_id").annotate(**_COUNTS)
    return {row.pop("resident_id"): Attendance(**row) for row in rows}


def excuses_in_force() -> QuerySet[Excuse]:
    return Excuse.objects.filter(withdrawn_at__isnull=True)


_COUNTS = {outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in (CAME, EXCUSED, MISSED)}
