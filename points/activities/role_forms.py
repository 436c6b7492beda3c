"""The form of the office for the roles of an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.activities import services as activities
from points.activities.models import ActivityRole
from points.activities.office_forms import ValuedForm, explain_demands, refuse_demands
from points.people.models import Grid
from points.permissions import User

_HOURS_ONLY = "-"
"""Chosen instead of a rule; no rule has such a code."""
_SAID = ["name", "kind", "capacity", "has_hours", "rule_code", "difficulty", "age_from", "age_to", "skills"]


class RoleForm(ValuedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].help_text = _("Among the places of the shift. Empty: only those count.")
        self.fields["has_hours"].help_text = _("Whoever only listens serves no volunteer hours, and gets no points.")
        explain_demands(self)
        role = self.instance
        if role.pk and role.has_own_rule and not role.rule_code:
            self.initial["rule_code"] = _HOURS_ONLY

    class Meta:
        model = ActivityRole
        fields = ["activity", *_SAID]

    def communities(self) -> list[Grid]:
        offered = self.fields.get("activity")
        if offered is None:
            return [self.instance.activity.community]
        ids = offered.queryset.values("community")
        return list(Grid.objects.filter(pk__in=ids))

    def community_of(self, data: dict[str, Any]) -> int | None:
        activity = data.get("activity") or (self.instance.activity if self.instance.activity_id else None)
        return activity.community_id if activity else None

    def without_rule(self) -> list[tuple[str, str]]:
        return [("", gettext("As the activity")), (_HOURS_ONLY, gettext("Hours only, no points"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_demands(self, data, community=self.community_of(data))
        return data

    def draft(self) -> activities.RoleDraft:
        data = dict(self.cleaned_data)
        data.pop("activity", None)
        code = data.pop("rule_code")
        data |= {"has_own_rule": bool(code), "rule_code": "" if code == _HOURS_ONLY else code}
        if not data["rule_code"]:
            data["difficulty"] = ""
        return activities.RoleDraft(**data)

    def carry_out(self, by: User) -> ActivityRole:
        return activities.add_role(self.cleaned_data["activity"], draft=self.draft(), by=by)


class RoleEditForm(RoleForm):
    """Of which activity it is a role stays; people signed up in it."""

    class Meta:
        model = ActivityRole
        fields = [*_SAID, "is_offered"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.instance.activity.roles.exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(gettext("The activity has a role of this name."))
        return name

    def carry_out(self, by: User) -> ActivityRole:
        return activities.change_role(self.instance, draft=self.draft(), by=by)
