"""Preferences travel with the login: the first page after signing in gives the browser its cookies.

Signing in leaves them in the session, and every page of ours looks there. A browser that was set already keeps what it
has: a phone that a family shares reads the way its owner set it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from points import elder_mode

_ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


def restored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is shown in the language and the size of whoever has just signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return view(request, *args, **kwargs)
        preferred = elder_mode.preferred(request)
        if not preferred:
            return view(request, *args, **kwargs)
        del request.session[elder_mode.PREFERRED]
        # The same page once more: its language is chosen before any view is asked.
        response = HttpResponseRedirect(request.get_full_path())
        if preferred["is_elder"] and not elder_mode.has_cookie(request):
            remember_elder(request, response, is_on=True)
        if preferred["language"] and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            _remember_language(response, preferred["language"])
        return response if response.cookies else view(request, *args, **kwargs)

    return answer


def remember_elder(request: HttpRequest, response: HttpResponse, *, is_on: bool) -> None:
    """For a year, by the browser that gets this answer."""
    if is_on:
        response.set_cookie(
            elder_mode.COOKIE,
            "on",
            max_age=_ONE_YEAR_SECONDS,
            path=settings.SESSION_COOKIE_PATH,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(elder_mode.COOKIE, path=settings.SESSION_COOKIE_PATH)


def _remember_language(response: HttpResponse, language: str) -> None:
    # As Django's own view for choosing a language does it.
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
