"""What the pages of a passbook send."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.disputes.models import Dispute
from points.hours.models import ServiceRecord
from points.ledger.models import Account, Transfer
from points.people.models import Resident
from points.portal.queries.passbook import Wanted

ANY = pgettext_lazy("of months, kinds, people", "Any")
MONTHS_AT_MOST = 12
"""Of a period that is printed or taken along."""


class PeriodForm(forms.Form):
    """From a month to a month, of those in which the account has been there."""

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(f"{month:%Y-%m}", formats.date_format(month, "YEAR_MONTH_FORMAT")) for month in _months_of(account)]
        for name, label in (("from", pgettext_lazy("a month", "From")), ("to", pgettext_lazy("a month", "To"))):
            self.fields[name] = forms.ChoiceField(label=label, choices=[("", ANY), *months], required=False)

    @cached_property
    def months(self) -> tuple[date | None, date | None]:
        """The first and the last month; whoever mixed them up meant them the other way round."""
        first, last = (_month(self.read(name)) for name in ("from", "to"))
        return (last, first) if first and last and last < first else (first, last)

    @property
    def since(self) -> datetime | None:
        return _start_of(self.months[0])

    @property
    def until(self) -> datetime | None:
        """The first moment after it."""
        return _start_of(_next(self.months[1]))

    @property
    def last_day(self) -> date | None:
        last = _next(self.months[1])
        return last - timedelta(days=1) if last else None

    def read(self, name: str) -> Any:
        """What was sent; None where it cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name)


class StatementForm(PeriodForm):
    """Which part of the passbook is wanted. What cannot be read is left aside: an old link still opens."""

    SIDES = {"all": ("debit", "credit"), "in": ("credit",), "out": ("debit",)}

    SHOWN = [("all", _("All")), ("in", _("Came in")), ("out", _("Went out"))]

    show = forms.ChoiceField(choices=SHOWN, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", ANY), *Transfer.Kind.choices], required=False)
    member = forms.ModelChoiceField(
        label=_("Done by"), queryset=Resident.objects.none(), empty_label=ANY, required=False
    )

    field_order = ("from", "to", "kind", "member")

    def __init__(self, *args: Any, account: Account, members: Iterable[Resident], **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)
        member.queryset = members
        member.label_from_instance = lambda resident: resident.name
        self.order_fields(self.field_order)

    @property
    def shown(self) -> str:
        return self.read("show") or "all"

    @property
    def older_than(self) -> int | None:
        before: int | None = self.read("before")
        return before

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            sides=self.SIDES[self.shown],
            since=self.since,
            until=self.until,
            kind=self.read("kind") or "",
            member=self.read("member"),
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen besides the side, as an address says it."""
        kept = {name: self.data.get(name) for name in self.field_order if self.read(name)}
        return {name: str(value) for name, value in kept.items()}

    @property
    def chosen_words(self) -> list[str]:
        """The same in words."""
        return [self._in_words(name) for name in self.chosen]

    def _in_words(self, name: str) -> str:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return str(self.read(name).name if name == "member" else dict(field.choices)[self.read(name)])

    @property
    def choices(self) -> Iterator[forms.BoundField]:
        """The fields that are shown."""
        return (self[name] for name in self.field_order if name in self.fields)


class TakeAlongForm(PeriodForm):
    """The period of a sheet of paper or of a file."""

    book = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: Account, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        self.account, self.is_own = account, is_own
        self.fields["book"].initial = "own" if is_own else ""
        for name in ("from", "to"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.required, field.choices = True, list(field.choices)[1:]
            months = [month for month, _label in field.choices]
            field.initial = months[0] if name == "to" else months[:MONTHS_AT_MOST][-1]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = (_month(cleaned.get(name)) for name in ("from", "to"))
        if first and last and abs(_number(last) - _number(first)) >= MONTHS_AT_MOST:
            raise forms.ValidationError(_("Please choose no more than a year."))
        return cleaned


class DisputeForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No phone numbers or identity numbers, please."),
    )

    def __init__(self, *args: Any, may_be_somebody_else: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        if may_be_somebody_else:
            kind.choices = [
                (Dispute.Kind.NOT_ME, _("Not me: I was not there")),
                (Dispute.Kind.NOT_RIGHT, _("Something else is not right")),
            ]
        else:
            kind.choices = [(Dispute.Kind.NOT_RIGHT, Dispute.Kind.NOT_RIGHT.label)]
            kind.widget, kind.initial = forms.HiddenInput(), Dispute.Kind.NOT_RIGHT

    @property
    def has_one_kind(self) -> bool:
        return self["kind"].is_hidden

    def anew(self) -> "DisputeForm":
        """The same words with another key: what was refused is kept with its own."""
        sent = {"kind": self.cleaned_data["kind"], "text": self.cleaned_data["text"]}
        return DisputeForm(initial=sent, may_be_somebody_else=not self.has_one_kind)


class TrueTimeForm(forms.Form):
    ended_at = forms.DateTimeField(
        label=_("I left at"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(
        label=_("What happened?"), max_length=200, help_text=_("No phone numbers or identity numbers, please.")
    )

    def __init__(self, *args: Any, record: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ended_at": timezone.localtime(record.ended_at)}, **kwargs)


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2999, required=False)


# --- months ---------------------------------------------------------------------------------------------------------


def _months_of(account: Account) -> list[date]:
    """The newest first."""
    today, began = timezone.localdate(), timezone.localdate(account.created_at)
    return [_of_number(number) for number in range(_number(today), _number(began) - 1, -1)]


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _of_number(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _month(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


def _next(month: date | None) -> date | None:
    return _of_number(_number(month) + 1) if month else None


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
