"""Strange requests, strange files and strange pictures, thousands of them.

    python -m tests.fuzz [--requests 10000] [--files 5000] [--pictures 300] [--seed 1] [--docs]

On a database of its own: SQLite, or PostgreSQL with `TEST_DATABASE=postgresql`. 0 leaves a part out. Prints a report of
each part and exits with 1 when something failed; `--docs` puts the reports into docs/fuzz.md. The short forms are in
test_api.py, test_imports.py and test_pictures.py.
"""

import logging
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import date
from importlib import import_module

from tests.fuzz import report

PARTS = {"requests": "asking", "files": "imports", "pictures": "uploads"}


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--docs", action="store_true", help="write the reports into docs/fuzz.md")
    options = parser.parse_args()
    os.environ.setdefault("TEST_DATABASE_SUFFIX", "_fuzz")
    # A refusal is nothing to write home about here.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    # They know models, which are there only when Django is.
    scratch = import_module("tests.seals.ground").scratch
    with scratch():
        failures = [_part(name, options) for name in PARTS if getattr(options, name)]
    return 1 if any(failures) else 0


def _part(name: str, options: Namespace) -> int:
    began = time.monotonic()
    text, failures = import_module(f"tests.fuzz.{PARTS[name]}").run(getattr(options, name), seed=options.seed)
    spent = f"{(time.monotonic() - began) / 60:.1f} minutes on {date.today()}, seed {options.seed}"
    print(f"\n## {name}\n\n{text}\n\n{spent}")
    if options.docs:
        database = os.environ.get("TEST_DATABASE", "sqlite")
        report.write(f"{name} on {database}", f"{text}\n\n{spent}, {database}.")
    return failures


if __name__ == "__main__":
    sys.exit(main())
