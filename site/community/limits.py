"""Too many tries, no more messages, no answer of the provider: said by a page, whoever raised it."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.budget import MessageRefused
from community.sms import NotSent

logger = logging.getLogger(__name__)


class TooManyTriesMiddleware:
    """allauth raises where a code is about to be sent, and leaves the answer to the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RateLimited):
            sentence = exception.sentence if isinstance(exception, MessageRefused) else ""
            context = {"sentence": sentence}
            return render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
        if isinstance(exception, NotSent):
            # Without the exception's own words: a backend that was written in a hurry puts the number there.
            logger.error("A text message was not sent (%s).", type(exception).__name__)
            return render(request, "account/code_not_sent.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return None
