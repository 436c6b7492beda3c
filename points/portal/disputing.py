"""“This is not right”: a resident tells the staff, by a form that needs no script."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from points.disputes import queries as disputes_queries
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.errors import PointsError
from points.hours.models import ServiceRecord
from points.ledger.models import Transfer
from points.people.models import Resident
from points.permissions import user_of
from points.portal.asking import from_resident
from points.portal.forms import DisputeForm
from points.portal.passbook import entry_of


@from_resident
def dispute_line(request: HttpRequest, resident: Resident, transfer_id: int) -> HttpResponse:
    """About a line of a passbook that the resident may read."""
    _name, entry = entry_of(resident, transfer_id)
    context = {
        "entry": entry,
        "record": entry.service_record,
        "dispute": entry.dispute,
        "back": reverse("points:line", args=[transfer_id]),
    }
    form = _form(request, may_be_somebody_else=entry.can_be_somebody_else)
    return _answer(request, resident, entry.transfer, form=form, context=context)


@from_resident
def dispute_hours(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """About hours of somebody in the household, whether they brought points, bring none or still wait."""
    records = ServiceRecord.objects.select_related("resident__household__account", "community", "recorded_by", "award")
    record = records.filter(pk=pk, resident__household=resident.household_id).first()
    if record is None:
        raise Http404
    context = {
        "record": record,
        "dispute": disputes_queries.of_records([pk]).get(pk),
        "back": reverse("points:hours"),
    }
    form = _form(request, may_be_somebody_else=record.source == ServiceRecord.Source.BY_HAND)
    return _answer(request, resident, record, form=form, context=context)


def _form(request: HttpRequest, *, may_be_somebody_else: bool) -> DisputeForm:
    if request.method == "POST":
        return DisputeForm(request.POST, may_be_somebody_else=may_be_somebody_else)
    kind = Dispute.Kind.NOT_ME if request.GET.get("kind") == Dispute.Kind.NOT_ME else None
    return DisputeForm(initial={"kind": kind} if kind else None, may_be_somebody_else=may_be_somebody_else)


def _answer(
    request: HttpRequest,
    resident: Resident,
    about: Transfer | ServiceRecord,
    *,
    form: DisputeForm,
    context: dict[str, object],
) -> HttpResponse:
    refusal: PointsError | None = None
    if form.is_valid():
        sent, by = form.cleaned_data, user_of(request)
        kind = Dispute.Kind(sent["kind"])
        try:
            disputes.raise_dispute(about, resident=resident, kind=kind, text=sent["text"], by=by, key=sent["key"])
        except PointsError as refused:
            refusal, form = refused, form.anew()
        else:
            messages.success(request, _("The community office has been told. The answer will stand here."))
            return redirect(str(context["back"]))
    status = refusal.status if refusal else 200
    more = {"resident": resident, "form": form, "refusal": refusal}
    return render(request, "points/disputes/dispute_write.html", {**context, **more}, status=status)
