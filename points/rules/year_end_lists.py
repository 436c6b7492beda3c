"""Who would lose how much at the end of a year: a page at a time on the screen, and all of it as CSV.

The ledger is asked once, for ids and amounts; who stands behind an account is looked up for the rows that are shown.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.views.mixins import Echo
from wagtail.log_actions import log

from points import audit
from points.amounts import format_points
from points.exports import BYTE_ORDER_MARK, guarded
from points.ledger.models import Account
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User
from points.rules import queries
from points.scopes import Reach

_ON_A_PAGE = 100
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Losing:
    """An account that would lose points."""

    number: str
    place: str
    name: str
    """Of the head of the household, or of the resident; masked where the user does not serve the people."""
    balance: int
    amount: int


def preview(year_end: queries.YearEnd, *, page: str, reach: Reach) -> dict[str, Any]:
    """What the screen shows."""
    losing = _losing(year_end)
    shown = Paginator(losing, _ON_A_PAGE).get_page(page)
    newest = queries.rounds_of(year_end).first()
    return {
        "year_end": year_end,
        "page": shown,
        "losing": _named(list(shown.object_list), reach),
        "total": sum(amount for _pk, amount in losing),
        "standing": newest if newest and newest.undone_at is None else None,
        "attempt": queries.next_attempt(year_end),
    }


def as_csv(year_end: queries.YearEnd, *, reach: Reach, by: User) -> StreamingHttpResponse:
    """All of them; logged, because it is personal data that leaves the site."""
    facts = audit.facts(model="points.expiryround", filters="community,year")
    log(instance=by, action="points.exported", user=by, data=facts)
    answer = StreamingHttpResponse(_lines(_losing(year_end), reach), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="year-end-{year_end.year}.csv"'
    return answer


def _losing(year_end: queries.YearEnd) -> list[tuple[int, int]]:
    """Id and tenths of each account, door by door."""
    by_door = ("household__grid__path", "household__door", "pk")
    return list(queries.losing_in(year_end).order_by(*by_door).values_list("pk", "unspent"))


def _named(losing: Sequence[tuple[int, int]], reach: Reach) -> list[Losing]:
    pks = [pk for pk, _amount in losing]
    accounts = Account.objects.select_related("household__grid", "resident__household__grid").in_bulk(pks)
    heads = Resident.objects.filter(household__account__in=pks, is_head=True, is_active=True)
    by_account = {head.household.account_id: head for head in heads.select_related("household__grid")}
    return [_row(accounts[pk], amount, by_account.get(pk), reach) for pk, amount in losing]


def _row(account: Account, amount: int, head: Resident | None, reach: Reach) -> Losing:
    person = getattr(account, "resident", None) or head
    household = getattr(account, "household", None) or (person and person.household)
    name = "" if person is None else person.name if reach.sees_name_of(person) else people.masked_name(person.name)
    return Losing(
        number=account.grouped_number, place=str(household or ""), name=name, balance=account.balance, amount=amount
    )


def _lines(losing: Sequence[tuple[int, int]], reach: Reach) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow([_("Place"), _("Name"), pgettext("number", "Account"), _("Balance"), _("Points that go")])
    for start in range(0, len(losing), _AT_ONCE):
        for row in _named(losing[start : start + _AT_ONCE], reach):
            figures = [format_points(row.balance), format_points(row.amount)]
            yield writer.writerow([guarded(row.place), guarded(row.name), row.number, *figures])
