"""Crossing: whatever takes several rows takes them in one order, so that nobody waits for each other in a circle.

Several processes move points to and fro between the same few accounts, redeem baskets with the same few goods in
another order and take them back, and award and undo for the same few households, one by one and in batches, all at
random. PostgreSQL counts its
deadlocks; SQLite, on which one writes at a time, has none.
"""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from random import Random
from threading import Barrier, Thread
from uuid import uuid4

import psycopg
from django.db import OperationalError, connection
from django.utils import timezone

from points.errors import PointsError
from points.ledger import services as ledger
from points.models import AwardRecord, Household, Redemption
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.races.street import PRICE, Street, posting

FEW = 6
_SHARES = {"transfer": 60, "batch": 8, "awards": 8, "award": 6, "undo": 3, "basket": 10, "refund": 5}

Turn = Callable[[Street, Random], object]


def transfer(street: Street, random: Random) -> object:
    """From one household to another; somebody else does it the other way round."""
    giver, receiver = random.sample(street.households[:FEW], 2)
    moved = posting(giver.account, receiver.account, random.randrange(1, 30), key=f"{uuid4()}", kind="merge")
    return ledger.post(moved, by=street.staff)


def batch(street: Street, random: Random) -> object:
    lines = []
    for _line in range(4):
        giver, receiver = random.sample(street.households[:FEW], 2)
        lines.append(posting(giver.account, receiver.account, random.randrange(1, 9), key=f"{uuid4()}", kind="merge"))
    return ledger.post_many(lines, key=f"{uuid4()}", by=street.staff)


def act(street: Street, household: Household) -> rules.Act:
    return rules.Act(
        account=household.account,
        community=street.community,
        rule_code="capped",
        occurred_at=timezone.now(),
        key=f"{uuid4()}",
    )


def awards(street: Street, random: Random) -> object:
    acts = [act(street, household) for household in random.sample(street.households[:FEW], 4)]
    return rules.award_many(acts, key=f"{uuid4()}", by=street.staff)


def award(street: Street, random: Random) -> ledger.Answer[AwardRecord]:
    return rules.award(act(street, random.choice(street.households[:FEW])), by=street.staff)


def undo(street: Street, random: Random) -> object:
    wrong = award(street, random).result
    return rules.undo(wrong, key=f"{uuid4()}", by=street.staff, reason="录错了")


def basket(street: Street, random: Random) -> ledger.Answer[Redemption]:
    goods = random.sample(street.plenty, 3)
    lines = [supermarket.Line(good=good, quantity=1, price=PRICE) for good in goods]
    household = random.choice(street.households[:FEW])
    return supermarket.redeem(household, store=street.store, lines=lines, key=uuid4(), by=street.staff)


def refund(street: Street, random: Random) -> object:
    bought = basket(street, random)
    return supermarket.refund(bought.result, key=uuid4(), by=street.staff, reason="不要了")


_TURNS: dict[str, Turn] = {turn.__name__: turn for turn in (transfer, batch, awards, award, undo, basket, refund)}


def run(street: Street, *, transfers: int, processes: int = 4, seed: int = 7) -> Counter[str]:
    """How often each was done until so many single transfers were asked for, refusals by code, `deadlock` at worst."""
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    connection.close()

    def go(number: int) -> None:
        share = transfers * (number + 1) // processes - transfers * number // processes
        queue.put(_cross(street, Random(f"{seed}:{number}"), share))

    started = [fork.Process(target=go, args=(number,)) for number in range(processes)]
    for process in started:
        process.start()
    found: Counter[str] = Counter()
    for _process in started:
        found.update(queue.get())
    for process in started:
        process.join()
    return found


def _cross(street: Street, random: Random, transfers: int) -> Counter[str]:
    done: Counter[str] = Counter()
    while done["transfer"] < transfers:
        name = random.choices(list(_SHARES), list(_SHARES.values()))[0]
        done[name] += 1
        try:
            _TURNS[name](street, random)
        except PointsError as refusal:
            done[refusal.code] += 1
        except OperationalError as error:
            done["deadlock" if _is_deadlock(error) else f"error {error!r}"] += 1
        except Exception as error:
            done[f"error {error!r}"] += 1
    connection.close()
    return done


def _is_deadlock(error: OperationalError) -> bool:
    return isinstance(error.__cause__, psycopg.errors.DeadlockDetected)


# --- what the server counted ----------------------------------------------------------------------------------------


def counted() -> int:
    """Deadlocks that the server has found in this database, ever."""
    # A process reports its figures when it ends; this one asks for fresh ones.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def provoke(street: Street) -> int:
    """Two transactions that take two accounts in opposite order by hand: how many of them the server broke off."""
    first, second = (household.account_id for household in street.households[:2])
    barrier, broken = Barrier(2, timeout=30), []

    def take(one: int, other: int) -> None:
        with psycopg.connect(**_address()) as by_hand, by_hand.cursor() as cursor:
            try:
                cursor.execute("UPDATE points_account SET base = base WHERE id = %s", [one])
                barrier.wait()
                cursor.execute("UPDATE points_account SET base = base WHERE id = %s", [other])
            except psycopg.errors.DeadlockDetected as error:
                broken.append(error.sqlstate)
                by_hand.rollback()

    threads = [Thread(target=take, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broken.count("40P01")


def _address() -> dict[str, str]:
    wanted = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: str(wanted[key]) for name, key in named.items() if wanted[key]}
