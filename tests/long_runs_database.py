"""The database of a long run: made anew, or found again."""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections


def make() -> None:
    """An empty one with all tables; what was there is gone."""
    drop()
    if settings.IS_POSTGRESQL:
        _on_the_server(f"CREATE DATABASE {settings.NAME}")
    settings.FOLDER.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def drop() -> None:
    connections.close_all()
    if settings.IS_POSTGRESQL:
        _on_the_server(f"DROP DATABASE IF EXISTS {settings.NAME} WITH (FORCE)")
        return
    for path in settings.FOLDER.glob(f"{settings.NAME}.sqlite3*"):
        path.unlink()


def _on_the_server(sql: str) -> None:
    with psycopg.connect(settings.SERVER_URL, autocommit=True) as server:
        server.execute(sql)
