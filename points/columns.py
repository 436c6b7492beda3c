"""Thousands of rows that are written column by column.

In a month of awards most columns hold the same from the first row to the last; that is looked at once for a column
then, and not once for each row.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from django.db import IntegrityError, connection

from points import statements

_AT_ONCE = 500
"""Rows that PostgreSQL is sent while the next ones are written down."""

_SPECIAL = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_is_special = re.compile(r"[\\\n\r\t]").search


def insert(table: str, columns: Mapping[str, Sequence[Any]]) -> bool:
    """Write rows given by their columns: whole numbers, texts, None and what `statements.moment` keeps.

    False when a unique constraint refused; then the transaction can only be rolled back. Triggers and constraints hold
    as for any other INSERT.
    """
    names = ", ".join(columns)
    try:
        with statements.cursor() as opened, connection.wrap_database_errors:
            if statements.is_postgresql():
                lines = map("\t".join, zip(*map(_copied, columns.values()), strict=True))
                with opened.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    while some := list(islice(lines, _AT_ONCE)):
                        copy.write("\n".join([*some, ""]))
            else:
                marks = ", ".join(["%s"] * len(columns))
                rows = zip(*columns.values(), strict=True)
                opened.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    except IntegrityError as refusal:
        if "unique" not in str(refusal).lower():
            raise
        return False
    return True


def _copied(values: Sequence[Any]) -> Iterable[str]:
    """A column in the text format of COPY."""
    if not values:
        return []
    if values.count(values[0]) == len(values):
        return repeat("\\N" if values[0] is None else str(values[0]).translate(_SPECIAL), len(values))
    texts = list(map(str, values))
    if _is_special("".join(texts)):
        texts = [text.translate(_SPECIAL) for text in texts]
    if None in values:
        texts = ["\\N" if value is None else text for value, text in zip(values, texts, strict=True)]
    return texts
