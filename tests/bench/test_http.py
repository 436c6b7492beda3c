"""The bench over HTTP works at all: what it sends is taken by both sides, answered by 201, and there afterwards.

Nothing is timed here. `served.measure` itself ends where an answer is not a 201 or is missing in the database.
"""

import pytest
from django.conf import settings
from django.db import connection

from bench import http, load, minimal, served, servers, world
from points.models import CheckIn, Scan

ONE_WORKER = ["--worker-class", "gthread", "--workers", "1", "--threads", "2", "--keep-alive", "75"]
HOUSEHOLDS = 120


@pytest.fixture
def site(transactional_db, tmp_path, monkeypatch):
    """The demo's production settings on the database of the tests, with a community as small as it can be."""
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


@pytest.mark.django_db(transaction=True)
def test_every_request_is_taken_and_counted(site):
    found = served.measure(site, served.Plan(clients=1, seconds=0.1, repeats=1))

    assert found["queries"] == 1
    assert set(found["sides"]) == {"ours", "bare"}
    assert all(side["rate"] > 0 and side["server_us"] >= 0 for side in found["sides"].values())
    assert found["sides"]["bare"]["ratio"] == 1
    # Those that were counted besides are refused by nobody either.
    assert CheckIn.objects.count() == Scan.objects.filter(refusal="").count() > 2
    assert "check-in" in http.table(found)


def test_an_answer_that_is_no_201_ends_the_bench():
    refused = load.Load(statuses=load.Counter({201: 2, 409: 1}))
    with pytest.raises(SystemExit, match="409"):
        served._prove(refused, 3)


def test_an_answer_without_its_row_ends_the_bench():
    with pytest.raises(SystemExit, match="2 answers, but 1 rows"):
        served._prove(load.Load(statuses=load.Counter({201: 2})), 1)
