"""Stations and what was asked there, in the Wagtail admin. Requests are answered on the desk's own page."""

from points.activities.models import Activity, Shift
from points.office import OfficeForm, OfficeViewSet, RecordViewSet
from points.permissions import User, Verb
from points.scopes import Scope
from points.stations import services
from points.stations.models import Asking, Station

READERS = (Verb.MANAGE_ACTIVITIES, Verb.RUN_SHIFT, Verb.VIEW_LEDGER)


class StationForm(OfficeForm):
    class Meta:
        model = Station
        fields = ["activity", "name"]

    def carry_out(self, by: User) -> Station:
        return services.open_station(self.cleaned_data["activity"], name=self.cleaned_data["name"], by=by)


class StationEditForm(OfficeForm):
    class Meta:
        model = Station
        fields = ["name", "is_active"]

    def carry_out(self, by: User) -> Station:
        sent = self.cleaned_data
        return services.change_station(self.instance, name=sent["name"], is_active=sent["is_active"], by=by)


class StationViewSet(OfficeViewSet):
    model = Station
    icon = "home"
    sibling_of = Activity
    scope = Scope(ways=["activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("activity__community",)
    form_class = StationForm
    edit_form_class = StationEditForm
    list_display = ["name", "activity", "is_active"]
    list_filter = ["is_active"]
    list_export = [*list_display, "created_at"]
    inspect_view_fields = list_export
    search_fields = ["name", "activity__name"]


class AskingViewSet(RecordViewSet):
    model = Asking
    icon = "user"
    sibling_of = Shift
    scope = Scope(ways=["shift__activity__community__path"])
    read_verbs = READERS
    related = ("shift__activity", "station", "resident__household__grid", "answered_by")
    persons = ("resident",)
    ordering = "-pk"
    list_display = ["station", "shift", "resident", "direction", "asked_at", "state"]
    list_filter = ["state", "direction", "asked_at"]
    list_export = [*list_display, "why", "answered_at", "answered_by"]
    inspect_view_fields = list_export
    search_fields = ["station__name", "shift__activity__name"]


VIEWSETS = [StationViewSet, AskingViewSet]
