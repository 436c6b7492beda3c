"""What is left of old points: arithmetic, oldest first, and no lots to keep in step.

Whatever goes out of an account takes the oldest points first. So of what was credited before a day there is left

    what was credited before it, less everything that was debited since the beginning,

if that is positive. Because the balance is all that was ever credited less all that was ever debited, the same figure
is

    the balance, less what was credited since that day,

and this is how it is asked: however long the history is, no transfer from before that day is looked at.

A transfer that undoes another one makes it as if it had never been, whatever the day on which that happened. A refund
gives a debit back and is no new credit: the points are as old as they were before they were spent, and nobody makes
points young by buying something and bringing it back. The reversal of an award takes that credit out again and spends
nothing old; where it found too little, what it could not take stays credited. So a credit counts with what was left of
it by its reversal, and reversals and refunds count for nothing by themselves.

A credit is as old as its line in the passbook, not as the act: points that were booked late are good as long as any
others, and what was announced cannot grow by a line from long ago. Points that a merge brought are new to the account
that they came to.

Three things never go: what is held, because it is promised to goods at the counter and counts as spent; the base, which
was given first, cannot be spent and so stays the oldest; and whatever came since that day.
"""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from points import statements
from points.ledger import lines
from points.ledger.models import Account, Transfer

_UNDOING = (Transfer.Kind.REVERSAL, Transfer.Kind.REFUND)


def with_unspent(
    accounts: QuerySet[Account], *, before: datetime, least: int | Combinable = 0
) -> "QuerySet[Account, Any]":
    """The accounts, each with `unspent`: tenths that are left of what was credited before that moment.

    And with the figures behind it: `kept` is the base, or `least` (tenths) where that is more; `newer` is what was
    credited since. One statement; for each account it looks at the credits since that moment and at no others.
    """
    newer: Any = Transfer.objects.filter(
        credit=OuterRef("pk"), id__gte=_first_since(before), created_at__gte=before
    ).exclude(kind__in=_UNDOING)
    left = F("amount") - Coalesce(F("reversed_by__amount"), 0)
    newer = newer.order_by().values("credit").annotate(total=Sum(left)).values("total")
    return accounts.annotate(
        kept=Greatest(F("base"), least if isinstance(least, Combinable) else Value(least)),
        newer=Coalesce(Subquery(newer), 0),
        unspent=Greatest(F("balance") - F("held") - F("kept") - F("newer"), 0),
    )


def _first_since(moment: datetime) -> int:
    """The first id that can have been given since then, so that the index of the credits is entered at its end."""
    row = statements.fetch_one(lines.FIRST_SINCE, [statements.moment(moment - lines.MOST_LATE)])
    row = row or statements.fetch_one(f"SELECT COALESCE(MAX(id), 0) FROM {Transfer._meta.db_table}")
    assert row is not None, "a maximum has a row"
    return int(row[0])
