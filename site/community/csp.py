"""What pages may load: nothing from other hosts, and on the public site no inline script and no inline style.

Django 6 brings a policy of its own, 5.2 has none; this one works on both. Two places get a wider one: Wagtail's admin,
which writes inline scripts on every listing, and the scanner.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

PUBLIC = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# The scanner reads QR codes with a WebAssembly module where the browser has no reader of its own.
SCANNER = PUBLIC | {"script-src": "'self' 'wasm-unsafe-eval'"}
ADMIN = PUBLIC | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "base-uri": "'self'",
}
WIDER = [
    (re.compile(r"/admin/"), ADMIN),
    (re.compile(r"/points/activities/shift/\d+/scanner/"), SCANNER),
]


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every answer that does not bring one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.wider = [(address, _written(policy)) for address, policy in WIDER]
        self.public = _written(PUBLIC)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self._for(request.path_info))
        return response

    def _for(self, path: str) -> str:
        return next((policy for address, policy in self.wider if address.match(path)), self.public)


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
