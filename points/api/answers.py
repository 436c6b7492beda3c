"""How a write is answered: 201 the first time, 200 with the same body and `Idempotent-Replay` from then on."""

from typing import Any, TypeVar

from django.http import HttpResponse
from ninja import Status
from pydantic import BaseModel

from points.api.problems import Problem

S = TypeVar("S", bound=BaseModel)

_READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem}
_WRITE = {400: Problem, 409: Problem, 413: Problem, **_READ}


def reads(body: type[BaseModel]) -> dict[int, Any]:
    """What an endpoint that reads may answer."""
    return {200: body, **_READ}


def writes(body: type[BaseModel]) -> dict[int, Any]:
    """What an endpoint that writes once may answer."""
    return {201: body, 200: body, **_WRITE}


def takes_many(body: type[BaseModel]) -> dict[int, Any]:
    """What an endpoint that answers for each entry may answer."""
    return {200: body, **_WRITE}


def answered(response: HttpResponse, body: S, *, is_replay: bool) -> Status[S]:
    if is_replay:
        response["Idempotent-Replay"] = "true"
    return Status(200 if is_replay else 201, body)
