"""Setting prices: from today or from a day to come, by whom, and never for what was sold already.

A good carries the price that is charged now, because the till asks for nothing else; beside it stands every price that
it ever had. A price for a day to come waits, and `change_prices` puts it up on its day. Whoever is at the till in that
moment is told (`price_changed`); a receipt keeps the price of its own moment for ever.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from points import audit
from points.amounts import LARGEST
from points.errors import InvalidAmount, PriceTooLate
from points.people import queries as people
from points.permissions import User, Verb
from points.supermarket import queries
from points.supermarket.models import Good, Price


@transaction.atomic
def set_price(good: Good, *, price: int, by: User, from_on: date | None = None) -> Price:
    """What one unit costs from a day on, in tenths; from today where no day is said.

    The same price for the same day again changes nothing. Locks the good. Refuses with `invalid_amount` and
    `price_too_late` (for a day that is over).
    """
    people.require(by, Verb.MANAGE_STORE, good.store.community)
    today = timezone.localdate()
    from_on = from_on or today
    Good.objects.select_for_update().get(pk=good.pk)
    if not 0 < price <= LARGEST:
        raise InvalidAmount()
    if from_on < today:
        raise PriceTooLate()
    latest = good.prices.filter(from_on=from_on).first()
    if latest is not None and latest.price == price:
        return latest
    kept = Price.objects.create(good=good, price=price, from_on=from_on, set_by_id=by.pk)
    audit.write(good, action="points.price_set", by=by, data=audit.facts(price=price, from_on=str(from_on)))
    if from_on == today:
        _put_up(kept)
    return kept


@transaction.atomic
def change_prices(today: date) -> list[Price]:
    """Put up every price whose day has come; of several that waited for one good the latest stands."""
    waiting = list(queries.prices_due(today))
    for price in waiting:
        _put_up(price)
    return waiting


def _put_up(price: Price) -> None:
    Good.objects.filter(pk=price.good_id).update(price=price.price)
    Price.objects.filter(pk=price.pk).update(took_effect_at=timezone.now())
