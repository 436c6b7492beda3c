"""Reading calendars: whose address it is, and what stands in a feed.

A feed holds dates and nobody: neither names nor how many. It reaches back a season, so that an app that looks in again
after a while learns what was called off meanwhile.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from points.activities import queries as activities
from points.activities.models import Shift, SignUp
from points.calendars.entries import Entry, Status
from points.calendars.models import CalendarAddress
from points.people.models import Grid, Resident, Team

KEPT = timedelta(days=90)
"""How far back a feed reaches."""
_SIGNER = signing.Signer(salt="points.calendars", sep=".")
_SPACE = UUID("5a0a5f0c-5b0f-4d53-9d6b-8f8f1f0e7c11")
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_STATUS = {
    SignUp.State.CONFIRMED: Status.CONFIRMED,
    SignUp.State.WAITING: Status.TENTATIVE,
    SignUp.State.OFFERED: Status.TENTATIVE,
    SignUp.State.LAPSED: Status.CANCELLED,
    SignUp.State.CANCELLED: Status.CANCELLED,
}


def address_of(resident: Resident) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(resident=resident).first()


def token_of(address: CalendarAddress) -> str:
    """The part of the address that nobody can guess."""
    return _SIGNER.sign(address.number)


def webcal(address: str) -> str:
    """The same address, so that a phone subscribes to it instead of loading it once."""
    return f"webcal{address[address.index(':') :]}"


def resident_at(token: str) -> Resident | None:
    """Whose calendar it is; None for an address that was replaced, closed or made up."""
    try:
        number = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    found = CalendarAddress.objects.filter(number=number, resident__is_active=True)
    address = found.select_related("resident__user__points_preference").first()
    return address.resident if address else None


def language_of(resident: Resident) -> str:
    """What the person chose to read; empty where nothing was chosen."""
    preference = getattr(resident.user, "points_preference", None) if resident.user else None
    return preference.language if preference else ""


def own_entries(resident: Resident) -> list[Entry]:
    """What the resident signed up for, each shift once, as it stands."""
    latest = {row.shift_id: row for row in activities.sign_ups_until_now(resident, since=timezone.now() - KEPT)}
    return [_own_entry(row) for row in latest.values()]


def entries_of_team(team: Team) -> list[Entry]:
    return _public(activities.announced_shifts().filter(activity__team=team))


def entries_of_community(community: Grid) -> list[Entry]:
    """Of the community and of what lies above it."""
    return _public(activities.announced_shifts(community))


def entry_of(shift: Shift) -> Entry:
    """The shift as everybody sees it."""
    is_off = shift.state == Shift.State.CANCELLED
    return _entry(shift, status=Status.CANCELLED if is_off else Status.CONFIRMED)


def _public(shifts: QuerySet[Shift]) -> list[Entry]:
    return [entry_of(shift) for shift in shifts.filter(ends_at__gt=timezone.now() - KEPT)]


def _own_entry(sign_up: SignUp) -> Entry:
    is_off = sign_up.shift.state == Shift.State.CANCELLED
    status = Status.CANCELLED if is_off else _STATUS[SignUp.State(sign_up.state)]
    moments = [sign_up.created_at, sign_up.offered_at, sign_up.cancelled_at]
    if sign_up.state == SignUp.State.LAPSED:
        moments.append(sign_up.offer_ends_at)
    notes = [sign_up.role.name] if sign_up.role else []
    if status == Status.TENTATIVE:
        notes.append(str(sign_up.get_state_display()))
    # Whoever took the place that was offered did so at a time that is not kept.
    is_taken = sign_up.state == SignUp.State.CONFIRMED and sign_up.offered_at is not None
    return _entry(sign_up.shift, status=status, notes=notes, moments=moments, later=int(is_taken))


def _entry(
    shift: Shift,
    *,
    status: Status,
    notes: Iterable[str] = (),
    moments: Iterable[datetime | None] = (),
    later: int = 0,
) -> Entry:
    activity = shift.activity
    changed_at = max(filter(None, [shift.changed_at, activity.changed_at, *moments]))
    return Entry(
        uid=str(uuid5(_SPACE, f"{shift.pk} {activity.created_at.astimezone(UTC).isoformat()}")),
        title=activity.name,
        place=activity.place,
        kind=activity.kind.name,
        text="\n\n".join(filter(None, [*notes, activity.content])),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        status=status,
        changed_at=changed_at,
        # Whatever called it off, an app that still has it must take this for the newer one.
        sequence=int((changed_at - _BEGINNING).total_seconds()) + later + int(status == Status.CANCELLED),
        path=reverse("points:shift", args=[shift.pk]),
    )
