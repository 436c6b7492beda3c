"""For whom: whoever represents somebody says so here, and every page says it until it ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from points.errors import PointsError
from points.people import queries as people
from points.people import services
from points.people.models import Acting, Proxy, ProxyKind, Resident
from points.permissions import user_of
from points.portal.acting_forms import AppointForm, PinForm
from points.portal.asking import from_resident, not_by_proxy
from points.portal.queries import acting as acts


@login_required
@never_cache
@require_safe
def choose_whom(request: HttpRequest) -> HttpResponse:
    """Of the one who is signed in, never of the one who is looked after: a device is handed over meanwhile."""
    if people.acting_in(request):
        return render(request, "points/portal/acting_choose.html")
    return _show(request)


@login_required
@never_cache
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    proxy = get_object_or_404(people.proxies_of(user_of(request)), pk=pk)
    try:
        enter(request, services.begin_acting(proxy, by=user_of(request)))
    except PointsError as refusal:
        messages.error(request, str(refusal))
        return redirect("points:acting")
    return redirect("points:portal")


@login_required
@never_cache
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Back to where the next one is waiting: staff to the card, family to the choice."""
    acting = people.acting_in(request)
    services.end_acting(user_of(request))
    request.session.pop(people.ACTING_KEY, None)
    is_by_pin = acting is not None and acting.proxy_id is None
    return redirect("points:assist" if is_by_pin else "points:acting")


@from_resident
@not_by_proxy
def appoint(request: HttpRequest, resident: Resident) -> HttpResponse:
    form = _appoint_form(request, resident)
    if not form.is_valid():
        return _show(request, form=form)
    whom, member = form.cleaned_data["resident"], form.cleaned_data["member"]
    kind = ProxyKind.GUARDIAN if people.is_minor(whom) else ProxyKind.FAMILY
    try:
        services.appoint_proxy(whom, user=member.user, kind=kind, since=timezone.localdate(), by=user_of(request))
    except PointsError as refusal:
        return _show(request, form=form, refusal=refusal)
    messages.success(request, _("From now on %(name)s may act.") % {"name": member.name})
    return redirect("points:acting")


@login_required
@never_cache
@require_POST
def end_proxy(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who is represented may, the one who was appointed, and a grown-up for the children of the household."""
    try:
        services.end_proxy(_own_proxy(request, pk), by=user_of(request))
        messages.success(request, _("It no longer holds."))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:acting")


@from_resident
@not_by_proxy
def write_pin(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The resident's own PIN, with which staff can help on their device."""
    form = PinForm(request.POST or None)
    context = {"resident": resident, "form": form}
    if form.is_valid():
        try:
            services.set_pin(resident, pin=form.cleaned_data["pin"], by=user_of(request))
        except PointsError as refusal:
            return render(
                request, "points/portal/pin_write.html", {**context, "refusal": refusal}, status=refusal.status
            )
        messages.success(request, _("Your PIN is set. Tell it to nobody, staff neither."))
        return redirect("points:portal")
    return render(request, "points/portal/pin_write.html", context)


def enter(request: HttpRequest, acting: Acting) -> None:
    request.session[people.ACTING_KEY] = acting.pk


def _show(request: HttpRequest, *, form: AppointForm | None = None, refusal: PointsError | None = None) -> HttpResponse:
    resident = people.resident_of(user_of(request))
    context = {"represents": people.proxies_of(user_of(request)), "resident": resident, "refusal": refusal}
    if resident:
        context |= {
            "form": form or _appoint_form(request, resident),
            "members": acts.members_beside(resident),
            "appointed": acts.appointed_by(resident),
            "latest": acts.latest_actings(resident),
        }
    status = refusal.status if refusal else 200
    return render(request, "points/portal/acting_choose.html", context, status=status)


def _appoint_form(request: HttpRequest, resident: Resident) -> AppointForm:
    return AppointForm(
        request.POST or None, represented=acts.represented_by(resident), members=acts.members_beside(resident)
    )


def _own_proxy(request: HttpRequest, pk: int) -> Proxy:
    resident = people.resident_of(user_of(request))
    given = acts.appointed_by(resident) if resident and not people.acting_in(request) else []
    taken = people.proxies_of(user_of(request))
    found = next((proxy for proxy in (*given, *taken) if proxy.pk == pk), None)
    if found is None:
        raise Http404
    return found
