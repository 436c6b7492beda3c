"""`python -m tests.torture.world`: a small community in the database of `DATABASE_URL`; prints what clients must know.

Small on purpose: few households, a shelf that is nearly empty and few residents at a shift, so that whoever asks meets
others who ask for the same.
"""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.torture.settings")
django.setup()

# Models are there only now.
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from points.activities import services as activities  # noqa: E402
from points.api import services as api  # noqa: E402
from points.api.models import Device  # noqa: E402
from points.ledger import services as ledger  # noqa: E402
from points.models import (  # noqa: E402
    ActivityKind,
    Card,
    Grid,
    GridLevel,
    Household,
    Resident,
    Rule,
    StockMove,
    Store,
    Transfer,
)
from points.people import queries as people_queries  # noqa: E402
from points.people import services as people  # noqa: E402
from points.permissions import Role, User  # noqa: E402
from points.rules import services as rules  # noqa: E402
from points.supermarket import services as supermarket  # noqa: E402

START = date(2026, 1, 1)
HOUSEHOLDS = 40
SHIFTS = 150
DEVICES = 4
OPENING = 600
"""Tenths that a household begins with: a few bags of rice."""
GOODS = [("大米", 150, 8), ("油", 90, 40), ("面条", 40, 400), ("肥皂", 10, 100_000)]
"""Name, price in tenths, stock. The first is what everybody wants."""
CAP = 400
"""Tenths in a month, of the second rule."""
CSRF = "a" * 32


def build() -> dict[str, object]:
    """What stands there in the end, as clients see it: who may ask, for whom, and for what."""
    root = get_user_model().objects.create_superuser("root", password="x")
    community = _community()
    staff = get_user_model().objects.create_user("staff", password="x")
    people.appoint(staff, role=Role.ADMINISTRATOR, grid=community, since=START, by=root)
    residents = _residents(community, root)
    _rule_book(community, root)
    store = supermarket.open_store(community=community, name="超市", code="torture", by=root)
    return {
        "callers": _callers(community, store, staff),
        "households": [
            {"number": row.household.account.number, "card": people_queries.card_text(card)} for row, card in residents
        ],
        "cards": [people_queries.card_text(card) for _resident, card in residents],
        "goods": [_good(store, name, price, stock, root) for name, price, stock in GOODS],
        "rules": ["free", "capped"],
        "shifts": _shifts(community, root),
        "store": store.code,
        "today": f"{timezone.localdate()}",
    }


def _community() -> Grid:
    level = GridLevel.objects.create(name="社区", rank=0, is_community=True)
    return Grid.add_root(level=level, name="红土田社区", code="torture")


def _residents(community: Grid, by: User) -> list[tuple[Resident, Card]]:
    households = [
        people.register_household(grid=community, door=f"{number}", since=START, by=by) for number in range(HOUSEHOLDS)
    ]
    for household in households:
        _open(household)
    heads = [Resident.objects.create(household=household, name="王芳", is_head=True) for household in households]
    return [(head, Card.objects.create(household=head.household, resident=head)) for head in heads]


def _open(household: Household) -> None:
    opening = ledger.Posting(
        debit=ledger.system_account("opening"),
        credit=household.account,
        amount=OPENING,
        kind=Transfer.Kind.OPENING,
        key=f"opening:{household.pk}",
        occurred_on=timezone.localdate(),
    )
    ledger.post(opening, by=None)


def _rule_book(community: Grid, by: User) -> None:
    common = {"category": "环境", "unit": "次", "kind": Rule.Kind.PER_EVENT, "points": 20}
    free = Rule(code="free", name="清扫", **common)
    capped = Rule(code="capped", name="劝导", cap=CAP, cap_period="month", **common)
    drafts = [rules.RuleDraft(rule=free), rules.RuleDraft(rule=capped)]
    book = rules.draft(community=community, name="细则", rules=drafts, by=by)
    rules.adopt(book, in_force_from=START, where="居民代表会议", by=by)


def _good(store: Store, name: str, price: int, stock: int, by: User) -> dict[str, int]:
    good = supermarket.add_good(store, good=supermarket.NewGood(name=name, unit="袋", price=price), by=by)
    received = StockMove.Kind.RECEIVED
    supermarket.move_stock(good, kind=received, quantity=stock, key=f"opening:{good.pk}", by=by)
    return {"id": good.pk, "price": price}


def _shifts(community: Grid, by: User) -> list[int]:
    plan = activities.Plan(community=community, kind=ActivityKind.objects.create(name="环境整治"), name="大扫除")
    activity = activities.create_activity(plan, by=by)
    now = timezone.now()
    times = {"starts_at": now, "ends_at": now + timedelta(hours=6)}
    return [activities.add_shift(activity, **times, capacity=HOUSEHOLDS, by=by).pk for _number in range(SHIFTS)]


def _callers(community: Grid, store: Store, staff: User) -> dict[str, dict[str, str]]:
    """The headers by which each is known."""
    signed_in = Client()
    signed_in.force_login(staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    callers = {"staff": {"Cookie": cookies, "X-CSRFToken": CSRF, "Origin": f"https://{settings.ALLOWED_HOSTS[0]}"}}
    for number in range(DEVICES):
        for scope, of in ((Device.Scope.TILL, store), (Device.Scope.CHECKIN, None)):
            name = f"{scope}{number}"
            made = api.add_device(name=name, scope=scope, community=community, store=of, by=None)
            callers[name] = {"Authorization": f"Bearer {made.token}"}
    return callers


if __name__ == "__main__":
    call_command("migrate", run_syncdb=bool(os.environ.get("TORTURE_FROM_MODELS")), interactive=False, verbosity=0)
    print(json.dumps(build()))
