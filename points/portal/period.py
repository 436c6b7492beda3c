"""The passbook of a period, on paper and as a file: from the balance before it to the balance after it."""

import csv
from collections.abc import Iterator
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from points import audit, exports, printing
from points.amounts import TENTHS
from points.people import queries as people
from points.people.models import Deed, Resident
from points.permissions import user_of
from points.portal.asking import by_proxy, may, of_resident
from points.portal.forms import TakeAlongForm
from points.portal.passbook import passbooks_of
from points.portal.queries import passbook

_WANTED = "from"
"""A field of the form: without it nothing was chosen yet."""


@of_resident
def print_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    """A sheet like the pages of a paper passbook; without a period the page on which it is chosen.

    As a page for whoever may look, because paper goes to the person who stands there; as a file for the family alone.
    """
    is_page = _WANTED not in request.GET or request.GET.get(printing.WAY) == printing.PAGE
    return _sheet(request, resident) if is_page else _file(request, resident)


@of_resident
@by_proxy(Deed.TAKE_ALONG)
def export_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The same lines for a spreadsheet."""
    form = _form(request, resident)
    period = _period(request, resident, form)
    if period is None:
        return _choose(request, form)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(form)}.csv"'
    response.write(exports.BYTE_ORDER_MARK)
    csv.writer(response).writerows(_rows(period))
    return response


def _sheet(request: HttpRequest, resident: Resident) -> HttpResponse:
    form = _form(request, resident)
    period = _period(request, resident, form)
    if period is None:
        return _choose(request, form)
    context = {
        "resident": resident,
        "household": resident.household,
        "account": form.account,
        "is_own": form.is_own,
        "form": form,
        "period": period,
        "today": timezone.localdate(),
    }
    if not may(request, Deed.TAKE_ALONG):
        context["pdf_url"] = ""
    return printing.answer(request, "points/portal/statement_print.html", context, filename=_name(form))


@by_proxy(Deed.TAKE_ALONG)
def _file(request: HttpRequest, resident: Resident) -> HttpResponse:
    return _sheet(request, resident)


def _form(request: HttpRequest, resident: Resident) -> TakeAlongForm:
    is_own = request.GET.get("book") == "own"
    account = passbooks_of(resident).get("points:own-statement" if is_own else "points:statement")
    if account is None:
        raise Http404
    return TakeAlongForm(request.GET if _WANTED in request.GET else None, account=account, is_own=is_own)


def _period(request: HttpRequest, resident: Resident, form: TakeAlongForm) -> passbook.Period | None:
    """The lines, and a line in the log; None where nothing fit to be shown was chosen."""
    if not form.is_valid():
        return None
    period = passbook.period_of(form.account, since=form.since, until=form.until)
    if not period.is_whole:
        most = passbook.MOST_LINES
        form.add_error(None, _("More than %(most)s lines: please choose a shorter period.") % {"most": most})
        return None
    by = user_of(request)
    data = audit.facts(since=form.since, until=form.until, lines=len(period.entries))
    data |= people.on_behalf_of(by, resident)
    audit.write(form.account, action="points.statement_taken", by=by, data=data)
    return period


def _choose(request: HttpRequest, form: TakeAlongForm) -> HttpResponse:
    passbook_url = reverse("points:own-statement" if form.is_own else "points:statement")
    context = {"form": form, "passbook": passbook_url, "may_take": may(request, Deed.TAKE_ALONG)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "points/portal/statement_take.html", context, status=status)


def _name(form: TakeAlongForm) -> str:
    """Of the file; it names nobody."""
    return f"passbook-{form.data['from']}-{form.data['to']}"


# --- the file -------------------------------------------------------------------------------------------------------


def _rows(period: passbook.Period) -> Iterator[list[object]]:
    yield [
        _("Recorded on"),
        _("Day of the act"),
        _("What"),
        _("Kind"),
        _("Plus or minus"),
        _("Balance afterwards"),
        _("Done by"),
        _("Minutes"),
        _("Rule"),
        _("Rule book"),
        _("Recorded by"),
        _("Receipt number"),
        _("Line number"),
        _("Dispute"),
    ]
    for entry in period.entries:
        yield [exports.guarded(cell) if isinstance(cell, str) else cell for cell in _cells(entry)]


def _cells(entry: passbook.Entry) -> list[object]:
    transfer, award, redemption = entry.transfer, entry.award, entry.redemption
    return [
        f"{timezone.localtime(transfer.created_at):%Y-%m-%d %H:%M}",
        transfer.occurred_on.isoformat(),
        entry.title,
        transfer.get_kind_display(),
        _points(entry.line.amount),
        _points(entry.line.balance),
        award.resident.name if award and award.resident else "",
        award.minutes if award and award.minutes else "",
        str(award.rule) if award else "",
        str(award.rule.rule_book) if award else "",
        entry.recorder,
        redemption.number if redemption else "",
        transfer.pk,
        entry.dispute.get_state_display() if entry.dispute else "",
    ]


def _points(tenths: int) -> int | float:
    return tenths / TENTHS if tenths % TENTHS else tenths // TENTHS
