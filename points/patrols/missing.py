"""What the closing of a shift is told of its patrol."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.activities.models import Shift
from points.patrols import queries
from points.remarks import Remark

MOST_LINES = 8


def missing_points(shift_id: int) -> Iterator[Remark]:
    shift = Shift.objects.select_related("activity").get(pk=shift_id)
    route = queries.route_of(shift)
    unpassed = queries.unpassed(route, shift) if route else []
    if not route or not unpassed:
        return
    count = len(unpassed)
    lines = [_said(number, str(point), rounds=route.rounds) for number, point in unpassed[:MOST_LINES]]
    if count > MOST_LINES:
        lines.append(_("and %(count)s more") % {"count": count - MOST_LINES})
    yield Remark(
        title=ngettext("%(count)s checkpoint was not passed", "%(count)s checkpoints were not passed", count)
        % {"count": count},
        lines=lines,
        href=reverse("points:patrol", args=[shift_id]),
        action=_("The rounds of the patrol"),
    )


def _said(number: int, point: str, *, rounds: int) -> str:
    return point if rounds == 1 else _("Round %(number)s: %(point)s") % {"number": number, "point": point}
