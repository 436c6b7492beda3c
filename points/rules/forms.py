"""Forms of the office for rule books. A draft is edited; an adopted book is not."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from points import audit
from points.errors import PointsError
from points.ledger.models import Book
from points.office import OfficeForm
from points.permissions import User
from points.rules import queries
from points.rules import services as rules
from points.rules.models import CapGroup, ExpiryRound, Rule, RuleBook


class RuleBookForm(OfficeForm):
    tenths = ("base_points",)

    class Meta:
        model = RuleBook
        fields = ["community", "book", "name", "version", "base_points", "year_end"]


class RuleBookEditForm(RuleBookForm):
    adopt_from = forms.DateField(
        label=_("adopt from"),
        required=False,
        widget=AdminDateInput,
        help_text=_("From this day the book is in force and cannot be changed any more. Empty: it stays a draft."),
    )
    adopted_at_meeting = forms.CharField(
        label=_("adopted by the meeting"), required=False, max_length=120, help_text=_("Which meeting decided.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("adopt_from") and not data.get("adopted_at_meeting"):
            self.add_error("adopted_at_meeting", gettext("Which meeting decided?"))
        return data

    def carry_out(self, by: User) -> RuleBook:
        book: RuleBook = self.save()
        audit.write(book, action="wagtail.edit", by=by)
        data = self.cleaned_data
        if data["adopt_from"]:
            rules.adopt(book, in_force_from=data["adopt_from"], where=data["adopted_at_meeting"], by=by)
        return book


class DraftPartForm(OfficeForm):
    """A part of a draft: books that were adopted are not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule_book"]
        field.queryset = drafts(field.queryset)


def drafts(books: QuerySet[RuleBook]) -> QuerySet[RuleBook]:
    return books.filter(state=RuleBook.State.DRAFT)


class CapGroupForm(DraftPartForm):
    tenths = ("cap",)

    class Meta:
        model = CapGroup
        fields = ["rule_book", "name", "cap", "period"]


class RuleForm(DraftPartForm):
    tenths = ("points", "points_most", "cap")
    points_below_zero = ("points",)

    class Meta:
        model = Rule
        fields = [
            "rule_book",
            "code",
            "category",
            "name",
            "unit",
            "kind",
            "points",
            "points_most",
            "minutes_per_unit",
            "cap",
            "cap_period",
            "cap_group",
            "applies_to",
            "evidence",
            "clause",
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        group = data.get("cap_group")
        if group and group.rule_book_id != getattr(data.get("rule_book"), "pk", None):
            self.add_error("cap_group", gettext("This cap belongs to another rule book."))
        if bool(data.get("cap")) != bool(data.get("cap_period")):
            self.add_error("cap_period", gettext("A cap and its period go together."))
        if not self.errors.keys() & {"kind", "points", "points_most", "minutes_per_unit"}:
            self._refuse_unfit(data)
        return data

    def _refuse_unfit(self, data: dict[str, Any]) -> None:
        """What the kind asks of the numbers, said beside the number."""
        kind, points = data["kind"], data["points"] or 0
        if kind == Rule.Kind.DEDUCTION and points >= 0:
            self.add_error("points", gettext("A deduction has points below zero."))
        elif kind == Rule.Kind.RESET and points:
            self.add_error("points", gettext("A reset has no points of its own: 0."))
        elif kind == Rule.Kind.RANGE and not 0 <= points <= (data.get("points_most") or -1):
            self.add_error("points_most", gettext("A range needs its high end."))
        elif kind == Rule.Kind.PER_HOUR and not data.get("minutes_per_unit"):
            self.add_error("minutes_per_unit", gettext("How many minutes bring these points?"))
        elif kind not in {Rule.Kind.DEDUCTION, Rule.Kind.RESET, Rule.Kind.RANGE} and points <= 0:
            self.add_error("points", gettext("These points are above zero."))


class YearEndForm(OfficeForm):
    """Which year end is looked at, and booked."""

    confirmed = forms.BooleanField(label=_("I have read who loses how much."), required=False)

    class Meta:
        model = ExpiryRound
        fields = ["community", "book", "year", "attempt"]
        widgets = {"attempt": forms.HiddenInput}

    year_end: queries.YearEnd | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attempt"].required = False
        self.fields["year"].min_value, self.fields["year"].max_value = 2000, 2100

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if {"community", "book", "year"} <= data.keys():
            try:
                self.year_end = queries.year_end_for(data["community"], year=data["year"], book=Book(data["book"]))
            except PointsError as refusal:
                self.add_error(None, str(refusal))
        return data

    def _post_clean(self) -> None:
        """No row is made of it: a year that is booked is looked at as well, and a second tap gets the first answer."""

    def carry_out(self, by: User) -> ExpiryRound:
        assert self.year_end is not None, "the form is valid"
        return rules.expire(self.year_end, by=by, attempt=self.cleaned_data["attempt"] or 1).result


class TakeBackForm(OfficeForm):
    """Every household reads the reason."""

    class Meta:
        model = ExpiryRound
        fields = ["reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("Every account gets its points back, and every household reads the reason.")

    def carry_out(self, by: User) -> ExpiryRound:
        return rules.undo_expiry(self.instance, by=by, reason=self.cleaned_data["reason"]).result
