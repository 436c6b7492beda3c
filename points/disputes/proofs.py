"""The proof of the disputes: hours are marked as disputed as long as a dispute about them is open, and no longer."""

from django.db.models import Exists, F, OuterRef

from points.disputes.models import Dispute
from points.hours.models import ServiceRecord
from points.verification import Difference, Verification


def verify() -> Verification:
    """Prove that what freezes hours is an open dispute about them."""
    opened = Dispute.objects.filter(service_record=OuterRef("pk"), state=Dispute.State.OPEN)
    records = ServiceRecord.objects.annotate(is_doubted=Exists(opened)).exclude(is_disputed=F("is_doubted"))
    differences = [
        Difference(table=ServiceRecord._meta.db_table, row=f"#{pk}", fact=_fact(is_disputed=is_disputed))
        for pk, is_disputed in records.order_by("pk").values_list("pk", "is_disputed")
    ]
    return Verification(figures={"disputes": Dispute.objects.count()}, differences=differences)


def _fact(*, is_disputed: bool) -> str:
    return "is marked as disputed but no dispute is open" if is_disputed else "is disputed but not marked so"
