"""A new secret for a shift whose codes got around."""

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from points import audit
from points.activities import places, queries
from points.activities.models import Shift, new_secret
from points.errors import ReasonRequired
from points.permissions import User


class RenewalReason(TextChoices):
    """Why codes were renewed: one tap at the desk, and no words in the log."""

    PASSED_ON = "passed_on", _("Codes were sent to people who are not here")
    LEFT_ALONE = "left_alone", _("A screen with the code was left alone")
    PRECAUTION = "precaution", _("To be on the safe side")


@transaction.atomic
def renew_code(shift: Shift, *, reason: str, by: User) -> Shift:
    """Every code and every pass of the shift until now is refused from the next request on; screens show new ones.

    Who is in stays in. Refuses with `not_permitted`, `not_your_grid`, `reason_required`, `shift_not_open`.
    """
    queries.require_organiser(by, shift.activity)
    locked = places.lock(shift)
    if reason not in RenewalReason:
        raise ReasonRequired()
    locked.secret = new_secret()
    locked.save(update_fields=["secret"])
    log(instance=locked, action="points.code_renewed", user=by, data=audit.facts(reason=reason))
    return locked
