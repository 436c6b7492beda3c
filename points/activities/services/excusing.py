"""Excusing: whoever signed up and said why he cannot come is no no-show.

It may be noted as soon as somebody has a place, and until the shift is closed; so long it can be withdrawn, too.
Nobody excuses the own household. Who comes after all came.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from points import audit
from points.activities import queries
from points.activities.models import Excuse, Shift, SignUp
from points.errors import NotSignedUp, OwnHousehold, ReasonRequired, ShiftNotOpen
from points.ledger import services as ledger
from points.people import queries as people
from points.permissions import User
from points.texts import refuse_personal_numbers


def excuse(shift: Shift, *, residents: Sequence[int], reason: str, by: User, key: str) -> ledger.Answer[int]:
    """Excuse these people, all or nobody; the answer is how many of them were not excused before.

    Refuses with `not_permitted`, `not_your_grid`, `personal_data_in_text`, `reason_required`, `shift_not_open`,
    `own_household`, `not_signed_up` (one of them has no place any more), `idempotency_mismatch`.
    """
    queries.require_organiser(by, shift.activity)
    refuse_personal_numbers(reason)
    wanted = sorted(set(residents))
    return ledger.once(
        key=key,
        request={"excuse": shift.pk, "residents": wanted, "reason": reason},
        act=lambda: _excuse(shift, wanted, reason=reason.strip(), by=by),
        replay=lambda: queries.excuses_in_force().filter(sign_up__shift=shift, sign_up__resident__in=wanted).count(),
    )


def _excuse(shift: Shift, residents: Sequence[int], *, reason: str, by: User) -> int:
    locked = queries.shared(shift)
    places = SignUp.objects.filter(shift=shift, resident__in=residents, state=SignUp.State.CONFIRMED)
    places = places.select_related("resident").select_for_update(of=("self",), no_key=True).order_by("pk")
    found = list(places)

    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if not reason:
        raise ReasonRequired()
    if len(found) < len(residents):
        raise NotSignedUp()
    if people.own_households(by) & {place.resident.household_id for place in found}:
        raise OwnHousehold()

    known = set(queries.excuses_in_force().filter(sign_up__in=found).values_list("sign_up", flat=True))
    made = Excuse.objects.bulk_create(
        Excuse(sign_up=place, reason=reason, recorded_by_id=by.pk) for place in found if place.pk not in known
    )
    audit.write_each(made, action="points.excused", by=by, data=audit.facts(shift=shift.pk))
    return len(made)


@transaction.atomic
def withdraw_excuse(excuse: Excuse, *, by: User) -> Excuse:
    """It was a mistake; a second tap changes nothing.

    Refuses with `not_permitted`, `not_your_grid`, `shift_not_open`.
    """
    shift = excuse.sign_up.shift
    queries.require_organiser(by, shift.activity)

    locked = queries.shared(shift)
    row = Excuse.objects.select_for_update(of=("self",), no_key=True).get(pk=excuse.pk)

    if row.withdrawn_at is not None:
        return row
    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()

    row.withdrawn_at, row.withdrawn_by_id = timezone.now(), by.pk
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.write(row, action="points.excuse_withdrawn", by=by, data=audit.facts(shift=shift.pk))
    return row
