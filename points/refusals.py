"""A page for whoever may not see a page: the host's `403.html`, and the plugin's own where the host has none."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_TEMPLATES = ["403.html", "points/refused.html"]


def shown(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as refusal:
            return render(request, _TEMPLATES, {"exception": str(refusal)}, status=HTTPStatus.FORBIDDEN)

    return answer
