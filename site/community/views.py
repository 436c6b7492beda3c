"""Pages of allauth that this site answers in its own way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from points.errors import ActingNotEnough
from points.people import queries as people

_LEAVING = {"account_logout"}


class ConfirmCodeView(ConfirmLoginCodeView):
    """Says that a code has expired, and sends another one alike to numbers that are known and unknown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", self) is None:
            messages.warning(request, _("This code is too old. Please ask for a new one."))
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            # allauth would fail here, and so say that the number is not registered. The same is done for either.
            self._process.generate_code = lambda: ""
            self._process.send = self._send_to_stranger
        return super()._resend_form_valid(form)

    def _send_to_stranger(self, **kwargs: Any) -> None:
        phone = self._process.state["phone"]
        get_adapter().send_unknown_account_sms(phone)
        self._process.add_sent_message({"recipient": phone, "phone": phone})


class AddPasskeyView(AddWebAuthnView):
    """Leads on to the list of passkeys, not to recovery codes that nobody asked for."""

    def get_success_url(self) -> str:
        return reverse("mfa_list_webauthn")


def alone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Phone, password, passkeys and sessions are the helper's own; nobody opens them with somebody beside him."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match = request.resolver_match
        is_leaving = match is not None and match.url_name in _LEAVING
        if is_leaving or not (people.acting_in(request) or people.has_run_out(request)):
            return view(request, *args, **kwargs)
        refusal = ActingNotEnough()
        return render(request, "points/portal/acting_refused.html", {"refusal": refusal}, status=refusal.status)

    return answer
