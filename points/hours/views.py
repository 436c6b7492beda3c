"""The second person: confirming hours that wait, correcting those that are wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from points.errors import PointsError
from points.hours import queries, services
from points.hours.forms import CorrectionForm
from points.hours.models import ServiceRecord, TimeProposal
from points.people import queries as people
from points.permissions import Verb, user_of


@login_required
@never_cache
@require_safe
def list_waiting(request: HttpRequest) -> HttpResponse:
    """Hours that wait for a second person, where the user may be that person."""
    paths = people.served_paths(user_of(request), Verb.CONFIRM_HOURS)
    if paths == []:
        raise PermissionDenied
    here = people.below(paths, "community__path")
    context = {"records": queries.waiting_in(here), "proposed": queries.proposed_in(here)}
    return render(request, "points/hours/record_list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record with its button or its form; a POST corrects it."""
    record = _record(request, pk)
    if request.method == "GET":
        return _show(request, record)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _show(request, record, form=form)
    sent = form.cleaned_data
    times = {"started_at": sent["started_at"], "ended_at": sent["ended_at"]}
    try:
        answer = services.correct(record, **times, reason=sent["reason"], by=user_of(request), key=str(sent["key"]))
    except PointsError as refusal:
        return _show(request, record, refusal=refusal)
    messages.success(request, _("The hours have been corrected."))
    return redirect("points:hours-record", answer.result.pk)


@login_required
@never_cache
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    try:
        services.confirm(record, by=user_of(request))
    except PointsError as refusal:
        return _show(request, record, refusal=refusal)
    messages.success(request, _("The hours have been confirmed and booked."))
    return redirect("points:hours-record", pk)


@login_required
@never_cache
@require_POST
def answer_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """By the button `do`: accept, or decline with a sentence."""
    record = _record(request, pk)
    proposal = get_object_or_404(TimeProposal, record=record)
    try:
        if request.POST.get("do") == "accept":
            record = services.accept_time(proposal, by=user_of(request))
        else:
            services.decline_time(proposal, answer=request.POST.get("answer", "")[:200], by=user_of(request))
    except PointsError as refusal:
        return _show(request, record, refusal=refusal)
    messages.success(request, _("The person reads the answer now."))
    return redirect("points:hours-record", record.pk)


def _show(
    request: HttpRequest,
    record: ServiceRecord,
    *,
    form: CorrectionForm | None = None,
    refusal: PointsError | None = None,
) -> HttpResponse:
    times = {name: CorrectionForm.shown(getattr(record, name)) for name in ("started_at", "ended_at")}
    context = {
        "record": record,
        "proposal": TimeProposal.objects.filter(record=record).select_related("answered_by").first(),
        "newer": ServiceRecord.objects.filter(replaces=record).first(),
        "form": form or CorrectionForm(initial=times),
        "refusal": refusal,
    }
    return render(request, "points/hours/record_show.html", context)


def _record(request: HttpRequest, pk: int) -> ServiceRecord:
    with_all = ServiceRecord.objects.select_related(
        "community", "resident__household__grid", "award", "recorded_by", "confirmed_by", "replaces"
    )
    served = people.below(people.served_paths(user_of(request), Verb.CONFIRM_HOURS), "community__path")
    return get_object_or_404(with_all.filter(served), pk=pk)
