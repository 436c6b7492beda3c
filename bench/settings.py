"""The host of the tests on a database of the bench's own, as durable as a real one."""

import os

from tests.settings import *  # noqa: F403 - Django's way to derive settings
from tests.settings import BASE_DIR, IS_POSTGRESQL, TEST_DATABASE_URL, _postgresql

NAME = "points_bench" + os.environ.get("TEST_DATABASE_SUFFIX", "")
SERVER_URL = TEST_DATABASE_URL
FOLDER = BASE_DIR.parent / "var"

if IS_POSTGRESQL:
    # As in production: the server keeps the plan of a statement that comes again, as psycopg does by itself.
    DATABASES = {"default": {**_postgresql(), "NAME": NAME, "CONN_MAX_AGE": None, "OPTIONS": {"prepare_threshold": 5}}}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / f"{NAME}.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA recursive_triggers=ON;"
                ),
            },
        }
    }
LOGGING = {"version": 1, "disable_existing_loggers": True}
