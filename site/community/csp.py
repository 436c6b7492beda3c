"""What pages may load: nothing from other hosts, and on the public site no inline script and no inline style.

Django 6 brings a policy of its own, 5.2 has none; this one works on both. Wagtail's admin writes inline scripts on
every listing, so it gets a wider policy and nothing else does.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

PUBLIC = {
    "default-src": "'none'",
    # The scanner reads QR codes with a WebAssembly module where the browser has no reader of its own.
    "script-src": "'self' 'wasm-unsafe-eval'",
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
ADMIN = PUBLIC | {
    "script-src": "'self' 'unsafe-inline' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "base-uri": "'self'",
}
ADMIN_PREFIX = "/admin/"


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every answer that does not bring one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.public, self.admin = _written(PUBLIC), _written(ADMIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path_info.startswith(ADMIN_PREFIX)
        response.headers.setdefault(HEADER, self.admin if is_admin else self.public)
        return response


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
