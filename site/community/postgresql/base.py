"""PostgreSQL over a connection that is kept: whether it still lives is seen without asking over it.

Django asks `SELECT 1` before a request uses a connection again. That is a round trip for every request, as long as the
one statement that a check-in takes. But a server that ends a connection says so, with a last message or by hanging up,
and then there is something to be read where nothing was asked. Only in that case Django's question is put.

A server that vanished without a word is noticed neither way: both wait until the network gives up.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        # After an error nothing is taken for granted.
        if self.connection is not None and not self.errors_occurred and _is_silent(self.connection):
            return True
        return super().is_usable()


def _is_silent(connection: base.Database.Connection) -> bool:
    if connection.closed:
        return False
    told = select.poll()
    told.register(connection.fileno(), select.POLLIN)
    return not told.poll(0)
