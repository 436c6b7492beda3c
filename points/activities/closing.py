"""Closing a shift on one screen, after those who could not be scanned were entered by hand."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import remarks
from points.activities import queries, services
from points.activities.desk import AT_MOST, shift_to_run
from points.activities.forms import EntryForm, FindForm, KeyForm
from points.activities.groups import ABSENT, CAME, EXCUSED, INSIDE, closing_of
from points.activities.models import CheckIn, Shift
from points.activities.together_forms import AbsentForm, LeftForm, SeveralForm, absent_form, left_form
from points.errors import PointsError
from points.hours.models import ServiceRecord
from points.hours.queries import Minutes
from points.people.models import Resident
from points.permissions import User, user_of

# --- entering by hand -----------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def find_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to enter by hand: those who are expected and absent, or whoever is found by name.

    The name is sent by a POST, which writes nothing: addresses stay in logs and in the history of a shared phone.
    """
    shift = shift_to_run(request, pk)
    form = FindForm(request.POST)
    absent = [line.resident for line in queries.roster(shift) if line.check_in is None]
    context = {
        "shift": shift,
        "form": form,
        "typed": form.typed,
        "found": queries.find_people(shift, form.typed, by=user_of(request))[:AT_MOST] if form.typed else absent,
        "sees_names": queries.sees_names(user_of(request), shift),
    }
    return render(request, "points/activities/entry_find.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter_times(request: HttpRequest, pk: int, resident: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    person = get_object_or_404(queries.people_to_enter(shift, by=user_of(request)), pk=resident)
    check_in = CheckIn.objects.filter(shift=shift, resident=person).first()
    form = EntryForm(request.POST or None, shift=shift, initial=_planned(shift, check_in))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _enter(form, person, by=user_of(request))
            return redirect("points:shift-close", shift.pk)
        except PointsError as refused:
            refusal = refused
            form = EntryForm(
                shift=shift, initial={name: form.cleaned_data[name] for name in ("came", "left", "reason")}
            )
    context = {"shift": shift, "person": person, "check_in": check_in, "form": form, "refusal": refusal}
    return render(
        request,
        "points/activities/entry_write.html",
        context | {"sees_names": queries.sees_names(user_of(request), shift)},
    )


def _planned(shift: Shift, check_in: CheckIn | None) -> dict[str, Any]:
    """What is missing, filled in as planned."""
    times = {"came": shift.starts_at, "left": shift.ends_at}
    if check_in:
        scanned = {"came": check_in.in_at, "left": check_in.out_at}
        times = {name: at for name, at in times.items() if not scanned[name]}
    return {name: f"{timezone.localtime(at):%H:%M}" for name, at in times.items()}


def _enter(form: EntryForm, person: Resident, *, by: User) -> None:
    for direction, at in form.times:
        services.check_in_by_hand(
            form.shift,
            resident=person,
            direction=direction,
            entry=services.Entry(reason=form.cleaned_data["reason"], occurred_at=at),
            by=by,
            key=f"{form.cleaned_data['key']}:{direction}",
        )


# --- closing --------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def close_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    refusal = None
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_shift(shift, key=str(form.cleaned_data["key"]), by=user_of(request))
            return redirect("points:shift-closed", shift.pk)
        except PointsError as refused:
            refusal = refused
    return show_closing(request, shift, refusal=refusal)


def show_closing(
    request: HttpRequest, shift: Shift, *, refusal: PointsError | None = None, told: SeveralForm | None = None
) -> HttpResponse:
    """`told` is what was sent about several people and not done: it is shown again with what is wrong."""
    shift.refresh_from_db(fields=["state"])
    if shift.state == Shift.State.CLOSED:
        return redirect("points:shift-closed", shift.pk)
    closing = closing_of(shift, request.GET.dict())
    context = {
        "shift": shift,
        "closing": closing,
        "inside": closing.groups[INSIDE],
        "came": closing.groups[CAME],
        "absent": closing.groups[ABSENT],
        "excused": closing.groups[EXCUSED],
        "left_form": told if isinstance(told, LeftForm) else left_form(shift, closing.groups[INSIDE]),
        "absent_form": told if isinstance(told, AbsentForm) else absent_form(shift, closing.groups[ABSENT]),
        "told": told,
        "may_plan": queries.may_plan(user_of(request), shift.activity),
        "remarks": remarks.about(shift.pk),
        "is_early": timezone.now() < shift.ends_at,
        "refusal": refusal,
        "form": KeyForm(auto_id="close-%s"),
        "sees_names": queries.sees_names(user_of(request), shift),
    }
    return render(request, "points/activities/shift_close.html", context)


@login_required
@never_cache
@require_safe
def show_closed(request: HttpRequest, pk: int) -> HttpResponse:
    """What the closing came to, with the corrections made since."""
    shift = shift_to_run(request, pk)
    if shift.state != Shift.State.CLOSED:
        return redirect("points:shift-close", shift.pk)
    records = queries.records_of(shift)
    booked = [row for row in records if row.state == ServiceRecord.State.BOOKED]
    context = {
        "shift": shift,
        "records": records,
        "minutes": Minutes(
            scanned=sum(row.minutes for row in booked if row.source == ServiceRecord.Source.SCANNED),
            by_hand=sum(row.minutes for row in booked if row.source == ServiceRecord.Source.BY_HAND),
        ),
        "amount": sum(row.award.amount for row in records if row.award),
        "cut": sum(row.award.cut for row in records if row.award),
        "waiting": sum(row.state == ServiceRecord.State.WAITING for row in records),
        "sees_names": queries.sees_names(user_of(request), shift),
        "may_confirm": queries.may_confirm(user_of(request), shift),
    }
    return render(request, "points/activities/shift_settled.html", context)
