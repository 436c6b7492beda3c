"""Elder mode: larger type, targets and contrast, switched on by whoever needs it.

The browser remembers it by a cookie, so that a phone that a family shares reads the way its owner set it. Whoever
switches while signed in finds it on the next phone, too: signing in leaves what was preferred in the session, and the
first page of ours (`points.arrivals`) turns it into the cookie. No page asks the database for it.
"""

from typing import Any

from django.http import HttpRequest

COOKIE = "points_elder"
PREFERRED = "points_preferred"
"""Of the session, until the browser has its cookies: `is_elder` and `language`."""


def is_on(request: HttpRequest) -> bool:
    return has_cookie(request) or bool(preferred(request).get("is_elder"))


def has_cookie(request: HttpRequest) -> bool:
    """All that can be known while the database, and with it the session, is away."""
    return bool(request.COOKIES.get(COOKIE))


def preferred(request: HttpRequest) -> dict[str, Any]:
    session = getattr(request, "session", None)
    return session.get(PREFERRED, {}) if session is not None else {}
