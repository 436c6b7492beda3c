"""How long a worker waits for PostgreSQL, which then gives up by itself and rolls back.

Each is below the thirty seconds after which gunicorn kills a worker: a killed worker answers nobody, while a timeout
becomes a page that repeats itself with the same key. A lock is waited for most briefly, because whoever queues for it
holds a worker; and a worker that was stopped in the middle of a transaction loses its locks.

They travel in the start-up packet. A PgBouncer that refuses it: `DATABASE_TIMEOUTS=` empty, and `ALTER ROLE ... SET`.
"""

TIMEOUTS = "-c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=20s"
