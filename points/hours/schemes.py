"""Star schemes: what a community asks for its stars.

Of several in force the one that began last decides, so a new one takes over on its first day by itself. Until then it
is a draft. From that day on neither the scheme nor its levels change: a star is no row but follows from what was served
and earned (`points.hours.queries.stars_of`), and another threshold would silently give or take the stars of years.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.errors import StarSchemeInForce, StarSchemePastDay
from points.people.models import Grid


class StarScheme(models.Model):
    """What a community asks for its stars, with its levels."""

    class Cycle(models.TextChoices):
        CUMULATIVE = "cumulative", _("all years together")
        YEARLY = "yearly", _("each year anew")

    community = models.ForeignKey(Grid, models.PROTECT, related_name="star_schemes", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    cycle = models.CharField(_("counted"), max_length=10, choices=Cycle, default=Cycle.CUMULATIVE)
    is_kept = models.BooleanField(_("a level once reached is kept"), default=True)
    """If not, deductions lower the points that count, and a yearly level ends with its year."""
    has_minutes_by_hand = models.BooleanField(_("hours entered by hand count"), default=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    """First day on which it no longer holds."""
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("star scheme")
        verbose_name_plural = _("star schemes")
        ordering = ["community", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "in_force_from"], name="points_starscheme_one_starts_on_a_day"
            ),
            models.CheckConstraint(
                name="points_starscheme_ends_after_start",
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_begun(Q(pk=self.pk))
        if self.has_begun and is_any_begun(Q(community=self.community_id)):
            raise StarSchemePastDay()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_begun(Q(pk=self.pk))
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        if is_any_begun(Q(pk=self.pk)):
            raise ValidationError(StarSchemeInForce.sentence, code=StarSchemeInForce.code)
        if self.in_force_from and self.has_begun:
            # The first one, too: its levels are written after it.
            refusal = ValidationError(StarSchemePastDay.sentence, code=StarSchemePastDay.code)
            raise ValidationError({"in_force_from": refusal})

    @property
    def has_begun(self) -> bool:
        return self.in_force_from <= timezone.localdate()


def is_any_begun(schemes: Q) -> bool:
    return StarScheme.objects.filter(schemes, in_force_from__lte=timezone.localdate()).exists()


def refuse_begun(schemes: Q) -> None:
    """Refuses with `star_scheme_in_force`."""
    if is_any_begun(schemes):
        raise StarSchemeInForce()


class StarLevel(models.Model):
    scheme = models.ForeignKey(StarScheme, models.CASCADE, related_name="levels", verbose_name=_("star scheme"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    name = models.CharField(_("name"), max_length=40)
    minutes = models.PositiveIntegerField(_("minutes needed"), null=True, blank=True)
    points = models.BigIntegerField(_("points needed"), null=True, blank=True)
    """Tenths that were earned; what was redeemed counts as well. Where minutes are asked for, too, both are needed."""

    class Meta:
        verbose_name = _("star level")
        verbose_name_plural = _("star levels")
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "rank"], name="points_starlevel_rank_once_in_a_scheme"),
            models.CheckConstraint(name="points_starlevel_rank_above_zero", condition=Q(rank__gt=0)),
            models.CheckConstraint(
                name="points_starlevel_asks_for_something",
                condition=(Q(minutes__isnull=True) | Q(minutes__gt=0))
                & (Q(points__isnull=True) | Q(points__gt=0))
                & (Q(minutes__isnull=False) | Q(points__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_begun(self._schemes())
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_begun(self._schemes())
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        if is_any_begun(self._schemes()):
            raise ValidationError(StarSchemeInForce.sentence, code=StarSchemeInForce.code)

    def asks_less_than(self, other: "StarLevel") -> bool:
        """Whether somebody could reach this one and not the other."""
        return (self.minutes or 0) < (other.minutes or 0) or (self.points or 0) < (other.points or 0)

    def _schemes(self) -> Q:
        """The scheme in which it stands, and the one that it is to move to."""
        stored = StarLevel.objects.filter(pk=self.pk).values("scheme")
        return Q(pk=self.scheme_id) | Q(pk__in=stored)
