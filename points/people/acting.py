"""In whose name somebody acts: what the services ask, and what a request says.

The session of whoever acts names a row of `Acting`, and the row alone says for whom, as what and until when: it ends
with the appointment, with the duty and with the session, whichever comes first. A service is never told; it asks with
the user who pressed the button and the resident whom it is about. So `by` is always the true user, no call can pretend
to more, and `on_behalf_of` puts into the log for whom it was done.
"""

from typing import cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from points.people.models import DEEDS, Acting, Deed, Proxy, Resident
from points.people.reach import below, in_force, years_ago
from points.people.standing import served_paths
from points.permissions import User, Verb, user_of

AGE_OF_MAJORITY = 18
ACTING_KEY = "points_acting"


def is_minor(resident: Resident) -> bool:
    """Whether the resident needs a guardian. An unknown birthday counts as of age."""
    return resident.born_on is not None and resident.born_on > years_ago(AGE_OF_MAJORITY)


def are_minors() -> Q:
    """Condition on residents: as `is_minor`."""
    return Q(born_on__gt=years_ago(AGE_OF_MAJORITY))


def resident_of(user: User) -> Resident | None:
    """The resident who logs in as `user`."""
    if not user.is_authenticated:
        return None
    return Resident.objects.filter(user_id=user.pk).select_related("household__grid", "household__account").first()


def is_grown_up_beside(user: User, resident: Resident) -> bool:
    """Whether the user is of age and lives in the same household as the resident."""
    own = resident_of(user)
    if own is None or own.pk == resident.pk or not own.is_active:
        return False
    return own.household_id == resident.household_id and not is_minor(own)


def proxies_of(user: User) -> QuerySet[Proxy]:
    """Appointments of the user in force today: children who are still children, neighbours whom the duty reaches."""
    if not user.is_active:
        return Proxy.objects.none()
    served = below(served_paths(user, Verb.ASSIST), "resident__household__grid__path")
    holds = (
        Q(kind=Proxy.Kind.FAMILY)
        | Q(kind=Proxy.Kind.GUARDIAN, resident__born_on__gt=years_ago(AGE_OF_MAJORITY))
        | (Q(kind=Proxy.Kind.STAFF) & served)
    )
    lives_here = Q(resident__is_active=True, resident__household__is_active=True)
    mine = Proxy.objects.filter(in_force(timezone.localdate()), lives_here, holds, user_id=user.pk)
    return mine.select_related("resident__household__grid").order_by("pk")


def proxies_for(resident: Resident) -> QuerySet[Proxy]:
    """Who may act for the resident, ended appointments left out."""
    appointed = resident.proxies.filter(in_force(timezone.localdate()))
    return appointed.select_related("user__points_resident").order_by("pk")


def actings_of(user: User) -> QuerySet[Acting]:
    """What the user does in somebody's name at this moment."""
    if not user.is_active:
        return Acting.objects.none()
    served = below(served_paths(user, Verb.ASSIST), "resident__household__grid__path")
    holds = Q(proxy__in=proxies_of(user)) | (Q(proxy__isnull=True, resident__is_active=True) & served)
    mine = Acting.objects.filter(holds, user_id=user.pk, ends_at__gt=timezone.now())
    return mine.select_related("resident__household__grid", "resident__household__account", "resident__user", "proxy")


def acting_for(user: User, resident: Resident) -> Acting | None:
    """How the user acts for this resident at this moment; None for the resident himself."""
    return actings_of(user).filter(resident=resident).first()


def stands_for(user: User, resident: Resident, deed: Deed) -> bool:
    """Whether the user is the resident, or may do this in his name at this moment."""
    if resident.user_id is not None and resident.user_id == user.pk:
        return True
    acting = acting_for(user, resident)
    return acting is not None and deed in DEEDS[acting.kind]


def on_behalf_of(user: User, resident: Resident) -> dict[str, int]:
    """What a log line says besides, where the hand is not that of the resident; empty where it is."""
    if resident.user_id is not None and resident.user_id == user.pk:
        return {}
    acting = acting_for(user, resident)
    return {"on_behalf_of": resident.pk} | ({"acting": acting.pk} if acting else {})


# --- what a request says --------------------------------------------------------------------------------------------


def acting_in(request: HttpRequest) -> Acting | None:
    """In whose name this request comes; looked up once."""
    if not hasattr(request, "_points_acting"):
        pk = _named_in(request)
        found = actings_of(user_of(request)).filter(pk=pk).first() if pk else None
        request._points_acting = found  # type: ignore[attr-defined]
    return cast("Acting | None", request._points_acting)  # type: ignore[attr-defined]


def has_run_out(request: HttpRequest) -> bool:
    """Whether the session still names somebody whose time is over.

    Nothing may be done then: a form that was filled in for a neighbour would be sent in the helper's own name.
    """
    return _named_in(request) is not None and acting_in(request) is None


def resident_asking(request: HttpRequest) -> Resident | None:
    """Whom this request is about: the resident who is looked after, or else the one who is signed in."""
    acting = acting_in(request)
    if acting:
        return acting.resident
    return None if has_run_out(request) else resident_of(user_of(request))


def _named_in(request: HttpRequest) -> int | None:
    session = getattr(request, "session", None)
    if session is None or not request.user.is_authenticated:
        return None
    named = session.get(ACTING_KEY)
    return named if isinstance(named, int) else None
