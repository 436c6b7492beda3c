"""Who is erased gives back the places at shifts that are still to come, and leaves every queue.

Why somebody could not come, and whether he was near, concerns nobody any more. What somebody said about a
team stays a figure in its sum.
"""

from django.utils import timezone

from points.activities import places
from points.activities.models import HOLDING, LIVE, Excuse, PlaceHint, Rating, Shift, SignUp
from points.personal import Keeper, Leaving


class PlaceKeeper(Keeper):
    def erase(self, leaving: Leaving) -> None:
        PlaceHint.objects.filter(check_in__resident=leaving.resident).delete()
        Excuse.objects.filter(sign_up__resident=leaving.resident).update(reason="")
        Rating.objects.filter(giver=leaving.resident).update(giver=None, word="")
        ahead = SignUp.objects.filter(resident=leaving.resident, state__in=LIVE, shift__state=Shift.State.OPEN)
        for seen in ahead.select_related("shift").order_by("shift"):
            shift = places.lock(seen.shift)
            sign_up = SignUp.objects.get(pk=seen.pk)
            SignUp.objects.filter(pk=seen.pk).update(state=SignUp.State.CANCELLED, cancelled_at=timezone.now())
            if sign_up.state in HOLDING:
                places.give_back(sign_up)
                places.move_up(shift)
