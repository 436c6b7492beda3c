"""Proxies, what was done in somebody's name, and PINs in the Wagtail admin."""

from django.utils import timezone

from points.office import EndedViewSet, OfficeViewSet, RecordViewSet
from points.people import acting_forms
from points.people import services as people
from points.people.finding import OF_RESIDENT, find_resident
from points.people.models import Acting, Pin, Proxy, Resident
from points.permissions import User, Verb


class ProxyViewSet(EndedViewSet):
    model = Proxy
    about = ("resident", "kind")
    icon = "group"
    sibling_of = Resident
    scope = OF_RESIDENT
    read_verbs = (Verb.VIEW_PEOPLE,)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("resident__household__grid", "user", "recorded_by")
    persons = ("resident",)
    form_class = acting_forms.ProxyForm
    list_display = ["kind", "resident", "user", "since", "until", "recorded_by"]
    list_filter = ["kind", "since", "until"]
    list_export = ["kind", "resident", "user", "since", "until", "recorded_by"]
    inspect_view_fields = ["kind", "resident", "user", "since", "until", "recorded_by"]
    find = staticmethod(find_resident)

    @staticmethod
    def is_editable(proxy: Proxy) -> bool:
        return proxy.until is None or proxy.until > timezone.localdate()

    @staticmethod
    def ending(proxy: Proxy, user: User) -> None:
        people.end_proxy(proxy, by=user)


class ActingViewSet(RecordViewSet):
    model = Acting
    icon = "history"
    sibling_of = Resident
    scope = OF_RESIDENT
    read_verbs = (Verb.MANAGE_PEOPLE, Verb.VIEW_LEDGER)
    related = ("resident__household__grid", "user", "proxy")
    persons = ("resident",)
    list_display = ["kind", "resident", "user", "began_at", "ends_at"]
    list_filter = ["kind", "began_at"]
    list_export = ["kind", "resident", "user", "proxy", "began_at", "ends_at"]
    inspect_view_fields = ["kind", "resident", "user", "proxy", "began_at", "ends_at"]
    find = staticmethod(find_resident)


class PinViewSet(OfficeViewSet):
    """Who has one and who set it, never what it is; a new one takes the place of the old."""

    model = Pin
    actions = RecordViewSet.actions | {"add"}
    icon = "lock"
    sibling_of = Resident
    scope = OF_RESIDENT
    read_verbs = write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("resident__household__grid", "set_by")
    persons = ("resident",)
    form_class = acting_forms.PinForm
    list_display = ["resident", "set_at", "set_by"]
    list_filter = ["set_at"]
    list_export = ["resident", "set_at", "set_by"]
    inspect_view_fields = ["resident", "set_at", "set_by"]
    find = staticmethod(find_resident)


VIEWSETS = [ProxyViewSet, ActingViewSet, PinViewSet]
