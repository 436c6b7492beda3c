"""A limit on guessing: how many misses in a minute, for one login, one device or one address.

Counted in Django's cache, in windows of a minute. What is tried is counted before it is looked at, so that many tries
at once do not slip through, and taken back when it fits: four hundred people at one door behind one address scan as
they like. A cache that every process shares holds the limit over all of them; one in memory holds it for each, of which
`check --deploy` warns (`points.W003`). An address is `REMOTE_ADDR`: what a proxy makes of it is the site's to set.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from points import conf
from points.errors import PointsError, TooManyTries
from points.permissions import User

WINDOW_SECONDS = 60


@contextmanager
def limited(what: str, *, who: str, most: int, miss: type[PointsError]) -> Iterator[None]:
    """Lets `who` try `what`; each `miss` that is raised inside counts. Refuses with `too_many_tries`."""
    minute, past = divmod(int(timezone.now().timestamp()), WINDOW_SECONDS)
    # A digest, because an address may hold signs that a cache takes for its own.
    key = f"points:tries:{what}:{hashlib.sha256(who.encode()).hexdigest()}:{minute}"
    if _count(key, 1) > most:
        raise TooManyTries(seconds=WINDOW_SECONDS - past)
    try:
        yield
    except miss:
        raise
    except Exception:
        # Refused for another reason, or the database went away, which says nothing about what was tried: a till that
        # repeats with patience must not find itself locked out when the database is back.
        _count(key, -1)
        raise
    _count(key, -1)


def who_asks(request: HttpRequest) -> tuple[str, int]:
    """Whose tries these are, and how many misses a minute are allowed: a login's, or an address's of many people."""
    if request.user.is_authenticated:
        return of_user(request.user), conf.settings().tries_a_minute
    return f"address:{request.META.get('REMOTE_ADDR', '')}", conf.settings().tries_a_minute_of_an_address


def of_user(user: User) -> str:
    return f"user:{user.pk}"


def _count(key: str, change: int) -> int:
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    try:
        return int(cache.incr(key, change))
    except ValueError:
        # The cache dropped it in between.
        return 1
