"""Keeping a store: opening it, and putting goods on its shelf."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from points import audit
from points.errors import InvalidAmount
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb
from points.supermarket.models import Good, Price, Store


@dataclass(frozen=True, kw_only=True)
class NewGood:
    """What comes onto a shelf. Its stock comes by `move_stock`."""

    name: str
    unit: str
    price: int
    """Tenths for one unit."""
    category: str = ""
    barcode: str = ""
    is_service: bool = False
    position: int = 0


@transaction.atomic
def open_store(*, community: Grid, name: str, code: str, by: User, place: str = "", opening: str = "") -> Store:
    """A new store, with the system account `redeemed:<code>` to which its redemptions go."""
    people.require(by, Verb.MANAGE_STORE, community)
    account = ledger.system_account(f"redeemed:{code}")
    store = Store.objects.create(
        community=community, name=name, code=code, place=place, opening=opening, account=account
    )
    audit.write(store, action="points.store_opened", by=by, data=audit.facts(community=community.pk))
    return store


@transaction.atomic
def add_good(store: Store, *, good: NewGood, by: User, image: Any = None) -> Good:
    """Put a good on the shelf, without stock. `image` is an image of the host's image model."""
    people.require(by, Verb.MANAGE_STORE, store.community)
    if good.price <= 0:
        raise InvalidAmount()
    added = Good.objects.create(store=store, image=image, **asdict(good))
    now = timezone.now()
    Price.objects.create(
        good=added, price=good.price, from_on=timezone.localdate(), took_effect_at=now, set_by_id=by.pk
    )
    audit.write(added, action="points.good_added", by=by, data=audit.facts(store=store.pk, price=good.price))
    return added
