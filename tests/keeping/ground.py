"""A second database, empty, and people who write into the first one while something else goes on."""

import json
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from points.errors import PointsError
from points.ledger import services as ledger
from points.models import Account, Transfer

LONGEST = 60
"""Seconds after which a writer counts as hanging."""
DAY = date(2026, 11, 21)


@contextmanager
def another_database(folder: Path, name: str, *, is_copy: bool = False) -> Iterator[str]:
    """A database of its own, empty or like the usual one, and gone afterwards. Its name, for `leading_to`."""
    usual = connection.settings_dict["NAME"]
    if is_copy:
        # PostgreSQL copies a database only while nobody uses it.
        connection.close()
    if connection.vendor == "postgresql":
        name = f"{usual}_{name}"
        _on_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"' + f' TEMPLATE "{usual}"' * is_copy)
        yield name
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
        return
    file = folder / f"{name}.sqlite3"
    if is_copy:
        with closing(sqlite3.connect(usual)) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
    yield str(file)
    for path in folder.glob(f"{file.name}*"):
        path.unlink()


@contextmanager
def leading_to(name: str) -> Iterator[None]:
    """`connection` leads to that database; what the usual one was in the middle of goes on afterwards."""
    usual = connections[DEFAULT_DB_ALIAS]
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    other.settings_dict = usual.settings_dict | {"NAME": name}
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual


def _on_server(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@dataclass(frozen=True)
class Said:
    """An answer that a writer got, and when."""

    key: str
    account: int
    amount: int
    answer: str
    """The id of the transfer, or the code of the refusal."""
    at: float


def ask(key: str, account: int, amount: int) -> str:
    """An award above zero, a redemption below; what the ledger answers."""
    system = ledger.system_account("issued" if amount > 0 else "redeemed:1")
    holder = Account.objects.get(pk=account)
    debit, credit = (system, holder) if amount > 0 else (holder, system)
    kind = Transfer.Kind.AWARD if amount > 0 else Transfer.Kind.REDEMPTION
    posting = ledger.Posting(debit=debit, credit=credit, amount=abs(amount), kind=kind, key=key, occurred_on=DAY)
    try:
        return str(ledger.post(posting, by=None).result.pk)
    except PointsError as refusal:
        return refusal.code


class Writers:
    """Processes that post one transfer after the other, and note each answer that they got."""

    def __init__(self, folder: Path, *, accounts: list[int], count: int = 2) -> None:
        self.folder, self.accounts, self.count = folder, accounts, count
        self.stop = multiprocessing.get_context("fork").Event()

    def __enter__(self) -> "Writers":
        # A connection must not cross a fork: each process opens its own.
        connection.close()
        fork = multiprocessing.get_context("fork")
        self.processes = [fork.Process(target=self._write, args=[number]) for number in range(self.count)]
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        for process in self.processes:
            process.join(LONGEST)
            if process.exitcode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
        assert [process.exitcode for process in self.processes] == [0] * self.count

    def said(self) -> list[Said]:
        """What was acknowledged so far."""
        lines = [line for file in self.folder.glob("writer-*") for line in file.read_text().splitlines(True)]
        return [Said(*json.loads(line)) for line in lines if line.endswith("\n")]

    def wait_for(self, count: int) -> None:
        """Until they have got that many answers more."""
        wanted, deadline = len(self.said()) + count, monotonic() + LONGEST
        while len(self.said()) < wanted:
            assert monotonic() < deadline, "the writers hang"
            self.stop.wait(0.02)

    def _write(self, number: int) -> None:
        with (self.folder / f"writer-{number}").open("a", buffering=1) as out:
            step = 0
            while not self.stop.is_set():
                step += 1
                key, account = f"writer-{number}:{step}", self.accounts[step % len(self.accounts)]
                # Every fifth asks for more than there is, and is told so.
                amount = -10_000_000 if step % 5 == 0 else 50
                answer = ask(key, account, amount)
                out.write(json.dumps([key, account, amount, answer, monotonic()]) + "\n")
        connection.close()
