"""Stations: a code that hangs on a wall for good, at a day centre or a duty desk.

Whoever photographs it has an address and nothing more: the code alone never checks anybody in. It lets a resident *ask*
to come or go, and the site says by its setting `station_factor` what has to follow: the desk looks up and confirms, the
resident enters the PIN of the household's card, or the letters that rotate on the organiser's screen. The moment of
asking is the one that counts, because nobody shall lose minutes while the desk is busy. What nobody answered for a
while has lapsed, and is shown as such to both.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points import conf, letters
from points.activities.models import Activity, CheckIn, Direction, Shift
from points.people.models import Resident


class Station(models.Model):
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="stations", verbose_name=_("activity"))
    """Of whose shifts it is the door."""
    name = models.CharField(_("place"), max_length=60)
    code = models.CharField(_("code"), max_length=8, unique=True, default=letters.new_code, editable=False)
    is_active = models.BooleanField(_("is in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Asking(models.Model):
    """Somebody stands at the station and wants to come or go."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("at a station", "Waiting")
        CONFIRMED = "confirmed", pgettext_lazy("at a station", "Confirmed")
        REFUSED = "refused", pgettext_lazy("at a station", "Refused")
        LAPSED = "lapsed", pgettext_lazy("at a station", "Lapsed")

    class Why(models.TextChoices):
        NOT_HERE = "not_here", _("Is not here")
        OTHER_SHIFT = "other_shift", _("Belongs to another shift")
        MISTAKE = "mistake", _("Asked by mistake")

    station = models.ForeignKey(Station, models.PROTECT, related_name="askings", verbose_name=_("station"))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="askings", verbose_name=_("shift"))
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="askings", verbose_name=_("resident"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    key = models.CharField(_("key"), max_length=200, unique=True)
    asked_at = models.DateTimeField(_("asked at"))
    """The time that counts."""
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    """The resident, where a second factor of his own answered it."""
    why = models.CharField(_("reason"), max_length=11, choices=Why, blank=True)
    check_in = models.ForeignKey(
        CheckIn, models.PROTECT, null=True, blank=True, related_name="askings", verbose_name=_("check-in")
    )

    class Meta:
        verbose_name = _("request at a station")
        verbose_name_plural = _("requests at stations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "resident", "direction"],
                condition=Q(state="waiting"),
                name="points_asking_one_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(check_in__isnull=False), name="points_asking_confirmed_checks_in"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""), name="points_asking_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + timedelta(minutes=conf.settings().station_wait_minutes)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING and timezone.now() < self.ends_at

    @property
    def has_lapsed(self) -> bool:
        """Also before anybody has written it down."""
        return self.state == self.State.LAPSED or (self.state == self.State.WAITING and not self.is_waiting)
