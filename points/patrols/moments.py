"""The moment at which the page of a code was first shown, carried through login and a weak network.

It is signed into the form: a POST that arrives late still says when the person stood there, and nobody writes a moment
of his own. For longer ago than a day the form is opened anew.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

_SALT = "points.patrols.moment"
_SESSION = "points_points_seen"
_KEPT = 12
"""Codes that one session remembers."""
_THROUGH_LOGIN = timedelta(minutes=15)
_LONGEST = timedelta(days=1)


def first_seen(request: HttpRequest, code: str) -> datetime:
    """When this session first opened the code, within the last quarter of an hour; now if it has not."""
    now = timezone.now()
    seen: dict[str, float] = request.session.get(_SESSION, {})
    at = datetime.fromtimestamp(seen.get(code, 0), tz=now.tzinfo)
    if timedelta(0) <= now - at <= _THROUGH_LOGIN:
        return at
    kept = dict(sorted(seen.items(), key=lambda entry: entry[1])[1 - _KEPT :])
    request.session[_SESSION] = {**kept, code: now.timestamp()}
    return now


def forget(request: HttpRequest, code: str) -> None:
    """It was confirmed: the next time the code is opened is another moment."""
    seen = request.session.get(_SESSION, {})
    if code in seen:
        request.session[_SESSION] = {key: at for key, at in seen.items() if key != code}


def signed(code: str, at: datetime) -> str:
    return signing.dumps([code, at.timestamp()], salt=_SALT)


def read(code: str, token: str) -> datetime | None:
    """None for a token of another code, a forged or an old one: then the moment of the POST counts."""
    try:
        of, seconds = signing.loads(token, salt=_SALT, max_age=_LONGEST)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.now().tzinfo) if of == code else None
