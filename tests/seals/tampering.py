"""The ways in which a superuser may tamper with a sealed ledger, and what the proof says to each."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from points.ledger import queries as ledger
from points.ledger import triggers
from points.models import Seal, Transfer
from points.seals import keys, queries, records, rows
from points.seals import services as seals
from tests.seals.story import Sealed, Story, build

Round = Callable[[Sealed, Random], str]
"""Tampers, and returns the row that the proof must name first."""


def execute(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def value(sql: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def change(sealed: Sealed, random: Random) -> str:
    """Another amount, text, day, kind or key."""
    pk = random.choice(sealed.transfers)
    changes = (
        "amount = amount + 10",
        "memo = memo || '。'",
        "key = key || 'x'",
        "request_hash = CASE substr(request_hash, 1, 1) WHEN 'f' THEN '0' ELSE 'f' END || substr(request_hash, 2)",
        "kind = CASE kind WHEN 'reversal' THEN 'refund' WHEN 'award' THEN 'opening' ELSE 'award' END",
        f"created_by_id = {random.randrange(10**6)}",
    )
    execute(f"UPDATE points_transfer SET {random.choice(changes)} WHERE id = %s", pk)
    return f"points_transfer #{pk}"


def move(sealed: Sealed, random: Random) -> str:
    """To or from another account."""
    pk, side = random.choice(sealed.transfers), random.choice(("debit_id", "credit_id"))
    row = value_of(pk)
    other = random.choice([account for account in sealed.accounts if account not in (row.debit_id, row.credit_id)])
    execute(f"UPDATE points_transfer SET {side} = %s WHERE id = %s", other, pk)
    return f"points_transfer #{pk}"


def back_date(sealed: Sealed, random: Random) -> str:
    """The act or the record of it, by days or by a minute."""
    pk = random.choice(sealed.transfers)
    row = value_of(pk)
    if random.random() < 0.5:
        day = row.occurred_on - timedelta(days=random.randrange(1, 400))
        type(row).objects.filter(pk=pk).update(occurred_on=day)
    else:
        at = row.created_at - timedelta(minutes=random.randrange(1, 10**6))
        type(row).objects.filter(pk=pk).update(created_at=at)
    return f"points_transfer #{pk}"


def delete(sealed: Sealed, random: Random) -> str:
    """The transfer alone, or its leaf with it."""
    position = random.randrange(len(sealed.transfers))
    pk = sealed.transfers[position]
    execute("DELETE FROM points_transfer WHERE id = %s", pk)
    if random.random() < 0.5:
        return f"points_transfer #{pk}"
    execute("DELETE FROM points_leaf WHERE transfer_id = %s", pk)
    is_last = position == len(sealed.transfers) - 1
    return "points_seal" if is_last else f"points_leaf #{position}"


def cut(sealed: Sealed, random: Random) -> str:
    """The newest transfers; half of the time with everything that says they were sealed."""
    count = random.randrange(1, 20)
    gone = sealed.transfers[-count:]
    execute(f"DELETE FROM points_transfer WHERE id IN ({', '.join(map(str, gone))})")
    if random.random() < 0.5:
        return f"points_transfer #{gone[0]}"
    left = len(sealed.transfers) - count
    whole = value("SELECT COALESCE(MAX(tree_size), 0) FROM points_seal WHERE tree_size <= %s", left)
    execute("DELETE FROM points_seal WHERE tree_size > %s", whole)
    execute("DELETE FROM points_transfer WHERE id IN (SELECT transfer_id FROM points_leaf WHERE position >= %s)", whole)
    execute("DELETE FROM points_leaf WHERE position >= %s", whole)
    execute("DELETE FROM points_subtree WHERE number >= %s", whole // 256)
    return "checkpoint"


def swap(sealed: Sealed, random: Random) -> str:
    """Two transfers exchange their accounts, their keys or their numbers."""
    one, other = sorted(random.sample(range(len(sealed.transfers)), 2))
    first, second = sealed.transfers[one], sealed.transfers[other]
    execute("UPDATE points_transfer SET id = -1 WHERE id = %s", first)
    execute("UPDATE points_transfer SET id = %s WHERE id = %s", first, second)
    execute("UPDATE points_transfer SET id = %s WHERE id = -1", second)
    return f"points_transfer #{first}"


def insert(sealed: Sealed, random: Random) -> str:
    """A transfer from long ago that nobody ever saw."""
    row = value_of(random.choice(sealed.transfers))
    row.pk, row.key, row.reverses = None, f"late:{random.random()}", None
    row.kind = row.Kind.AWARD
    row.save(force_insert=True)
    at = timezone.now() - timedelta(hours=random.randrange(2, 10**4))
    type(row).objects.filter(pk=row.pk).update(created_at=at)
    return f"points_transfer #{row.pk}"


def refit(sealed: Sealed, random: Random) -> str:
    """A transfer is changed and its leaf made to fit."""

    position = random.randrange(len(sealed.transfers))
    pk = sealed.transfers[position]
    execute("UPDATE points_transfer SET amount = amount + 10 WHERE id = %s", pk)
    salt = bytes(value("SELECT salt FROM points_leaf WHERE position = %s", position))
    execute(
        "UPDATE points_leaf SET hash = %s WHERE position = %s", records.committed(rows.record_of(pk), salt), position
    )
    # Named is the first thing that is made of the leaf: a whole subtree within the same seal, or else the seal.
    seal = Seal.objects.filter(tree_size__gt=position).earliest("number")
    whole = position // 256
    return f"points_subtree 1/{whole}" if (whole + 1) * 256 <= seal.tree_size else f"points_seal #{seal.number}"


def rebuild(sealed: Sealed, random: Random) -> str:
    """Everything is made anew after a change; half of the time with the right key, which was stolen."""

    change(sealed, random)
    for table in ("points_leaf", "points_subtree", "points_seal"):
        execute(f"DELETE FROM {table}")
    signer = sealed.signer
    if random.random() < 0.5:
        signer = seals.new_key(f"{keys.path()}.{random.random()}")
    seals.seal_ledger(signer=signer)
    return "points_seal #1" if signer is not sealed.signer else "checkpoint"


WAYS: dict[str, Round] = {
    way.__name__: way for way in (change, move, back_date, delete, cut, swap, insert, refit, rebuild)
}


def value_of(pk: int) -> Any:

    return Transfer.objects.get(pk=pk)


class Unguarded:
    """What a superuser does first."""

    def __enter__(self) -> None:

        if connection.vendor == "postgresql":
            execute("SET LOCAL session_replication_role = replica")
            return
        execute("PRAGMA defer_foreign_keys = ON")
        triggers.drop(connection)

    def __exit__(self, *_: object) -> None:

        if connection.vendor == "postgresql":
            execute("SET LOCAL session_replication_role = origin")
        else:
            triggers.install(connection)


def named(sealed: Sealed) -> str:
    """What the proof names first: a row, `checkpoint`, or nothing."""

    found = queries.verify().differences
    if found:
        return f"{found[0].table} {found[0].row}"
    return "checkpoint" if queries.older(sealed.published) else ""


def tampered(sealed: Sealed, way: Round, random: Random) -> tuple[str, str]:
    """(What should be named, what was named)."""
    with transaction.atomic():
        with Unguarded():
            wanted = way(sealed, random)
        found = named(sealed)
        transaction.set_rollback(True)
    return wanted, found


def is_found(wanted: str, found: str) -> bool:
    return bool(found) and found.startswith(wanted)


def clean(sealed: Sealed, story: Story) -> str:
    """Go on, seal and prove: what was named, which should be nothing."""

    story.go_on(story.random.randrange(1, 60))
    if story.random.random() < 0.8:
        seals.seal_ledger(signer=sealed.signer)
    return named(sealed) or ", ".join(map(str, ledger.verify().differences))


def report(random: Random, *, rounds: int, clean_runs: int) -> int:
    sealed = build(random, signer=seals.new_key(keys.path()))
    print(f"{connection.vendor}, {len(sealed.transfers)} sealed transfers")
    tried: Counter[str] = Counter()
    missed: list[str] = []
    for number in range(rounds):
        name = list(WAYS)[number % len(WAYS)]
        wanted, found = tampered(sealed, WAYS[name], random)
        tried[name] += 1
        if not is_found(wanted, found):
            missed.append(f"{name}: {found or 'nothing'} instead of {wanted}")
    story = Story(random, name="more")
    alarms = [alarm for alarm in (clean(sealed, story) for _number in range(clean_runs)) if alarm]
    for name, count in tried.items():
        lost = sum(line.startswith(f"{name}:") for line in missed)
        print(f"{name:<12} {count:>6} tried {count - lost:>6} found and named")
    print(f"{'clean runs':<12} {clean_runs:>6} tried {len(alarms):>6} false alarms")
    for line in [*missed, *alarms][:20]:
        print(f"  {line}")
    return 1 if missed or alarms else 0
