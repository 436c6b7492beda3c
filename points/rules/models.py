"""Rule books: what an act is worth, in whose words, and up to how much.

A rule book belongs to a community and has versions. A draft may be edited; an adopted book may not, because every
award points to the rule that it followed. The book in force on the day of the act decides.

What is counted against a cap is kept in `CapUse`, one row for each subject, scope and period. Its row is locked before
it is read, so two awards at the same moment cannot both take the last point. `PeriodTotal` keeps what a month brought.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.errors import RuleBookAdopted
from points.ledger.models import Account, Book, Transfer
from points.people.models import Grid, Resident
from points.rules.counters import CapUse as CapUse
from points.rules.counters import PeriodTotal as PeriodTotal
from points.rules.rounds import ExpiryLine as ExpiryLine
from points.rules.rounds import ExpiryRound as ExpiryRound


class CapPeriod(models.TextChoices):
    EVENT = "event", _("per event")
    DAY = "day", _("per day")
    MONTH = "month", _("per month")
    QUARTER = "quarter", _("per quarter")
    YEAR = "year", _("per year")
    ONCE = "once", _("once")


class RuleBook(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")

    class YearEnd(models.TextChoices):
        CARRY_OVER = "carry_over", _("Points carry over")
        EXPIRE = "expire", _("Points expire, oldest first")
        RESET = "reset", _("Reset to the base points")

    community = models.ForeignKey(Grid, models.PROTECT, related_name="rule_books", verbose_name=_("community"))
    book = models.CharField(_("book"), max_length=8, choices=Book, default=Book.CIVIC)
    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    """First day on which it no longer holds; null while no end is known."""
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adopted by")
    )
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)
    adopted_where = models.CharField(_("adopted where"), max_length=120, blank=True)
    base_points = models.BigIntegerField(_("base points"), default=0)
    """Tenths given to each new account, which cannot be spent."""
    year_end = models.CharField(_("at the end of the year"), max_length=10, choices=YearEnd, default=YearEnd.CARRY_OVER)

    class Meta:
        verbose_name = _("rule book")
        verbose_name_plural = _("rule books")
        ordering = ["community", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "book", "name", "version"], name="points_rulebook_version_once"
            ),
            models.UniqueConstraint(
                fields=["community", "book", "in_force_from"],
                condition=Q(state="adopted"),
                name="points_rulebook_one_starts_on_a_day",
            ),
            models.CheckConstraint(
                name="points_rulebook_adopted_is_in_force",
                condition=Q(state="draft") | Q(in_force_from__isnull=False, adopted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="points_rulebook_ends_after_start",
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_adopted(Q(pk=self.pk))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_adopted(Q(pk=self.pk))
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        if is_adopted(Q(pk=self.pk)):
            raise ValidationError(RuleBookAdopted.sentence)

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day; the day on which it ends belongs to the next one."""
        has_begun = self.in_force_from is not None and self.in_force_from <= on
        return has_begun and (self.in_force_to is None or on < self.in_force_to)


def is_adopted(books: Q) -> bool:
    return RuleBook.objects.filter(books, state=RuleBook.State.ADOPTED).exists()


def refuse_adopted(books: Q) -> None:
    """Refuses with `rule_book_adopted`: awards point to the rules of an adopted book, so it stays as it was adopted."""
    if is_adopted(books):
        raise RuleBookAdopted()


