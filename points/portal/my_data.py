"""What is kept about somebody: to look at, to take along, to agree to or not, and to have erased."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from points import audit
from points.errors import PointsError
from points.people import queries as people
from points.people import services
from points.people.models import Deed, ErasureRequest, Resident
from points.permissions import User, user_of
from points.portal.asking import from_resident
from points.portal.own_copy import archive_of
from points.portal.own_forms import ConsentForm, EraseForm
from points.portal.queries import consents
from points.portal.queries.own_data import sheets_of


@from_resident
def show_data(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The page sends its consents to itself."""
    by, refusal = user_of(request), None
    if request.method == "POST":
        refusal = _agree(request, resident, by)
        if refusal is None:
            return redirect("points:my-data")
    context = {
        "resident": resident,
        "household": resident.household,
        "is_own": people.stands_for(by, resident, Deed.EXPORT),
        "asks": consents.asked_of(resident, by=by),
        "erasure": _waiting(resident),
        "refusal": refusal,
    }
    return render(request, "points/portal/my_data_show.html", context, status=refusal.status if refusal else 200)


def _agree(request: HttpRequest, resident: Resident, by: User) -> PointsError | None:
    """Give or take back one consent, the own one or that of a child."""
    form = ConsentForm(request.POST)
    child = consents.concerned(resident, by=by).filter(pk=form.cleaned_data["resident"]) if form.is_valid() else None
    person = child.first() if child is not None else None
    if person is None:
        return None
    purpose = form.cleaned_data["purpose"]
    try:
        if form.cleaned_data["do"] == "give":
            is_by_guardian = person.user_id != by.pk
            services.give_consent(person, purpose=purpose, by=by, is_by_guardian=is_by_guardian)
            messages.success(request, _("Thank you. You can take it back at any time."))
        else:
            services.withdraw_consent(person, purpose=purpose, by=by)
            messages.success(request, _("Taken back. It holds from this moment."))
    except PointsError as refused:
        return refused
    return None


@from_resident
def take_copy(request: HttpRequest, resident: Resident) -> HttpResponseBase:
    """Everything as one file. It is personal data that leaves the site, so it is logged."""
    by = user_of(request)
    if request.method != "POST" or not people.stands_for(by, resident, Deed.EXPORT):
        return redirect("points:my-data")
    facts = audit.facts(**people.on_behalf_of(by, resident))
    audit.write(resident, action="points.copied", by=by, data=facts, title=f"#{resident.pk}")
    answer = StreamingHttpResponse(archive_of(sheets_of(resident)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.zip"'
    return answer


@from_resident
def ask_erasure(request: HttpRequest, resident: Resident) -> HttpResponse:
    """What is erased and what stays, before somebody asks for it; the office carries it out."""
    by, refusal, waiting = user_of(request), None, _waiting(resident)
    form = EraseForm(request.POST if request.method == "POST" and waiting is None else None)
    try:
        if request.method == "POST" and waiting:
            services.withdraw_erasure(waiting, by=by)
            messages.success(request, _("Your request was taken back. Everything stays."))
            return redirect("points:my-data")
        if form.is_valid():
            services.request_erasure(resident, by=by)
            messages.success(request, _("The community office has your request and will answer."))
            return redirect("points:my-data")
    except PointsError as refused:
        refusal = refused
    context = {
        "resident": resident,
        "form": form,
        "waiting": waiting,
        "refusal": refusal,
        "left": consents.left_by(resident),
        "is_own": people.stands_for(by, resident, Deed.CONSENT),
    }
    return render(request, "points/portal/erasure_ask.html", context, status=refusal.status if refusal else 200)


def _waiting(resident: Resident) -> ErasureRequest | None:
    return resident.erasure_requests.filter(state=ErasureRequest.State.WAITING).first()
