"""Reading and writing many leaves: plain statements, in chunks, because a million of them is an ordinary first seal."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from struct import Struct
from typing import Any

from django.db import connection
from django.db.models import Max

from points.ledger.models import Transfer
from points.seals import records
from points.seals.merkle import Whole
from points.seals.models import Leaf, Seal, Subtree

CHUNK = 20_000
_SALT = 16
_TRANSFER, _LEAF = Transfer._meta.db_table, Leaf._meta.db_table
_LOCK = 0x5EA1ED
_INSERT_LEAF = f"INSERT INTO {_LEAF} (position, transfer_id, salt, hash) VALUES (%s, %s, %s, %s)"
_COPY_LEAF = f"COPY {_LEAF} (position, transfer_id, salt, hash) FROM STDIN (FORMAT binary)"
_COPY_HEAD, _COPY_END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
_copied = Struct(">hiqiqi16si32s").pack

NewLeaf = tuple[int, int, bytes, bytes]
"""Position, id of the transfer, salt, hash."""
OldLeaf = tuple[int, int, bytes, bytes, str | None, str | None]
"""The same with the transfer's record as it stands now and the moment it says; None when the transfer is gone."""


def lock() -> None:
    """Until the end of the transaction nobody else seals. A writer on SQLite is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _without_leaf(condition: str) -> str:
    return f"""FROM {_TRANSFER} t WHERE {condition}
    AND NOT EXISTS (SELECT 1 FROM {_LEAF} l WHERE l.transfer_id = t.id)"""


def _kept(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def unsealed(since: datetime | None) -> Iterator[list[tuple[int, str]]]:
    """Id and record of each transfer without a leaf that was recorded from then on, or of all, in chunks.

    Must run inside a transaction; leaves may be written between two chunks.
    """
    if since:
        # The sign keeps SQLite from walking over all ids where the few of the last hour are found by their index.
        source, params = f"{_without_leaf('t.created_at >= %s')} ORDER BY +t.id", [_kept(since)]
    else:
        source, params = f"FROM {_TRANSFER} t ORDER BY t.id", []
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT t.id, {records.written()} {source}", params)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def unsealed_count(since: datetime | None) -> int:
    condition, params = ("t.created_at >= %s", [_kept(since)]) if since else ("1 = 1", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_without_leaf(condition)}", params)
        return int(cursor.fetchone()[0])


def passed_over(until: datetime) -> list[int]:
    """Ids of the transfers that say they were recorded before then and have no leaf."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.id {_without_leaf('t.created_at < %s')} ORDER BY t.id", [_kept(until)])
        return [pk for (pk,) in cursor.fetchall()]


def salted(first: int, transfers: Sequence[tuple[int, str]]) -> list[NewLeaf]:
    """The leaves of these transfers from the position `first` on."""
    random = os.urandom(_SALT * len(transfers))
    salts = [random[start : start + _SALT] for start in range(0, len(random), _SALT)]
    return [
        (first + number, pk, salt, records.committed(record, salt))
        for number, ((pk, record), salt) in enumerate(zip(transfers, salts, strict=True))
    ]


def insert_leaves(leaves: Sequence[NewLeaf]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT_LEAF, leaves)
            return
        rows = [_copied(4, 8, position, 8, pk, 16, salt, 32, root) for position, pk, salt, root in leaves]
        with cursor.copy(_COPY_LEAF) as copy:
            copy.write(b"".join((_COPY_HEAD, *rows, _COPY_END)))


def insert_subtrees(whole: Iterable[Whole]) -> None:
    Subtree.objects.bulk_create(
        [Subtree(level=found.level, number=found.number, hash=found.hash) for found in whole], batch_size=300
    )


def leaves_between(first: int, last: int) -> Iterator[list[OldLeaf]]:
    """The leaves from `first` to before `last` with what their transfers say now, in chunks and in order."""
    sql = f"""
        SELECT l.position, l.transfer_id, l.salt, l.hash, {records.written()}, {records.recorded_at()}
        FROM {_LEAF} l LEFT JOIN {_TRANSFER} t ON t.id = l.transfer_id
        WHERE l.position >= %s AND l.position < %s ORDER BY l.position"""
    for start in range(first, last, CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(sql, [start, min(start + CHUNK, last)])
            yield cursor.fetchall()


def end() -> int:
    """The position after the last leaf."""
    last: int | None = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def leaves_from(first: int) -> Iterator[list[OldLeaf]]:
    return leaves_between(first, end())


def record_of(transfer: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {records.written()} FROM {_TRANSFER} t WHERE t.id = %s", [transfer])
        return str(cursor.fetchone()[0])


def hashes(level: int, first: int, last: int) -> list[bytes]:
    """The hashes on a level of 256s from `first` to before `last`: of leaves on level 0, of subtrees above."""
    if level == 0:
        found: Any = Leaf.objects.filter(position__gte=first, position__lt=last).order_by("position")
    else:
        found = Subtree.objects.filter(level=level, number__gte=first, number__lt=last).order_by("number")
    return [bytes(kept) for kept in found.values_list("hash", flat=True)]


def head() -> Seal | None:
    return Seal.objects.order_by("-number").first()
