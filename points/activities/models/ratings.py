"""What those say who were served: one to five, and a word. It is read as a sum over a team and never about a person."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.activities.models.plans import Shift
from points.people.models import Resident

MOST_STARS = 5
LONGEST_WORD = 20


class Rating(models.Model):
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="ratings", db_index=False, verbose_name=_("shift"))
    """Found by the constraint below, which begins with it."""
    giver = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="ratings_given", verbose_name=_("given by")
    )
    """So that everybody gives one, and nobody his own; read by no screen. None for a slip of paper, and for whoever was
    erased since."""
    slip = models.PositiveSmallIntegerField(_("number of the slip"), null=True, blank=True)
    """Written on the slip of paper, so that it is entered once."""
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    word = models.CharField(_("in a word"), max_length=LONGEST_WORD, blank=True)
    link = models.CharField(max_length=32, blank=True, editable=False)
    """Digest of the link that it came by, which is used up with it."""
    rated_at = models.DateTimeField(_("rated at"), auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("entered by"),
    )
    """Who typed in the slip."""

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "giver"], name="points_rating_once_for_a_giver"),
            models.UniqueConstraint(fields=["shift", "slip"], name="points_rating_once_for_a_slip"),
            models.UniqueConstraint(fields=["link"], condition=~Q(link=""), name="points_rating_once_for_a_link"),
            models.CheckConstraint(condition=Q(stars__range=(1, MOST_STARS)), name="points_rating_one_to_five"),
            models.CheckConstraint(
                condition=Q(slip__isnull=True, entered_by__isnull=True)
                | Q(slip__isnull=False, entered_by__isnull=False, giver__isnull=True),
                name="points_rating_slip_entered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
