"""What the honor roll tells the register of volunteers: honors of decided seasons, on the day of the decision."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from honor_roll.honors import Honor, Season
from points.commendations import Commendation


def tell(residents: Sequence[int], since: date, until: date) -> Iterator[Commendation]:
    decided = Honor.objects.filter(
        resident__in=residents,
        season__state=Season.State.DECIDED,
        season__decided_at__date__gte=since,
        season__decided_at__date__lt=until,
    )
    for honor in decided.select_related("season__community", "category").order_by("pk").iterator():
        resident, decided_at = honor.resident_id, honor.season.decided_at
        assert resident is not None, "residents were asked for"
        yield Commendation(
            resident=resident,
            title=f"{honor.season.name} {honor.category.name}",
            given_on=timezone.localdate(decided_at),
            given_by=honor.season.community.name,
        )
