"""The rotating code of a shift.

The organiser's screen shows a code that changes every few seconds; whoever stands before it scans or types it. It is a
keyed hash of the shift's secret and the time step, so nothing is stored and nothing runs out. The step that is shown
and the one before are accepted, by the server's clock alone: a code lives two steps from the moment it appears, long
enough for slow hands and too short for a photo sent to a friend.

A slow login must not cost a code that was valid when it was scanned. So the page checks it at first load and keeps a
*pass*: the shift and the moment at which its code was seen, signed. The pass stands in for the code afterwards, and
the moment that it carries is the one that counts.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from points import conf
from points.activities.models import Shift
from points.errors import CodeExpired

LENGTH = 8
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without look-alikes: no 0 O, 1 I L, 2 Z, 5 S, 8 B."""
_SALT = "points.activities.pass"


def code_at(shift: Shift, at: datetime) -> str:
    """The code that is shown at that moment."""
    return _code(shift, _step(at))


def seconds_left(at: datetime) -> int:
    """Seconds until the code changes; at least 1."""
    length = conf.settings().code_step_seconds
    return length - int(at.timestamp()) % length


def accepts(shift: Shift, typed: str, at: datetime) -> bool:
    """Whether `typed` (any case, spaces and hyphens allowed) is the code that is shown at `at` or the one before."""
    code = "".join(typed.upper().split()).replace("-", "").encode()
    step = _step(at)
    # Both are compared, so that the time says nothing about which one fitted.
    fits = [constant_time_compare(code, _code(shift, step - back).encode()) for back in (0, 1)]
    return any(fits)


def admit(shift: Shift, typed: str) -> str:
    """A pass for a code that is valid now. Refuses with `code_expired`."""
    now = timezone.now()
    if not accepts(shift, typed, now):
        raise CodeExpired()
    return signing.dumps([shift.pk, now.timestamp()], salt=_SALT)


def seen_at(shift: Shift, code_or_pass: str) -> datetime:
    """The moment that counts: now for a typed code, the first load for a pass. Refuses with `code_expired`."""
    now = timezone.now()
    if len(code_or_pass) > 2 * LENGTH:
        return _seen_at(shift, code_or_pass, now)
    if not accepts(shift, code_or_pass, now):
        raise CodeExpired()
    return now


def _seen_at(shift: Shift, admission: str, now: datetime) -> datetime:
    try:
        shift_id, seconds = signing.loads(admission, salt=_SALT)
    except signing.BadSignature:
        raise CodeExpired() from None
    seen = datetime.fromtimestamp(seconds, tz=now.tzinfo)
    if shift_id != shift.pk or now - seen > timedelta(minutes=conf.settings().code_pass_minutes):
        raise CodeExpired()
    return seen


def _step(at: datetime) -> int:
    return int(at.timestamp()) // conf.settings().code_step_seconds


def _code(shift: Shift, step: int) -> str:
    digest = hmac.new(bytes.fromhex(shift.secret), f"{shift.pk}:{step}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    characters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[rest])
    return "".join(characters)
