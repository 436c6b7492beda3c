"""`python -m tests`: every test on SQLite, then those that a database can change once more on PostgreSQL.

What pytest prints last is the summary. Where no server answers, the first run says so among its skipped tests.
"""

import os
import subprocess
import sys

from tests import surroundings


def run(*arguments: str, **environment: str) -> None:
    # A file stays on one worker, so that the fresh host and the demo site are built once.
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *arguments, *sys.argv[1:]]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    # 5: nothing was collected, which happens when the arguments name tests of one database only.
    if code not in (0, 5):
        sys.exit(code)


if __name__ == "__main__":
    run(TEST_DATABASE="sqlite")
    url = surroundings.postgresql_url()
    if url:
        run("-m", "not once", TEST_DATABASE="postgresql", TEST_DATABASE_URL=url)
