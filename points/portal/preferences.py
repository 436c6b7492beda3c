"""How somebody likes the pages to be: this browser remembers it, and so does the login."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from points import arrivals, elder_mode
from points.people import queries as people
from points.people import services
from points.permissions import user_of


@require_POST
def switch_elder_mode(request: HttpRequest) -> HttpResponse:
    """Large type on or off, then back to where the visitor was."""
    response = HttpResponseRedirect(_next_address(request))
    is_on = bool(request.POST.get("elder"))
    arrivals.remember_elder(request, response, is_on=is_on)
    _prefer(request, is_elder=is_on)
    return response


def switch_language(request: HttpRequest) -> HttpResponse:
    """As Django's own view, and kept with the login."""
    response: HttpResponse = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and check_for_language(language):
        _prefer(request, language=language)
    return response


def _prefer(request: HttpRequest, *, is_elder: bool | None = None, language: str | None = None) -> None:
    # On a helper's device somebody else reads now; the helper's own pages stay as they were.
    if request.user.is_authenticated and people.acting_in(request) is None:
        request.session.pop(elder_mode.PREFERRED, None)
        services.prefer(user_of(request), is_elder=is_elder, language=language)


def _next_address(request: HttpRequest) -> str:
    """Where the form came from, if that is on this site."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "/"
