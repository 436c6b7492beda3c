"""Activities, their shifts, who signed up and who was there.

A *scan* is a fact: somebody's code was read, in or out, accepted or refused, at a claimed and at a recorded time. Scans
are only ever added; one that was a mistake is *taken back* by another fact beside it. A *check-in* is what the scans of
one person at one shift come to: the earliest way in, the latest way out. Facts may arrive in any order and more than
once; the check-in comes out the same.

A check-in claims attendance. Nothing is booked before the organiser closes the shift.
"""

from points.activities.models.attendance import CheckIn, Direction, Scan, TakenBack, Way
from points.activities.models.excuses import Excuse
from points.activities.models.hints import PlaceHint
from points.activities.models.plans import Activity, ActivityKind, Shift, new_secret
from points.activities.models.programmes import Programme
from points.activities.models.ratings import Rating
from points.activities.models.reminders import Reminder
from points.activities.models.roles import ActivityRole, RolePlaces
from points.activities.models.series import Series, SkippedDay
from points.activities.models.signing_up import HOLDING, LIVE, SignUp

__all__ = [
    "HOLDING",
    "LIVE",
    "Activity",
    "ActivityKind",
    "ActivityRole",
    "CheckIn",
    "Direction",
    "Excuse",
    "PlaceHint",
    "Programme",
    "Rating",
    "Reminder",
    "RolePlaces",
    "Scan",
    "Series",
    "Shift",
    "SignUp",
    "SkippedDay",
    "TakenBack",
    "Way",
    "new_secret",
]
