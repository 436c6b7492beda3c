"""`GET accounts/{number}` and its transfers."""

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from points import conf, tries
from points.api import queries
from points.api.answers import reads
from points.api.callers import ONLY_PEOPLE, Caller, caller_of, people_and
from points.api.models import Device
from points.api.problems import NotFound
from points.api.schemas import LARGEST_ID, AccountOut, TransferOut, TransferPage
from points.ledger import queries as ledger
from points.ledger.models import Account
from points.permissions import Verb
from points.rules import queries as rules
from points.rules.models import AwardRecord
from points.texts import without_personal_numbers

router = Router(tags=["accounts"])

BALANCE = (Verb.VIEW_LEDGER, Verb.RECORD_AWARD, Verb.SELL)
"""Whoever may do one of these at the household's grid sees what is there."""
HISTORY = (Verb.VIEW_LEDGER, Verb.RECORD_AWARD)
"""And of these, how it came about."""


@router.get("accounts/{number}", response=reads(AccountOut), auth=people_and(Device.Scope.TILL))
def account(request: HttpRequest, number: str) -> AccountOut:
    """What an account holds. The household's own, or one that the caller's duties reach."""
    found = _seen(caller_of(request), number, BALANCE)
    return AccountOut(
        number=found.number,
        book=found.book,
        balance=found.balance,
        held=found.held,
        base=found.base,
        spendable=found.spendable,
    )


@router.get("accounts/{number}/transfers", response=reads(TransferPage), auth=ONLY_PEOPLE)
def transfers(
    request: HttpRequest,
    number: str,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> TransferPage:
    """The newest transfers, or those before a transfer's id."""
    found = _seen(caller_of(request), number, HISTORY)
    lines = ledger.statement(found, before=before, limit=limit + 1)
    shown = lines[:limit]
    return TransferPage(items=_with_reasons(shown), next=shown[-1].transfer.pk if len(lines) > limit else None)


def _seen(caller: Caller, number: str, verbs: tuple[Verb, ...]) -> Account:
    with tries.limited("account", who=tries.of_user(caller.user), most=conf.settings().tries_a_minute, miss=NotFound):
        found = queries.account_seen_by(caller.user, number, verbs=verbs)
        if found is None:
            raise NotFound()
    return found


def _with_reasons(lines: Sequence[ledger.Line]) -> list[TransferOut]:
    records = AwardRecord.objects.filter(transfer__in=[line.transfer for line in lines])
    reasons = {record.transfer_id: rules.explain(record) for record in records}
    return [
        TransferOut(
            id=line.transfer.pk,
            kind=line.transfer.kind,
            occurred_on=line.transfer.occurred_on,
            created_at=line.transfer.created_at,
            amount=line.amount,
            balance=line.balance,
            shortfall=line.transfer.shortfall,
            memo=without_personal_numbers(line.transfer.memo),
            explanation=reasons.get(line.transfer.pk, ""),
            reverses=line.transfer.reverses_id,
        )
        for line in lines
    ]
