"""Who lives where, and who serves whom.

A *grid* is a node of a tree whose levels are data: town, community, group and building in one place; party committee,
branch, building group and stairwell in another. One level is the *community*: rule books, stores and activities
belong to it. A household hangs on a leaf and holds the account; residents are its members, most of them without a
login. A *duty* says who serves which part of the tree, in which role, from when to when; every look-up is scoped by it.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node

from points.people.names import masked_name
from points.people.search import search_tokens
from points.permissions import Role

_SERIAL_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_serial() -> str:
    """64 random bits and more, without look-alikes: nobody guesses a neighbour's card from his own."""
    return "".join(secrets.choice(_SERIAL_ALPHABET) for _ in range(14))


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


class Resident(models.Model):
    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name=_("household"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="points_resident",
        verbose_name=_("login"),
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, null=True, blank=True, unique=True)
    """E.164, such as `+8613912345678`; null when there is none."""
    is_phone_verified = models.BooleanField(_("phone is verified"), default=False)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    is_head = models.BooleanField(_("is head of the household"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)
    account = models.OneToOneField(
        "points.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resident",
        verbose_name=_("account"),
    )
    """Of a book that counts per person, such as party member points."""
    search_tokens = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        ordering = ["household", "-is_head", "pk"]

    def __str__(self) -> str:
        # Wagtail's log and history keep this text, so the name stays masked here.
        return masked_name(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_tokens = search_tokens(self.name, self.phone or "")
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_tokens"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Consent(models.Model):
    """What a resident (or the guardian of a minor) agreed to, purpose by purpose; withdrawing keeps the row."""

    class Purpose(models.TextChoices):
        PUBLIC_NAME = "public_name", _("Full name on public honor rolls")
        PUBLIC_PORTRAIT = "public_portrait", _("Portrait on public honor rolls")

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose)
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    is_by_guardian = models.BooleanField(_("given by the guardian"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="points_consent_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.resident_id}"


class Card(models.Model):
    """A printed card with a QR, of a household or one resident. A lost one is revoked; a new one has its own serial."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="cards", verbose_name=_("household"))
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name=_("resident")
    )
    serial = models.CharField(_("serial"), max_length=14, unique=True, default=new_serial, editable=False)
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Team(models.Model):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="teams", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_team_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="memberships")
    is_leader = models.BooleanField(_("is leader"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "resident"],
                condition=Q(until__isnull=True),
                name="points_membership_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.resident_id}"


class Unit(models.Model):
    """A work unit (school, firm, office) that serves beside the community."""

    community = models.ForeignKey(Grid, models.PROTECT, related_name="units", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_unit_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """Somebody serves a grid and all below it, in a role, from a day to a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="points_duties", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="duties", verbose_name=_("grid"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["user", "since"]
        constraints = [
            models.CheckConstraint(
                name="points_duty_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "grid"],
                condition=Q(until__isnull=True),
                name="points_duty_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.grid.name}"