class PartOfBook(models.Model):
    """What is only written while its rule book is a draft."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_adopted(self._books())
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_adopted(self._books())
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        if is_adopted(self._books()):
            raise ValidationError(RuleBookAdopted.sentence)

    def _books(self) -> Q:
        """The book it stands in, and the one that it is to move to."""
        stored = type(self)._base_manager.filter(pk=self.pk).values("rule_book")
        return Q(pk=self.rule_book_id) | Q(pk__in=stored)  # type: ignore[attr-defined]


class CapGroup(PartOfBook):
    """A cap shared by several rules of a book."""

    rule_book = models.ForeignKey(RuleBook, models.CASCADE, related_name="cap_groups")
    name = models.CharField(_("name"), max_length=60)
    cap = models.BigIntegerField(_("cap"))
    """Tenths."""
    period = models.CharField(_("period"), max_length=8, choices=CapPeriod)

    class Meta:
        verbose_name = _("cap group")
        verbose_name_plural = _("cap groups")
        constraints = [
            models.UniqueConstraint(fields=["rule_book", "name"], name="points_capgroup_name_once_in_a_book"),
            models.CheckConstraint(name="points_capgroup_cap_above_zero", condition=Q(cap__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(PartOfBook):
    class Kind(models.TextChoices):
        PER_EVENT = "per_event", _("per event")
        PER_HOUR = "per_hour", _("per time served")
        PER_PERIOD = "per_period", _("once per period")
        ONE_OFF = "one_off", _("one-off")
        DEDUCTION = "deduction", _("deduction")
        RESET = "reset", _("reset to zero")
        RANGE = "range", _("range decided by a panel")

    class AppliesTo(models.TextChoices):
        HOUSEHOLD = "household", _("household")
        PERSON = "person", _("person")

    rule_book = models.ForeignKey(RuleBook, models.CASCADE, related_name="rules", verbose_name=_("rule book"))
    code = models.CharField(_("code"), max_length=20)
    category = models.CharField(_("category"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    points = models.BigIntegerField(pgettext_lazy("of a rule", "points"), default=0)
    """Tenths for one unit; negative for a deduction; the low end of a range; 0 for a reset."""
    points_most = models.BigIntegerField(_("most points"), null=True, blank=True)
    """Tenths, the high end of a range."""
    minutes_per_unit = models.PositiveIntegerField(_("minutes per unit"), null=True, blank=True)
    """Of a rule per time served: 60 for `小时`, 120 for `2小时`."""
    cap = models.BigIntegerField(_("cap"), null=True, blank=True)
    """Tenths in one cap period; null for no cap."""
    cap_period = models.CharField(_("cap period"), max_length=8, choices=CapPeriod, blank=True)
    cap_group = models.ForeignKey(
        CapGroup, models.SET_NULL, null=True, blank=True, related_name="rules", verbose_name=_("cap group")
    )
    applies_to = models.CharField(_("applies to"), max_length=9, choices=AppliesTo, default=AppliesTo.HOUSEHOLD)
    """Whom a cap counts for: the household as a whole, or each person in it."""
    difficulties = models.JSONField(_("difficulties"), default=dict, blank=True)
    """Coefficient in percent by name, such as `{"skilled": 120, "risky": 150}`."""
    evidence = models.CharField(_("evidence"), max_length=120, blank=True)
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    """The clause of the covenant that the rule serves."""
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["rule_book", "code"]
        constraints = [
            models.UniqueConstraint(fields=["rule_book", "code"], name="points_rule_code_once_in_a_book"),
            models.CheckConstraint(
                name="points_rule_cap_has_period",
                condition=Q(cap__isnull=True, cap_period="") | (Q(cap__gt=0) & ~Q(cap_period="")),
            ),
            models.CheckConstraint(
                name="points_rule_points_fit_the_kind",
                condition=Q(kind="deduction", points__lt=0)
                | Q(kind="reset", points=0)
                | Q(kind="range", points__gte=0, points_most__gte=F("points"))
                | Q(kind="per_hour", points__gt=0, minutes_per_unit__gt=0)
                | Q(kind__in=["per_event", "per_period", "one_off"], points__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean(self) -> None:
        super().clean()
        is_table = isinstance(self.difficulties, dict)
        if not is_table or not all(type(percent) is int and percent > 0 for percent in self.difficulties.values()):
            raise ValidationError({"difficulties": _("Names and percent, such as {“skilled”: 120}.")})


_SPARED: dict[str, Any] = {"related_name": "award_records", "db_constraint": False}
"""Without a foreign key, as all that is written all day: see `points.ledger.parents`."""


class AwardRecord(models.Model):
    """An act that was valued: what was done, by which rule, and the transfer that booked it.

    A deduction is an award below zero. An act that brought nothing (its cap was used up) has no transfer, and says so.
    """

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), db_index=False, **_SPARED)
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, verbose_name=_("resident"), db_index=False, **_SPARED
    )
    rule = models.ForeignKey(Rule, models.PROTECT, verbose_name=_("rule"), **_SPARED)
    key = models.CharField(_("key"), max_length=200)
    occurred_on = models.DateField(_("occurred on"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("coefficient in percent"), default=100)
    amount = models.BigIntegerField(_("amount"))
    """Tenths by the rule and after the cap, signed. What was really taken by a deduction stands in the transfer."""
    cut = models.BigIntegerField(_("cut off by the cap"), default=0)
    """Tenths."""
    explanation = models.JSONField(default=dict, blank=True)
    """The figures from which `rules.explain` makes the sentence in the reader's language."""
    note = models.CharField(_("note"), max_length=200, blank=True)
    transfer = models.OneToOneField(
        Transfer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="award_record",
        db_constraint=False,
        verbose_name=_("transfer"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("award record")
        verbose_name_plural = _("award records")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["account", "occurred_on"], name="points_awardrecord_account"),
            models.Index(fields=["resident", "occurred_on"], name="points_awardrecord_resident"),
        ]
        constraints = [models.UniqueConstraint(fields=["key"], name="points_awardrecord_once_for_a_key")]

    def __str__(self) -> str:
        return self.key
