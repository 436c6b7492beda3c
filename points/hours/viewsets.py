"""Service records in the Wagtail admin: read and exported. They are confirmed and corrected where a shift is run."""

from django.db.models import Q

from points.hours.models import ServiceRecord
from points.office import RecordViewSet
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
    list_display = ["title", "resident", "occurred_on", "minutes", "source", "state", "recorded_by", "confirmed_by"]
    list_filter = ["community", "state", "source", "is_closed_automatically", "occurred_on"]
    list_export = [
        "title",
        "resident",
        "occurred_on",
        "started_at",
        "ended_at",
        "minutes",
        "source",
        "state",
        "is_closed_automatically",
        "place",
        "organiser",
        "rule_code",
        "recorded_by",
        "confirmed_by",
        "reason",
    ]
    inspect_view_fields = [*list_export, "content", "key", "award", "replaces"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return Q(title__icontains=typed.strip()) | people.matching(typed, "resident__") & known


VIEWSETS = [ServiceRecordViewSet]
