"""Hours in the Wagtail admin.

Service records and certificates are read and exported: records are confirmed and corrected where a shift is run,
certificates issued and withdrawn at the door. What the stars ask for, and who signs, is the administrator's. A star
scheme is a draft until its first day, and changes no more from then on.
"""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from points import policies
from points.hours import office_forms
from points.hours.minutes import IN_TWO_COLUMNS
from points.hours.models import Certificate, CertificateIssuer, ServiceRecord, StarLevel, StarScheme
from points.hours.serials import read_serial
from points.office import OfficeViewSet, RecordViewSet
from points.people import queries as people
from points.permissions import Verb
from points.scopes import Reach, Scope


class ServiceRecordViewSet(RecordViewSet):
    model = ServiceRecord
    icon = "time"
    scope = Scope(ways=["resident__household__grid__path"])
    read_verbs = (Verb.VIEW_PEOPLE, Verb.VIEW_LEDGER)
    related = ("resident__household__grid", "recorded_by", "confirmed_by", "award", "replaces", "community")
    persons = ("resident",)
    texts = ("reason", "content")
    # Two columns, because a spreadsheet adds up whatever stands in one.
    annotations = IN_TWO_COLUMNS
    export_headings = {"minutes_scanned": _("Minutes scanned"), "minutes_by_hand": _("Minutes entered by hand")}
    list_display = ["title", "resident", "occurred_on", "minutes", "source", "state", "recorded_by", "confirmed_by"]
    list_filter = ["community", "state", "source", "is_closed_automatically", "occurred_on"]
    list_export = [
        "title",
        "resident",
        "occurred_on",
        "started_at",
        "ended_at",
        "minutes_scanned",
        "minutes_by_hand",
        "source",
        "state",
        "is_closed_automatically",
        "place",
        "organiser",
        "rule_code",
        "recorded_by",
        "confirmed_by",
        "confirmed_at",
        "reason",
    ]
    inspect_view_fields = [
        *list_display[:4],
        *list_export[3:5],
        *list_export[7:],
        "content",
        "key",
        "award",
        "replaces",
    ]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return Q(title__icontains=typed.strip()) | people.matching(typed, "resident__") & known


class CertificateViewSet(RecordViewSet):
    model = Certificate
    icon = "clipboard-list"
    sibling_of = ServiceRecord
    scope = Scope(ways=["community__path", "resident__household__grid__path"])
    read_verbs = (Verb.VIEW_PEOPLE, Verb.VIEW_LEDGER)
    related = ("resident__household__grid", "community", "issued_by")
    persons = ("resident",)
    texts = ("remarks", "reason")
    list_display = [
        "__str__",
        "resident",
        "starts_on",
        "ends_on",
        "minutes_scanned",
        "minutes_by_hand",
        "issued_at",
        "issued_by",
        "revoked_at",
    ]
    list_filter = ["community", "issued_at", "revoked_at"]
    list_export = ["serial", *list_display[1:], "community", "issuer", "handler", "remarks", "reason"]
    inspect_view_fields = [*list_export, "contact"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return Q(serial=read_serial(typed)) | people.matching(typed, "resident__") & known


class StarSchemeViewSet(OfficeViewSet):
    model = StarScheme
    actions = policies.ALL
    icon = "pick"
    sibling_of = ServiceRecord
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = write_verbs = (Verb.ADOPT_RULES,)
    related = ("community",)
    form_class = office_forms.StarSchemeForm
    list_display = ["name", "community", "cycle", "is_kept", "has_minutes_by_hand", "in_force_from", "in_force_to"]
    list_filter = ["community", "cycle"]
    list_export = [*list_display, "source"]
    search_fields = ["name"]

    @staticmethod
    def is_editable(scheme: StarScheme) -> bool:
        return not scheme.has_begun


class StarLevelViewSet(OfficeViewSet):
    model = StarLevel
    actions = policies.ALL
    icon = "list-ol"
    sibling_of = ServiceRecord
    scope = Scope(ways=["scheme__community__path"], is_shared_downwards=True)
    read_verbs = write_verbs = (Verb.ADOPT_RULES,)
    related = ("scheme",)
    tenths = ("points",)
    form_class = office_forms.StarLevelForm
    annotations = {"hours": F("minutes") / 60}
    list_display = ["name", "scheme", "rank", Column("hours", label=_("Hours needed")), "points"]
    list_filter = ["scheme"]
    export_headings = {"hours": _("Hours needed")}
    list_export = ["scheme", "rank", "name", "hours", "points"]
    search_fields = ["name"]

    @staticmethod
    def is_editable(level: StarLevel) -> bool:
        return not level.scheme.has_begun


class CertificateIssuerViewSet(OfficeViewSet):
    model = CertificateIssuer
    icon = "edit"
    sibling_of = ServiceRecord
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = write_verbs = (Verb.ADOPT_RULES,)
    related = ("community",)
    form_class = office_forms.CertificateIssuerForm
    list_display = ["name", "community", "handler", "contact"]
    list_export = list_display


VIEWSETS = [
    ServiceRecordViewSet,
    CertificateViewSet,
    StarSchemeViewSet,
    StarLevelViewSet,
    CertificateIssuerViewSet,
]
