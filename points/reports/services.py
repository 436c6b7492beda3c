"""What an auditor does with a report: writes down that he looked into a line, and what came of it."""

from django.db import transaction

from points import audit
from points.errors import OwnAnomaly, ReasonRequired
from points.people import queries as people
from points.permissions import User, Verb
from points.reports.anomaly import Anomaly
from points.reports.models import AnomalyNote
from points.texts import refuse_personal_numbers


@transaction.atomic
def note_anomaly(anomaly: Anomaly, *, text: str, by: User) -> AnomalyNote:
    """Kept for ever beside the line; the same words of the same person again are the same note.

    Refuses with `not_permitted`, `not_your_grid`, `own_anomaly` (somebody whose doing it is, or whose household it is
    about), `personal_data_in_text`, `reason_required`.
    """
    people.require(by, Verb.VIEW_LEDGER, anomaly.community)
    if by.pk in anomaly.by or (anomaly.resident and anomaly.resident.household_id in people.own_households(by)):
        raise OwnAnomaly()
    refuse_personal_numbers(text)
    if not text.strip():
        raise ReasonRequired()

    said = {"key": anomaly.key, "text": text.strip(), "noted_by_id": by.pk}
    known = AnomalyNote.objects.filter(**said).first()
    if known:
        return known
    note = AnomalyNote.objects.create(**said, kind=anomaly.kind, community=anomaly.community, resident=anomaly.resident)
    audit.write(note, action="points.anomaly_looked_at", by=by, data=audit.facts(kind=anomaly.kind))
    return note
