"""The steps of the walk: each request of the model, asked of the product's own services.

What comes back is put into the words of the model: `("refused", code)`, or `first` or `again` and the facts.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from points.activities import queries as activities_queries
from points.activities import services as activities
from points.errors import PointsError
from points.hours import services as hours
from points.ledger import services as ledger
from points.models import AwardRecord, CheckIn, Hold, Redemption, ServiceRecord, SignUp, StockMove, Transfer
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.walk.model import Answer, Request
from tests.walk.world import World

_SPACE = UUID("6f1f0a52-5b0e-4f0c-9d4c-2f6f6d1b1a22")
About = dict[str, Any]


def uuid_of(key: str) -> UUID:
    return uuid5(_SPACE, key)


class Steps:
    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request) -> Answer:
        try:
            return _STEPS[request.verb](self, request, **request.about)
        except PointsError as refusal:
            return ("refused", refusal.code)

    # --- the ledger -------------------------------------------------------------------------------------------------

    def posting(self, *, key: str, debit: Any, credit: Any, amount: int, kind: str, on: Any) -> ledger.Posting:
        return ledger.Posting(
            debit=self.world.side(debit),
            credit=self.world.side(credit),
            amount=amount,
            kind=Transfer.Kind(kind),
            key=key,
            occurred_on=on,
        )

    def post(self, request: Request, **line: Any) -> Answer:
        answer = ledger.post(self.posting(key=request.key, **line), by=self.world.user(request.by))
        return (_first(answer), *_moved(answer.result))

    def post_many(self, request: Request, *, lines: list[About]) -> Answer:
        postings = [self.posting(**line) for line in lines]
        answer = ledger.post_many(postings, key=request.key, by=self.world.user(request.by))
        return (_first(answer), *(_moved(transfer) for transfer in answer.result))

    def reverse(self, request: Request, *, key: str) -> Answer:
        wrong = Transfer.objects.filter(key=key).first() or Transfer.objects.get(hold__key=key)
        answer = ledger.reverse(wrong, key=request.key, by=self.world.user(request.by))
        return (_first(answer), *_moved(answer.result))

    def hold(self, request: Request, *, account: int, amount: int, until: Any) -> Answer:
        answer = ledger.hold(
            self.world.accounts[account],
            credit=self.world.system["redeemed:walk"],
            amount=amount,
            key=request.key,
            expires_at=until,
            by=self.world.user(request.by),
        )
        return (_first(answer), answer.result.amount)

    def post_hold(self, request: Request, *, hold: str, on: Any) -> Answer:
        pending = Hold.objects.select_related("account", "credit").get(key=hold)
        return ("first", *_moved(ledger.post_hold(pending, occurred_on=on, by=self.world.user(request.by))))

    def release(self, request: Request, *, hold: str, is_the_clock: bool) -> Answer:
        pending = Hold.objects.select_related("account", "credit").get(key=hold)
        return ("first", ledger.release(pending, by=None if is_the_clock else self.world.user(request.by)).state)

    # --- the rules --------------------------------------------------------------------------------------------------

    def act(self, **about: Any) -> rules.Act:
        resident = about["resident"]
        return rules.Act(
            account=self.world.accounts[about["account"]],
            community=self.world.community,
            rule_code=about["rule"],
            occurred_at=about["at"],
            key=about["key"],
            resident=None if resident is None else self.world.residents[resident],
            quantity=about["quantity"],
            minutes=about["minutes"],
            difficulty=about["difficulty"],
            points=about["points"],
        )

    def award(self, request: Request, **about: Any) -> Answer:
        answer = rules.award(self.act(**about), by=self.world.user(request.by))
        return (_first(answer), *_valued(answer.result))

    def award_many(self, request: Request, *, acts: list[About]) -> Answer:
        asked = [self.act(**about) for about in acts]
        answer = rules.award_many(asked, key=request.key, by=self.world.user(request.by))
        return (_first(answer), *(_valued(record) for record in answer.result))

    def undo(self, request: Request, *, key: str, reason: str) -> Answer:
        record = AwardRecord.objects.select_related("account").get(key=key)
        answer = rules.undo(record, key=request.key, by=self.world.user(request.by), reason=reason)
        return (_first(answer), answer.result.amount, answer.result.explanation["undone_shortfall"])

    # --- activities -------------------------------------------------------------------------------------------------

    def add_shift(self, request: Request, *, activity: int, starts_at: Any, ends_at: Any, capacity: int) -> Answer:
        shift = activities.add_shift(
            self.world.activities[activity],
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            by=self.world.user(request.by),
        )
        self.world.shifts.append(shift.pk)
        return ("first",)

    def sign_up(self, request: Request, *, shift: int, resident: int) -> Answer:
        place = self.world.shift(shift)
        activities.sign_up(place, resident=self.world.residents[resident], by=self.world.user(request.by))
        return ("first",)

    def cancel(self, request: Request, *, shift: int, resident: int) -> Answer:
        place, person = self.world.shift(shift), self.world.residents[resident]
        # Whoever never signed up has nothing to cancel and sees no such button.
        mine = SignUp.objects.filter(shift=place, resident=person).order_by("-pk").first()
        made = mine or SignUp(shift=place, resident=person)
        made.shift, made.resident = place, person
        activities.cancel_sign_up(made, by=self.world.user(request.by))
        return ("first",)

    def check_in(self, request: Request, *, shift: int, resident: int | None, way: str, **about: Any) -> Answer:
        place, by = self.world.shift(shift), self.world.user(request.by)
        common: About = {"direction": about["direction"], "by": by, "key": request.key}
        if way == "card":
            card = self.world.residents[resident].pk if resident is not None else about["card"]
            answer = activities.check_in_by_card(
                place, card_text=self.world.cards[card], occurred_at=about["claimed_at"], **common
            )
        elif way == "code":
            code = activities_queries.current_code(place) if about["code"] == "shown" else "AAAAAAAA"
            answer = activities.check_in_by_code(place, resident=self.world.residents[resident], code=code, **common)
        else:
            entry = activities.Entry(reason=about["reason"], occurred_at=about["claimed_at"])
            answer = activities.check_in_by_hand(place, resident=self.world.residents[resident], entry=entry, **common)
        times = CheckIn.objects.values_list("in_at", "out_at", "is_by_hand").get(pk=answer.result.pk)
        return (_first(answer), *times)

    def close_shift(self, request: Request, *, shift: int) -> Answer:
        place = self.world.shift(shift)
        answer = activities.close_shift(place, key=request.key, by=self.world.user(request.by))
        if answer.is_replay:
            return ("again", answer.result.state)
        came = ServiceRecord.objects.filter(check_in__shift=place).select_related("award").order_by("pk")
        records = list(came)
        self.world.served.extend(record.pk for record in records)
        return ("first", answer.result.state, *(self._served(record) for record in records))

    def _served(self, record: ServiceRecord) -> Answer:
        resident = record.resident_id - self.world.residents[0].pk
        return (resident, record.started_at, record.ended_at, record.minutes, record.award and record.award.amount)

    # --- hours ------------------------------------------------------------------------------------------------------

    def confirm(self, request: Request, *, served: int) -> Answer:
        record = hours.confirm(self.world.record(served), by=self.world.user(request.by))
        return ("first", *self._served(record))

    def correct(self, request: Request, *, served: int, since: Any, until: Any, reason: str) -> Answer:
        answer = hours.correct(
            self.world.record(served),
            started_at=since,
            ended_at=until,
            reason=reason,
            by=self.world.user(request.by),
            key=request.key,
        )
        if not answer.is_replay:
            self.world.served.append(answer.result.pk)
        return (_first(answer), *self._served(answer.result))

    # --- the supermarket --------------------------------------------------------------------------------------------

    def redeem(self, request: Request, *, household: int, store: int, lines: list[tuple[int, int, int]]) -> Answer:
        answer = supermarket.redeem(
            self.world.households[household],
            store=self.world.stores[store],
            lines=[
                supermarket.Line(good=self.world.goods[good], quantity=quantity, price=price)
                for good, quantity, price in lines
            ],
            key=uuid_of(request.key),
            by=self.world.user(request.by),
        )
        return (_first(answer), answer.result.total, answer.result.transfer.debit_balance)

    def refund(self, request: Request, *, redemption: str, reason: str) -> Answer:
        rows = Redemption.objects.select_related("store__community", "household", "transfer")
        bought = rows.get(key=uuid_of(redemption))
        answer = supermarket.refund(bought, key=uuid_of(request.key), by=self.world.user(request.by), reason=reason)
        return (_first(answer), answer.result.transfer.amount, answer.result.transfer.credit_balance)

    def move_stock(self, request: Request, *, good: int, kind: str, quantity: int) -> Answer:
        answer = supermarket.move_stock(
            self.world.goods[good],
            kind=StockMove.Kind(kind),
            quantity=quantity,
            key=request.key,
            by=self.world.user(request.by),
            note="盘点",
        )
        return (_first(answer), answer.result.stock_after)

    def change_good(self, request: Request, *, good: int, price: int, is_on_shelf: bool) -> Answer:
        row = self.world.goods[good]
        row.is_on_shelf = is_on_shelf
        row.save()
        type(row).objects.filter(pk=row.pk).update(price=price)
        row.price = price
        return ("first",)


def _first(answer: ledger.Answer[Any]) -> str:
    return "again" if answer.is_replay else "first"


def _moved(transfer: Transfer) -> Answer:
    return (transfer.amount, transfer.shortfall, transfer.debit_balance, transfer.credit_balance)


def _valued(record: AwardRecord) -> Answer:
    moved = record.transfer
    balance = moved and (moved.credit_balance if record.amount > 0 else moved.debit_balance)
    return (record.amount, record.cut, record.percent, moved and moved.amount, balance)


_STEPS: dict[str, Callable[..., Answer]] = {
    f"{room}.{verb}": getattr(Steps, verb)
    for room, verbs in {
        "ledger": ("post", "post_many", "reverse", "hold", "post_hold", "release"),
        "rules": ("award", "award_many", "undo"),
        "activities": ("add_shift", "sign_up", "cancel", "check_in", "close_shift"),
        "hours": ("confirm", "correct"),
        "supermarket": ("redeem", "refund", "move_stock", "change_good"),
    }.items()
    for verb in verbs
}
