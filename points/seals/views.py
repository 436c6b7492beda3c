"""The public pages of the seals: nobody signs in here, and nothing here names anybody."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.seals import queries, verify
from points.seals.forms import SealForm

_DAYS = 31
_SCRIPT = Path(verify.__file__)


@never_cache
@require_safe
def show_head(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, and that of every day before."""
    form = SealForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    days = list(queries.daily(before=before)[: _DAYS + 1])
    context = {
        "head": queries.shown(queries.latest()),
        "days": [queries.shown(seal) for seal in days[:_DAYS]],
        "is_newest": before is None,
        "newest": reverse("points:seals") if before else "",
        "older": f"{reverse('points:seals')}?before={days[_DAYS - 1].number}" if len(days) > _DAYS else "",
    }
    return render(request, "points/seals/seal_show.html", context)


@never_cache
@require_safe
def print_notice(request: HttpRequest) -> HttpResponse:
    """A page for the notice board."""
    context = {
        "head": queries.shown(queries.latest()),
        "page": request.build_absolute_uri(reverse("points:seals")),
        "verify": request.build_absolute_uri(reverse("points:seals-verify")),
    }
    return render(request, "points/seals/seal_print.html", context)


@never_cache
@require_safe
def show_checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed text of one seal."""
    form = SealForm(request.GET)
    seal = queries.numbered(form.cleaned_data["seal"]) if form.is_valid() else None
    if seal is None:
        raise Http404
    return HttpResponse(queries.checkpoint_of(seal), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def check_here(request: HttpRequest) -> HttpResponse:
    """The page that checks a proof in the browser. What it checks it fetches or is given there."""
    return render(request, "points/seals/proof_check.html", {"head": queries.shown(queries.latest())})


@never_cache
@require_safe
def load_script(request: HttpRequest) -> HttpResponse:
    """verify.py, to check on a machine of one's own."""
    headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return HttpResponse(_SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers)
