"""A database of its own for the long runs, which are started by hand and not by pytest."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import django
from django.db import connection


@contextmanager
def scratch() -> Iterator[None]:
    """An empty database on the server or in the file of `TEST_DATABASE`, and a key to seal with; both go afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("TEST_DATABASE_SUFFIX", "_seals")
    django.setup()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with TemporaryDirectory() as folder:
            os.environ["POINTS_SEAL_KEY"] = f"{folder}/seal.pem"
            yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)
