"""Notices at the desk: putting them up and taking them down, objections on paper, answers, the sheet for the wall."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import printing
from points.errors import NoticeNotRunning, PointsError
from points.notices import queries, services
from points.notices.forms import AnswerForm, ExtensionForm, PaperForm, ReasonForm
from points.notices.models import NoticeLine, Objection, PublicNotice
from points.people import queries as people
from points.permissions import User, Verb, user_of

SIZES = ("a4", "a3")
AT_MOST = 30
"""Objections and notices on the desk."""


@login_required
@never_cache
@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """Objections that wait, then drafts, then what is up."""
    user = _user(request, *queries.DESK_VERBS)
    seen = queries.seen_at_the_desk(user)
    here = {"pk__in": seen.values("pk")}
    context = {
        "waiting": queries.open_for(user)[:AT_MOST],
        "answers": not people.verbs_of(user).isdisjoint([Verb.ANSWER_OBJECTION]),
        "drafts": queries.notices_for(user).filter(state=PublicNotice.State.DRAFT)[:AT_MOST],
        "up": queries.running().filter(**here)[:AT_MOST],
        "over": queries.over().filter(**here)[:AT_MOST],
    }
    return render(request, "points/notices/desk_show.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with its buttons; a POST does what the button `do` says."""
    notice, user = _notice(request, pk), _user(request, *queries.DESK_VERBS)
    if request.method == "GET":
        return _show_notice(request, notice)
    do = request.POST.get("do", "")
    if do not in _DEEDS:
        raise Http404
    form = (ExtensionForm if do == "extend" else ReasonForm)(request.POST, auto_id=f"{do}-%s")
    if do != "publish" and not form.is_valid():
        return _show_notice(request, notice, wrong={do: form})
    try:
        _carry_out(do, notice, form, request=request, by=user)
    except PointsError as refusal:
        return _show_notice(request, notice, refusal=refusal)
    messages.success(request, _DEEDS[do]())
    return redirect("points:notice-desk", pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request, Verb.TAKE_OBJECTION)
    notice = get_object_or_404(queries.notices_for(user, Verb.TAKE_OBJECTION), pk=pk)
    shown = queries.shown(notice)
    if request.method == "GET":
        refusal = None if notice.stage == PublicNotice.Stage.RUNNING else NoticeNotRunning()
        form = PaperForm(initial={"line": request.GET.get("line")}, notice=shown, by=user)
        return _enter(request, notice, form, refusal=refusal)
    form = PaperForm(request.POST, notice=shown, by=user)
    if not form.is_valid():
        return _enter(request, notice, form)
    sent = form.cleaned_data
    words = {"line": form.chosen, "text": sent["text"], "resident": sent["signed_by"], "key": sent["key"]}
    try:
        services.object_on_paper(notice, by=user, **words)
    except PointsError as refusal:
        return _enter(request, notice, form.anew(by=user), refusal=refusal)
    messages.success(request, _("The objection has been entered. Somebody else answers it."))
    return redirect("points:notice-desk", pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection with what it is about; a POST answers it."""
    user = _user(request, Verb.ANSWER_OBJECTION)
    objection = get_object_or_404(queries.objections_for(user), pk=pk)
    if request.method == "GET":
        return _show_objection(request, objection, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show_objection(request, objection, form)
    outcome = Objection.State(form.cleaned_data["outcome"])
    try:
        services.answer(objection, outcome=outcome, text=form.cleaned_data["answer"], by=user)
    except PointsError as refusal:
        return _show_objection(request, objection, form, refusal=refusal)
    messages.success(request, _("The answer stands on the notice now."))
    return redirect("points:notices-desk")


@login_required
@require_safe
def print_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """For the wall, in A4 or A3, with a code that leads back to the page."""
    notice = _notice(request, pk)
    size = request.GET.get("size", SIZES[0])
    if notice.state != PublicNotice.State.OPENED or size not in SIZES:
        raise Http404
    context = {
        "notice": notice,
        "shown": queries.shown(notice),
        "address": request.build_absolute_uri(reverse("points:notice", args=[pk])),
        "size": size,
        "sizes": SIZES,
    }
    name = f"{_('notice')}-{notice.ends_on:%Y-%m-%d}-{size}"
    return printing.show(request, "points/notices/notice_print.html", context, filename=name)


# --- one notice -----------------------------------------------------------------------------------------------------


_DEEDS = {
    "publish": lambda: _("The notice is up."),
    "extend": lambda: _("The notice is up for longer."),
    "withdraw": lambda: _("The notice was withdrawn."),
    "reopen": lambda: _("The notice is up again, for all of its days."),
    "take_off": lambda: _("The line was taken off."),
}


def _carry_out(do: str, notice: PublicNotice, form: ReasonForm, *, request: HttpRequest, by: User) -> None:
    if do == "publish":
        services.publish(notice, by=by)
        return
    reason = form.cleaned_data["reason"]
    match do:
        case "extend":
            services.extend(notice, days=form.cleaned_data["days"], reason=reason, by=by)
        case "withdraw":
            services.withdraw(notice, reason=reason, by=by)
        case "reopen":
            services.reopen(notice, reason=reason, by=by)
        case _:
            typed = request.POST.get("line", "")
            line = get_object_or_404(NoticeLine, notice=notice, pk=typed if typed.isascii() and typed.isdigit() else 0)
            services.take_off(line, reason=reason, by=by)


def _show_notice(
    request: HttpRequest,
    notice: PublicNotice,
    *,
    wrong: dict[str, ReasonForm] | None = None,
    refusal: PointsError | None = None,
) -> HttpResponse:
    user, given = _user(request, *queries.DESK_VERBS), wrong or {}
    context = {
        "notice": notice,
        "shown": queries.shown(notice),
        "steps": queries.steps_of(notice).select_related("done_by"),
        "may_manage": people.may(user, Verb.MANAGE_NOTICES, notice.community),
        "may_take": people.may(user, Verb.TAKE_OBJECTION, notice.community),
        "may_answer": people.may(user, Verb.ANSWER_OBJECTION, notice.community),
        "extension": given.get("extend") or ExtensionForm(initial={"days": notice.days + 1}, auto_id="extend-%s"),
        "striking": given.get("take_off") or ReasonForm(auto_id="take_off-%s"),
        "withdrawal": given.get("withdraw") or ReasonForm(auto_id="withdraw-%s"),
        "reopening": given.get("reopen") or ReasonForm(auto_id="reopen-%s"),
        "wrong": next(iter(given.values()), None),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "points/notices/notice_desk.html", context, status=status)


def _enter(
    request: HttpRequest, notice: PublicNotice, form: PaperForm, *, refusal: PointsError | None = None
) -> HttpResponse:
    context = {"notice": notice, "form": form, "refusal": refusal, "is_paper": True}
    status = refusal.status if refusal and request.method == "POST" else 200
    return render(request, "points/notices/objection_write.html", context, status=status)


def _show_objection(
    request: HttpRequest, objection: Objection, form: AnswerForm, *, refusal: PointsError | None = None
) -> HttpResponse:
    shown = queries.shown(objection.notice)
    context: dict[str, Any] = {
        "objection": objection,
        "notice": objection.notice,
        "about": next((line for line in shown.lines if line.line.pk == objection.line_id), None),
        "form": form,
        "hindrance": None if refusal else _hindrance(objection, _user(request, Verb.ANSWER_OBJECTION)),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "points/notices/objection_show.html", context, status=status)


def _hindrance(objection: Objection, user: User) -> PointsError | None:
    """Why this user is not the one to answer: said before anything is typed."""
    try:
        services.permit_answering(objection, by=user)
    except PointsError as refusal:
        return refusal
    return None


def _notice(request: HttpRequest, pk: int) -> PublicNotice:
    user = _user(request, *queries.DESK_VERBS)
    seen = queries.seen_at_the_desk(user)
    if not people.verbs_of(user).isdisjoint([Verb.MANAGE_NOTICES]):
        return get_object_or_404(seen, pk=pk)
    return get_object_or_404(seen.exclude(state=PublicNotice.State.DRAFT), pk=pk)


def _user(request: HttpRequest, *verbs: Verb) -> User:
    """Whoever is signed in and has one of these duties somewhere."""
    user = user_of(request)
    if people.verbs_of(user).isdisjoint(verbs):
        raise PermissionDenied
    return user
