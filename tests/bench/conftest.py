"""The demo's production settings on the database of the tests, with a community as small as it can be."""

import pytest
from django.conf import settings
from django.db import connection

from bench import http, minimal, servers, world

ONE_WORKER = servers.gunicorn(workers=1, threads=2)
HOUSEHOLDS = 120


@pytest.fixture
def site(transactional_db, tmp_path, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("The bench over HTTP measures PostgreSQL, and these tests run on SQLite (TEST_DATABASE chooses).")
    known = connection.settings_dict
    address = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    for name, value in http.environment(address, str(tmp_path)).items():
        monkeypatch.setenv(name, value)
    # Cards are signed with it.
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    (tmp_path / "static").mkdir()
    monkeypatch.setattr(servers, "GUNICORN", ONE_WORKER)
    for module in (world, minimal):
        monkeypatch.setattr(module, "HISTORY", 1)
    monkeypatch.setattr(minimal, "RESIDENTS", HOUSEHOLDS)
    everything = world.build(HOUSEHOLDS)
    minimal.create_tables(everything)
    yield everything
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'minimal%%'")
        cursor.execute(f"DROP TABLE {', '.join(name for (name,) in cursor.fetchall())} CASCADE")
