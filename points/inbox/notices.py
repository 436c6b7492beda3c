"""The notice that points go at the end of the year: thirty days ahead, and as long as there is something to save.

It has no row of its own. The rule book says when it is told and to whom it applies, and the ledger says how much would
go; whoever spends the points meanwhile has nothing to be told any more, and after the year end is booked the line in
the ledger stands in its place.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from points.amounts import format_points
from points.inbox.entries import Holder
from points.inbox.models import Kind
from points.ledger import queries as ledger
from points.ledger.models import Account
from points.rules import queries as rules
from points.rules.models import RuleBook

_STANDS = timedelta(days=60)
_RULES = (RuleBook.YearEnd.EXPIRE, RuleBook.YearEnd.RESET)


def year_ends(holder: Holder) -> QuerySet[Any]:
    """The rule books by which points of the holder go at the end of this year, each with its `moment` and `amount`."""
    now, today = timezone.now(), timezone.localdate()
    year = today.year if today.month == 12 else today.year - 1
    books = _deciding(holder, date(year, 12, 31))
    books = books.annotate(moment=Greatest(Value(rules.announced_at(year)), F("adopted_at")), year=Value(year))
    books = books.filter(moment__lte=now, moment__gt=now - _STANDS)
    # From spring on no notice can stand, and the ledger is not asked.
    is_over = now > rules.announced_at(year) + rules.NOTICE + _STANDS
    amounts = [] if is_over else [When(year_end=rule, then=_unspent(holder, year, rule)) for rule in _RULES]
    return books.annotate(amount=Case(*amounts, default=Value(0))).filter(amount__gt=0)


def _deciding(holder: Holder, last: date) -> QuerySet[RuleBook]:
    """The adopted books of the communities above the household that are in force on that day."""
    path = holder.resident.household.grid.path
    above = [path[:end] for end in range(1, len(path) + 1)]
    return RuleBook.objects.filter(
        Q(in_force_to__isnull=True) | Q(in_force_to__gt=last),
        community__path__in=above,
        book__in=[account.book for account in holder.accounts],
        state=RuleBook.State.ADOPTED,
        year_end__in=_RULES,
        in_force_from__lte=last,
    )


def _unspent(holder: Holder, year: int, rule: str) -> Subquery:
    accounts = Account.objects.filter(pk__in=[account.pk for account in holder.accounts], book=OuterRef("book"))
    cut_off = rules.first_moment(rules.credited_before(year, is_reset=rule == RuleBook.YearEnd.RESET))
    found = ledger.with_unspent(accounts, before=cut_off, least=OuterRef("base_points"))
    return Subquery(found.values("unspent")[:1])


def read_year_end(book: Any) -> dict[str, Any]:
    year_end = rules.YearEnd(rule_book=book, year=book.year)
    words = {
        "day": formats.date_format(year_end.last_day, "MONTH_DAY_FORMAT"),
        "amount": format_points(book.amount),
    }
    if year_end.is_reset:
        text = _("Then the points begin anew; please redeem them before.")
    else:
        text = _("Whatever you redeem until then takes the oldest points first.")
    return {"kind": Kind.POINTS, "title": _("After %(day)s %(amount)s of your points expire") % words, "text": text}
