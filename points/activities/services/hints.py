"""A person says whether he is near the place, where the site asks and he wants to."""

from django.db import transaction

from points.activities import queries
from points.activities.models import CheckIn, PlaceHint, Shift
from points.errors import HintNotAsked, NotPermitted, ShiftNotOpen
from points.permissions import User


@transaction.atomic
def tell_place(check_in: CheckIn, *, word: str, by: User) -> PlaceHint | None:
    """`near`, `far`, or nothing for what was told to be forgotten. It changes neither times nor points.

    Nobody tells it for somebody else, and nothing of it is logged. Refuses with `not_permitted`, `hint_not_asked`,
    `shift_not_open`.
    """
    if check_in.resident.user_id is None or check_in.resident.user_id != by.pk:
        raise NotPermitted()
    if not queries.asks_for_hint(check_in.shift.activity):
        raise HintNotAsked()
    if queries.shared(check_in.shift).state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if word not in PlaceHint.Word:
        PlaceHint.objects.filter(check_in=check_in).delete()
        return None
    told, _made = PlaceHint.objects.update_or_create(check_in=check_in, defaults={"word": word})
    return told
