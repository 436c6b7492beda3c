"""A scanner at the door sends hundreds of requests and has no session: none is prepared for it.

Sessions, users and messages keep working as Django's own everywhere else, and for the API, too, as soon as a request
brings the session's cookie. Without it nobody is signed in, whatever is asked.
"""

from collections.abc import Awaitable

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Response = HttpResponseBase | Awaitable[HttpResponseBase]
"""The second under ASGI."""

API_PREFIX = "/points/api/"


def has_no_session(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX) and settings.SESSION_COOKIE_NAME not in request.COOKIES


class SessionMiddleware(sessions.SessionMiddleware):
    def __call__(self, request: HttpRequest) -> Response:
        return self.get_response(request) if has_no_session(request) else super().__call__(request)


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    def __call__(self, request: HttpRequest) -> Response:
        if not has_no_session(request):
            return super().__call__(request)
        request.user = AnonymousUser()
        return self.get_response(request)


class MessageMiddleware(messages.MessageMiddleware):
    def __call__(self, request: HttpRequest) -> Response:
        return self.get_response(request) if has_no_session(request) else super().__call__(request)
