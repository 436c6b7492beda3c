"""`POST awards`: points by a rule of the book in force."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from points.api import queries
from points.api.answers import answered, writes
from points.api.callers import ONLY_PEOPLE, caller_of
from points.api.problems import NotFound
from points.api.schemas import AwardIn, AwardOut, Key
from points.errors import NotPermitted
from points.ledger.models import Account
from points.people import queries as people
from points.permissions import User, Verb
from points.rules import queries as rules_queries
from points.rules import services as rules
from points.rules.models import AwardRecord

router = Router(tags=["awards"])


@router.post("awards", response=writes(AwardOut), auth=ONLY_PEOPLE)
def award(request: HttpRequest, response: HttpResponse, data: AwardIn, key: Key) -> Status[AwardOut]:
    """Value an act and book it."""
    user = caller_of(request).user
    account = _account(user, data.account)
    household = rules_queries.household_of(account)
    assert household is not None, "an account that is seen has a household"
    answer = rules.award(
        rules.Act(
            account=account,
            community=people.community_of(household.grid),
            rule_code=data.rule,
            # A day is all that is asked for. Its first moment is never ahead of now.
            occurred_at=timezone.make_aware(datetime.combine(data.occurred_on, time.min)),
            key=f"api:award:{key}",
            quantity=data.quantity,
            minutes=data.minutes,
            difficulty=data.difficulty,
            points=data.points,
            note=data.note,
        ),
        by=user,
    )
    return answered(response, _shown(answer.result), is_replay=answer.is_replay)


def _account(user: User, number: str) -> Account:
    """Refuses with `not_permitted` before any look-up, and with `not_found` beyond the user's grids."""
    served = people.served_paths(user, Verb.RECORD_AWARD)
    if served is not None and not served:
        raise NotPermitted()
    account = queries.account_seen_by(user, number, verbs=(Verb.RECORD_AWARD,))
    if account is None:
        raise NotFound()
    return account


def _shown(record: AwardRecord) -> AwardOut:
    moved = record.transfer
    return AwardOut(
        id=record.pk,
        account=record.account.number,
        rule=record.rule.code,
        occurred_on=record.occurred_on,
        quantity=record.quantity,
        amount=record.amount,
        cut=record.cut,
        explanation=rules_queries.explain(record),
        transfer=moved.pk if moved else None,
        balance=(moved.credit_balance if moved.credit_id == record.account_id else moved.debit_balance)
        if moved
        else None,
    )
