"""The screens of a stocktake: count by scanner or by hand, print the sheet, confirm.

Works by plain forms and by the keyboard alone: a scanner types the barcode and Enter, the number follows, Enter again,
and the next barcode may come.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from points import printing
from points.errors import NobodyFound, NotCounting, PointsError
from points.people import queries as people
from points.permissions import Verb, user_of
from points.supermarket import queries, services
from points.supermarket.counting_forms import ConfirmForm, CountForm, ExplainForm, SeekForm, focus
from points.supermarket.models import CountedGood, Good, Stocktake, Store
from points.supermarket.serving import store_to_serve


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_stocktake(request: HttpRequest, code: str) -> HttpResponse:
    store = store_to_serve(request, code)
    if request.method == "GET":
        return _show(request, store)
    try:
        return _act(request, store)
    except PointsError as refusal:
        return _show(request, store, refusal=refusal)


@login_required
@never_cache
@require_POST
def end_stocktake(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm it or drop it, for whoever keeps the store."""
    store = store_to_serve(request, code)
    if not people.may(user_of(request), Verb.MANAGE_STORE, store.community):
        raise PermissionDenied
    form = ConfirmForm(request.POST)
    try:
        stocktake = _stocktake_of(store, request.POST.get("stocktake", ""))
        if request.POST.get("do") == "drop":
            services.drop_stocktake(stocktake, by=user_of(request))
            messages.success(request, _("The stocktake was dropped; nothing was booked."))
        elif form.is_valid():
            sent = form.cleaned_data
            services.confirm_stocktake(stocktake, seen=sent["seen"], key=sent["key"], by=user_of(request))
            messages.success(request, _("Confirmed: the stock is now what was counted."))
    except PointsError as refusal:
        return _show(request, store, refusal=refusal)
    return redirect("points:till-stocktake", store.code)


@login_required
@require_GET
def print_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """A4, with boxes and without the stock of the books: whoever knows the answer counts it into being."""
    store = store_to_serve(request, code)
    context = {"store": store, "goods": queries.to_count(store), "stocktake": queries.running_stocktake(store)}
    return printing.show(request, "points/supermarket/stocktake_print.html", context, filename=_("stocktake sheet"))


def _act(request: HttpRequest, store: Store) -> HttpResponse:
    verb, by = request.POST.get("do", ""), user_of(request)
    address = reverse("points:till-stocktake", args=[store.code])
    if verb == "start":
        services.start_stocktake(store, by=by)
        return redirect(address)
    stocktake = queries.running_stocktake(store)
    if stocktake is None:
        raise NotCounting()
    good = _good_of(store, request.POST.get("good", ""))
    if verb == "explain":
        return _explain(request, stocktake, good, address)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _show(request, store, good=good, form=form)
    row = services.count(stocktake, good=good, found=form.found, by=by)
    if row.wants_reason:
        return redirect(f"{address}?good={good.pk}")
    messages.success(request, _("%(good)s: %(count)s counted.") % {"good": good.name, "count": row.counted})
    return redirect(address)


def _explain(request: HttpRequest, stocktake: Stocktake, good: Good, address: str) -> HttpResponse:
    form, row = ExplainForm(request.POST), stocktake.counts.filter(good=good).first()
    if row is None or not form.is_valid():
        return _show(request, stocktake.store, good=good, explaining=form)
    services.explain(row, reason=form.cleaned_data["reason"], by=user_of(request))
    messages.success(request, _("%(good)s: the reason is written down.") % {"good": good.name})
    return redirect(address)


def _show(
    request: HttpRequest,
    store: Store,
    *,
    good: Good | None = None,
    form: CountForm | None = None,
    explaining: ExplainForm | None = None,
    refusal: PointsError | None = None,
) -> HttpResponse:
    stocktake = queries.running_stocktake(store)
    context = {"store": store, "stocktake": stocktake, "last": queries.last_stocktake(store), "refusal": refusal}
    if stocktake:
        seeking = SeekForm(request.GET)
        found = [good] if good else _sought(store, seeking)
        standing = queries.standing_of(stocktake)
        context |= {
            "seeking": seeking,
            "found": found,
            "standing": standing,
            "is_missed": bool(seeking.sought) and not found,
            "confirming": ConfirmForm(initial={"seen": queries.version_of(standing.counts)}),
            "may_keep": people.may(user_of(request), Verb.MANAGE_STORE, store.community),
            "has_counted": any(row.counted_by_id == user_of(request).pk for row in standing.counts),
        }
        if len(found) == 1:
            context |= _about(found[0], standing.counts, form, explaining)
        else:
            focus(seeking, "typed")
    return render(request, "points/supermarket/stocktake_show.html", context, status=refusal.status if refusal else 200)


def _about(
    good: Good, counts: list[CountedGood], form: CountForm | None, explaining: ExplainForm | None
) -> dict[str, object]:
    counted = next((row for row in counts if row.good_id == good.pk), None)
    form = form or CountForm()
    explaining = explaining or ExplainForm(initial={"reason": counted.reason if counted else ""})
    if counted and counted.difference:
        focus(explaining, "reason")
    else:
        focus(form, "counted")
    return {"good": good, "counted": counted, "form": form, "explaining": explaining}


def _sought(store: Store, form: SeekForm) -> list[Good]:
    goods = queries.to_count(store)
    if form.wanted:
        return list(goods.filter(pk=form.wanted))
    if not form.sought:
        return []
    by_barcode = list(goods.filter(barcode="".join(form.sought.split())))
    return by_barcode or list(goods.filter(name__icontains=form.sought)[:20])


def _good_of(store: Store, typed: str) -> Good:
    good = queries.to_count(store).filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() else None
    if good is None:
        raise NobodyFound(typed=typed)
    return good


def _stocktake_of(store: Store, typed: str) -> Stocktake:
    """The one that the page showed: confirmed twice, the second time finds it as the first left it."""
    known = store.stocktakes.filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() else None
    if known is None:
        raise NotCounting()
    return known
