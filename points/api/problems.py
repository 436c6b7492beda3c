"""What the API says when it does not do what was asked: `application/problem+json`, never a page.

A refusal keeps its code and its sentence; everything else that can go wrong (a body that is no JSON, a token that
nobody knows, an address that is not there, a database that is away) takes the same form.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict

from points import away
from points.errors import PointsError

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


class CsrfFailed(PointsError):
    code = "csrf_failed"
    sentence = _("The request did not come from a page of this site; please load the page again.")
    status = 403


class InvalidToken(PointsError):
    code = "invalid_token"
    sentence = _("This token is not known, or it has been revoked.")
    status = 401


class NotFound(PointsError):
    code = "not_found"
    sentence = _("This does not exist, or it is not yours to see.")
    status = 404


class WrongScope(PointsError):
    code = "wrong_scope"
    sentence = _("This device is not meant for that.")
    status = 403


class Problem(Schema):
    """RFC 9457, with a stable `code`."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """`urn:points:<code>`"""
    title: str
    status: int
    detail: str
    """For people, in the language that was asked for."""
    code: str
    """For machines; never changes."""
    params: dict[str, Any] = {}
    """What fills the sentence, such as the new price."""
    errors: list[dict[str, Any]] = []
    """Of an invalid request: `loc` and `msg` for each field."""


_CODES = {
    400: ("invalid_body", _("The request could not be read.")),
    401: ("not_authenticated", _("Please sign in, or send the token of a device.")),
    403: ("forbidden", _("This is not allowed.")),
    404: (NotFound.code, NotFound.sentence),
    405: ("method_not_allowed", _("This address does not do that.")),
    413: ("body_too_large", _("The request is too large.")),
    422: ("invalid_request", _("The request does not fit what is expected here.")),
    500: ("internal_error", _("Something went wrong here. Nothing was written; please try again.")),
    503: ("unavailable", away.SENTENCE),
}


def problem(status: int, *, code: str = "", detail: Any = "", **more: Any) -> HttpResponse:
    usual_code, usual_detail = _CODES.get(status, ("refused", PointsError.sentence))
    code = code or usual_code
    body = {
        "type": f"urn:points:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail or usual_detail),
        "code": code,
        **more,
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    response = HttpResponse(text, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(away.RETRY_AFTER_SECONDS)
    return response


def of_refusal(refusal: PointsError) -> HttpResponse:
    # In the order of their names: PostgreSQL keeps the params of a refusal in an order of its own.
    said = problem(refusal.status, code=refusal.code, detail=refusal, params=dict(sorted(refusal.params.items())))
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        said["Retry-After"] = str(refusal.params["seconds"])
    return said


def register(api: NinjaAPI) -> None:
    """Every exception that can leave an endpoint."""
    handlers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        PointsError: of_refusal,
        ValidationError: lambda error: problem(422, errors=[_field(found) for found in error.errors]),
        AuthenticationError: lambda error: problem(401),
        HttpError: lambda error: problem(error.status_code),
        Http404: lambda error: problem(404),
        RequestDataTooBig: lambda error: problem(413),
        SuspiciousOperation: lambda error: problem(400),
        UnreadablePostError: lambda error: problem(400),
        # What looks for the CSRF token in a form reads the body first, when it says that it is one.
        MultiPartParserError: lambda error: problem(400),
        RawPostDataException: lambda error: problem(400),
        Exception: _broken,
    }
    for kind, handle in handlers.items():
        api.add_exception_handler(kind, _handler(handle))


def only_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What Django answers by itself, such as 405, in the same form."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return problem(404)
        # Balances and names: a phone that a family shares keeps none of it.
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.status_code < 400 or response["Content-Type"] == CONTENT_TYPE:
            return response
        said = problem(response.status_code)
        said["Cache-Control"] = response["Cache-Control"]
        if allow := response.get("Allow"):
            said["Allow"] = allow
        return said

    return answer


def nothing_here(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """An address below the API that no endpoint has."""
    return problem(404)


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def _handler(handle: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: handle(error)


def _field(found: dict[str, Any]) -> dict[str, Any]:
    # Without `input`: what was sent may be somebody's name, and errors are logged by clients.
    return {"loc": list(found["loc"]), "msg": found["msg"], "type": found["type"]}


def _broken(error: Exception) -> HttpResponse:
    if away.is_noted(error):
        return problem(503)
    logger.error("An endpoint failed", exc_info=error)
    return problem(500)
