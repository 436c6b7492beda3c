"""The demo data: the right size, the same each time, and in a ledger that holds."""

from tests.site.conftest import TODAY


def test_small_community_has_the_size_that_it_announces(loaded):
    counts = loaded.probe("figures")["counts"]

    assert counts["Household"] == 64
    assert counts["Resident"] == 203
    assert counts["User"] == 7
    assert counts["Honor"] > 0
    assert counts["Redemption"] > 0


def test_every_number_of_the_ledger_holds_after_the_demo(loaded):
    done = loaded.manage("verify_ledger")

    assert done.returncode == 0, done.stdout + done.stderr


def test_demo_twice_gives_the_same_community(loaded, new_site):
    second = new_site()
    second.load("xs")

    assert second.probe("figures") == loaded.probe("figures")


def test_loading_again_says_so_and_changes_nothing(loaded):
    before = loaded.probe("figures")

    done = loaded.load("xs")

    assert done.returncode == 0
    assert "nothing was done" in done.stdout
    assert "wangfang" in done.stdout
    assert loaded.probe("figures") == before


def test_another_community_is_refused_on_the_same_database(loaded):
    done = loaded.load("s")

    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr


def test_flush_is_refused_because_the_ledger_is_append_only(loaded):
    done = loaded.manage("demo", "--tier", "xs", "--today", TODAY, "--flush")

    assert done.returncode != 0
    assert "append-only" in done.stderr


def test_site_passes_its_checks_and_has_all_migrations(loaded):
    assert loaded.manage("check", "--fail-level", "WARNING").returncode == 0
    assert loaded.manage("makemigrations", "--check", "--dry-run").returncode == 0
