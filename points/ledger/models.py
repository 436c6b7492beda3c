"""The ledger: who holds how many points, and every movement that led there.

A transfer moves an amount from one account to another. It is one row, so the two sides cannot differ and the sum over
all accounts is zero at every moment. Rows of `Transfer` and `RequestKey` are never changed and never deleted:
triggers refuse it in the database (migration 0002). What was wrong is undone by a reversal that points to it.

The account of a household or a resident (a *holder*) carries its balance, kept by the same database transaction that
writes the transfer. Accounts of the *system* (`issued`, `redeemed:<store>`, `expired`, `opening`) carry none: every
award of a community touches `issued`, and one row that everybody updates is a queue. Their balance is derived.

    spendable = balance - held - base

`held` is promised to goods that wait at the counter. `base` was given at the start and cannot be spent.

Three kinds take what is there. A deduction, the reversal of an award and an expiry may meet an account that holds
less than they ask for; the account stops at zero and the transfer says in `shortfall` what could not be taken, so
that the gap is seen and not hidden. Every other kind is refused when the points do not suffice.

The ledger knows nobody: no household, no rule, no good. A room that moves points keeps a one-to-one to its transfer
and gives the transfer a key of its own making, such as `shift:42:resident:7`.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact, In, IsNull
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Damm's table: one wrong digit or two neighbours swapped always change the check digit.
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str, *, row: int = 0) -> str:
    """`row` is what the digits before these came to."""
    for digit in digits:
        row = int(DAMM[row][int(digit)])
    return str(row)


def is_account_number(text: str) -> bool:
    """Whether a typed number (spaces and hyphens allowed) can be one: nine digits, the last one checks the rest."""
    digits = text.replace(" ", "").replace("-", "")
    return len(digits) == 9 and digits.isascii() and digits.isdigit() and check_digit(digits) == "0"


def new_account_number() -> str:
    """Eight random digits and a check digit: easy to say on the phone and to type at the till."""
    digits = f"{secrets.randbelow(90_000_000) + 10_000_000}"
    return digits + check_digit(digits)


class Book(models.TextChoices):
    """Points of different books are never mixed."""

    CIVIC = "civic", _("Civilization points")
    PARTY = "party", _("Party member points")


class Account(models.Model):
    class Kind(models.TextChoices):
        HOLDER = "holder", _("Holder")
        SYSTEM = "system", _("System")

    number = models.CharField(
        pgettext_lazy("of an account", "number"), max_length=9, unique=True, default=new_account_number, editable=False
    )
    book = models.CharField(_("book"), max_length=8, choices=Book, default=Book.CIVIC)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.HOLDER)
    name = models.CharField(_("name"), max_length=64, blank=True)
    """Of a system account, such as `redeemed:3`. A holder has none: the ledger knows nobody."""
    balance = models.BigIntegerField(_("balance"), default=0, editable=False)
    """Tenths. Always 0 on a system account."""
    held = models.BigIntegerField(_("held"), default=0, editable=False)
    base = models.BigIntegerField(_("base"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["pk"]
        constraints = [
            # PostgreSQL reads the text of a check anew with every statement: what these say they say once.
            models.CheckConstraint(
                name="points_account_balance_never_negative",
                condition=Q(held__gte=0, balance__gte=F("held"), base__gte=0),
            ),
            models.CheckConstraint(
                name="points_account_system_is_named_and_carries_nothing",
                condition=Q(kind="holder", name="") | (Q(kind="system", balance=0, base=0) & ~Q(name="")),
            ),
            models.UniqueConstraint(
                name="points_account_system_name_once", fields=["book", "name"], condition=Q(kind="system")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.grouped_number

    @property
    def spendable(self) -> int:
        """Tenths that goods can be redeemed for."""
        return max(0, self.balance - self.held - self.base)

    @property
    def is_holder(self) -> bool:
        return self.kind == self.Kind.HOLDER

    @property
    def grouped_number(self) -> str:
        return f"{self.number[:3]} {self.number[3:6]} {self.number[6:]}"


class Transfer(models.Model):
    class Kind(models.TextChoices):
        AWARD = "award", _("Award")
        DEDUCTION = "deduction", _("Deduction")
        REDEMPTION = "redemption", _("Redemption")
        REFUND = "refund", _("Refund")
        EXPIRY = "expiry", _("Expiry")
        OPENING = "opening", _("Opening balance")
        MERGE = "merge", _("Merge")
        REVERSAL = "reversal", _("Reversal")

    debit = models.ForeignKey(
        Account, models.PROTECT, related_name="debits", db_index=False, verbose_name=pgettext_lazy("an account", "from")
    )
    credit = models.ForeignKey(
        Account, models.PROTECT, related_name="credits", db_index=False, verbose_name=pgettext_lazy("an account", "to")
    )
    amount = models.BigIntegerField(_("amount"))
    """Tenths, above zero; zero only where a shortfall swallowed all of it."""
    shortfall = models.BigIntegerField(_("shortfall"), default=0)
    """Tenths that were asked for and not there. See the kinds that take what is there."""
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("key"), max_length=200, unique=True)
    request_hash = models.CharField(max_length=64)
    occurred_on = models.DateField(_("occurred on"))
    """The day of the act, which may be long before the row was written."""
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("recorded by"),
    )
    """Without a foreign key, as all that is written all day: see `points.ledger.parents`."""
    memo = models.CharField(_("memo"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    debit_balance = models.BigIntegerField(_("balance of the payer"), null=True, editable=False)
    """The payer's balance right after this transfer; null for a system account."""
    credit_balance = models.BigIntegerField(_("balance of the payee"), null=True, editable=False)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["debit", "id"], name="points_transfer_debit"),
            models.Index(fields=["credit", "id"], name="points_transfer_credit"),
            models.Index(fields=["created_at"], name="points_transfer_created"),
        ]
        constraints = [
            models.CheckConstraint(
                name="points_transfer_moves_something",
                condition=Q(amount__gt=0, shortfall=0)
                | Q(amount__gte=0, shortfall__gt=0, kind__in=["deduction", "reversal", "expiry"]),
            ),
            models.CheckConstraint(name="points_transfer_between_two_accounts", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(
                name="points_transfer_reversal_points_to_its_transfer",
                condition=Exact(In(F("kind"), ["reversal", "refund"]), IsNull(F("reverses"), False)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.key}"


class Hold(models.Model):
    """Points promised while goods wait at the counter."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        POSTED = "posted", _("Posted")
        VOIDED = "voided", _("Voided")
        EXPIRED = "expired", _("Expired")

    account = models.ForeignKey(Account, models.PROTECT, related_name="holds", verbose_name=_("account"))
    credit = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, verbose_name=pgettext_lazy("an account", "to")
    )
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    key = models.CharField(_("key"), max_length=200, unique=True)
    expires_at = models.DateTimeField(_("expires at"))
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    transfer = models.OneToOneField(Transfer, models.PROTECT, null=True, blank=True, related_name="hold")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [
            models.Index(fields=["expires_at"], name="points_hold_due", condition=Q(state="pending")),
        ]
        constraints = [
            models.CheckConstraint(name="points_hold_holds_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="points_hold_posted_has_transfer",
                condition=Q(state="posted", transfer__isnull=False) | (~Q(state="posted") & Q(transfer__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.key}"


class RequestKey(models.Model):
    """The key of a request, written first in its transaction and kept for ever, with the refusal if there was one."""

    key = models.CharField(max_length=200, primary_key=True)
    request_hash = models.CharField(max_length=64)
    refusal = models.CharField(max_length=40, blank=True)
    """Code of the refusal; empty when the request was granted."""
    refusal_params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request key")
        verbose_name_plural = _("request keys")

    def __str__(self) -> str:
        return self.key
