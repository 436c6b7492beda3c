"""One database: made anew, measured, proved, and thrown away. Prints its figures as one line of JSON."""

import json
import sys
from dataclasses import asdict

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from bench import bare, measure, world  # noqa: E402
from points.ledger import queries as ledger  # noqa: E402


def main(database: str, seconds: str, repeats: str, operations: str, reference: str) -> None:
    _drop(database, is_wanted=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        _say(f"{database}: building {world.HOUSEHOLDS:,} households ...")
        everything = world.build()
        bare.create_tables(everything)
        with connection.cursor() as cursor:
            # Small tables are never looked at by themselves, large ones at some time in the middle of a run.
            cursor.execute("ANALYZE")
        _say(f"{database}: measuring ...")
        wanted = operations.split(",")
        plan = measure.Plan(seconds=float(seconds), repeats=int(repeats), operations=wanted, reference=reference)
        found = measure.figures(database, everything, plan)
        differences = ledger.verify().differences
        if differences:
            sys.exit(f"The books do not hold after the bench: {differences[0]}")
        print(json.dumps([asdict(figure) for figure in found]))
    finally:
        connections.close_all()
        _drop(database, is_wanted=False)


def _drop(database: str, *, is_wanted: bool) -> None:
    """Remove what an earlier run left, and make an empty database where one `is_wanted`."""
    if database == "sqlite":
        for path in settings.FOLDER.glob(f"{settings.NAME}.sqlite3*"):
            path.unlink()
        return
    with psycopg.connect(settings.SERVER_URL, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {settings.NAME} WITH (FORCE)")
        if is_wanted:
            server.execute(f"CREATE DATABASE {settings.NAME}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
