"""A posting as django-hordak or django-oscar-accounts makes it; runs in their environment, not in ours.

    python peer.py hordak prepare
    python peer.py hordak run CLIENTS SECONDS

`PEER_DATABASE` is the address of an empty PostgreSQL database. The project around the peer is no more than settings:
its tables, a source that may go below zero, and accounts to credit, as many as `bench.peers` gives our own side. Each
client is a process with a connection of its own that stays open, and calls the interface that the peer documents.
"""

import importlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

ACCOUNTS = 1000
WARM_UP = 12
PRICE = Decimal("1.00")
APPS = {
    "hordak": ["mptt", "hordak"],
    "oscar": [
        "django.contrib.sites",
        "oscar.apps.analytics.apps.AnalyticsConfig",
        "oscar.apps.checkout.apps.CheckoutConfig",
        "oscar.apps.address.apps.AddressConfig",
        "oscar.apps.shipping.apps.ShippingConfig",
        "oscar.apps.catalogue.apps.CatalogueConfig",
        "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
        "oscar.apps.communication.apps.CommunicationConfig",
        "oscar.apps.partner.apps.PartnerConfig",
        "oscar.apps.basket.apps.BasketConfig",
        "oscar.apps.payment.apps.PaymentConfig",
        "oscar.apps.offer.apps.OfferConfig",
        "oscar.apps.order.apps.OrderConfig",
        "oscar.apps.customer.apps.CustomerConfig",
        "oscar.apps.search.apps.SearchConfig",
        "oscar.apps.voucher.apps.VoucherConfig",
        "oscar.apps.wishlists.apps.WishlistsConfig",
        "haystack",
        "treebeard",
        "oscar_accounts.apps.AccountsConfig",
    ],
}
_FORK = multiprocessing.get_context("fork")


class NoMigrations(dict[str, None]):
    """The tables of a whole shop are made as its models say, which is quicker than by its history."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def configure(peer: str) -> None:
    url = urlsplit(os.environ["PEER_DATABASE"])
    own: dict[str, Any] = {"CURRENCIES": ["EUR"], "DEFAULT_CURRENCY": "EUR"}
    if peer == "oscar":
        defaults = vars(importlib.import_module("oscar.defaults"))
        own = {name: value for name, value in defaults.items() if name.isupper()}
        own |= {"MIGRATION_MODULES": NoMigrations(), "LOGGING_CONFIG": None}
        own["HAYSTACK_CONNECTIONS"] = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
    settings.configure(
        SECRET_KEY="only for the bench",
        USE_TZ=True,
        SITE_ID=1,
        STATIC_URL="/static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path.lstrip("/"),
                "USER": unquote(url.username or ""),
                "PASSWORD": unquote(url.password or ""),
                "HOST": url.hostname or "",
                "PORT": str(url.port or ""),
                "CONN_MAX_AGE": None,
                # As on our side; it does not help queries that the ORM builds.
                "OPTIONS": {"prepare_threshold": 5},
            }
        },
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", *APPS[peer]],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        **own,
    )
    django.setup()


def prepare(peer: str) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    _prepare_hordak() if peer == "hordak" else _prepare_oscar()


def _prepare_hordak() -> None:
    model = importlib.import_module("hordak.models").Account
    model.objects.create(name="issued", code="0", type="IN", currencies=["EUR"])
    for number in range(ACCOUNTS):
        model.objects.create(name=f"{number}", code=f"{number + 1}", type="AS", currencies=["EUR"])


def _prepare_oscar() -> None:
    models = importlib.import_module("oscar_accounts.models")
    importlib.import_module("django.contrib.auth").get_user_model().objects.create_superuser("staff", "s@example.org")
    kind = models.AccountType.add_root(name="holders")
    # Without a limit it may go below zero, as ours does that issues points.
    issued = models.Account(name="issued", account_type=kind, credit_limit=None)
    holders = [models.Account(name=f"{number}", account_type=kind) for number in range(ACCOUNTS)]
    # Not one by one: `save` of a new account sums its transactions, which Django refuses since 4.1.
    models.Account.objects.bulk_create([issued, *holders])


def posting(peer: str) -> Callable[[int], object]:
    """Credits the account with this number, in the words of the peer."""
    if peer == "hordak":
        model = importlib.import_module("hordak.models").Account
        amount = importlib.import_module("djmoney.money").Money(PRICE, "EUR")
        issued, *holders = model.objects.order_by("pk")

        def post(number: int) -> object:
            with transaction.atomic():
                return issued.transfer_to(holders[number % ACCOUNTS], amount)
    else:
        model = importlib.import_module("oscar_accounts.models").Account
        facade = importlib.import_module("oscar_accounts.facade")
        staff = importlib.import_module("django.contrib.auth").get_user_model().objects.get()
        issued, *holders = model.objects.order_by("pk")

        def post(number: int) -> object:
            return facade.transfer(issued, holders[number % ACCOUNTS], PRICE, user=staff)

    return post


def run(peer: str, clients: int, seconds: float) -> dict[str, float]:
    barrier, answers = _FORK.Barrier(clients), _FORK.Queue()

    def client(first: int) -> None:
        post = posting(peer)
        for count in range(WARM_UP):
            post(first + count * clients)
        barrier.wait()
        processor, started, count = time.process_time(), time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            post(first + (WARM_UP + count) * clients)
            count += 1
        answers.put((count, time.perf_counter() - started, time.process_time() - processor))

    connections.close_all()
    processes = [_FORK.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    parts = [answers.get(timeout=120 + 10 * seconds) for _ in processes]
    for process in processes:
        process.join()
    count = sum(part[0] for part in parts)
    return {
        "rate": count / max(part[1] for part in parts),
        "processor_us": 1e6 * sum(part[2] for part in parts) / count,
    }


if __name__ == "__main__":
    configure(sys.argv[1])
    if sys.argv[2] == "prepare":
        prepare(sys.argv[1])
    else:
        print(json.dumps(run(sys.argv[1], int(sys.argv[3]), float(sys.argv[4]))))
