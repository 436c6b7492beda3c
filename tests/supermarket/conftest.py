"""A small store: rice at 40 points, vinegar at half a point, haircuts without stock."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from points.ledger import services as ledger
from points.models import Good, Household, StockMove, Store, Transfer
from points.permissions import Role, User
from points.supermarket import services as supermarket


@pytest.fixture
def in_english(settings):
    """The words of pages and of refusals."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def cashier(make_staff) -> User:
    return make_staff(Role.CASHIER)


@pytest.fixture
def store(community, administrator) -> Store:
    return supermarket.open_store(community=community, name="红土田积分超市", code="hongtutian", by=administrator)


@pytest.fixture
def make_good(store, administrator):
    """`make_good("大米", 400, stock=5)` stands on the shelf; the price in tenths."""

    def make(name: str, price: int, *, stock: int = 0, is_service: bool = False, barcode: str = "") -> Good:
        new = supermarket.NewGood(name=name, unit="袋", price=price, is_service=is_service, barcode=barcode)
        good = supermarket.add_good(store, good=new, by=administrator)
        if stock:
            receive(good, stock, by=administrator)
        return good

    return make


def receive(good: Good, quantity: int, *, by: User) -> StockMove:
    kind = StockMove.Kind.RECEIVED
    return supermarket.move_stock(good, kind=kind, quantity=quantity, key=str(uuid4()), by=by).result


@pytest.fixture
def rice(make_good) -> Good:
    return make_good("大米", 400, stock=5, barcode="6901234567892")


@pytest.fixture
def vinegar(make_good) -> Good:
    return make_good("醋", 5, stock=20)


@pytest.fixture
def haircut(make_good) -> Good:
    return make_good("理发", 100, is_service=True)


@pytest.fixture
def make_rich(make_household):
    """`make_rich(500)` is a household that was given 50 points."""

    def make(tenths: int, **about) -> Household:
        return give(make_household(**about), tenths)

    return make


def give(household: Household, tenths: int) -> Household:
    ledger.post(
        ledger.Posting(
            debit=ledger.system_account("issued"),
            credit=household.account,
            amount=tenths,
            kind=Transfer.Kind.AWARD,
            key=f"given:{uuid4()}",
            occurred_on=timezone.localdate(),
        ),
        by=None,
    )
    return household


@pytest.fixture
def household(make_rich) -> Household:
    """Has 100 points."""
    return make_rich(1000)


def line(good: Good, quantity: int = 1, price: int | None = None) -> supermarket.Line:
    """The good as the screen shows it now."""
    return supermarket.Line(good=good, quantity=quantity, price=good.price if price is None else price)


def balance_of(household: Household) -> int:
    household.account.refresh_from_db()
    return household.account.balance


def stock_of(good: Good) -> int:
    good.refresh_from_db()
    return good.stock


class Till:
    """Presses buttons of the form that is on the screen, as a browser without scripts would."""

    def __init__(self, client, store):
        self.client = client
        self.address = reverse("points:till", args=[store.code])
        self.look()

    def look(self):
        return self._seen(self.client.get(self.address))

    def press(self, do, typed="", **changed):
        """`changed` are fields that the cashier typed into."""
        fields = {name: values for name, values in self.fields().items() if name != "typed"}
        fields |= {"do": [do], "typed": [typed]} | {name: [value] for name, value in changed.items()}
        return self._seen(self.client.post(self.address, fields))

    def scan(self, typed):
        return self.press("find", typed)

    def fields(self):
        found = {}
        for tag in re.findall(r"<input[^>]*>", self.page.split("data-till")[1]):
            about = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            found.setdefault(about["name"], []).append(unescape(about.get("value", "")))
        return found

    def _seen(self, response):
        self.response = response
        self.page = unescape(response.content.decode())
        if "data-till" in self.page:
            self.total = int(self.fields()["total"][0])
        return self


@pytest.fixture
def till(client, cashier, store, rice, vinegar, haircut):
    client.force_login(cashier)
    return Till(client, store)


@pytest.fixture
def number(household):
    return household.account.number
