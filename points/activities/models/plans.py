"""What will be done, when, and for how many."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.activities.models.demands import Demands
from points.activities.models.programmes import Programme
from points.people.models import Grid, Team


def new_secret() -> str:
    return secrets.token_hex(32)


class ActivityKind(models.Model):
    class Mode(models.TextChoices):
        HOME_VISIT = "home_visit", _("Home visit")
        FIXED_POINT = "fixed_point", _("Fixed point")
        MASS_EVENT = "mass_event", _("Mass event")
        COURSE = "course", _("Course")
        TALK = "talk", _("Talk")
        PATROL = "patrol", _("Patrol")
        MEETING = "meeting", _("Meeting")
        FESTIVAL = "festival", _("Festival")

    name = models.CharField(_("name"), max_length=40, unique=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.MASS_EVENT)

    class Meta:
        verbose_name = _("activity kind")
        verbose_name_plural = _("activity kinds")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Activity(Demands):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="activities", verbose_name=_("community"))
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="activities", verbose_name=_("kind"))
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("team")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("programme")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of the festival")
    )
    """A festival has parts; a part has none."""
    name = models.CharField(_("name"), max_length=120)
    content = models.TextField(_("what will be done"), blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    latitude = models.DecimalField(
        _("latitude of the place"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude of the place"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    """Of the place, never of a person: with both, a site with `has_place_hints` may ask volunteers for a hint."""
    rule_code = models.CharField(_("rule"), max_length=20, blank=True)
    """Code of the rule that values it, in the book in force on the day; empty when it brings hours only."""
    difficulty = models.CharField(_("difficulty"), max_length=20, blank=True)
    organisers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("organisers")
    )
    is_published = models.BooleanField(_("is published"), default=True)
    is_paid = models.BooleanField(_("is paid work"), default=False)
    """Paid work never counts as volunteer hours."""
    has_late_sign_up = models.BooleanField(_("late sign-up until the start"), default=False)
    """Whether one may still sign up between the end of the sign-up and the start of a shift."""
    drop_out_hours = models.PositiveSmallIntegerField(_("hours before the start to drop out"), null=True, blank=True)
    """Later than that the organiser is asked; None for no such deadline."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    """When calendars that have copied it must take it anew."""

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What a closed shift was stays what it was: its hours were recorded, or were none."""
        before = Activity.objects.filter(pk=self.pk).exclude(is_paid=self.is_paid)
        if before.filter(shifts__state=Shift.State.CLOSED).exists():
            raise ValidationError({"is_paid": _("A shift of it was closed already; please plan a new activity.")})
        if self.parent and not self.fits_into(self.parent):
            raise ValidationError({"parent": _("Only a festival of the same community has parts; a part has none.")})
        if self.programme and self.programme.community_id != self.community_id:
            raise ValidationError({"programme": _("This programme belongs to another community.")})
        is_festival = self.kind_id is not None and self.kind.mode == ActivityKind.Mode.FESTIVAL
        if self.pk and not is_festival and self.parts.exists():
            raise ValidationError({"kind": _("It has parts, so it stays a festival.")})

    def fits_into(self, festival: "Activity") -> bool:
        """Whether it may be a part of that one."""
        return (
            festival.kind.mode == ActivityKind.Mode.FESTIVAL
            and festival.parent_id is None
            and festival.community_id == self.community_id
            and (self.pk is None or (festival.pk != self.pk and not self.parts.exists()))
        )


class Shift(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="shifts", verbose_name=_("activity"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken places"), default=0, editable=False)
    """Kept by conditional updates; equals the sign-ups that hold a place: those that are confirmed or offered."""
    sign_up_opens_at = models.DateTimeField(_("sign-up opens at"), null=True, blank=True)
    sign_up_closes_at = models.DateTimeField(_("sign-up closes at"), null=True, blank=True)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN, editable=False)
    series = models.ForeignKey(
        "Series",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shifts",
        editable=False,
        db_index=False,
        verbose_name=_("shift template"),
    )
    """Found by the constraint below, which begins with it."""
    planned_on = models.DateField(_("planned for"), null=True, blank=True, editable=False)
    """The day of the series for which it was made; it stays when the shift is moved."""
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    """When its times or its state changed last; a place that is taken changes nothing for a calendar."""
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("closed by"),
    )

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["starts_at"], name="points_shift_starts")]
        constraints = [
            models.CheckConstraint(name="points_shift_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="points_shift_never_overbooked", condition=Q(taken__lte=F("capacity"))),
            models.UniqueConstraint(fields=["series", "planned_on"], name="points_shift_once_for_a_planned_day"),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"
