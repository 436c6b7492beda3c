"""The points supermarket: its shelf, and two opening days a month."""

import uuid
from datetime import date, timedelta
from random import Random

from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from demo.clock import at, moment
from demo.pictures import goods
from demo.pictures.canvas import Canvas
from demo.stage import Stage
from points.amounts import parse_points
from points.models import Good, Household, Redemption, StockMove, Store
from points.supermarket import services as supermarket
from points.supermarket.services import Count, Gift, Line, NewGood

OPENING_DAYS = (10, 25)
_NAMESPACE = uuid.UUID("5f3c1a52-6f0d-4c43-9d0a-2f3a7a0d9f11")


def picture(name: str, title: str, canvas: Canvas) -> AbstractImage:
    """The drawing as an image of the site; drawn again it takes the place of the former file."""
    default_storage.delete(f"original_images/{name}.png")
    image: AbstractImage = get_image_model().objects.create(title=title, file=ImageFile(canvas.png(), f"{name}.png"))
    return image


def open_store(stage: Stage) -> Store:
    words = stage.words
    store = supermarket.open_store(
        community=stage.community,
        name=words["store"].format(name=stage.tier.name),
        code=stage.tier.code,
        place=words["store_place"],
        opening=words["opening"],
        by=stage.administrator,
    )
    for position, row in enumerate(stage.tier.rows("goods")):
        good = supermarket.add_good(
            store,
            good=NewGood(
                name=row["name"],
                unit=row["unit"],
                price=parse_points(row["points"]),
                category=row["category"],
                is_service=bool(row["is_service"]),
                position=position,
            ),
            image=picture(f"good-{row['picture']}", row["name"], goods.draw(row["picture"])),
            by=stage.administrator,
        )
        if not good.is_service:
            _receive(stage, good, int(row["stock"]) * stage.tier.crowd, "opening")
    return store


def restock(stage: Stage, store: Store, month: date) -> None:
    for good in store.goods.filter(is_service=False, stock__lt=30 * stage.tier.crowd).order_by("pk"):
        _receive(stage, good, 40 * stage.tier.crowd, f"{month:%Y-%m}")


def _receive(stage: Stage, good: Good, quantity: int, key: str) -> None:
    chance = stage.tier.chance(f"gift:{good.name}:{key}")
    key = f"demo:{good.pk}:{key}"
    if chance.random() < 0.2:
        donor = chance.choice([*stage.words["donors"], ""])
        gift = Gift(quantity=quantity, donor=donor, is_named=bool(donor), note=stage.words["donated_note"])
        supermarket.receive_gift(good, gift=gift, key=key, by=stage.administrator)
    else:
        note, kind = stage.words["stock_note"], StockMove.Kind.BOUGHT
        supermarket.move_stock(good, kind=kind, quantity=quantity, key=key, note=note, by=stage.administrator)


def announce_price(stage: Stage, store: Store) -> None:
    """The dearest good becomes a little cheaper in the new month."""
    good = store.goods.order_by("-price", "pk")[0]
    next_month = (stage.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    supermarket.set_price(good, price=good.price * 9 // 10, from_on=next_month, by=stage.administrator)


def count_shelf(stage: Stage, store: Store) -> None:
    """The afternoon before: the cashier has counted a part of the shelf; one good of it is still without a reason."""
    cashier = stage.users["shouyinyuan"]
    stocktake = supermarket.start_stocktake(store, by=cashier)
    for number, good in enumerate(store.goods.filter(is_service=False, stock__gt=2).order_by("position")[:7]):
        missing = {2: 1, 6: 2}.get(number, 0)
        found = Count(counted=good.stock - missing, reason=stage.words["torn"] if number == 2 else "")
        supermarket.count(stocktake, good=good, found=found, by=cashier)


def serve(stage: Stage, store: Store, day: date) -> None:
    """An opening day: households come one after the other and redeem what they can afford."""
    chance = stage.tier.chance(f"store:{day}")
    shelf = list(store.goods.filter(is_on_shelf=True).order_by("position"))
    customers = chance.sample(list(stage.households), min(stage.tier.customers, len(stage.households)))
    # The resident who logs in saves up, but has been here a few times.
    customers = [household for household in customers if household.pk != stage.households[0].pk]
    if chance.random() < 0.25:
        customers.insert(0, stage.households[0])
    opens_at = moment(day, "09:02")
    for number, household in enumerate(customers):
        with at(opens_at + timedelta(seconds=number * 8400 // len(customers))):
            _redeem(stage, store, household, shelf, chance)


def _redeem(stage: Stage, store: Store, household: Household, shelf: list[Good], chance: Random) -> None:
    lines = _basket(household, shelf, chance)
    if not lines:
        return
    key = uuid.uuid5(_NAMESPACE, f"{stage.tier.size}:{household.account.number}:{chance.random()}")
    cashier = stage.users["shouyinyuan"]
    redemption = supermarket.redeem(household, store=store, lines=lines, key=key, by=cashier).result
    if chance.random() < 0.015:
        key = uuid.uuid5(_NAMESPACE, f"refund:{redemption.key}")
        supermarket.refund(redemption, key=key, reason=stage.words["refund"], by=cashier)


def _basket(household: Household, shelf: list[Good], chance: Random) -> list[Line]:
    """Up to three goods, together for no more than two thirds of what the household has."""
    household.account.refresh_from_db()
    left, lines = household.account.spendable * 2 // 3, []
    for good in chance.sample(shelf, 6):
        good.refresh_from_db(fields=["stock"])
        most = min(3 if good.price < 100 else 1, left // good.price, 99 if good.is_service else good.stock)
        if most >= 1 and len(lines) < 3:
            quantity = chance.randint(1, most)
            lines.append(Line(good=good, quantity=quantity, price=good.price))
            left -= quantity * good.price
    return lines


def receipts(store: Store) -> int:
    return Redemption.objects.filter(store=store).count()
