"""The rotating code of a shift.

The organiser's screen shows a code that changes every few seconds; whoever stands before it scans or types it. It is a
keyed hash of the shift's secret and the time step, so nothing is stored and nothing runs out. The step that is shown
and the one before are accepted, by the server's clock alone: a code lives two steps from the moment it appears, long
enough for slow hands and too short for a photo sent to a friend.

A slow login must not cost a code that was valid when it was scanned. So the page checks it at first load and keeps a
*pass*: the shift and the moment at which its code was seen, signed. The pass stands in for the code afterwards, and
the moment that it carries is the one that counts.

Codes and passes hang on the shift's secret. A new secret ends all of them at once, for an organiser who sees that codes
are passed on.

One guess among the 25^8 codes fits one of two for each shift that goes on: with a thousand shifts once in 76 million
guesses. A login has ten misses in a minute, and a shift that a program names six hundred from all logins together.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from points import conf, letters
from points.activities.models import Shift
from points.errors import CodeExpired
from points.letters import ALPHABET, LENGTH

_SALT = "points.activities.pass"
_GRACE = (0, 1)
"""How many steps ago a code that is accepted was shown."""

Secrets = Iterable[tuple[int, str]]
"""Of each shift its id and its secret: where one code is compared with those of many shifts, nothing else is read."""


def code_at(shift: Shift, at: datetime) -> str:
    """The code that is shown at that moment."""
    return _code(shift.pk, shift.secret, _step(at))


def seconds_left(at: datetime) -> int:
    """Seconds until the code changes; at least 1."""
    length = conf.settings().code_step_seconds
    return length - int(at.timestamp()) % length


def accepts(shift: Shift, typed: str, at: datetime) -> bool:
    """Whether `typed` (any case, spaces and hyphens allowed) is the code that is shown at `at` or the one before."""
    return showing([(shift.pk, shift.secret)], typed, at) is not None


def showing(secrets: Secrets, typed: str, at: datetime) -> int | None:
    """The id of the shift, among these, that accepts `typed` at `at`."""
    return _found(secrets, typed, at, steps_back=_GRACE)


def showed(secrets: Secrets, typed: str, at: datetime) -> int | None:
    """The id of the shift, among these, whose screen showed `typed` a while before `at`, too long ago to count."""
    back = conf.settings().code_pass_minutes * 60 // conf.settings().code_step_seconds
    return _found(secrets, typed, at, steps_back=range(len(_GRACE), back + 1))


def admit(shift: Shift, typed: str) -> str:
    """A pass for a code that is valid now. Refuses with `code_expired`."""
    now = timezone.now()
    if not accepts(shift, typed, now):
        raise CodeExpired()
    return signing.dumps([shift.pk, now.timestamp()], key=shift.secret, salt=_SALT)


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
        shift_id, seconds = signing.loads(admission, key=shift.secret, salt=_SALT, fallback_keys=[])
    except signing.BadSignature:
        raise CodeExpired() from None
    seen = datetime.fromtimestamp(seconds, tz=now.tzinfo)
    if shift_id != shift.pk or now - seen > timedelta(minutes=conf.settings().code_pass_minutes):
        raise CodeExpired()
    return seen


def _step(at: datetime) -> int:
    return int(at.timestamp()) // conf.settings().code_step_seconds


def _found(secrets: Secrets, typed: str, at: datetime, *, steps_back: Iterable[int]) -> int | None:
    code = letters.read(typed).encode()
    steps = [_step(at) - back for back in steps_back]
    # All are compared, so that the time says nothing about which one fitted.
    fits = [
        shift
        for shift, secret in secrets
        if sum(constant_time_compare(code, _code(shift, secret, step).encode()) for step in steps)
    ]
    return fits[0] if fits else None


def _code(shift: int, secret: str, step: int) -> str:
    digest = hmac.digest(bytes.fromhex(secret), f"{shift}:{step}".encode(), hashlib.sha256)
    number = int.from_bytes(digest)
    characters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[rest])
    return "".join(characters)
