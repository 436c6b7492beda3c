"""Signing up: a place at a shift, given back when plans change.

A shift is never overbooked: the place is taken by an update that carries its own condition. Nobody is at two places at
once: the resident's row is locked while the other shifts are looked at.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.activities import queries
from points.activities.models import Activity, Shift, SignUp
from points.errors import AlreadySignedUp, Clashes, NotPermitted, NotSignedUp, ShiftFull, ShiftNotOpen
from points.people import queries as people
from points.people.models import Deed, Resident
from points.permissions import User


@transaction.atomic
def sign_up(shift: Shift, *, resident: Resident, by: User) -> SignUp:
    """A place for the resident, taken by him, by whoever acts for him, or by an organiser at the desk.

    Refuses with `not_permitted`, `not_of_this_community`, `already_signed_up`, `clashes`, `shift_full`,
    `shift_not_open`.
    """
    _permit(shift.activity, resident=resident, by=by)
    queries.refuse_strangers(resident, shift.activity.community)

    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)

    _refuse_second_place(shift, resident)
    if shift.ends_at <= timezone.now() and not queries.may_run(by, shift.activity):
        raise ShiftNotOpen()

    made = SignUp.objects.create(shift=shift, resident=resident, created_by_id=by.pk)
    _take_place(shift)
    log(instance=made, action="points.signed_up", user=by, data=_facts(made, by))
    return made


@transaction.atomic
def cancel_sign_up(sign_up: SignUp, *, by: User) -> SignUp:
    """Give the place back. Refuses with `not_permitted`, `not_signed_up`, `shift_not_open`."""
    shift = sign_up.shift
    _permit(shift.activity, resident=sign_up.resident, by=by)

    confirmed = SignUp.objects.filter(pk=sign_up.pk, state=SignUp.State.CONFIRMED)
    if not confirmed.update(state=SignUp.State.CANCELLED, cancelled_at=timezone.now()):
        raise NotSignedUp()
    if not Shift.objects.filter(pk=shift.pk, state=Shift.State.OPEN).update(taken=F("taken") - 1):
        raise ShiftNotOpen()
    sign_up.refresh_from_db()
    log(instance=sign_up, action="points.sign_up_cancelled", user=by, data=_facts(sign_up, by))
    return sign_up


def _permit(activity: Activity, *, resident: Resident, by: User) -> None:
    if people.stands_for(by, resident, Deed.SIGN_UP):
        if not activity.is_published:
            raise NotPermitted()
        return
    queries.require_organiser(by, activity)


def _facts(sign_up: SignUp, by: User) -> dict[str, object]:
    facts = audit.facts(shift=sign_up.shift_id, resident=sign_up.resident_id)
    return facts | people.on_behalf_of(by, sign_up.resident)


def _refuse_second_place(shift: Shift, resident: Resident) -> None:
    mine = SignUp.objects.filter(resident=resident, state=SignUp.State.CONFIRMED)
    if mine.filter(shift=shift).exists():
        raise AlreadySignedUp()
    same_time = mine.filter(shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at).exclude(
        shift__state=Shift.State.CANCELLED
    )
    other = same_time.select_related("shift__activity").first()
    if other:
        raise Clashes(shift=other.shift.activity.name)


def _take_place(shift: Shift) -> None:
    # The shift's row comes last: everybody who presses at the same moment meets here.
    free = Shift.objects.filter(pk=shift.pk, state=Shift.State.OPEN, taken__lt=F("capacity"))
    if free.update(taken=F("taken") + 1):
        return
    if Shift.objects.filter(pk=shift.pk, state=Shift.State.OPEN).exists():
        raise ShiftFull()
    raise ShiftNotOpen()
