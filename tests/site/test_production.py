"""The site with its production settings: no warning of a check, and nobody waits longer than a worker lives."""

import re

import pytest

from tests import surroundings
from tests.site.conftest import Site

GUNICORN_TIMEOUT_SECONDS = 30
NOBODY_ANSWERS = "postgres://nobody@127.0.0.1:9/points"


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """In an environment as the operator gives it; its database does not answer."""
    site = Site(tmp_path_factory.mktemp("production"))
    site.environment |= {
        "DJANGO_SETTINGS_MODULE": "community.settings.production",
        "SECRET_KEY": "Qm3v" * 8 + "0123456789" + "jd-Zx_7L" * 4,
        "ALLOWED_HOSTS": "points.example.org",
        "DATABASE_URL": NOBODY_ANSWERS,
        "CACHE_URL": "redis://127.0.0.1:6379/0",
    }
    made = site.manage("card_key", str(site.folder / "card.pem"))
    assert made.returncode == 0, made.stderr
    return site


def test_deployment_checks_have_nothing_to_say(production):
    done = production.manage("check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert "WARNING" not in done.stdout + done.stderr


def test_a_cache_that_the_workers_do_not_share_is_still_warned_about(production):
    alone = Site(production.folder)
    alone.environment = production.environment | {"CACHE_URL": "locmemcache://"}

    done = alone.manage("check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode != 0
    assert "points.W003" in done.stderr


def test_site_does_not_start_without_a_secret_of_its_own(production):
    bare = Site(production.folder)
    bare.environment = {name: value for name, value in production.environment.items() if name != "SECRET_KEY"}

    done = bare.manage("check")

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


@pytest.fixture(scope="module")
def asked(production):
    return production.probe("production")


def test_the_database_gives_up_before_the_worker_is_killed(asked):
    seconds = dict(re.findall(r"-c (\w+)=(\d+)s", asked["options"]["options"]))

    assert set(seconds) == {"lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"}
    assert all(int(value) < GUNICORN_TIMEOUT_SECONDS for value in seconds.values())
    assert int(seconds["lock_timeout"]) < int(seconds["statement_timeout"])


def test_a_worker_keeps_its_connections_and_looks_whether_they_live(asked):
    assert asked["engine"] == "community.postgresql"
    assert asked["connections"] == [None, True]
    assert "pool" not in asked["options"]


def test_a_pool_is_there_for_the_asking_and_gives_up_before_the_worker_is_killed(production):
    pooled = Site(production.folder)
    pooled.environment = production.environment | {"DATABASE_POOL_SIZE": "4"}
    asked = pooled.probe("production")

    assert asked["engine"] == "django.db.backends.postgresql"
    assert asked["options"]["pool"]["max_size"] == 4
    assert asked["options"]["pool"]["timeout"] < GUNICORN_TIMEOUT_SECONDS
    # Django refuses a pool whose connections have an age.
    assert asked["connections"] == [0, True]
    assert asked["status"] == 503


def test_a_kept_connection_is_not_asked_whether_it_lives_and_its_end_is_noticed_nevertheless(production):
    url = surroundings.postgresql_url()
    if url is None:
        pytest.skip(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()))
    kept = Site(production.folder)
    kept.environment = production.environment | {"DATABASE_URL": url}

    is_alive, is_asked, is_alive_after_error, is_asked_after_error, is_ended = kept.probe("kept")

    assert (is_alive, is_asked) == (True, False)
    assert (is_alive_after_error, is_asked_after_error) == (True, True)
    assert is_ended


def test_a_worker_without_a_database_ends_in_the_page_that_waits(asked):
    assert asked["status"] == 503
    assert asked["headers"]["Retry-After"] == "5"


def test_a_scanner_without_a_session_is_answered_by_the_api_and_a_session_is_looked_up(asked):
    status, code, _ = asked["scanner"]

    assert (status, code) == (401, "not_authenticated")
    # The database, where the session would be, is away.
    assert asked["person"] == 503


@pytest.mark.parametrize("answer", ["page", "scanner"])
def test_every_answer_tells_the_browser_to_be_strict(asked, answer):
    headers = asked["headers"] if answer == "page" else asked["scanner"][2]

    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_what_is_asked_in_the_clear_is_led_to_https_and_cookies_stay_there(asked):
    assert asked["plain"] == [301, "https://points.example.org/points/activities/"]
    assert asked["cookies"] == [True, True, True]
