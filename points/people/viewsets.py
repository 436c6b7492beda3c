"""People in the Wagtail admin. Whoever serves nobody's grid finds empty lists."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from points.listings import ListingView
from points.office import EndedViewSet, OfficeViewSet, RecordViewSet
from points.people import forms, queries
from points.people import services as people
from points.people.acting_viewsets import VIEWSETS as ACTING_VIEWSETS
from points.people.erasure_viewsets import ErasureRequestViewSet
from points.people.finding import OF_HOUSEHOLD, OF_RESIDENT, find_household, find_resident
from points.people.grid_viewsets import GridLevelViewSet, GridViewSet
from points.people.models import (
    Card,
    Consent,
    Duty,
    Household,
    Residence,
    Resident,
    Team,
    TeamMembership,
    Unit,
)
from points.people.skill_viewsets import SKILL_VIEWSETS
from points.people.unit_viewsets import UnitMembershipViewSet
from points.permissions import User, Verb
from points.scopes import Reach, Scope

OF_COMMUNITY = Scope(ways=["community__path"], is_shared_downwards=True)
HEAD_NAME = Resident.objects.filter(household=OuterRef("pk"), is_head=True, is_active=True).values("name")[:1]
"""Whoever sees the listing of households serves the people in them."""


class HouseholdViewSet(OfficeViewSet):
    model = Household
    icon = "home"
    scope = Scope(ways=["grid__path"])
    read_verbs = (Verb.VIEW_PEOPLE,)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("grid", "account")
    form_class = forms.HouseholdForm
    edit_form_class = forms.HouseholdEditForm
    tenths = ("balance", "base")
    annotations = {"head": Subquery(HEAD_NAME)}
    list_display = ["__str__", Column("head", label=_("Head")), "account__number", "account__balance", "is_active"]
    list_filter = ["grid", "is_active"]
    export_headings = {"head": _("Head")}
    list_export = [
        "grid",
        "door",
        "head",
        "account.number",
        "account.balance",
        "account.base",
        "is_active",
        "created_at",
    ]
    inspect_view_fields = ["grid", "door", "account", "is_active", "created_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_household(typed, reach)


class ResidenceViewSet(RecordViewSet):
    model = Residence
    icon = "history"
    sibling_of = Household
    scope = OF_HOUSEHOLD
    read_verbs = (Verb.VIEW_PEOPLE,)
    related = ("household__grid", "grid")
    list_display = ["household", "grid", "door", "since", "until"]
    list_filter = ["grid", "since"]
    list_export = ["household", "grid", "door", "since", "until"]


class ResidentViewSet(OfficeViewSet):
    model = Resident
    icon = "user"
    scope = OF_HOUSEHOLD
    read_verbs = (Verb.VIEW_PEOPLE,)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("household__grid", "user")
    form_class = forms.ResidentForm
    edit_form_class = forms.ResidentEditForm
    list_display = ["name", "household", "phone", "is_head", "user", "is_active"]
    list_filter = {"household__grid": ["exact"], "is_head": ["exact"], "is_active": ["exact"]}
    list_export = ["name", "household", "phone", "born_on", "is_head", "is_active"]
    inspect_view_fields = [
        "name",
        "volunteer_number",
        "household",
        "phone",
        "is_phone_verified",
        "born_on",
        "is_head",
        "user",
        "is_active",
    ]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return queries.matching(typed)


class ConsentViewSet(EndedViewSet):
    model = Consent
    about = ("resident", "purpose")
    icon = "tick"
    sibling_of = Resident
    scope = OF_RESIDENT
    read_verbs = write_verbs = (Verb.VIEW_PEOPLE,)
    related = ("resident__household__grid", "recorded_by")
    persons = ("resident",)
    form_class = forms.ConsentForm
    end_label = _("Withdraw")
    list_display = ["purpose", "resident", "given_at", "is_by_guardian", "recorded_by", "withdrawn_at"]
    list_filter = ["purpose", "given_at", "is_by_guardian"]
    list_export = ["purpose", "resident", "given_at", "is_by_guardian", "recorded_by", "withdrawn_at"]
    inspect_view_fields = ["purpose", "resident", "given_at", "is_by_guardian", "recorded_by", "withdrawn_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_resident(typed, reach)

    @staticmethod
    def is_editable(consent: Consent) -> bool:
        return consent.withdrawn_at is None

    @staticmethod
    def ending(consent: Consent, user: User) -> None:
        people.withdraw_consent(consent.resident, purpose=consent.purpose, by=user)


class CardListing(ListingView):
    def get_list_more_buttons(self, instance: Card) -> list[Button]:
        url = reverse("points:card-print", args=[instance.pk])
        printing = Button(_("Print"), url=url, icon_name="print", priority=5)
        return [*([printing] if self.may_change(instance) else []), *super().get_list_more_buttons(instance)]


class CardViewSet(EndedViewSet):
    model = Card
    index_view_class = CardListing
    about = ("household", "resident")
    icon = "password"
    sibling_of = Household
    scope = OF_HOUSEHOLD
    read_verbs = (Verb.VIEW_PEOPLE,)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("household__grid", "resident__household__grid")
    persons = ("resident",)
    form_class = forms.CardForm
    end_label = _("Revoke")
    list_display = ["__str__", "household", "resident", "issued_at", "revoked_at"]
    list_filter = ["issued_at", "revoked_at"]
    list_export = ["pk", "household", "resident", "issued_at", "revoked_at"]
    # Never the serial: whoever copies it has half of a card.
    inspect_view_fields = ["household", "resident", "issued_at", "revoked_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_household(typed, reach, "household__")

    @staticmethod
    def is_editable(card: Card) -> bool:
        return card.revoked_at is None

    @staticmethod
    def ending(card: Card, user: User) -> None:
        people.revoke_card(card, by=user)


class DutyViewSet(EndedViewSet):
    model = Duty
    about = ("user", "role", "grid")
    icon = "key"
    scope = Scope(ways=["grid__path"])
    read_verbs = (Verb.APPOINT, Verb.VIEW_LEDGER)
    write_verbs = (Verb.APPOINT,)
    related = ("user", "grid")
    form_class = forms.DutyForm
    list_display = ["user", "role", "grid", "since", "until"]
    list_filter = ["role", "grid", "since"]
    list_export = ["user", "role", "grid", "since", "until"]
    search_fields = ["grid__name"]

    @staticmethod
    def is_editable(duty: Duty) -> bool:
        return duty.until is None

    @staticmethod
    def ending(duty: Duty, user: User) -> None:
        people.dismiss(duty, on=max(timezone.localdate(), duty.since), by=user)


class TeamViewSet(OfficeViewSet):
    model = Team
    icon = "group"
    scope = OF_COMMUNITY
    read_verbs = (Verb.VIEW_PEOPLE, Verb.MANAGE_ACTIVITIES)
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("community",)
    form_class = forms.TeamForm
    edit_form_class = forms.TeamEditForm
    list_display = ["name", "kind", "community", "is_active"]
    list_filter = ["community", "kind", "is_active"]
    list_export = ["name", "kind", "community", "is_active"]
    search_fields = ["name", "kind"]


class TeamMembershipViewSet(EndedViewSet):
    model = TeamMembership
    about = ("team", "resident")
    icon = "user"
    sibling_of = Team
    scope = Scope(ways=["team__community__path"])
    read_verbs = write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("team", "resident__household__grid")
    persons = ("resident",)
    form_class = forms.MembershipForm
    list_display = ["team", "resident", "is_leader", "since", "until"]
    list_filter = ["team", "is_leader", "since"]
    list_export = ["team", "resident", "is_leader", "since", "until"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_resident(typed, reach)

    @staticmethod
    def is_editable(membership: TeamMembership) -> bool:
        return membership.until is None

    @staticmethod
    def ending(membership: TeamMembership, user: User) -> None:
        people.leave_team(membership, on=timezone.localdate(), by=user)


class UnitViewSet(OfficeViewSet):
    model = Unit
    icon = "site"
    sibling_of = Team
    scope = OF_COMMUNITY
    read_verbs = (Verb.VIEW_PEOPLE, Verb.MANAGE_PEOPLE)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("community",)
    form_class = forms.UnitForm
    edit_form_class = forms.UnitEditForm
    list_display = ["name", "community", "is_active"]
    list_filter = ["community", "is_active"]
    list_export = ["name", "community", "is_active"]
    search_fields = ["name"]


VIEWSETS = [
    HouseholdViewSet,
    ResidentViewSet,
    GridViewSet,
    TeamViewSet,
    DutyViewSet,
    CardViewSet,
    ConsentViewSet,
    ResidenceViewSet,
    TeamMembershipViewSet,
    UnitViewSet,
    UnitMembershipViewSet,
    ErasureRequestViewSet,
    GridLevelViewSet,
    *ACTING_VIEWSETS,
    *SKILL_VIEWSETS,
]
