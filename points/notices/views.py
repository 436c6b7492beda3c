"""Notices for everybody: those that are up, what came of the others, and the way to object."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points.errors import NoticeNotRunning, PointsError
from points.notices import queries, services
from points.notices.forms import WHOLE, ObjectionForm
from points.notices.models import PublicNotice
from points.people import queries as people
from points.permissions import User, user_of

AT_MOST = 20
"""Notices that are over, on one page."""


@never_cache
@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """Those that are up, and below them page by page those that are over."""
    page = Paginator(queries.over(), AT_MOST).get_page(request.GET.get("page"))
    context = {
        "running": queries.running() if page.number == 1 else None,
        "over": page,
        "newer": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?page={page.next_page_number()}" if page.has_next() else "",
        "has_desk": _has_desk(user_of(request)),
    }
    return render(request, "points/notices/notice_list.html", context)


@never_cache
@require_safe
def show_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.public_notices(), pk=pk)
    context = {
        "notice": notice,
        "shown": queries.shown(notice),
        "steps": queries.steps_of(notice),
        "own": queries.own_objections(notice, user_of(request)),
        "has_desk": queries.seen_at_the_desk(user_of(request)).filter(pk=pk).exists() if _has_login(request) else False,
    }
    return render(request, "points/notices/notice_show.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; `?line=` chooses a line beforehand."""
    notice = get_object_or_404(queries.public_notices(), pk=pk)
    shown = queries.shown(notice)
    if request.method == "GET":
        form = ObjectionForm(initial={"line": request.GET.get("line", WHOLE)}, notice=shown)
        return _write(request, notice, form, refusal=_hindrance(notice))
    form = ObjectionForm(request.POST, notice=shown)
    if not form.is_valid():
        return _write(request, notice, form)
    sent = form.cleaned_data
    try:
        services.object_to(notice, line=form.chosen, text=sent["text"], by=user_of(request), key=sent["key"])
    except PointsError as refusal:
        return _write(request, notice, form.anew(), refusal=refusal)
    messages.success(request, _("Your objection has been received. The answer will stand here."))
    return redirect("points:notice", pk)


def _hindrance(notice: PublicNotice) -> PointsError | None:
    return None if notice.stage == PublicNotice.Stage.RUNNING else NoticeNotRunning()


def _write(
    request: HttpRequest, notice: PublicNotice, form: ObjectionForm, *, refusal: PointsError | None = None
) -> HttpResponse:
    context = {"notice": notice, "form": form, "refusal": refusal}
    status = refusal.status if refusal and request.method == "POST" else 200
    return render(request, "points/notices/objection_write.html", context, status=status)


def _has_login(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


def _has_desk(user: User) -> bool:
    return user.is_authenticated and not people.verbs_of(user).isdisjoint(queries.DESK_VERBS)
