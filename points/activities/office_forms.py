"""Forms of the office for activities and shifts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from points import conf
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
        self.fields["difficulty"].help_text = _("A name from the rule, such as “skilled”. Empty: the ordinary one.")
        self.rules = list(_rules_of(self.communities()))
        choices = {rule.code: _said(rule) for rule in self.rules}
        if self.instance.rule_code:
            # A rule of an older book stays until somebody chooses another one.
            choices.setdefault(self.instance.rule_code, self.instance.rule_code)
        self.fields["rule_code"].choices = [*self.without_rule(), *choices.items()]

    def communities(self) -> Iterable[Grid]:
        """Whose rules are offered."""
        chosen = self.fields.get("community")
        return chosen.queryset if chosen else [self.instance.community]

    def community_of(self, data: dict[str, Any]) -> int | None:
        """Whose rules count for what was chosen."""
        return data["community"].pk if data.get("community") else self.instance.community_id

    def without_rule(self) -> list[tuple[str, str]]:
        return [("", gettext("Hours only, no points"))]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        code, community = data.get("rule_code"), self.community_of(data)
        if code not in dict(self.without_rule()) and community and "rule_code" in self.changed_data:
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


_SAID = [
    "name",
    "kind",
    "content",
    "place",
    "latitude",
    "longitude",
    "team",
    "programme",
    "parent",
    "rule_code",
    "difficulty",
    "age_from",
    "age_to",
    "skills",
    "has_late_sign_up",
    "drop_out_hours",
    "is_paid",
]


def explain_demands(form: OfficeForm) -> None:
    form.fields["age_from"].help_text = _("Whoever is younger asks the organiser, and so does who gave no birthday.")
    skills = form.fields["skills"]
    skills.widget = forms.CheckboxSelectMultiple(choices=skills.choices)
    if skills.queryset.exists():
        skills.help_text = _("All of them. Staff confirm who has them: Residents, …, Confirmed skills.")
    else:
        skills.help_text = _("There is none to choose yet. Staff name them first: Residents, …, Skills.")


def refuse_demands(form: OfficeForm, data: dict[str, Any], *, community: int | None) -> None:
    youngest, oldest = data.get("age_from"), data.get("age_to")
    if youngest is not None and oldest is not None and youngest > oldest:
        form.add_error("age_to", gettext("The oldest age lies below the youngest."))
    if any(skill.community_id != community for skill in data.get("skills") or ()):
        form.add_error("skills", gettext("This skill belongs to another community."))


class PlanForm(ValuedForm):
    """Offers festivals as parents, and programmes that go on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].help_text = _("A new kind is added by an administrator: Activities, …, Activity kinds.")
        parent, programme = self.fields["parent"], self.fields["programme"]
        festivals = parent.queryset.filter(kind__mode=ActivityKind.Mode.FESTIVAL, parent=None)
        parent.queryset = festivals.exclude(pk=self.instance.pk)
        parent.help_text = _("Empty, unless it is one of several things at a festival.")
        programme.queryset = programme.queryset.filter(Q(is_active=True) | Q(pk=self.instance.programme_id))
        explain_demands(self)
        self._offer_place()
        self.fields["content"].widget = AdminAutoHeightTextInput()
        self.fields["has_late_sign_up"].help_text = _("Whoever comes late may still sign up until the shift starts.")
        self.fields["is_paid"].help_text = _("Paid work brings neither volunteer hours nor points.")
        self.fields["drop_out_hours"].help_text = _(
            "Such as 24. Later than that nobody gives a place back alone but asks you. Empty: no such deadline."
        )

    def _offer_place(self) -> None:
        """Only where the site asks volunteers whether they are near."""
        if not conf.settings().has_place_hints:
            del self.fields["latitude"], self.fields["longitude"]
            return
        self.fields["latitude"].help_text = _(
            "With both, volunteers may say with a button whether they are near. Such as 23.1176, from any map."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_demands(self, data, community=self.community_of(data))
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", gettext("Latitude and longitude belong together."))
        return data


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_published"].help_text = _("Off: a draft that only those see who run it.")


class ShiftForm(OfficeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign_up_opens_at"].help_text = _("Empty: at once.")
        self.fields["sign_up_closes_at"].help_text = _("Empty: as long as the shift takes.")

    class Meta:
        model = Shift
        fields = ["activity", "starts_at", "ends_at", "capacity", "sign_up_opens_at", "sign_up_closes_at"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_at") and data.get("ends_at"):
            try:
                times.refuse_impossible(data["starts_at"], data["ends_at"])
            except InvalidTimes as refusal:
                self.add_error("ends_at", str(refusal))
        return data

    def carry_out(self, by: User) -> Shift:
        return activities.add_shift(**self.plan(), by=by)

    def plan(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        opens_at, closes_at = data.pop("sign_up_opens_at"), data.pop("sign_up_closes_at")
        return data | {"window": activities.Window(opens_at=opens_at, closes_at=closes_at)}


class ShiftEditForm(ShiftForm):
    """What a shift belongs to stays; people signed up for it."""

    class Meta:
        model = Shift
        fields = ["starts_at", "ends_at", "capacity", "sign_up_opens_at", "sign_up_closes_at"]

    def carry_out(self, by: User) -> Shift:
        return activities.change_shift(self.instance, **self.plan(), by=by)
