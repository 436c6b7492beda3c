"""What a reader of the calendar chooses: the month, and what of it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.activities.models import Activity, ActivityKind, Programme
from points.people.models import Grid, Team

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 1)
FILTERS = {"community": Grid, "programme": Programme, "kind": ActivityKind, "team": Team}


class MonthField(forms.Field):
    """`2026-11`; without one the month of today."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> date:
        if not value:
            return timezone.localdate().replace(day=1)
        try:
            first = datetime.strptime(str(value), "%Y-%m").date()
        except ValueError:
            raise forms.ValidationError(_("There is no such month.")) from None
        if not EARLIEST <= first <= LATEST:
            raise forms.ValidationError(_("There is no such month."))
        return first


class CalendarForm(forms.Form):
    month = MonthField(required=False)
    community = forms.ModelChoiceField(None, required=False, label=_("community"))
    programme = forms.ModelChoiceField(None, required=False, label=_("programme"))
    kind = forms.ModelChoiceField(None, required=False, label=_("kind"))
    team = forms.ModelChoiceField(None, required=False, label=_("team"))

    def __init__(self, data: Any, *, activities: QuerySet[Activity]) -> None:
        super().__init__(data, auto_id="calendar-%s")
        for name, model in FILTERS.items():
            field = self.fields[name]
            field.empty_label = _("All")
            field.queryset = model.objects.filter(pk__in=activities.order_by().values(name)).order_by("name")

    @property
    def filters(self) -> list[forms.BoundField]:
        """Where there is something to choose between, or something was chosen."""
        return [self[name] for name in FILTERS if self[name].value() or self.fields[name].queryset.count() > 1]

    def only(self, name: str) -> Any:
        """The row there is, where there is one and no other."""
        rows = list(self.fields[name].queryset[:2])
        return rows[0] if len(rows) == 1 else None

    @property
    def chosen(self) -> dict[str, Any]:
        """Rows by the name of the filter."""
        return {name: row for name in FILTERS if (row := self.cleaned_data.get(name))}
