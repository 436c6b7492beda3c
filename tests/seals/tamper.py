"""A superuser who knows everything about the database against the seals.

    python -m tests.seals.tamper --rounds 1000 --clean 50 [--seed N]

Each round changes the sealed ledger in one of the ways below, with the triggers out of the way, and asks whether the
proof finds it and names the row that was touched. Nothing a round did stays. The clean runs post, seal and prove in
turns and must find nothing. Prints a line for each way and exits with 1 when something was missed or falsely alarmed.
The short form is in test_tampering.py.
"""

import sys
from argparse import ArgumentParser
from importlib import import_module
from random import Random

from tests.seals.ground import scratch


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--clean", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    with scratch():
        # Knows models, which are there only now.
        report = import_module("tests.seals.tampering").report
        return report(Random(options.seed), rounds=options.rounds, clean_runs=options.clean)


if __name__ == "__main__":
    sys.exit(main())
