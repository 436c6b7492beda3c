"""Who calls: a person with a session, or a device with a token.

A person's writes need the CSRF token of a page of this site. A device has a scope, and the endpoints of that scope are
all it reaches; what it may do there is a matter of the duty of its user, as with everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from points.activities.services import Proviso
from points.api import known, queries
from points.api.models import Device
from points.api.problems import CsrfFailed, InvalidToken, WrongScope
from points.permissions import User


@dataclass(frozen=True, kw_only=True)
class Caller:
    user: User
    device: Device | None = None


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A device that this process has met before: no caller until the database was asked.

    `caller_of` asks it, or a statement does that holds only as `provided`.
    """

    user: User
    provided: Proviso
    ask: Callable[[], Caller]


class DeviceToken(HttpBearer):
    """Refuses with `invalid_token`, `wrong_scope`."""

    def __init__(self, scope: Device.Scope | None, *, may_be_remembered: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.may_be_remembered = may_be_remembered

    def authenticate(self, request: HttpRequest, token: str) -> Caller | Remembered:
        digest = queries.digest_of(token)
        device = known.device_of(digest) if self.may_be_remembered else None
        if device is not None and device.scope == self.scope:
            return Remembered(user=device.user, provided=known.in_use(digest), ask=partial(self._ask, digest))
        return self._ask(digest)

    def _ask(self, digest: str) -> Caller:
        device = queries.device_with(digest)
        if self.may_be_remembered:
            known.remember(digest, device)
        if device is None:
            raise InvalidToken()
        if device.scope != self.scope:
            raise WrongScope()
        return Caller(user=device.user, device=device)


class Person(SessionAuth):
    """Refuses with `csrf_failed`."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise CsrfFailed()
        return Caller(user=request.user)


def people_and(scope: Device.Scope) -> list[DeviceToken | Person]:
    return [DeviceToken(scope), Person()]


def people_and_remembered(scope: Device.Scope) -> list[DeviceToken | Person]:
    """For an endpoint that asks by `caller_or_remembered`, and the database in one statement with what it does."""
    return [DeviceToken(scope, may_be_remembered=True), Person()]


ONLY_PEOPLE: list[DeviceToken | Person] = [DeviceToken(None), Person()]
"""A device that knocks here is told that it is the wrong door."""


def caller_of(request: HttpRequest) -> Caller:
    """Refuses with `invalid_token` a device that was remembered and has been revoked since."""
    caller = caller_or_remembered(request)
    return caller.ask() if isinstance(caller, Remembered) else caller


def caller_or_remembered(request: HttpRequest) -> Caller | Remembered:
    """For what is done by one statement."""
    caller = request.auth  # type: ignore[attr-defined]
    assert isinstance(caller, Caller | Remembered), "every endpoint has its auth"
    return caller
