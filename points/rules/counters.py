"""What is counted beside the awards, in the transaction that books them, so that no sum is needed to read it.

Both are kept figures, and the proof of the awards (`rules.queries.verify`) compares them with the records they come
from. Whoever changes a row holds the lock of its account; the rows themselves are then nobody else's to wait for.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.ledger.models import Account


class CapUse(models.Model):
    """How much of a cap is used: by an account or by one resident, for a rule or a group, in a period."""

    subject = models.CharField(max_length=32)
    """`account:7` or `resident:12`."""
    scope = models.CharField(max_length=80)
    """`rule:<community>:<book>:<code>` or `group:<community>:<book>:<name>`.

    Without the version: a new one does not open a cap anew. The book is that of the account, `civic` or `party`."""
    period = models.CharField(max_length=10)
    """`2026`, `2026Q4`, `2026-11`, `2026-11-21` or `once`."""
    used = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("cap use")
        verbose_name_plural = _("cap uses")
        constraints = [
            models.UniqueConstraint(fields=["subject", "scope", "period"], name="points_capuse_once"),
            models.CheckConstraint(name="points_capuse_not_negative", condition=Q(used__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.scope} {self.period}"


class PeriodTotal(models.Model):
    """What the acts of one month brought to an account, and what they cost it.

    By the rules and after the caps, as the records say it, and without those that were undone. Redeeming is no part of
    it: this is merit, for rankings and reports, and not the balance.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="period_totals", db_index=False)
    starts_on = models.DateField()
    """The first day of the month; the day of the act decides, not the day on which it was booked."""
    earned = models.BigIntegerField(default=0)
    """Tenths."""
    deducted = models.BigIntegerField(default=0)
    """Tenths, above zero."""

    class Meta:
        verbose_name = _("total of a month")
        verbose_name_plural = _("totals of months")
        constraints = [
            # The month first: a ranking reads everybody's months, and of one account a few known ones are asked for.
            models.UniqueConstraint(fields=["starts_on", "account"], name="points_periodtotal_once"),
            models.CheckConstraint(name="points_periodtotal_not_negative", condition=Q(earned__gte=0, deducted__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_on:%Y-%m}"
