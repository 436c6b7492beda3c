"""What comes again: a template from which the shifts of an activity are made.

A series knows its days (`points.activities.recurrence`), the times of day, the places and the sign-up's window. Roles,
rule and demands are the activity's. A shift remembers the day for which it was made, so that it is made once, wherever
somebody moves it afterwards.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.activities.models.plans import Activity


class Series(models.Model):
    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every second week")
        MONTHLY = "monthly", _("Every month, on the day of the first date")
        MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, such as on the second Saturday")
        HALF_YEARLY = "half_yearly", _("Every half year")
        YEARLY = "yearly", _("Every year")
        LUNAR_YEARLY = "lunar_yearly", _("Every year by the lunar calendar")
        FESTIVAL = "festival", _("At a festival")

    class Nth(models.IntegerChoices):
        FIRST = 1, _("First one in the month")
        SECOND = 2, _("Second one in the month")
        THIRD = 3, _("Third one in the month")
        FOURTH = 4, _("Fourth one in the month")
        LAST = -1, _("Last one in the month")

    class Festival(models.TextChoices):
        NEW_YEARS_EVE = "new_years_eve", _("Lunar New Year's Eve")
        SPRING = "spring", _("Spring Festival")
        LANTERN = "lantern", _("Lantern Festival")
        QINGMING = "qingming", _("Qingming")
        DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
        QIXI = "qixi", _("Qixi")
        MID_AUTUMN = "mid_autumn", _("Mid-Autumn Festival")
        CHONGYANG = "chongyang", _("Chongyang")
        LABA = "laba", _("Laba")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="series", verbose_name=_("activity"))
    rhythm = models.CharField(_("how often"), max_length=15, choices=Rhythm, default=Rhythm.WEEKLY)
    first_on = models.DateField(pgettext_lazy("of a shift template", "first day"))
    """The first day that may be one; it also says on which day of the month or of the year the others are."""
    last_on = models.DateField(pgettext_lazy("of a shift template", "last day"), null=True, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, blank=True)
    """Figures of ISO 8601: `16` is Monday and Saturday."""
    nth = models.SmallIntegerField(_("which one in the month"), choices=Nth, null=True, blank=True)
    festival = models.CharField(_("festival"), max_length=13, choices=Festival, blank=True)
    days_before = models.PositiveSmallIntegerField(_("days before the festival"), default=0)
    from_time = models.TimeField(_("starts at"))
    to_time = models.TimeField(_("ends at"))
    """On the next day when it is not later than `from_time`."""
    capacity = models.PositiveIntegerField(_("places"))
    opens_days = models.PositiveSmallIntegerField(_("sign-up opens so many days before"), null=True, blank=True)
    closes_hours = models.PositiveSmallIntegerField(_("sign-up closes so many hours before"), null=True, blank=True)
    is_active = models.BooleanField(_("makes shifts"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("shift template")
        verbose_name_plural = _("shift templates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="points_series_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} · {self.get_rhythm_display()}"


class SkippedDay(models.Model):
    """A day of a series on which it does not take place."""

    series = models.ForeignKey(
        Series, models.CASCADE, related_name="skipped_days", db_index=False, verbose_name=_("shift template")
    )
    planned_on = models.DateField(_("day"))
    skipped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    skipped_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("skipped day")
        verbose_name_plural = _("skipped days")
        constraints = [
            models.UniqueConstraint(fields=["series", "planned_on"], name="points_skippedday_once_in_a_series")
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.planned_on}"
