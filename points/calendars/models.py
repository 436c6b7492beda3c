"""The secret address at which a calendar app reads somebody's own shifts.

Such an app cannot log in, so whoever has the address reads. It is opened by the person alone, and replaced by another
one as soon as it got about. What is kept is half of it: the other half is signed with the key of the site, so whoever
reads the database reads no calendar.
"""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.people.models import Resident


def new_number() -> str:
    return secrets.token_hex(12)


class CalendarAddress(models.Model):
    resident = models.OneToOneField(
        Resident, models.CASCADE, related_name="calendar_address", verbose_name=_("resident")
    )
    number = models.CharField(max_length=24, unique=True, default=new_number, editable=False)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"#{self.pk}"
