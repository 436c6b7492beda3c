"""What the pages for recording an award send. A rule asks for no more than it needs."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.amounts import format_points
from points.errors import FutureDate
from points.formfields import PointsField
from points.people.models import Household, Resident
from points.rules.models import Rule

_KIND = Rule.Kind
_TAKES = frozenset({_KIND.DEDUCTION, _KIND.RESET})
_COUNTED = frozenset({_KIND.PER_EVENT, _KIND.DEDUCTION, _KIND.RANGE})
_MOST_MINUTES = 24 * 60
_MOST = 999


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Card, number, door or name"),
        max_length=160,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "autofocus": True, "enterkeyhint": "search"}
        ),
    )

    @property
    def typed(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class AwardForm(forms.Form):
    """One act under one rule."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    resident = forms.ModelChoiceField(Resident.objects.none(), label=_("Who did it"), required=False)
    occurred_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=_MOST_MINUTES)
    quantity = forms.IntegerField(label=_("How often"), min_value=1, max_value=_MOST, initial=1)
    points = PointsField(label=_("Points"))
    difficulty = forms.ChoiceField(label=_("Difficulty"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("The household reads it in the passbook. No phone number, no illness."),
    )

    def __init__(self, data: Any = None, *, rule: Rule, household: Household, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rule = rule
        self.household = household
        self._ask_who()
        self._leave_out()
        self.fields["occurred_on"].initial = timezone.localdate()
        self.fields["occurred_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["note"].required = rule.kind in _TAKES
        if rule.kind == _KIND.RANGE:
            self.fields["points"].help_text = _range_of(rule)

    def _ask_who(self) -> None:
        who = self.fields["resident"]
        who.queryset = self.household.residents.filter(is_active=True)
        who.label_from_instance = lambda resident: resident.name
        # Where a cap counts for each person, the person has to be named.
        who.required = self.rule.applies_to == Rule.AppliesTo.PERSON
        who.empty_label = "" if who.required else gettext("The whole household")
        members = list(who.queryset)
        if who.required and len(members) == 1:
            who.initial = members[0]

    def _leave_out(self) -> None:
        rule = self.rule
        needed = {
            "minutes": rule.kind == _KIND.PER_HOUR,
            "quantity": rule.kind in _COUNTED,
            "points": rule.kind == _KIND.RANGE,
            "difficulty": bool(rule.difficulties),
        }
        for name, is_needed in needed.items():
            if not is_needed:
                del self.fields[name]
        if rule.difficulties:
            named = [(name, f"{name} · {percent} %") for name, percent in rule.difficulties.items()]
            self.fields["difficulty"].choices = [("", gettext("Ordinary")), *named]

    def clean_occurred_on(self) -> Any:
        day = self.cleaned_data["occurred_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(str(FutureDate(day=day.isoformat())))
        return day

    @property
    def verb(self) -> str:
        """What the pressed button says: `look`, `change` or `record`."""
        return str(self.data.get("do", "look"))

    @property
    def shown(self) -> list[tuple[Any, Any]]:
        """Label and value of each field that was filled in, to be read once more."""
        return [
            (field.label, self._words(field.name))
            for field in self.visible_fields()
            if self.cleaned_data.get(field.name) not in (None, "")
        ]

    def _words(self, name: str) -> Any:
        value = self.cleaned_data[name]
        match name:
            case "resident":
                return value.name
            case "points":
                return format_points(value)
            case _other:
                return value

    def anew(self) -> "AwardForm":
        """The same entries under a new key."""
        sent = self.data.copy()
        sent["key"] = str(uuid4())
        return AwardForm(sent, rule=self.rule, household=self.household)


def _range_of(rule: Rule) -> str:
    bounds = {"least": format_points(rule.points), "most": format_points(rule.points_most or 0)}
    return gettext("%(least)s to %(most)s") % bounds


class TakeBackForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The household reads it in the passbook."))
