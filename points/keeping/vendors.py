"""Which of the two ways of copying a database is this site's. Both have the same functions:

`versions`, `dump`, `check`, `refuse_if_in_use`, `load`.
"""

from types import ModuleType

from django.db import connection

from points.keeping import postgresql, sqlite


def of_site() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
