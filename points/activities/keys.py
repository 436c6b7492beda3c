"""From a service record back to the shift that it was served at, for sums over thousands of them.

A check-in leads to the record that closing wrote. A correction is another record; what it shares with the first one is
the beginning of its key, as `record_key` writes it.
"""

from typing import Any

from django.db.models import BigIntegerField, Case, Value, When
from django.db.models.functions import Cast, StrIndex, Substr

_BEGINS = "shift:"


def shift_in_key() -> Case:
    """The id of the shift in the `key` of a service record; null for a record of anything else."""
    rest: Any = Substr("key", len(_BEGINS) + 1)
    number = Substr(rest, 1, StrIndex(rest, Value(":")) - 1)
    return Case(When(key__startswith=_BEGINS, then=Cast(number, BigIntegerField())), output_field=BigIntegerField())
