"""What a report is asked for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points import screens
from points.exports import MOST_ROWS
from points.people.models import Grid, Unit
from points.reports.models import AnomalyKind
from points.reports.queries import Asked, By, Expected, Group, has_more_than
from points.reports.thresholds import THRESHOLDS

_BOUNDS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
_MOST_YEARS = 5
_MOST_GRIDS = 300
"""Longer than that nobody chooses from a list; then it holds communities only."""


def offered(grids: QuerySet[Grid]) -> QuerySet[Grid]:
    """A town offers its communities, a community its buildings."""
    if grids[_MOST_GRIDS : _MOST_GRIDS + 1].exists():
        return grids.filter(level__is_community=True)
    return grids


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=_BOUNDS)


class PeriodForm(forms.Form):
    """Days from and to, and where. Asked by an address, so that it can be kept and sent on."""

    starts_on = _day(_("From the day"))
    ends_on = _day(_("To the day"))
    grid = forms.ModelChoiceField(label=_("Where"), queryset=Grid.objects.none(), required=False)
    most_days = 366 * _MOST_YEARS

    def __init__(self, asked: Any, *, grids: QuerySet[Grid]) -> None:
        """Where nothing was asked yet, the form is filled with what is asked most often."""
        first = {name: value for name, value in self.usual().items() if name not in asked}
        super().__init__({**first, **asked.dict()})
        field = self.fields["grid"]
        field.queryset = offered(grids)
        field.empty_label = _("Everywhere that I serve")
        screens.indent_tree(field)

    def usual(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"starts_on": today.replace(month=1, day=1), "ends_on": today}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError(_("The last day lies before the first one."))
        if starts_on and ends_on and (ends_on - starts_on).days > self.most_days:
            sentence = _("At most %(days)s days at once: please choose a shorter time.")
            raise ValidationError(sentence, params={"days": self.most_days})
        return data

    @property
    def until(self) -> date:
        """The first day that does not belong to it."""
        day: date = self.cleaned_data["ends_on"]
        return day + timedelta(days=1)

    @property
    def since(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        return day


class HoursForm(PeriodForm):
    by = forms.ChoiceField(label=_("Lines by"), choices=By.choices)
    field_order = ["by", "starts_on", "ends_on", "grid"]

    def usual(self) -> dict[str, Any]:
        return super().usual() | {"by": By.MONTH}


class AttendanceForm(PeriodForm):
    """Lines by person are asked by whoever plans shifts, and by nobody else."""

    by = forms.ChoiceField(label=_("Lines by"), choices=Expected.choices)
    field_order = ["by", "starts_on", "ends_on", "grid"]

    def __init__(self, asked: Any, *, grids: QuerySet[Grid], has_people: bool) -> None:
        super().__init__(asked, grids=grids.filter(level__is_community=True))
        self.fields["by"].choices = [
            choice for choice in Expected.choices if has_people or choice[0] != Expected.PERSON
        ]

    def usual(self) -> dict[str, Any]:
        return {
            "starts_on": timezone.localdate() - timedelta(days=90),
            "ends_on": timezone.localdate(),
            "by": Expected.TEAM,
        }


class AnomalyForm(PeriodForm):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *AnomalyKind.choices])
    field_order = ["kind", "starts_on", "ends_on", "grid"]
    most_days = THRESHOLDS.most_days

    def __init__(self, asked: Any, *, grids: QuerySet[Grid]) -> None:
        super().__init__(asked, grids=grids.filter(level__is_community=True))

    def usual(self) -> dict[str, Any]:
        return {"starts_on": timezone.localdate() - timedelta(days=30), "ends_on": timezone.localdate()}

    @property
    def kinds(self) -> list[AnomalyKind]:
        chosen = self.cleaned_data["kind"]
        return [AnomalyKind(chosen)] if chosen else list(AnomalyKind)


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Work unit"), queryset=Unit.objects.none())
    year = forms.IntegerField(label=pgettext_lazy("in a report", "Year"), min_value=2000, max_value=2999)

    def __init__(self, asked: Any, *, units: QuerySet[Unit]) -> None:
        """Nothing is shown before a unit was chosen."""
        super().__init__(asked if "unit" in asked else None, initial={"year": timezone.localdate().year})
        self.fields["unit"].queryset = units.order_by("community__path", "name")


class RegisterForm(PeriodForm):
    """One community and one time; a workbook holds all groups, a page and a CSV the one that was chosen."""

    group = forms.ChoiceField(label=_("Group of data"), choices=Group.choices)
    field_order = ["group", "starts_on", "ends_on", "grid"]

    def __init__(self, asked: Any, *, grids: QuerySet[Grid]) -> None:
        communities = grids.filter(level__is_community=True)
        super().__init__(asked, grids=communities)
        field = self.fields["grid"]
        field.label, field.queryset, field.required, field.empty_label = _("Community"), communities, True, None
        if "grid" not in asked:
            self.data["grid"] = getattr(communities.first(), "pk", None)

    def usual(self) -> dict[str, Any]:
        return super().usual() | {"group": Group.SERVICE}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("grid") and data.get("starts_on") and data.get("ends_on"):
            asked = Asked(community=data["grid"], since=self.since, until=self.until)
            if has_more_than(asked, MOST_ROWS):
                sentence = _("More than %(most)s services: please choose a shorter time.")
                raise ValidationError(sentence, params={"most": MOST_ROWS})
        return data
