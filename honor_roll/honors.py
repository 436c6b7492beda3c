"""Honors: who is praised for a season, by which facts, in which words.

The honors stay in these tables. A page refers to a season and shows a masked, consented projection of it, so that no
name ever stands in a page's revisions, its history, its preview or the search index of the site.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images import get_image_model_string

from points.models import Grid, Household, Resident, Team


class Category(models.Model):
    class Subject(models.TextChoices):
        RESIDENT = "resident", _("Resident")
        HOUSEHOLD = "household", _("Household")
        GRID = "grid", _("Grid")
        TEAM = "team", _("Team")

    class Cycle(models.TextChoices):
        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")
        YEAR = "year", _("Year")

    community = models.ForeignKey(Grid, models.PROTECT, related_name="honor_categories", verbose_name=_("community"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    subject = models.CharField(
        pgettext_lazy("of an honor", "subject"), max_length=10, choices=Subject, default=Subject.RESIDENT
    )
    cycle = models.CharField(_("cycle"), max_length=8, choices=Cycle, default=Cycle.QUARTER)
    is_for_minors = models.BooleanField(_("honors minors"), default=False)
    """Masked and without a face, whatever was agreed to."""
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("honor category")
        verbose_name_plural = _("honor categories")
        ordering = ["community", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="honor_roll_category_code_once")]

    def __str__(self) -> str:
        return self.name


class Season(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a season", "Open")
        DECIDED = "decided", _("Decided")

    community = models.ForeignKey(Grid, models.PROTECT, related_name="honor_seasons", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="honor_roll_season_name_once"),
            models.CheckConstraint(name="honor_roll_season_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="honor_roll_season_decided_has_time",
                condition=Q(state="decided", decided_at__isnull=False) | Q(state="open", decided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Honor(models.Model):
    season = models.ForeignKey(Season, models.PROTECT, related_name="honors", verbose_name=_("season"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="honors", verbose_name=_("category"))
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name=_("resident")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name=_("household")
    )
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name=_("grid"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="honors", verbose_name=_("team"))
    reason = models.CharField(pgettext_lazy("of an honor", "reason"), max_length=200)
    story = models.TextField(_("story"), blank=True)
    portrait = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True, editable=False)
    """Frozen when chosen: minutes scanned, minutes by hand, merit in tenths."""
    position = models.PositiveIntegerField(_("position"), default=0)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("chosen by"),
    )
    chosen_at = models.DateTimeField(_("chosen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("honor")
        verbose_name_plural = _("honors")
        ordering = ["season", "category__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="honor_roll_honor_has_one_subject",
                condition=Q(resident__isnull=False, household__isnull=True, grid__isnull=True, team__isnull=True)
                | Q(resident__isnull=True, household__isnull=False, grid__isnull=True, team__isnull=True)
                | Q(resident__isnull=True, household__isnull=True, grid__isnull=False, team__isnull=True)
                | Q(resident__isnull=True, household__isnull=True, grid__isnull=True, team__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["season", "category", "resident"],
                condition=Q(resident__isnull=False),
                name="honor_roll_honor_resident_once",
            ),
            models.UniqueConstraint(
                fields=["season", "category", "household"],
                condition=Q(household__isnull=False),
                name="honor_roll_honor_household_once",
            ),
            models.UniqueConstraint(
                fields=["season", "category", "grid"],
                condition=Q(grid__isnull=False),
                name="honor_roll_honor_grid_once",
            ),
            models.UniqueConstraint(
                fields=["season", "category", "team"],
                condition=Q(team__isnull=False),
                name="honor_roll_honor_team_once",
            ),
        ]

    def __str__(self) -> str:
        # Wagtail's log and history keep this text, so it says no name.
        return f"{self.category.name} #{self.pk}"
