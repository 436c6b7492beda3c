"""Strange files for `import_rules`: read whole, refused by line and column, or refused as a whole, and nothing else.

Each goes through the command, as an office would send it, on a database that is afterwards as it was before. Whatever
was refused has left no trace; whatever was written is not written twice.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import translation

from points.audit import LogEntry
from points.models import CapGroup, Grid, GridLevel, Rule, RuleBook
from tests.fuzz import bombs
from tests.fuzz.report import percent, table
from tests.fuzz.sheets import MAKERS

COMMUNITY = "fuzz-imports"
NAMES = ["rules.csv", "rules.xlsx", "rules.xls", "rules", "rules.exe", "规则.CSV", "rules.csv.xlsx"]
SKIPPED_OF_TEN = 2
_WRITTEN_TO = (RuleBook, Rule, CapGroup, LogEntry)
_REFUSAL = re.compile(r"line \d+(, column “[^”]+”)?: \S.*|column “[^”]+” is passed over")
_UNREADABLE = re.compile(r".*: The file cannot be read: \S.*\.", re.DOTALL)


@dataclass
class Run:
    codes: dict[str, Counter[int]] = field(default_factory=dict)
    """Exit codes by the kind of file."""
    failures: list[str] = field(default_factory=list)


def run(files: int, *, seed: int) -> tuple[str, int]:
    with translation.override("en"):
        found = fuzz(files, seed=seed)
        found.failures += filter(None, map(bombs.blow_up, bombs.BOMBS))
    for failure in found.failures[:20]:
        print(f"\n{failure}")
    return said(found), len(found.failures)


def said(found: Run) -> str:
    rows = [
        (name, f"{codes.total():,}", *(percent(codes[code] / codes.total()) for code in (0, 1, 2)))
        for name, codes in found.codes.items()
    ]
    files = sum(codes.total() for codes in found.codes.values())
    head = f"{files:,} files and {len(bombs.BOMBS)} bombs, {len(found.failures)} failures."
    return f"{head}\n\n{table(['kind of file', 'files', 'read (0)', 'rows refused (1)', 'unreadable (2)'], rows)}"


def fuzz(files: int, *, seed: int) -> Run:
    found, dice = Run(), Random(seed)
    _community()
    with TemporaryDirectory() as folder:
        for number in range(files):
            kind = list(MAKERS)[number % len(MAKERS)]
            content = MAKERS[kind](dice)
            path = Path(folder) / dice.choice(NAMES)
            path.write_bytes(content)
            code, wrong = check(path, skips_refused=dice.randrange(10) < SKIPPED_OF_TEN)
            found.codes.setdefault(kind, Counter())[code] += 1
            if wrong:
                found.failures.append(f"{kind}, file {number} of seed {seed}: {wrong}\n{content[:300]!r}")
    return found


def check(path: Path, *, skips_refused: bool = False) -> tuple[int, str]:
    """The exit code, and what is wrong with it."""
    options = ["--skip-refused"] if skips_refused else []
    with _undone():
        before = digest()
        try:
            code, said = _import(path, options)
            after = digest()
            wrong = _wrong(code, said, is_changed=after != before, skips_refused=skips_refused)
            if after != before and not wrong:
                again, _said = _import(path, options)
                if (again, digest()) != (code, after):
                    wrong = f"the second time it ended with {again}, and something was written"
        except Exception as error:
            return -1, repr(error)
    return code, wrong


def _wrong(code: int, said: list[str], *, is_changed: bool, skips_refused: bool) -> str:
    if code not in (0, 1, 2):
        return f"it ended with {code}"
    if is_changed and code and not (code == 1 and skips_refused):
        return f"it ended with {code} and left something behind"
    if code == 0 and not is_changed:
        return "it was read and nothing was written"
    if not all(line.isprintable() for line in said) and code == 2:
        return f"it was refused with signs that nobody can read: {said}"
    clear = _UNREADABLE if code == 2 else _REFUSAL
    unclear = [line for line in said if not clear.fullmatch(line)]
    return f"it ended with {code} and said {unclear[:3]}" if unclear or (code and not said) else ""


def _import(path: Path, options: list[str]) -> tuple[int, list[str]]:
    """How the command ended, and what it said about the file."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(
            "import_rules", str(path), "--community", COMMUNITY, "--name", "细则", *options, stdout=out, stderr=err
        )
    except CommandError as error:
        return error.returncode, [str(error)] if error.returncode == 2 else err.getvalue().splitlines()
    return 0, err.getvalue().splitlines()


def digest() -> str:
    """How many rows every table has, and what stands in those that an import writes to."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    counts = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in tables)
    hashed = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        hashed.update(repr(cursor.fetchall()).encode())
        for model in _WRITTEN_TO:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
            hashed.update(repr(cursor.fetchall()).encode())
    return hashed.hexdigest()


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _community() -> None:
    level, _made = GridLevel.objects.get_or_create(rank=1, defaults={"name": "社区", "is_community": True})
    if not Grid.objects.filter(code=COMMUNITY).exists():
        Grid.add_root(level=level, name="表格", code=COMMUNITY)
