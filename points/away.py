"""When the database is away: 503 and a page that repeats by itself, instead of a failure.

Away is also a database that answers and cannot write: its disk or its memory is full, it starts or stops, it has no
place for one more connection, or it has become a standby that may only be read. Whoever tries again later is served.

The page needs neither the database nor the session. What was posted with a key lies in it as a form and is sent again
with the same key, so that it counts once, whether or not the first attempt was recorded.

A table that is missing is a fault and stays one: repeating would not help.
"""

import logging
import sqlite3
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from points import elder_mode

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
SENTENCE = _("The service is away for a moment; please try again with the same key.")

# SQLite raises one class for a file that is busy and for a table that is missing.
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    # A disk that was mounted again to be read only, or a file that a backup took hold of.
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_READ_ONLY = "25006"
"""SQLSTATE of a write on a standby. The connection itself is sound, and would be kept and used again."""
_SLEPT = {"25P03", "25P04"}
"""SQLSTATEs of a transaction that was ended because the worker stood still in it; for psycopg an internal error."""
_UNREADABLE = (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError)
_NOTED = "_points_database_away"


def is_away(error: BaseException | None) -> bool:
    """Whether the same request may succeed in a moment: no connection, no room, a lock or statement that took too long.

    SQLite that runs out of memory raises Python's own `MemoryError`.
    """
    if isinstance(error, MemoryError) or _sqlstate(error) in {_READ_ONLY, *_SLEPT}:
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _PASSING
    return True


def is_noted(error: BaseException) -> bool:
    """`is_away`, with what has to be done then: a line in the log, and a server that may only be read is left."""
    if not is_away(error):
        return False
    logger.warning("The database is away: %s", error)
    if _sqlstate(error) == _READ_ONLY:
        _leave()
    return True


def _sqlstate(error: BaseException | None) -> str:
    """Empty where there is none."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", None) or ""


def _leave() -> None:
    """After a failover the next connection finds the new primary, this one never would.

    Closed below Django first: a pool takes back what Django closes, and throws away only what is broken.
    """
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.in_atomic_block:
            connection.connection.close()
            connection.close()


class DatabaseAwayMiddleware:
    """Stands before the session's, which reads and writes the database, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        got_request_exception.connect(_note, dispatch_uid="points.away")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What fails outside of a view, such as the session or a page that says 404, has become a 500 by now.
        has_failed = response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR and hasattr(request, _NOTED)
        return answer(request) if has_failed else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request) if is_noted(exception) else None


def answer(request: HttpRequest) -> HttpResponse:
    """To a program as `application/problem+json`, to a person as a page."""
    with translation.override(translation.get_language_from_request(request)):
        response = _problem() if _is_api(request) else _page(request)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "private, no-store"
    return response


def _note(*, request: HttpRequest | None = None, **_: Any) -> None:
    error = sys.exc_info()[1]
    if request is not None and error is not None and is_noted(error):
        setattr(request, _NOTED, True)


def _is_api(request: HttpRequest) -> bool:
    match, accepted = request.resolver_match, request.headers.get("Accept", "")
    return (match is not None and "points-api" in ":".join(match.namespaces)) or (
        "json" in accepted and "html" not in accepted
    )


def _problem() -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    said = {"type": "urn:points:unavailable", "title": status.phrase, "status": status, "detail": str(SENTENCE)}
    return JsonResponse(said | {"code": "unavailable"}, status=status, content_type="application/problem+json")


def _page(request: HttpRequest) -> HttpResponse:
    context = {
        "address": request.get_full_path(),
        "is_read": request.method in ("GET", "HEAD"),
        "fields": _repeatable(request),
        "seconds": RETRY_AFTER_SECONDS,
        "is_elder": elder_mode.has_cookie(request),
        "LANGUAGE_CODE": translation.get_language(),
    }
    # Without the request: the context processors of the host may ask the database.
    text = render_to_string("points/away.html", context)
    return HttpResponse(text, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _repeatable(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form of ours that carries a key; of a host's form, such as a login, nothing is kept.

    The token against forged requests is the one that was sent: a request that was forged stays without.
    """
    is_ours = request.resolver_match is not None and "points" in request.resolver_match.app_names
    if request.method != "POST" or not is_ours:
        return []
    try:
        posted, files = request.POST, request.FILES
    except _UNREADABLE:
        return []
    if not posted.get("key") or files or any("password" in name.lower() for name in posted):
        return []
    return [(name, value) for name, values in posted.lists() for value in values]
