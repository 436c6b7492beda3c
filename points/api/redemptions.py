"""Points for goods: `POST redemptions`, and a whole redemption back."""

from collections.abc import Sequence
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from points import conf, tries
from points.api.answers import answered, writes
from points.api.callers import Caller, caller_of, people_and
from points.api.models import Device
from points.api.problems import NotFound, WrongScope
from points.api.schemas import (
    LARGEST_ID,
    Key,
    LineIn,
    LineOut,
    RedemptionIn,
    RedemptionOut,
    RefundIn,
    RefundOut,
)
from points.errors import NotOnShelf, NotPermitted, PointsError
from points.people import queries as people
from points.people.models import Household
from points.permissions import Verb
from points.supermarket import services as supermarket
from points.supermarket.models import Good, Redemption, Refund, Store

router = Router(tags=["redemptions"], auth=people_and(Device.Scope.TILL))
RedemptionId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("redemptions", response=writes(RedemptionOut))
def redeem(request: HttpRequest, response: HttpResponse, data: RedemptionIn, key: Key) -> Status[RedemptionOut]:
    """Sell goods to the household of a card or an account."""
    caller = caller_of(request)
    store = _store(caller, data.store)
    with tries.limited("card", who=tries.of_user(caller.user), most=conf.settings().tries_a_minute, miss=PointsError):
        household = _household(store, data)
    answer = supermarket.redeem(household, store=store, lines=_lines(store, data.lines), key=key, by=caller.user)
    return answered(response, _shown(answer.result), is_replay=answer.is_replay)


@router.post("redemptions/{redemption_id}/refund", response=writes(RefundOut))
def refund(
    request: HttpRequest, response: HttpResponse, redemption_id: RedemptionId, data: RefundIn, key: Key
) -> Status[RefundOut]:
    """Points and goods of the whole redemption go back to where they came from."""
    caller = caller_of(request)
    answer = supermarket.refund(_redemption(caller, redemption_id), key=key, by=caller.user, reason=data.reason)
    return answered(response, _given_back(answer.result), is_replay=answer.is_replay)


def _store(caller: Caller, code: str) -> Store:
    """Refuses with `wrong_scope` (a till of another store), `not_permitted`, `not_found` (not there, or not yours)."""
    if caller.device:
        store = _stores().filter(pk=caller.device.store_id).first()
        if store is None or store.code != code:
            raise WrongScope()
        return store
    _refuse_without(caller, Verb.SELL)
    store = _stores().filter(code=code).first()
    if store is None or not people.may(caller.user, Verb.SELL, store.community):
        raise NotFound()
    return store


def _stores() -> QuerySet[Store]:
    return Store.objects.select_related("community", "account")


def _household(store: Store, data: RedemptionIn) -> Household:
    """Refuses with `card_unreadable`, `card_revoked`; with `not_found` for a number of another community."""
    if data.card is not None:
        return people.read_card(data.card).household
    household = people.household_by_number(data.account or "")
    if household is None or not household.grid.path.startswith(store.community.path):
        raise NotFound()
    return household


def _lines(store: Store, lines: Sequence[LineIn]) -> list[supermarket.Line]:
    goods = Good.objects.filter(store=store).in_bulk([line.good for line in lines])
    for line in lines:
        if line.good not in goods:
            raise NotOnShelf(good=line.good, good_id=line.good)
    return [supermarket.Line(good=goods[line.good], quantity=line.quantity, price=line.price) for line in lines]


def _redemption(caller: Caller, pk: int) -> Redemption:
    _refuse_without(caller, Verb.REFUND)
    found = Redemption.objects.select_related("store__community", "household__grid", "transfer").filter(pk=pk).first()
    if found is None or not people.may(caller.user, Verb.REFUND, found.store.community):
        raise NotFound()
    if caller.device and caller.device.store_id != found.store_id:
        raise NotFound()
    return found


def _refuse_without(caller: Caller, verb: Verb) -> None:
    served = people.served_paths(caller.user, verb)
    if served is not None and not served:
        raise NotPermitted()


def _shown(redemption: Redemption) -> RedemptionOut:
    return RedemptionOut(
        id=redemption.pk,
        number=redemption.number,
        store=redemption.store.code,
        account=redemption.household.account.number,
        total=redemption.total,
        balance=redemption.transfer.debit_balance,
        lines=[
            LineOut(good=line.good_id, quantity=line.quantity, price=line.price, amount=line.amount)
            for line in redemption.lines.all()
        ],
        created_at=redemption.created_at,
    )


def _given_back(refund: Refund) -> RefundOut:
    return RefundOut(
        redemption=refund.redemption_id,
        number=refund.redemption.number,
        amount=refund.transfer.amount,
        balance=refund.transfer.credit_balance,
        reason=refund.reason,
        created_at=refund.created_at,
    )
