"""Pages of allauth that this site answers in its own way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.phone_verification import PHONE_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views import ConfirmLoginCodeView, _VerifyPhoneChangeView, _VerifyPhoneSignupView
from allauth.core.exceptions import RateLimited
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.budget import TooSoon
from points.errors import ActingNotEnough
from points.people import queries as people

_LEAVING = {"account_logout"}


class ConfirmCodeView(ConfirmLoginCodeView):
    """Says that a code has expired, and sends another one alike to numbers that are known and unknown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = request.session.get(LOGIN_SESSION_KEY)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) is None and _has_ended(request, waiting):
            messages.warning(request, _("This code is too old. Please ask for a new one."))
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            # allauth would fail here, and so say that the number is not registered. The same is done for either.
            self._process.generate_code = lambda: ""
            self._process.send = self._send_to_stranger
        return _send_again(self, self._process, "account_confirm_login_code")

    def _send_to_stranger(self, **kwargs: Any) -> None:
        phone = self._process.state["phone"]
        get_adapter().send_unknown_account_sms(phone)
        self._process.add_sent_message({"recipient": phone, "phone": phone})


def _send_again(view: Any, process: Any, address: str) -> HttpResponse:
    """allauth says the same of every refusal; `community.budget` knows whether to wait or to choose another way."""
    try:
        process.resend()
    except RateLimited as refusal:
        messages.error(view.request, getattr(refusal, "sentence", TooSoon.sentence))
    return redirect(view.passthrough_next_url(reverse(address)))


class _PhoneView:
    process: Any

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        return _send_again(self, self.process, "account_verify_phone")


class VerifyNewPhoneView(_PhoneView, _VerifyPhoneSignupView):
    """Says why a code holds no more. Whoever was signing up does so again: no login knows the number yet."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = request.session.get(LOGIN_SESSION_KEY)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if getattr(self, "process", None) is not None or not _has_ended(request, waiting):
            return response
        if waiting["signup"]:
            messages.warning(request, _("This code is too old. Please sign up once more; then a new one comes."))
            return redirect("account_signup")
        messages.warning(request, _("This code is too old. Please sign in once more; then a new one comes."))
        return redirect("account_login")

    def respond_process_failed(self, form: Any) -> HttpResponse:
        self.stage.abort()
        if self.stage.login.signup:
            words = _("The code was wrong too often. Please sign up once more; then a new one comes.")
            messages.warning(self.request, words)
            return redirect("account_signup")
        messages.warning(
            self.request, _("The code was wrong too often. Please sign in once more; then a new one comes.")
        )
        return redirect("account_login")


def _has_ended(request: HttpRequest, waiting: dict[str, Any] | None) -> bool:
    """Whether the sign-in that waited is over: its code is too old, or allauth has given up the whole of it."""
    return waiting is not None and LOGIN_SESSION_KEY not in request.session


class VerifyOtherPhoneView(_PhoneView, _VerifyPhoneChangeView):
    """The same for whoever is signed in and changes the number: the old one stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        was_waiting = PHONE_VERIFICATION_SESSION_KEY in request.session
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if was_waiting and self.process is None:
            messages.warning(request, _("This code is too old. Please type the new number once more."))
        return response

    def respond_process_failed(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("The code was wrong too often. Please type the new number once more."))
        response: HttpResponse = super().respond_process_failed(form)
        return response


def verify_phone(request: HttpRequest) -> HttpResponse:
    view = VerifyOtherPhoneView if request.user.is_authenticated else VerifyNewPhoneView
    return view.as_view()(request)


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
