"""Where people live: the tree of grids, and the households that hang on its leaves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class GridLevel(models.Model):
    name = models.CharField(_("name"), max_length=40)
    rank = models.PositiveSmallIntegerField(_("rank"))
    """0 is the top. Two sets of levels may stand side by side on one tree."""
    is_community = models.BooleanField(_("is the community"), default=False)

    class Meta:
        verbose_name = _("grid level")
        verbose_name_plural = _("grid levels")
        ordering = ["rank", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "rank"], name="points_gridlevel_name_and_rank_once")]

    def __str__(self) -> str:
        return self.name


class Grid(MP_Node):
    level = models.ForeignKey(GridLevel, models.PROTECT, related_name="grids", verbose_name=_("level"))
    name = models.CharField(_("name"), max_length=80)
    code = models.SlugField(_("code"), max_length=40, unique=True, null=True, blank=True)
    """For commands and imports, such as `hongtutian`."""

    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("grid")
        verbose_name_plural = _("grids")

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="households", verbose_name=_("grid"))
    door = models.CharField(_("door"), max_length=60)
    """Such as `2单元301`. Together with the grid it tells people at the door which household is meant."""
    account = models.OneToOneField(
        "points.Account", models.PROTECT, related_name="household", verbose_name=_("account")
    )
    is_active = models.BooleanField(_("is active"), default=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["grid__path", "door"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "door"],
                condition=Q(is_active=True),
                name="points_household_one_behind_a_door",
            ),
        ]

    def __str__(self) -> str:
        # Wagtail's log and history keep this text: a place, never a name.
        return f"{self.grid.name} {self.door}"


class Residence(models.Model):
    """Where a household lived from when to when: sums by building count what was done while it lived there."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residences")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    door = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        verbose_name = _("residence")
        verbose_name_plural = _("residences")
        ordering = ["household", "since"]
        constraints = [
            models.CheckConstraint(
                name="points_residence_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(until__isnull=True), name="points_residence_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.door}"
