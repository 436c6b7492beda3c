"""Who is erased gives back the places at shifts that are still to come, and leaves every queue."""

from django.utils import timezone

from points.activities import places
from points.activities.models import HOLDING, LIVE, Shift, SignUp
from points.personal import Keeper, Leaving


class PlaceKeeper(Keeper):
    def erase(self, leaving: Leaving) -> None:
        ahead = SignUp.objects.filter(resident=leaving.resident, state__in=LIVE, shift__state=Shift.State.OPEN)
        for seen in ahead.select_related("shift").order_by("shift"):
            shift = places.lock(seen.shift)
            sign_up = SignUp.objects.get(pk=seen.pk)
            SignUp.objects.filter(pk=seen.pk).update(state=SignUp.State.CANCELLED, cancelled_at=timezone.now())
            if sign_up.state in HOLDING:
                places.give_back(sign_up)
                places.move_up(shift)
