"""The resident's own pages: what the household has, why, and what it buys."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from points import elder_mode
from points.hours import queries as hours
from points.ledger.models import Account
from points.people import queries as people
from points.people.models import Resident
from points.portal import queries
from points.portal.forms import StatementForm, YearForm

_ONE_YEAR_SECONDS = 365 * 24 * 60 * 60
_LATEST_LINES = 3


def of_resident(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the resident who is logged in; whoever is none gets his duties, or what to do.

    Nothing of it is kept by a cache: phones and computers are shared.
    """

    @wraps(view)
    def asked(request: HttpRequest, **address: object) -> HttpResponse:
        resident = people.resident_of(request.user)
        if resident is None or not resident.is_active:
            duties = queries.duties_of(request.user)
            status = 200 if duties.has_any else 403
            return render(request, "points/portal/resident_missing.html", {"duties": duties}, status=status)
        return view(request, resident, **address)

    return require_safe(never_cache(login_required(asked)))


@of_resident
def show_home(request: HttpRequest, resident: Resident) -> HttpResponse:
    household = resident.household
    context = {
        "resident": resident,
        "household": household,
        "account": household.account,
        "duties": queries.duties_of(resident.user),
        "month": queries.this_month(household.account),
        "latest": queries.latest_of(household.account, count=_LATEST_LINES),
        "pending": queries.pending_of(resident),
        "sign_up": queries.next_sign_up(resident),
        "minutes": hours.minutes_of(resident),
        "members": queries.members_of(household),
        "stores": queries.stores_of(queries.community_of(resident)),
    }
    return render(request, "points/portal/home_show.html", context)


@of_resident
def read_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    return _read_statement(request, resident, "points:statement")


@of_resident
def read_own_statement(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The personal account, such as that of party member points: the rest of the family has no way to it."""
    return _read_statement(request, resident, "points:own-statement")


def _read_statement(request: HttpRequest, resident: Resident, name: str) -> HttpResponse:
    form = StatementForm(request.GET)
    account = _passbooks(resident).get(name)
    if account is None:
        raise Http404
    page = queries.page_of(account, before=form.older_than, sides=form.sides)
    here = reverse(name)
    context = {
        "resident": resident,
        "household": resident.household,
        "account": account,
        "page": page,
        "shown": form.shown,
        "tabs": form.fields["show"].choices,
        "is_own": name == "points:own-statement",
        "is_newest": form.older_than is None,
        "newest": f"{here}?{urlencode({'show': form.shown})}" if form.older_than else "",
        "older": f"{here}?{urlencode({'show': form.shown, 'before': page.older})}" if page.older else "",
    }
    return render(request, "points/portal/statement_read.html", context)


@of_resident
def explain_line(request: HttpRequest, resident: Resident, transfer_id: int) -> HttpResponse:
    for name, account in _passbooks(resident).items():
        if entry := queries.entry_of(account, transfer_id):
            context = {"resident": resident, "entry": entry, "passbook": reverse(name)}
            return render(request, "points/portal/line_explain.html", context)
    raise Http404


def _passbooks(resident: Resident) -> dict[str, Account]:
    """The accounts that the resident may read, by the address of their passbook: the family's, and the own one."""
    books = {"points:statement": resident.household.account}
    return books | {"points:own-statement": resident.account} if resident.account else books


@of_resident
def show_card(request: HttpRequest, resident: Resident) -> HttpResponse:
    card = queries.card_of(resident)
    context = {
        "resident": resident,
        "household": resident.household,
        "account": resident.household.account,
        "card": card,
        "text": people.card_text(card) if card else "",
        "members": queries.members_of(resident.household),
    }
    return render(request, "points/portal/card_show.html", context)


@of_resident
def read_hours(request: HttpRequest, resident: Resident) -> HttpResponse:
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    context = {"resident": resident, "total": hours.minutes_of(resident), "page": queries.year_of(resident, year)}
    return render(request, "points/portal/hours_read.html", context)


@require_POST
def switch_elder_mode(request: HttpRequest) -> HttpResponse:
    """Large type on or off, remembered by this browser for a year; then back to where the visitor was."""
    response = HttpResponseRedirect(_next_address(request))
    if request.POST.get("elder"):
        response.set_cookie(
            elder_mode.COOKIE,
            "on",
            max_age=_ONE_YEAR_SECONDS,
            path=settings.SESSION_COOKIE_PATH,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(elder_mode.COOKIE, path=settings.SESSION_COOKIE_PATH)
    return response


def _next_address(request: HttpRequest) -> str:
    """Where the form came from, if that is on this site."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "/"
