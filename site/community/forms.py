"""The forms of allauth that this site words differently."""

from typing import Any

from allauth.account import forms
from allauth.mfa.webauthn import forms as passkeys
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Phone or user name")
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        login.widget.attrs.pop("placeholder", None)
        if password := self.fields.get("password"):
            # Signing in by a code, below the form, is what helps whoever forgot it.
            password.help_text = ""
            password.widget.attrs.pop("placeholder", None)


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields["phone"]
        phone.label = _("Phone number")
        phone.widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        phone.widget.attrs.pop("placeholder", None)


class SignupForm(forms.SignupForm):
    """Signing up is by phone. The setting leaves it optional, because staff sign in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields["phone"]
        phone.required = phone.widget.is_required = True
        phone.widget.attrs["inputmode"] = "tel"


class _SentCode:
    """The code comes by message and is figures; "code" alone is, in Chinese, what programmers write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label = pgettext_lazy("sent by message", "Code")
        code.widget.attrs["inputmode"] = "numeric"
        code.widget.attrs.pop("placeholder", None)


class ConfirmLoginCodeForm(_SentCode, forms.ConfirmLoginCodeForm):
    pass


class VerifyPhoneForm(_SentCode, forms.VerifyPhoneForm):
    pass


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    """Always a passkey that opens by itself; what allauth calls a security key is for people who know what that is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, passwordless = self.fields["name"], self.fields["passwordless"]
        name.label = _("Name of this device")
        passwordless.initial, passwordless.widget = True, HiddenInput()
