"""Elder mode: larger type, targets and contrast, switched on by whoever needs it and remembered by a cookie.

It is told to nobody and kept with no account: a phone that a family shares reads the way its owner set it.
"""

from django.http import HttpRequest

COOKIE = "points_elder"


def is_on(request: HttpRequest) -> bool:
    return bool(request.COOKIES.get(COOKIE))
