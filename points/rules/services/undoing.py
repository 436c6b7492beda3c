"""Undoing an award that was wrong.

Points that were spent meanwhile cannot be taken back; the reversal takes what is there, and the record and the
transfer say what is missing. What the award had used of its caps is free again.
"""

from django.db.models import Value
from django.utils import timezone

from points import audit
from points.errors import AlreadyReversed, NotYourGrid
from points.ledger import services as ledger
from points.ledger.models import Account, Transfer
from points.people import queries as people
from points.permissions import User, Verb
from points.rules import caps, queries, totals
from points.rules.acts import Act
from points.rules.models import AwardRecord
from points.rules.services.recording import record as book
from points.texts import refuse_personal_numbers


def undo(record: AwardRecord, *, key: str, by: User, reason: str) -> ledger.Answer[AwardRecord]:
    """Undo an award or a deduction, at most once; the same `key` gives the same answer again.

    Refuses with `not_permitted`, `not_your_grid`, `own_household`, `personal_data_in_text`, `already_reversed`,
    `idempotency_mismatch`.
    """
    household = queries.household_of(record.account)
    if household is None:
        raise NotYourGrid()
    people.require(by, Verb.REVERSE_AWARD, household.grid)
    people.refuse_own_household(by, household)
    refuse_personal_numbers(reason)

    def act_once() -> AwardRecord:
        undone = take_back(record, key=key, by=by, reason=reason)
        audit.write(
            undone,
            action="points.award_undone",
            by=by,
            data=audit.facts(amount=undone.amount, shortfall=undone.explanation["undone_shortfall"], key=key),
        )
        return undone

    return ledger.once(
        key=key,
        request={"undo": record.pk, "reason": reason},
        act=act_once,
        replay=lambda: AwardRecord.objects.get(pk=record.pk),
    )


def take_back(record: AwardRecord, *, key: str, by: User | None, reason: str) -> AwardRecord:
    """Undo it as a part of a larger request that has permitted and written its own key. Must run inside a transaction.

    Refuses with `already_reversed`.
    """
    undone = _mark(record, accounts={record.account_id})
    return _reverse(undone, key=key, by=by, reason=reason)


def replace(record: AwardRecord, *, act: Act, key: str, by: User | None, reason: str) -> AwardRecord:
    """Take an award back and book `act` instead, as a part of a larger request like `take_back`; returns the new one.

    The new award comes first and the reversal (with `key`) after it: points that were spent meanwhile are taken out
    of the new award. The other way round the household would keep what it spent and be given the new award on top.
    Refuses as `take_back` and `record` do.
    """
    undone = _mark(record, accounts={record.account_id, act.account.pk})
    booked = book(act, by=by)
    _reverse(undone, key=key, by=by, reason=reason)
    return booked


def _mark(record: AwardRecord, *, accounts: set[int]) -> AwardRecord:
    """From here on it is undone and its caps have room again; its points are still where they were."""
    # A conditional update is the lock: whoever comes second waits here and then finds nothing to change.
    undone_at = timezone.now()
    if not AwardRecord.objects.filter(pk=record.pk, undone_at__isnull=True).update(undone_at=Value(undone_at)):
        raise AlreadyReversed()
    list(Account.objects.select_for_update().filter(pk__in=accounts).order_by("pk"))
    undone = AwardRecord.objects.select_related("transfer").get(pk=record.pk)
    _give_caps_back(undone)
    totals.take_back(undone.account_id, undone.occurred_on, undone.amount)
    return undone


def _reverse(undone: AwardRecord, *, key: str, by: User | None, reason: str) -> AwardRecord:
    reversal = _move_back(undone.transfer, key=key, by=by, reason=reason)
    undone.explanation["undone_on"] = timezone.localdate(undone.undone_at).isoformat()
    undone.explanation["undone_shortfall"] = reversal.shortfall if reversal else 0
    undone.save(update_fields=["explanation"])
    return undone


def _give_caps_back(undone: AwardRecord) -> None:
    uses = [(subject, scope, period) for subject, scope, period in undone.explanation["uses"]]
    caps.lock(uses)
    caps.add({use: -abs(undone.amount) for use in uses})


def _move_back(transfer: Transfer | None, *, key: str, by: User | None, reason: str) -> Transfer | None:
    # An award that a cap cut to nothing, and a deduction that found nothing, moved nothing.
    if transfer is None or not transfer.amount:
        return None
    return ledger.move_back(transfer, key=key, by=by, memo=reason)
