"""Who is erased gives back the places at shifts that are still to come."""

from django.db.models import F
from django.utils import timezone

from points.activities.models import Shift, SignUp
from points.personal import Keeper, Leaving


class PlaceKeeper(Keeper):
    def erase(self, leaving: Leaving) -> None:
        ahead = SignUp.objects.filter(
            resident=leaving.resident, state=SignUp.State.CONFIRMED, shift__state=Shift.State.OPEN
        )
        for sign_up in ahead.order_by("shift"):
            SignUp.objects.filter(pk=sign_up.pk).update(state=SignUp.State.CANCELLED, cancelled_at=timezone.now())
            Shift.objects.filter(pk=sign_up.shift_id, taken__gt=0).update(taken=F("taken") - 1)
