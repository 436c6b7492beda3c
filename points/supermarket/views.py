"""The till, its receipts, and the shelf that everybody may look at."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from points import conf
from points.amounts import format_points
from points.errors import HouseholdMissing, PointsError, PriceChanged, TotalChanged
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Resident
from points.permissions import Verb, user_of
from points.supermarket import queries, services
from points.supermarket.counter import Counter
from points.supermarket.forms import RefundForm, ShelfForm, TillForm, fresh
from points.supermarket.models import Good, Redemption, Store
from points.supermarket.serving import store_to_serve


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A good as a picture to press or to look at."""

    good: Good
    in_basket: int = 0
    missing: int = 0
    """Tenths that the household lacks for one."""


@login_required
@never_cache
@require_GET
def choose_till(request: HttpRequest) -> HttpResponse:
    """The only till at once; where somebody serves several stores, a list."""
    stores = list(queries.stores_for(user_of(request)))
    if not stores:
        raise PermissionDenied
    if len(stores) == 1:
        return redirect("points:till", stores[0].code)
    return render(request, "points/supermarket/till_choose.html", {"stores": stores})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def till(request: HttpRequest, code: str) -> HttpResponse:
    store = store_to_serve(request, code)
    counter = Counter.read(store, request.POST, by=user_of(request))
    if request.method == "GET":
        return _show_till(request, counter)
    form = TillForm(request.POST)
    if not form.is_valid():
        return _show_till(request, counter, unread=form)
    try:
        redemption = _act(counter, form)
    except PointsError as refusal:
        return _show_till(request, counter, refusal=refusal)
    if redemption is not None:
        return redirect("points:receipt", redemption.number)
    return _show_till(request, counter)


def _act(counter: Counter, form: TillForm) -> Redemption | None:
    """Do what the pressed button says; the receipt where it ends with one."""
    verb, number = form.verb
    if verb == "confirm":
        return _confirm(counter, form)
    if verb == "find":
        typed = form.cleaned_data["typed"]
        if receipt := queries.redemption_by_number(typed, by=counter.by):
            return receipt
        counter.find(typed)
    elif verb == "choose":
        counter.choose(str(number))
    elif verb == "other":
        counter.household = None
    elif verb in {"add", "less", "drop"}:
        {"add": counter.add, "less": counter.less, "drop": counter.drop}[verb](number)
    return None


def _confirm(counter: Counter, form: TillForm) -> Redemption:
    if counter.household is None:
        raise HouseholdMissing()
    if form.cleaned_data["total"] != counter.total:
        raise TotalChanged(total=format_points(counter.total))
    lines = list(counter.lines.values())
    try:
        return services.redeem(
            counter.household, store=counter.store, lines=lines, key=form.cleaned_data["key"], by=counter.by
        ).result
    except PriceChanged as refusal:
        counter.reprice(refusal.params["good_id"], refusal.params["price_tenths"])
        raise


def _show_till(
    request: HttpRequest, counter: Counter, *, unread: TillForm | None = None, refusal: PointsError | None = None
) -> HttpResponse:
    goods = queries.shelf(counter.store)
    context = {
        "store": counter.store,
        "counter": counter,
        "form": fresh(total=counter.total),
        "unread": unread,
        "refusal": refusal,
        "tiles": [Tile(good=good, in_basket=counter.in_basket(good)) for good in goods],
        "day": queries.day_of(counter.store, timezone.localdate()),
    }
    return render(request, "points/supermarket/till_serve.html", context)


@login_required
@never_cache
@require_GET
def day(request: HttpRequest, code: str) -> HttpResponse:
    """What was redeemed today, with sums."""
    store = store_to_serve(request, code)
    today = timezone.localdate()
    context = {
        "store": store,
        "today": today,
        "day": queries.day_of(store, today),
        "redemptions": queries.redemptions_on(store, today),
    }
    return render(request, "points/supermarket/day_show.html", context)


@login_required
@never_cache
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever serves the store, and for the household."""
    return _show_receipt(request, _receipt(request, number), form=RefundForm())


@login_required
@never_cache
@require_POST
def refund(request: HttpRequest, number: str) -> HttpResponse:
    redemption = _receipt(request, number)
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _show_receipt(request, redemption, form=form)
    try:
        services.refund(
            redemption, key=form.cleaned_data["key"], by=user_of(request), reason=form.cleaned_data["reason"]
        )
    except PointsError as refusal:
        again = RefundForm(initial={"reason": form.cleaned_data["reason"]})
        return _show_receipt(request, redemption, form=again, refusal=refusal)
    return redirect("points:receipt", redemption.number)


def _show_receipt(
    request: HttpRequest, redemption: Redemption, *, form: RefundForm, refusal: PointsError | None = None
) -> HttpResponse:
    community = redemption.store.community
    context = {
        "redemption": redemption,
        "cashier": _name_of(redemption.created_by),
        "is_at_till": people.may(user_of(request), Verb.SELL, community),
        "may_refund": people.may(user_of(request), Verb.REFUND, community) and not redemption.is_refunded,
        "form": form,
        "refusal": refusal,
    }
    return render(
        request, "points/supermarket/redemption_show.html", context, status=refusal.status if refusal else 200
    )


@never_cache
@require_GET
def store(request: HttpRequest, code: str) -> HttpResponse:
    """The public shelf. Who is logged in reads how many points are still missing."""
    shop = get_object_or_404(Store.objects.select_related("community"), code=code, is_active=True)
    form = ShelfForm(request.GET)
    spendable = _spendable(people_services.attend(request), shop)
    context = {
        "store": shop,
        "form": form,
        "sought": form.sought,
        "spendable": spendable,
        "tiles": [_shown(good, spendable) for good in queries.shelf(shop).filter(name__icontains=form.sought)],
        "has_gifts": queries.gifts_to(shop).exists(),
    }
    return render(request, "points/supermarket/store_show.html", context)


@never_cache
@require_GET
def donors(request: HttpRequest, code: str) -> HttpResponse:
    """Thanks in public: what was given, and by whom where the donor agreed to be named."""
    shop = get_object_or_404(Store, code=code, is_active=True)
    gifts = Paginator(queries.gifts_to(shop), conf.settings().statement_page_size).get_page(request.GET.get("page"))
    return render(request, "points/supermarket/donor_list.html", {"store": shop, "gifts": gifts})


def _shown(good: Good, spendable: int | None) -> Tile:
    return Tile(good=good, missing=0 if spendable is None else max(0, good.price - spendable))


def _spendable(resident: Resident | None, shop: Store) -> int | None:
    """Tenths that the visitor's household may redeem here; None for a stranger."""
    if resident is None or not resident.household.grid.path.startswith(shop.community.path):
        return None
    return resident.household.account.spendable


def _receipt(request: HttpRequest, number: str) -> Redemption:
    visible: QuerySet[Redemption] = queries.redemptions_for(user_of(request))
    return get_object_or_404(visible, number=number)


def _name_of(user: Any) -> str:
    """A cashier's name, for the template to mask; empty when there is only a login, which is often a phone number."""
    resident = people.resident_of(user)
    return str(resident.name if resident else user.get_full_name())
