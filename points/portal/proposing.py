"""After a forgotten check-out: the volunteer says when he really left."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from points.errors import PointsError
from points.hours import services as hours
from points.hours.models import ServiceRecord
from points.people.models import Resident
from points.permissions import user_of
from points.portal.asking import from_resident
from points.portal.forms import TrueTimeForm


@from_resident
def propose_time(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    records = ServiceRecord.objects.select_related("resident__household__account", "community", "recorded_by", "award")
    record = records.filter(pk=pk, resident=resident).first()
    if record is None:
        raise Http404
    form = TrueTimeForm(request.POST if request.method == "POST" else None, record=record)
    refusal: PointsError | None = None
    if form.is_valid():
        sent = form.cleaned_data
        try:
            hours.propose_time(record, ended_at=sent["ended_at"], text=sent["text"], by=user_of(request))
        except PointsError as refused:
            refusal = refused
        else:
            messages.success(request, _("The organiser has been asked. The answer comes to your inbox."))
            return redirect("points:hours")
    context = {"record": record, "form": form, "refusal": refusal, "hindrance": _hindrance(record)}
    return render(request, "points/portal/time_propose.html", context, status=refusal.status if refusal else 200)


def _hindrance(record: ServiceRecord) -> PointsError | None:
    try:
        hours.refuse_proposing(record)
    except PointsError as refusal:
        return refusal
    return None
