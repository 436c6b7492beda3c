"""Disputes on the phone of the staff: what waits for an answer, and one of them with what stands behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points.disputes import queries, services
from points.disputes.forms import AnswerForm
from points.disputes.models import Dispute
from points.errors import PointsError
from points.ledger.queries import line_of
from points.people import queries as people
from points.permissions import User, Verb, user_of

AT_MOST = 50
"""Open disputes on one page, and half as many answered ones."""


@login_required
@never_cache
@require_safe
def list_disputes(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first, and below them the last answers."""
    user = _answerer(request)
    waiting = queries.open_for(user)
    context = {
        "waiting": waiting[:AT_MOST],
        "count": waiting.count(),
        "answered": queries.answered_for(user)[: AT_MOST // 2],
    }
    return render(request, "points/disputes/dispute_list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute; a POST answers it, by the button `do`: uphold or dismiss."""
    dispute = get_object_or_404(queries.with_all(queries.disputes_for(_answerer(request))), pk=pk)
    if request.method == "GET":
        return _show(request, dispute, form=AnswerForm(dispute=dispute))
    form = AnswerForm(request.POST, dispute=dispute)
    if not form.is_valid():
        return _show(request, dispute, form=form)
    try:
        _answer(dispute, form, by=user_of(request), is_upheld=request.POST.get("do") == "uphold")
    except PointsError as refusal:
        return _show(request, dispute, form=form.anew(), refusal=refusal)
    messages.success(request, _("The household reads the answer now."))
    return redirect("points:dispute", pk)


def _answer(dispute: Dispute, form: AnswerForm, *, by: User, is_upheld: bool) -> None:
    answer = form.cleaned_data["answer"]
    if is_upheld:
        services.uphold(dispute, answer=answer, by=by, key=form.cleaned_data["key"], remedy=form.chosen_remedy)
    else:
        services.dismiss(dispute, answer=answer, by=by)


def _show(
    request: HttpRequest, dispute: Dispute, *, form: AnswerForm, refusal: PointsError | None = None
) -> HttpResponse:
    transfer, record = queries.transfer_behind(dispute), dispute.service_record
    context = {
        "dispute": dispute,
        "transfer": transfer,
        "line": line_of(transfer, dispute.account) if transfer else None,
        "record": record,
        "award": record.award if record else getattr(transfer, "award_record", None),
        "redemption": getattr(transfer, "redemption", None),
        "reversal": queries.reversal_of(transfer),
        "hindrance": None if refusal else _hindrance(dispute, user_of(request)),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "points/disputes/dispute_show.html", context, status=refusal.status if refusal else 200)


def _hindrance(dispute: Dispute, user: User) -> PointsError | None:
    """Why this user is not the one to answer: said before anything is typed."""
    try:
        services.permit_answering(dispute, by=user)
    except PointsError as refusal:
        return refusal
    return None


def _answerer(request: HttpRequest) -> User:
    if people.served_paths(user_of(request), Verb.ANSWER_DISPUTE) == []:
        raise PermissionDenied
    return user_of(request)
