"""All that the database keeps, put into the words of the model, and where the two differ."""

from typing import Any

from django.db.models import Sum

from points import models
from points.activities import queries as activities
from points.hours import queries as hours
from points.ledger import queries as ledger
from points.rules import queries as rules
from points.supermarket import queries as supermarket
from points.verification import one_moment
from tests.walk.model import Model
from tests.walk.model.ledger import fingerprint
from tests.walk.world import World

Books = dict[str, Any]

_TABLES = (
    models.AwardRecord,
    models.CheckIn,
    models.Hold,
    models.Redemption,
    models.RedemptionLine,
    models.Refund,
    models.RequestKey,
    models.Scan,
    models.ServiceRecord,
    models.Shift,
    models.SignUp,
    models.StockMove,
    models.Transfer,
)
ROOMS = (ledger, rules, hours, activities, supermarket)


def model_state(model: Model) -> Books:
    """What can be looked at often: as much as there are accounts, goods and caps."""
    return {
        "balance": {n: purse.balance for n, purse in enumerate(model.ledger.purses)},
        "held": {n: purse.held for n, purse in enumerate(model.ledger.purses)},
        "stock": {n: (item.stock, item.price, item.is_on_shelf) for n, item in enumerate(model.supermarket.items)},
        "cap used": {use: used for use, used in model.rules.used.items() if used},
        "minutes": {who: minutes for who, minutes in model.hours.minutes.items() if minutes},
        "places": sum(shift.taken for shift in model.activities.shifts.values()),
    }


def database_state(world: World) -> Books:
    order = {account.pk: n for n, account in enumerate(world.accounts)}
    found = models.Account.objects.filter(kind="holder").values_list("pk", "balance", "held")
    minutes = models.ServiceRecord.objects.filter(state="booked").order_by()
    by_person = minutes.values_list("resident", "source").annotate(total=Sum("minutes"))
    first = world.residents[0].pk
    return {
        "balance": {order[pk]: balance for pk, balance, _held in found},
        "held": {order[pk]: held for pk, _balance, held in found},
        "stock": dict(enumerate(models.Good.objects.order_by("pk").values_list("stock", "price", "is_on_shelf"))),
        "cap used": {_use(world, *use): used for *use, used in _caps()},
        "minutes": {(who - first, source == "by_hand"): total for who, source, total in by_person if total},
        "places": models.Shift.objects.aggregate(taken=Sum("taken", default=0))["taken"],
    }


def _caps() -> Any:
    return models.CapUse.objects.exclude(used=0).values_list("subject", "scope", "period", "used")


def _use(world: World, subject: str, scope: str, period: str) -> tuple[str, int, str, str, str]:
    who, number = subject.split(":")
    kind, _community, _book, name = scope.split(":")
    first = world.accounts[0].pk if who == "account" else world.residents[0].pk
    return who, int(number) - first, kind, name, period


def model_history(model: Model) -> Books:
    return {"rows": dict(model.ledger.rows), "every transfer": model.ledger.history}


def database_history(world: World) -> Books:
    """Counts every row and reads every transfer."""
    rows = {table._meta.model_name: table.objects.count() for table in _TABLES}
    return {"rows": {name: count for name, count in rows.items() if count}, "every transfer": _transfers(world)}


def _transfers(world: World) -> int:
    names: dict[int, int | str] = {account.pk: n for n, account in enumerate(world.accounts)}
    names |= {account.pk: account.name for account in models.Account.objects.filter(kind="system")}
    fields = "debit", "credit", "amount", "shortfall", "kind", "occurred_on", "debit_balance", "credit_balance"
    transfers = models.Transfer.objects.order_by().values_list(*fields).iterator(chunk_size=20_000)
    return sum(fingerprint(names[debit], names[credit], *rest) for debit, credit, *rest in transfers)


def differences(model: Books, database: Books) -> list[str]:
    """A line for each figure that is not the same, a dictionary's figures one by one."""
    found = []
    for name, ours in model.items():
        theirs = database[name]
        if not isinstance(ours, dict):
            ours, theirs = {"": ours}, {"": theirs}
        found += [
            f"{name} {key}: the model says {ours.get(key)}, the database {theirs.get(key)}"
            for key in sorted({*ours, *theirs}, key=str)
            if ours.get(key) != theirs.get(key)
        ]
    return found


def proof() -> list[str]:
    """What `verify_ledger` finds."""
    with one_moment():
        return [str(difference) for room in ROOMS for difference in room.verify().differences]
