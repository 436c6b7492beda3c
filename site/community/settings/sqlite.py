"""How the site opens an SQLite file.

IMMEDIATE takes the write lock when a transaction begins, so that two writers queue and neither fails half way. WAL
lets readers go on meanwhile. FULL, because a ledger must not forget its last posting when the power fails.
Recursive triggers, because `INSERT OR REPLACE` would otherwise slip past the triggers that keep the ledger append-only.
"""

OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; "
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
    ),
}
