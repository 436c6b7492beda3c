"""Disputes in the Wagtail admin: read and exported. They are answered where duties are done."""

from points.disputes.models import Dispute
from points.office import RecordViewSet
from points.permissions import Verb
from points.scopes import Scope


class DisputeViewSet(RecordViewSet):
    model = Dispute
    icon = "help"
    scope = Scope(ways=["community__path"])
    read_verbs = (Verb.ANSWER_DISPUTE, Verb.VIEW_LEDGER)
    related = (
        "account",
        "resident__household__grid",
        "answered_by",
        "service_record",
        "transfer",
        "remedy",
    )
    persons = ("resident",)
    texts = ("text", "answer")
    ordering = "-pk"
    list_display = ["__str__", "kind", "resident", "raised_at", "state", "answered_by", "answered_at"]
    list_filter = ["community", "state", "kind", "raised_at"]
    list_export = [
        "pk",
        "kind",
        "account",
        "resident",
        "raised_at",
        "state",
        "answered_by",
        "answered_at",
        "transfer",
        "service_record",
        "remedy",
    ]
    inspect_view_fields = [*list_export[1:], "text", "answer"]


VIEWSETS = [DisputeViewSet]
