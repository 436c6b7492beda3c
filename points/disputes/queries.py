"""Looking up disputes: of the lines of a passbook, of hours, and those that staff are to answer."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from points.disputes.models import Dispute
from points.disputes.proofs import verify as verify
from points.hours.models import ServiceRecord
from points.ledger import queries as ledger
from points.ledger.models import Transfer
from points.people import queries as people
from points.permissions import User, Verb
from points.rules.models import AwardRecord

_AT_MOST = 20
"""Lines that are offered as the one that put something right."""


def about(*, transfers: Iterable[int] = (), records: Iterable[int] = ()) -> QuerySet[Dispute]:
    """Disputes about these lines or these minutes, the oldest first. Minutes are disputed with what they brought."""
    disputes = Dispute.objects.filter(Q(transfer__in=list(transfers)) | Q(service_record__in=list(records)))
    return disputes.select_related("answered_by", "raised_by", "remedy").order_by("pk")


def of_records(records: Iterable[int]) -> dict[int, Dispute]:
    """The newest dispute of each service record that has one, by record id."""
    return {dispute.service_record_id: dispute for dispute in about(records=records) if dispute.service_record_id}


def record_of(transfer: Transfer) -> ServiceRecord | None:
    """The minutes that brought the transfer, if any."""
    return ServiceRecord.objects.select_related("community", "resident").filter(award__transfer=transfer).first()


def award_of(transfer: Transfer) -> AwardRecord | None:
    """The act that the transfer booked, if any."""
    return AwardRecord.objects.select_related("rule__rule_book__community").filter(transfer=transfer).first()


def reversal_of(transfer: Transfer | None) -> Transfer | None:
    """The line that took this one back, such as a refund."""
    return Transfer.objects.filter(reverses=transfer).first() if transfer else None


def transfer_behind(dispute: Dispute) -> Transfer | None:
    """The line that is meant; None for minutes that brought no points."""
    if dispute.service_record is None:
        return dispute.transfer
    award = dispute.service_record.award
    return award.transfer if award else None


def remedies_for(dispute: Dispute) -> QuerySet[Transfer]:
    """Newer lines of the same passbook: one of them may have put it right."""
    meant = transfer_behind(dispute)
    newer = ledger.transfers_of(dispute.account).filter(pk__gt=meant.pk if meant else 0)
    return newer.exclude(kind=Transfer.Kind.REDEMPTION).order_by("-pk")


def latest_remedies_for(dispute: Dispute) -> list[Transfer]:
    return list(remedies_for(dispute)[:_AT_MOST])


def can_be_undone_here(dispute: Dispute) -> bool:
    """Whether upholding it takes the points and minutes back by itself, or finds them taken back."""
    transfer = transfer_behind(dispute)
    if dispute.service_record or transfer is None:
        return True
    return award_of(transfer) is not None or reversal_of(transfer) is not None


# --- for staff ------------------------------------------------------------------------------------------------------


def disputes_for(user: User) -> QuerySet[Dispute]:
    """Disputes that the user's duties reach."""
    served = people.below(people.served_paths(user, Verb.ANSWER_DISPUTE), "community__path")
    return Dispute.objects.filter(served)


def open_for(user: User) -> QuerySet[Dispute]:
    """Those that wait for an answer, the oldest first."""
    waiting = disputes_for(user).filter(state=Dispute.State.OPEN)
    return waiting.select_related(*_SHOWN).order_by("raised_at", "pk")


def answered_for(user: User) -> QuerySet[Dispute]:
    """Those that were answered, the newest first."""
    return disputes_for(user).exclude(state=Dispute.State.OPEN).select_related(*_SHOWN).order_by("-pk")


_SHOWN = ("resident__household__grid", "transfer__award_record__rule", "service_record__award", "account")


def with_all(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """With everything that stands behind the line, for a page about one of them."""
    return disputes.select_related(
        "account",
        "community",
        "resident__household__grid",
        "raised_by",
        "answered_by",
        "remedy",
        "transfer__created_by",
        "transfer__award_record__rule__rule_book",
        "transfer__award_record__resident",
        "transfer__redemption__store",
        "service_record__community",
        "service_record__resident",
        "service_record__recorded_by",
        "service_record__confirmed_by",
        "service_record__award__rule__rule_book",
        "service_record__award__transfer__created_by",
    )
