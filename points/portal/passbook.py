"""The passbook: every line of the account, and what stands behind it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from points.ledger.models import Account
from points.people.models import Resident
from points.portal.asking import of_resident
from points.portal.forms import StatementForm
from points.portal.queries import passbook
from points.portal.queries.home import members_of


@of_resident
def read_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    return _read_statement(request, resident, "points:statement")


@of_resident
def read_own_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The personal account, such as that of party member points: the rest of the family has no way to it."""
    return _read_statement(request, resident, "points:own-statement")


def _read_statement(request: HttpRequest, resident: Resident, name: str) -> HttpResponse:
    account = passbooks_of(resident).get(name)
    if account is None:
        raise Http404
    form = StatementForm(request.GET, account=account, members=members_of(resident.household))
    page = passbook.page_of(account, wanted=form.wanted, before=form.older_than)
    here, chosen = reverse(name), {"show": form.shown, **form.chosen}
    context = {
        "resident": resident,
        "household": resident.household,
        "account": account,
        "form": form,
        "page": page,
        "shown": form.shown,
        "tabs": [(value, label, f"?{urlencode({**chosen, 'show': value})}") for value, label in form.SHOWN],
        "is_own": name == "points:own-statement",
        "is_newest": form.older_than is None,
        "newest": f"{here}?{urlencode(chosen)}" if form.older_than else "",
        "older": f"{here}?{urlencode({**chosen, 'before': page.older})}" if page.older else "",
    }
    return render(request, "points/portal/statement_read.html", context)


@of_resident
def explain_line(request: HttpRequest, resident: Resident, transfer_id: int) -> HttpResponse:
    name, entry = entry_of(resident, transfer_id)
    context = {"resident": resident, "entry": entry, "passbook": reverse(name)}
    return render(request, "points/portal/line_explain.html", context)


def entry_of(resident: Resident, transfer_id: int) -> tuple[str, passbook.Entry]:
    """The line and the name of its passbook; not found where it stands in none of the resident's."""
    for name, account in passbooks_of(resident).items():
        if entry := passbook.entry_of(account, transfer_id):
            return name, entry
    raise Http404


def passbooks_of(resident: Resident) -> dict[str, Account]:
    """The accounts that the resident may read, by the address of their passbook: the family's, and the own one."""
    books = {"points:statement": resident.household.account}
    return books | {"points:own-statement": resident.account} if resident.account else books
