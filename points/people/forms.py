"""Forms of the office for people. Whom a form is about is typed, never picked from a list of the whole town."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from points import audit
from points.errors import PointsError
from points.formfields import PointsField
from points.office import OfficeForm
from points.people import queries
from points.people import services as people
from points.people.models import (
    Card,
    Consent,
    Duty,
    Household,
    Resident,
    Team,
    TeamMembership,
    Unit,
)
from points.permissions import Role, User, Verb


class HouseholdMixin(forms.Form):
    """Asks for a household by what stands on its card or its door."""

    household_typed = forms.CharField(
        label=_("Household"), help_text=_("Account number, card, door, or the name of somebody who lives there.")
    )

    def clean_household_typed(self) -> Household:
        typed = self.cleaned_data["household_typed"]
        try:
            found = queries.find_households(self.for_user, typed, Verb.MANAGE_PEOPLE).order_by("pk").distinct()[:2]
        except PointsError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return only(found)


class ResidentMixin(forms.Form):
    """Asks for a resident by name or phone."""

    verb = Verb.VIEW_PEOPLE
    resident_typed = forms.CharField(
        label=_("Resident"), help_text=_("Name, its first letters, or the last digits of the phone.")
    )

    def clean_resident_typed(self) -> Resident:
        typed = self.cleaned_data["resident_typed"]
        return only(queries.find_residents(self.for_user, typed, self.verb).order_by("pk")[:2])


def only(found: Any) -> Any:
    """The one that was meant. Two that fit are as bad as none: points would reach a stranger."""
    rows = list(found)
    if len(rows) == 1:
        return rows[0]
    raise forms.ValidationError(gettext("More than one fits; type more.") if rows else gettext("Nobody was found."))


class HouseholdForm(OfficeForm):
    since = forms.DateField(label=_("lives there since"), initial=timezone.localdate, widget=AdminDateInput)
    base = PointsField(
        label=_("base points"), initial=0, required=False, help_text=_("Given at the start; cannot be spent.")
    )

    class Meta:
        model = Household
        fields = ["grid", "door"]

    def carry_out(self, by: User) -> Household:
        data = self.cleaned_data
        return people.register_household(
            grid=data["grid"], door=data["door"], since=data["since"], base=data["base"] or 0, by=by
        )


class HouseholdEditForm(OfficeForm):
    moved_on = forms.DateField(
        label=_("moved on"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Needed when it moved to another door. Empty: the door was only written wrongly."),
    )
    field_order = ["grid", "door", "moved_on", "is_active"]

    class Meta:
        model = Household
        fields = ["grid", "door", "is_active"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "grid" in self.changed_data and not data.get("moved_on"):
            self.add_error("moved_on", gettext("Since when does it live there?"))
        return data

    def carry_out(self, by: User) -> Household:
        data = self.cleaned_data
        # The instance of the form carries the new door already.
        household = Household.objects.select_related("grid").get(pk=self.instance.pk)
        if data["moved_on"]:
            people.move_household(household, to=data["grid"], door=data["door"], on=data["moved_on"], by=by)
        elif "door" in self.changed_data:
            people.correct_door(household, door=data["door"], by=by)
        if "is_active" in self.changed_data:
            household.is_active = data["is_active"]
            household.save(update_fields=["is_active"])
            audit.write(household, action="wagtail.edit", by=by, title=f"#{household.pk}")
        return household


class ResidentForm(HouseholdMixin, OfficeForm):
    field_order = ["household_typed", "name", "phone", "born_on", "is_head"]

    class Meta:
        model = Resident
        fields = ["name", "phone", "born_on", "is_head"]

    def clean_phone(self) -> str | None:
        return cleaned_phone(self.cleaned_data["phone"])

    def carry_out(self, by: User) -> Resident:
        data = self.cleaned_data
        household = data.pop("household_typed")
        return people.register_resident(household, by=by, **data)


class ResidentEditForm(OfficeForm):
    login = forms.CharField(
        label=_("login"), required=False, help_text=_("User name of the resident, when there is none yet.")
    )

    class Meta:
        model = Resident
        fields = ["name", "phone", "born_on", "is_head", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            del self.fields["login"]

    def clean_phone(self) -> str | None:
        return cleaned_phone(self.cleaned_data["phone"])

    def clean_login(self) -> Any:
        return found_user(self.cleaned_data["login"]) if self.cleaned_data["login"] else None

    def carry_out(self, by: User) -> Resident:
        if self.cleaned_data["is_head"]:
            others = self.instance.household.residents.exclude(pk=self.instance.pk)
            others.filter(is_head=True).update(is_head=False)
        resident: Resident = self.save()
        audit.write(resident, action="wagtail.edit", by=by, title=f"#{resident.pk}")
        if user := self.cleaned_data.get("login"):
            people.link_login(resident, user=user, by=by)
        return resident


def cleaned_phone(typed: str | None) -> str | None:
    try:
        return people.normalised_phone(typed)
    except PointsError as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


def found_user(typed: str) -> Any:
    user = get_user_model()._default_manager.filter(**{get_user_model().USERNAME_FIELD: typed.strip()}).first()
    if user is None:
        raise forms.ValidationError(gettext("There is no such login."))
    return user


class CardForm(HouseholdMixin, OfficeForm):
    class Meta:
        model = Card
        fields: list[str] = []

    def carry_out(self, by: User) -> Card:
        return people.issue_card(self.cleaned_data["household_typed"], by=by)


class ConsentForm(ResidentMixin, OfficeForm):
    field_order = ["resident_typed", "purpose", "is_by_guardian"]

    class Meta:
        model = Consent
        fields = ["purpose", "is_by_guardian"]

    def carry_out(self, by: User) -> Consent:
        data = self.cleaned_data
        return people.give_consent(
            data["resident_typed"], purpose=data["purpose"], is_by_guardian=data["is_by_guardian"], by=by
        )


class DutyForm(OfficeForm):
    login = forms.CharField(label=_("person"), help_text=_("User name."))
    field_order = ["login", "role", "grid", "since"]

    class Meta:
        model = Duty
        fields = ["role", "grid", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate

    def clean_login(self) -> Any:
        return found_user(self.cleaned_data["login"])

    def carry_out(self, by: User) -> Duty:
        data = self.cleaned_data
        return people.appoint(data["login"], role=Role(data["role"]), grid=data["grid"], since=data["since"], by=by)


class TeamForm(OfficeForm):
    class Meta:
        model = Team
        fields = ["community", "name", "kind"]

    def carry_out(self, by: User) -> Team:
        return people.create_team(by=by, **self.cleaned_data)


class TeamEditForm(OfficeForm):
    class Meta:
        model = Team
        fields = ["name", "kind", "is_active"]


class UnitForm(OfficeForm):
    class Meta:
        model = Unit
        fields = ["community", "name"]

    def carry_out(self, by: User) -> Unit:
        return people.create_unit(by=by, **self.cleaned_data)


class UnitEditForm(OfficeForm):
    class Meta:
        model = Unit
        fields = ["name", "is_active"]


class MembershipForm(ResidentMixin, OfficeForm):
    field_order = ["team", "resident_typed", "since", "is_leader"]

    class Meta:
        model = TeamMembership
        fields = ["team", "since", "is_leader"]

    def carry_out(self, by: User) -> TeamMembership:
        data = self.cleaned_data
        return people.join_team(
            data["team"], resident=data["resident_typed"], since=data["since"], is_leader=data["is_leader"], by=by
        )
