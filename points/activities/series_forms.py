"""The forms of the office for shift templates, and for the days that they come to."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.activities import queries
from points.activities import services as activities
from points.activities.models import Series
from points.activities.occasions import Occasion
from points.activities.recurrence import LAST_YEAR
from points.office import OfficeForm
from points.permissions import User

_RHYTHM = Series.Rhythm
_SAID = [
    "rhythm",
    "weekdays",
    "nth",
    "festival",
    "days_before",
    "first_on",
    "last_on",
    "from_time",
    "to_time",
    "capacity",
    "opens_days",
    "closes_hours",
]


class SeriesForm(OfficeForm):
    weekdays = forms.MultipleChoiceField(
        label=_("weekdays"),
        required=False,
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the weekday decides: every week, every second week, or such as the second Saturday."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["weekdays"] = list(self.instance.weekdays)
        helps = {
            "first_on": _(
                "The first day that may be one. By the month, the year or the lunar year the others are on its day; "
                "where a month is too short, on its last day."
            ),
            "last_on": _("Empty: it goes on."),
            "nth": _("For the rhythm by a weekday in the month, such as the second Saturday."),
            "festival": _("For the rhythm by festivals. Their days are found by the lunar calendar."),
            "days_before": _("Such as 2, for visits two days before the festival."),
            "to_time": _("Not later than the start: on the next day."),
            "capacity": _("For each shift. Roles with their own places are those of the activity."),
            "opens_days": _("Empty: as soon as the shift is made."),
            "closes_hours": _("Empty: as long as the shift takes."),
        }
        for name, text in helps.items():
            self.fields[name].help_text = text

    class Meta:
        model = Series
        fields = ["activity", *_SAID]

    def clean_weekdays(self) -> str:
        return "".join(self.cleaned_data["weekdays"])

    def clean_first_on(self) -> date:
        day: date = self.cleaned_data["first_on"]
        if day.year > LAST_YEAR:
            raise forms.ValidationError(gettext("This is too far ahead."))
        return day

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if not capacity:
            raise forms.ValidationError(gettext("At least one place."))
        return capacity

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        rhythm, chosen = data.get("rhythm"), data.get("weekdays", "")
        if rhythm in (_RHYTHM.WEEKLY, _RHYTHM.FORTNIGHTLY) and not chosen:
            self.add_error("weekdays", gettext("Please choose at least one weekday."))
        if rhythm == _RHYTHM.MONTHLY_WEEKDAY and len(chosen) != 1:
            self.add_error("weekdays", gettext("Please choose one weekday."))
        if rhythm == _RHYTHM.MONTHLY_WEEKDAY and not data.get("nth"):
            self.add_error("nth", gettext("Please choose which one in the month."))
        if rhythm == _RHYTHM.FESTIVAL and not data.get("festival"):
            self.add_error("festival", gettext("Please choose a festival."))
        if data.get("first_on") and data.get("last_on") and data["last_on"] < data["first_on"]:
            self.add_error("last_on", gettext("The last day lies before the first."))
        return data

    def draft(self) -> activities.SeriesDraft:
        data = {name: value for name, value in self.cleaned_data.items() if name != "activity"}
        return activities.SeriesDraft(**data)

    def carry_out(self, by: User) -> Series:
        return activities.create_series(self.cleaned_data["activity"], draft=self.draft(), by=by)


class SeriesEditForm(SeriesForm):
    """Of which activity it is stays: shifts of it were made."""

    class Meta:
        model = Series
        fields = [*_SAID, "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_active"].help_text = _("Off: no new ones. Those that were made stay.")

    def carry_out(self, by: User) -> Series:
        return activities.change_series(self.instance, draft=self.draft(), by=by)


class DaysForm(forms.Form):
    """The days ahead, each with a tick: a shift is made on those that have one, and the others are skipped.

    `shown` are the days that were looked at, so that one that came in between is neither made nor skipped.
    """

    def __init__(self, *args: Any, instance: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = instance
        self.until = queries.horizon()

    @cached_property
    def occasions(self) -> list[Occasion]:
        return queries.occasions(self.series, until=self.until)

    def clean(self) -> dict[str, Any]:
        days = {one.planned_on.isoformat(): one for one in self.occasions if one.may_skip}
        shown = {name for name in self._sent("shown") if name in days}
        wanted = {name for name in self._sent("wanted") if name in days}
        return {
            "skipped": [days[name].planned_on for name in sorted(shown - wanted) if not days[name].is_skipped],
            "resumed": [days[name].planned_on for name in sorted(shown & wanted) if days[name].is_skipped],
        }

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    def carry_out(self, by: User) -> Series:
        self.made = activities.plan_shifts(self.series, until=self.until, by=by, **self.cleaned_data)
        return self.series
