"""What went at the end of a year: one round for a community, one line for each account that lost points.

The line keeps the figures and not the words, so that it explains itself in the language of whoever reads it. A round
that was taken back stays on record, and another one may follow it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.ledger.models import Book, Transfer
from points.people.models import Grid


def _user(verbose_name: object) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=verbose_name
    )


class ExpiryRound(models.Model):
    """The year end of a community as it was booked: by whom, by which rule book, and what it came to."""

    community = models.ForeignKey(Grid, models.PROTECT, related_name="expiry_rounds", verbose_name=_("community"))
    book = models.CharField(_("book"), max_length=8, choices=Book, default=Book.CIVIC)
    year = models.PositiveSmallIntegerField(_("year"))
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    """Counted from 1; the next one follows a round that was taken back."""
    rule_book = models.ForeignKey(
        "points.RuleBook", models.PROTECT, related_name="expiry_rounds", verbose_name=_("rule book")
    )
    count = models.PositiveIntegerField(_("accounts affected"), default=0)
    amount = models.BigIntegerField(_("points that went"), default=0)
    """Tenths."""
    booked_by = _user(_("booked by"))
    booked_at = models.DateTimeField(_("booked at"), auto_now_add=True)
    undone_by = _user(_("taken back by"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("year end")
        verbose_name_plural = _("year ends")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "book", "year", "attempt"], name="points_expiryround_once"),
            models.UniqueConstraint(
                fields=["community", "book", "year"],
                condition=Q(undone_at__isnull=True),
                name="points_expiryround_one_holds_in_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} #{self.attempt}"


class ExpiryLine(models.Model):
    """Why an account lost what it lost: `balance - held - kept - newer` is the amount of the transfer."""

    round = models.ForeignKey(ExpiryRound, models.PROTECT, related_name="lines", verbose_name=_("year end"))
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="expiry_line", verbose_name=_("transfer"))
    balance = models.BigIntegerField(_("balance before"))
    held = models.BigIntegerField(_("held"), default=0)
    kept = models.BigIntegerField(_("base"), default=0)
    newer = models.BigIntegerField(_("credited since"), default=0)
    """All in tenths."""

    class Meta:
        verbose_name = _("line of a year end")
        verbose_name_plural = _("lines of a year end")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="points_expiryline_loses_something",
                condition=Q(held__gte=0, kept__gte=0, newer__gte=0, balance__gt=F("held") + F("kept") + F("newer")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
