"""Who asks: the pages of the portal are made for a resident.

The resident is the one who is signed in, or the one in whose name somebody acts (`points:acting`). A view is handed the
resident and passes `by=request.user` on, so that the log names the hand; the services ask by themselves what may be
done in somebody's name. Pages with nothing to refuse in a service say it here: `not_by_proxy` and `by_proxy`.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points.errors import ActingNotEnough, FamilyNeeded, PointsError
from points.people import queries as people
from points.people import services
from points.people.models import DEEDS, Deed
from points.permissions import user_of
from points.portal.queries.duties import duties_of

View = Callable[..., HttpResponse]


def of_resident(view: View) -> View:
    """Gives the view the resident whom the page is about; whoever is none gets his duties, or what to do.

    Nothing of it is kept by a cache: phones and computers are shared.
    """
    return require_safe(_asked(view))


def from_resident(view: View) -> View:
    """As `of_resident`, for a page with a form that it sends to itself."""
    return require_http_methods(["GET", "POST"])(_asked(view))


def by_proxy(deed: Deed) -> Callable[[View], View]:
    """Below one of the two above: in somebody's name only by whoever may do this deed. Refuses with `family_needed`."""
    return lambda view: _refused(view, FamilyNeeded(), unless=lambda request: may(request, deed))


def not_by_proxy(view: View) -> View:
    """Below one of the two above: nobody does this in somebody's name. Refuses with `acting_not_enough`."""
    return _refused(view, ActingNotEnough(), unless=lambda request: people.acting_in(request) is None)


def may(request: HttpRequest, deed: Deed) -> bool:
    """Whether who asks does it for himself, or acts as somebody who may do this deed in a name."""
    acting = people.acting_in(request)
    return acting is None or deed in DEEDS[acting.kind]


def end_run_out(request: HttpRequest) -> HttpResponse:
    """The time for acting is over: what was pressed is not done, because it would be done in the own name."""
    del request.session[people.ACTING_KEY]
    messages.info(request, _("Your time for this person is over. You are on your own page again."))
    return redirect("points:portal")


def _asked(view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest, **address: object) -> HttpResponse:
        if people.has_run_out(request):
            return end_run_out(request)
        resident = services.attend(request)
        if resident is None or not resident.is_active:
            user = user_of(request)
            context = {"duties": duties_of(user), "represents": people.proxies_of(user).exists()}
            status = 200 if context["represents"] or context["duties"].has_any else 403
            return render(request, "points/portal/resident_missing.html", context, status=status)
        return view(request, resident, **address)

    return never_cache(login_required(asked))


def _refused(view: View, refusal: PointsError, *, unless: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def asked(request: HttpRequest, *args: object, **address: object) -> HttpResponse:
        if unless(request):
            return view(request, *args, **address)
        return render(request, "points/portal/acting_refused.html", {"refusal": refusal}, status=refusal.status)

    return asked
