"""Forms of the office for activities and shifts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.activities import services as activities
from points.activities import times
from points.activities.models import Activity, ActivityKind, Shift
from points.activities.services import Plan
from points.amounts import format_signed
from points.errors import InvalidTimes
from points.office import OfficeForm
from points.people.models import Grid
from points.permissions import User
from points.rules.models import Rule, RuleBook

_KIND = Rule.Kind
_FOR_SHIFTS = (_KIND.PER_EVENT, _KIND.PER_HOUR, _KIND.PER_PERIOD)
"""What the closing of a shift can value by itself: for a range a panel has to be asked, the others take points."""


class ValuedForm(OfficeForm):
    """The rule is picked from the books in force and not typed: a slip would show only when a shift is closed."""

    rule_code = forms.ChoiceField(
        label=_("rule"),
        required=False,
        help_text=_("From the adopted rule books. It turns the time or the attendance into points."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].help_text = _("A new kind is added by an administrator: Activities, …, Activity kinds.")
        self.fields["difficulty"].help_text = _("A name from the rule, such as “skilled”. Empty: the ordinary one.")
        chosen = self.fields.get("community")
        communities = chosen.queryset if chosen else [self.instance.community]
        self.rules = list(_rules_of(communities))
        choices = {rule.code: _said(rule) for rule in self.rules}
        if self.instance.rule_code:
            # A rule of an older book stays until somebody chooses another one.
            choices.setdefault(self.instance.rule_code, self.instance.rule_code)
        self.fields["rule_code"].choices = [("", gettext("Hours only, no points")), *choices.items()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        code = data.get("rule_code")
        community = data["community"].pk if data.get("community") else self.instance.community_id
        if code and community and "rule_code" in self.changed_data:
            meant = [rule for rule in self.rules if rule.code == code and rule.rule_book.community_id == community]
            if not meant:
                self.add_error("rule_code", gettext("This rule belongs to another community."))
            elif data.get("difficulty") and not any(data["difficulty"] in rule.difficulties for rule in meant):
                self.add_error("difficulty", gettext("The rule has no such difficulty."))
        return data


def _rules_of(communities: Iterable[Grid]) -> Iterable[Rule]:
    not_over = Q(rule_book__in_force_to__isnull=True) | Q(rule_book__in_force_to__gt=timezone.localdate())
    rules = Rule.objects.filter(
        not_over, rule_book__state=RuleBook.State.ADOPTED, rule_book__community__in=communities, kind__in=_FOR_SHIFTS
    )
    return rules.select_related("rule_book").order_by("rule_book__community", "code")


def _said(rule: Rule) -> str:
    return f"{rule.code} · {rule.name} · {format_signed(rule.points)} / {rule.unit}"


_SAID = ["kind", "parent", "programme", "team", "name", "content", "place", "rule_code", "difficulty", "is_paid"]


class PlanForm(ValuedForm):
    """Offers festivals as parents, and programmes that go on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent, programme = self.fields["parent"], self.fields["programme"]
        festivals = parent.queryset.filter(kind__mode=ActivityKind.Mode.FESTIVAL, parent=None)
        parent.queryset = festivals.exclude(pk=self.instance.pk)
        parent.help_text = _("Empty, unless it is one of several things at a festival.")
        programme.queryset = programme.queryset.filter(Q(is_active=True) | Q(pk=self.instance.programme_id))


class ActivityForm(PlanForm):
    class Meta:
        model = Activity
        fields = ["community", *_SAID]

    def carry_out(self, by: User) -> Activity:
        return activities.create_activity(Plan(**self.cleaned_data), by=by)


class ActivityEditForm(PlanForm):
    class Meta:
        model = Activity
        fields = [*_SAID, "is_published"]


class ShiftForm(OfficeForm):
    class Meta:
        model = Shift
        fields = ["activity", "starts_at", "ends_at", "capacity"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_at") and data.get("ends_at"):
            try:
                times.refuse_impossible(data["starts_at"], data["ends_at"])
            except InvalidTimes as refusal:
                self.add_error("ends_at", str(refusal))
        return data

    def carry_out(self, by: User) -> Shift:
        return activities.add_shift(**self.cleaned_data, by=by)


class ShiftEditForm(ShiftForm):
    """What a shift belongs to stays; people signed up for it."""

    class Meta:
        model = Shift
        fields = ["starts_at", "ends_at", "capacity"]

    def carry_out(self, by: User) -> Shift:
        return activities.change_shift(self.instance, **self.cleaned_data, by=by)
