"""Who is erased is no longer named as a donor; what was given stays on the shelf and in its books."""

from points.personal import Keeper, Leaving
from points.supermarket.models import Donation


class DonorKeeper(Keeper):
    def erase(self, leaving: Leaving) -> None:
        Donation.objects.filter(donor__in=leaving.spoken).update(donor="", is_named=False)
