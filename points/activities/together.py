"""The buttons of the closing that mean several people: left at that time, here all the time, excused.

They are plain forms with boxes to tick. What was refused is shown on the same screen, with what was ticked.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from points.activities import queries, services
from points.activities.closing import show_closing
from points.activities.desk import shift_to_run
from points.activities.groups import ABSENT, INSIDE
from points.activities.models import Excuse, Shift
from points.activities.together_forms import AbsentForm, LeftForm, SeveralForm
from points.errors import PointsError
from points.permissions import User, user_of


@login_required
@never_cache
@require_POST
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is still in left at one time."""
    shift = shift_to_run(request, pk)
    form = LeftForm(request.POST, shift=shift, members=_members(shift), auto_id=f"{INSIDE}-%s")
    return _do(request, shift, form, enter)


@login_required
@never_cache
@require_POST
def mark_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was not scanned is excused, or was here by a paper list."""
    shift = shift_to_run(request, pk)
    form = AbsentForm(request.POST, shift=shift, members=_members(shift), auto_id=f"{ABSENT}-%s")
    is_excuse = form.is_valid() and form.cleaned_data["do"] == AbsentForm.EXCUSE
    return _do(request, shift, form, excuse if is_excuse else enter)


@login_required
@never_cache
@require_POST
def withdraw_excuse(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    found = get_object_or_404(
        Excuse.objects.select_related("sign_up__shift__activity"), pk=number, sign_up__shift=shift
    )
    try:
        services.withdraw_excuse(found, by=user_of(request))
        messages.success(request, _("The excuse does not count any more."))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:shift-close", pk)


# --------------------------------------------------------------------------------------------------------------------

Act = Callable[[Shift, SeveralForm, User], str]


def enter(shift: Shift, form: SeveralForm, by: User) -> str:
    assert isinstance(form, LeftForm | AbsentForm), "only these say times"
    count = services.enter_together(shift, told=form.told, by=by, key=str(form.cleaned_data["key"])).result
    return ngettext("Entered by hand: %(count)s person.", "Entered by hand: %(count)s people.", count) % {
        "count": count
    }


def excuse(shift: Shift, form: SeveralForm, by: User) -> str:
    reason, key = form.cleaned_data["reason"], str(form.cleaned_data["key"])
    count = services.excuse(shift, residents=form.chosen, reason=reason, by=by, key=key).result
    return ngettext("Excused: %(count)s person.", "Excused: %(count)s people.", count) % {"count": count}


def _do(request: HttpRequest, shift: Shift, form: SeveralForm, act: Act) -> HttpResponse:
    if not form.is_valid():
        return show_closing(request, shift, told=form)
    try:
        messages.success(request, act(shift, form, user_of(request)))
    except PointsError as refusal:
        return show_closing(request, shift, told=form.again(), refusal=refusal)
    return redirect("points:shift-close", shift.pk)


def _members(shift: Shift) -> list[int]:
    """Whoever signed up or came, in whatever group he stands by now."""
    return [line.resident.pk for line in queries.roster(shift)]
