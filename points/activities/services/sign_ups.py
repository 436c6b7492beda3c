"""Signing up: a place at a shift, or a place in the queue for one; given back when plans change.

A shift is never overbooked, nor any of its roles (`points.activities.places`). Nobody is at two places at once: the
resident's row is locked while the other shifts are looked at. Rows are locked in one order everywhere: the resident,
the shift, its sign-ups.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.activities import admission, places, queries
from points.activities.models import HOLDING, LIVE, Activity, ActivityRole, Shift, SignUp
from points.errors import AlreadySignedUp, NothingOffered, NotPermitted, NotSignedUp, ShiftNotOpen
from points.people import queries as people
from points.people.models import Deed, Resident
from points.permissions import User


@transaction.atomic
def sign_up(shift: Shift, *, resident: Resident, by: User, role: ActivityRole | None = None) -> SignUp:
    """A place for the resident, taken by him, by whoever acts for him, or by an organiser at the desk.

    Refuses with `not_permitted`, `not_of_this_community`, `role_needed`, `role_elsewhere`, `already_signed_up`,
    `clashes`, `shift_full`, `role_full`, `shift_not_open`; whoever is not an organiser also with `sign_up_not_open`,
    `sign_up_over`, `too_young`, `too_old`, `age_unknown`, `skill_missing`.
    """
    is_own = _permit(shift.activity, resident=resident, by=by)
    return take_place(shift, resident=resident, role=role, by=by, is_own=is_own)


@transaction.atomic
def sign_up_or_wait(shift: Shift, *, resident: Resident, by: User, role: ActivityRole | None = None) -> SignUp:
    """As `sign_up`; but when all places are taken, a place at the end of the queue."""
    is_own = _permit(shift.activity, resident=resident, by=by)
    return take_place_or_wait(shift, resident=resident, role=role, by=by, is_own=is_own)


@transaction.atomic
def confirm_place(sign_up: SignUp, *, by: User) -> SignUp:
    """Take the place that was offered to somebody who waited; a second tap changes nothing.

    Refuses with `not_permitted`, `not_of_this_community`, `clashes`, `shift_not_open`, and with `nothing_offered` once
    the offer has lapsed.
    """
    _permit(sign_up.shift.activity, resident=sign_up.resident, by=by)
    queries.refuse_strangers(sign_up.resident, sign_up.shift.activity.community)

    _lock_resident(sign_up.resident)
    places.lock(sign_up.shift)

    sign_up.refresh_from_db()
    if sign_up.state == SignUp.State.CONFIRMED:
        return sign_up
    offered = SignUp.objects.filter(pk=sign_up.pk, state=SignUp.State.OFFERED, offer_ends_at__gt=timezone.now())
    if not offered.exists():
        raise NothingOffered()
    _refuse_clash(sign_up.shift, sign_up.resident)

    offered.update(state=SignUp.State.CONFIRMED)
    sign_up.state = SignUp.State.CONFIRMED
    log(instance=sign_up, action="points.place_confirmed", user=by, data=_facts(sign_up, by))
    return sign_up


@transaction.atomic
def cancel_sign_up(sign_up: SignUp, *, by: User) -> SignUp:
    """Give the place back, or leave the queue; whoever waits first is offered what becomes free.

    Refuses with `not_permitted`, `not_signed_up`, `shift_not_open`, and whoever is not an organiser with
    `drop_out_over`.
    """
    is_own = _permit(sign_up.shift.activity, resident=sign_up.resident, by=by)

    locked = places.lock(sign_up.shift)
    before = SignUp.objects.filter(pk=sign_up.pk, state__in=LIVE).first()

    if before is None:
        raise NotSignedUp()
    # Whom the leader of a team signed up was not asked, and so is not held to the deadline.
    if is_own and before.state == SignUp.State.CONFIRMED and before.team_id is None:
        admission.refuse_late_drop_out(locked)

    SignUp.objects.filter(pk=sign_up.pk).update(state=SignUp.State.CANCELLED, cancelled_at=timezone.now())
    if before.state in HOLDING:
        places.give_back(before)
        places.move_up(locked)
    sign_up.refresh_from_db()
    log(instance=sign_up, action="points.sign_up_cancelled", user=by, data=_facts(sign_up, by))
    return sign_up


@transaction.atomic
def pass_on_offers(shift: Shift) -> list[SignUp]:
    """Offer places that nobody confirmed in time to those who wait next. Gives the new offers.

    No user asks for it: the clock does. Refuses with `shift_not_open`.
    """
    return _let_lapse(places.lock(shift))


# --- what others than the person do it by, too ------------------------------------------------------------------------


def take_place(shift: Shift, *, resident: Resident, role: ActivityRole | None, by: User, is_own: bool) -> SignUp:
    """`sign_up` by somebody who was permitted; `is_own` for whom the terms of the activity bind."""
    despite = _admit(shift, resident=resident, role=role, by=by, is_own=is_own)
    places.take(shift, role)
    return _sign_up(shift, resident=resident, role=role, by=by, facts=despite)


def take_place_or_wait(
    shift: Shift, *, resident: Resident, role: ActivityRole | None, by: User, is_own: bool
) -> SignUp:
    """`sign_up_or_wait` by somebody who was permitted."""
    despite = _admit(shift, resident=resident, role=role, by=by, is_own=is_own)
    locked = places.lock(shift)
    if places.has_room(locked, role):
        places.take(locked, role)
        return _sign_up(shift, resident=resident, role=role, by=by, facts=despite)
    waiting = _sign_up(shift, resident=resident, role=role, by=by, facts=despite, state=SignUp.State.WAITING)
    # Somebody whose turn it was may have let it go; then there is nobody before this one.
    _let_lapse(locked)
    waiting.refresh_from_db()
    return waiting


def _let_lapse(locked: Shift) -> list[SignUp]:
    for lapsed in queries.lapsed_offers().filter(shift=locked).order_by("pk"):
        SignUp.objects.filter(pk=lapsed.pk).update(state=SignUp.State.LAPSED)
        places.give_back(lapsed)
    return places.move_up(locked)


def _admit(shift: Shift, *, resident: Resident, role: ActivityRole | None, by: User, is_own: bool) -> dict[str, object]:
    """Lock the resident and refuse; gives what an organiser passed over, for the log."""
    queries.refuse_strangers(resident, shift.activity.community)
    admission.refuse_wrong_role(shift.activity, role)

    _lock_resident(resident)

    if queries.lapsed_offers().filter(shift=shift, resident=resident).exists():
        _let_lapse(places.lock(shift))
    if SignUp.objects.filter(shift=shift, resident=resident, state__in=LIVE).exists():
        raise AlreadySignedUp()
    _refuse_clash(shift, resident)
    if shift.ends_at <= timezone.now() and not queries.may_run(by, shift.activity):
        raise ShiftNotOpen()
    unfit = admission.hindrance(shift, resident, role)
    if is_own:
        admission.refuse_outside_window(shift)
        if unfit:
            raise unfit
    return {"despite": unfit.code} if unfit else {}


def _permit(activity: Activity, *, resident: Resident, by: User) -> bool:
    """Whether it is the person's own doing, or done in the person's name; an organiser acts at the desk."""
    if people.stands_for(by, resident, Deed.SIGN_UP):
        if not activity.is_published:
            raise NotPermitted()
        return True
    queries.require_organiser(by, activity)
    return False


def _lock_resident(resident: Resident) -> None:
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)


def _refuse_clash(shift: Shift, resident: Resident) -> None:
    clash = queries.clash_at(shift, resident)
    if clash:
        raise clash


def _sign_up(
    shift: Shift,
    *,
    resident: Resident,
    role: ActivityRole | None,
    by: User,
    facts: dict[str, object],
    state: str = SignUp.State.CONFIRMED,
) -> SignUp:
    made = SignUp.objects.create(shift=shift, resident=resident, role=role, state=state, created_by_id=by.pk)
    action = "points.signed_up" if state == SignUp.State.CONFIRMED else "points.waits_for_place"
    log(instance=made, action=action, user=by, data=_facts(made, by) | facts)
    return made


def _facts(sign_up: SignUp, by: User) -> dict[str, object]:
    facts = audit.facts(shift=sign_up.shift_id, resident=sign_up.resident_id)
    if sign_up.role_id:
        facts["role"] = sign_up.role_id
    return facts | people.on_behalf_of(by, sign_up.resident)
