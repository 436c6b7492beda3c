"""The host of the tests on a database of its own, for runs that are started by hand and last for minutes."""

import os

from tests.settings import *  # noqa: F403 - Django's way to derive settings
from tests.settings import BASE_DIR, IS_POSTGRESQL, TEST_DATABASE_URL, _postgresql, _sqlite

NAME = os.environ.get("LONG_RUN_DATABASE", "points_long_run")
SERVER_URL = TEST_DATABASE_URL
FOLDER = BASE_DIR.parent / "var"

if IS_POSTGRESQL:
    # As in production: the server keeps the plan of a statement that comes again. What a crash of the server would
    # lose is not asked here, so nobody waits for its disk.
    OPTIONS = {"prepare_threshold": 5, "options": "-c synchronous_commit=off"}
    DATABASES = {"default": {**_postgresql(), "NAME": NAME, "OPTIONS": OPTIONS}}
else:
    DATABASES = {"default": {**_sqlite(), "NAME": FOLDER / f"{NAME}.sqlite3"}}
LOGGING = {"version": 1, "disable_existing_loggers": True}
