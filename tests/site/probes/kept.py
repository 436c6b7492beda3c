"""Prints whether a connection that was kept is asked before it is used again, and whether its end is noticed."""

import json
import os

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402

connection.ensure_connection()
pid = connection.connection.info.backend_pid
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:

    def last_state() -> object:
        return other.execute("SELECT state_change FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()

    before = last_state()
    is_alive = connection.is_usable()
    is_asked = last_state() != before
    connection.errors_occurred = True
    is_alive_after_error = connection.is_usable()
    is_asked_after_error = last_state() != before
    connection.errors_occurred = False
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    is_ended = not connection.is_usable()
print(json.dumps([is_alive, is_asked, is_alive_after_error, is_asked_after_error, is_ended]))  # noqa: T201
