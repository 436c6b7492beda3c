"""The command `import_rules`: what it writes, what it says, and how it ends."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from points.models import RuleBook
from tests.imports.conftest import HEADER, SWEEP, as_csv

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "site" / "demo" / "rules"
RULES = {
    "community_guide": 10,
    "dinghai": 11,
    "fengjie": 18,
    "party_members": 14,
    "sijing": 14,
    "street_households": 14,
    "villages": 38,
}


@pytest.fixture
def run(community, tmp_path):
    """`run(text, "--dry-run")` is the exit code of the command for a file with that text."""

    def run(text: str | Path, *options: str) -> int:
        path = text
        if isinstance(text, str):
            path = tmp_path / "rules.csv"
            path.write_text(text, encoding="utf-8")
        try:
            call_command("import_rules", str(path), "--community", "hongtutian", *options)
        except CommandError as error:
            return error.returncode
        return 0

    return run


def test_every_demo_table_is_known():
    assert {path.stem for path in DEMO.glob("*.csv")} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_real_rule_book_imports_whole_and_can_be_adopted(run, capsys, administrator, name):
    adopt = ["--adopt-from", "2026-01-01", "--where", "居民代表会议", "--by", "administrator"]
    assert run(DEMO / f"{name}.csv", "--book", "party" if name == "party_members" else "civic", *adopt) == 0
    book = RuleBook.objects.get()
    assert (book.name, book.state, book.in_force_from) == (name, "adopted", date(2026, 1, 1))
    assert book.rules.count() == RULES[name]
    assert not book.rules.filter(source="").exists()
    assert f"{RULES[name]} rules read, 0 rows refused." in capsys.readouterr().out


def test_real_rows_become_what_they_say(run):
    run(DEMO / "sijing.csv")
    run(DEMO / "villages.csv")
    run(DEMO / "dinghai.csv")
    kinds = {
        (rule.code, rule.kind, rule.points, rule.cap)
        for book in RuleBook.objects.all()
        for rule in book.rules.filter(code__in=["SJ01", "SJ04", "SJ05", "SJ13", "XP01", "SG02", "DH06", "DH11", "BY07"])
    }
    assert kinds == {
        ("SJ01", "per_period", 40, 40),
        ("SJ04", "deduction", -30, None),
        ("SJ05", "reset", 0, None),
        ("SJ13", "one_off", 2000, None),
        ("XP01", "range", 50, None),
        ("SG02", "per_hour", 20, None),
        ("DH06", "per_hour", 200, None),
        ("DH11", "per_hour", 10, 5000),
        ("BY07", "per_event", 800, 800),
    }


def test_a_refused_row_stops_everything_and_is_named(run, capsys):
    assert run(as_csv(HEADER, SWEEP, ["B", *SWEEP[1:4], "五", *SWEEP[5:]])) == 1
    assert "line 3, column “points”: “五” is not a number" in capsys.readouterr().err
    assert not RuleBook.objects.exists()


def test_a_refused_row_is_skipped_and_still_counts(run):
    assert run(as_csv(HEADER, SWEEP, ["B", *SWEEP[1:4], "五", *SWEEP[5:]]), "--skip-refused", "--name", "细则") == 1
    assert RuleBook.objects.get(name="细则").rules.count() == 1


def test_a_dry_run_says_so_and_writes_nothing(run, capsys):
    assert run(as_csv(HEADER, SWEEP), "--dry-run") == 0
    assert "Dry run: nothing written." in capsys.readouterr().out
    assert not RuleBook.objects.exists()


def test_a_file_that_cannot_be_read_ends_with_two(run, tmp_path):
    assert run("code,name\nA,清扫\n") == 2
    assert run("") == 2
    assert run(tmp_path / "nowhere.csv") == 2
    assert run(tmp_path) == 2


def test_what_was_asked_for_must_exist(run):
    table = as_csv(HEADER, SWEEP)
    assert run(table, "--by", "nobody") == 2
    assert run(table, "--adopt-from", "2026-01-01") == 2
    assert run(table, "--community", "atlantis") == 2
    assert not RuleBook.objects.exists()


def test_a_book_that_cannot_be_adopted_is_not_written(run, administrator):
    adopt = ["--adopt-from", "2026-01-01", "--where", "会议", "--by", "administrator"]
    assert run(as_csv(HEADER, SWEEP), *adopt) == 0
    assert run(as_csv(HEADER, ["QS2", *SWEEP[1:]]), *adopt) == 2
    assert RuleBook.objects.count() == 1


def test_a_file_that_was_adopted_is_not_adopted_twice(run, administrator, capsys):
    adopt = ["--adopt-from", "2026-01-01", "--where", "会议", "--by", "administrator"]
    assert run(as_csv(HEADER, SWEEP), *adopt) == 0
    assert run(as_csv(HEADER, SWEEP), *adopt) == 0
    assert "says the same already; nothing written" in capsys.readouterr().out
    assert RuleBook.objects.count() == 1


def test_a_file_without_an_end_is_read_no_further_than_it_may_be_large(run):
    assert run(Path("/dev/zero")) == 2
