"""Passkeys: for residents an easier way in, for staff a second proof."""

from collections.abc import Collection

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser

from community import devices


class MFAAdapter(DefaultMFAAdapter):
    """allauth asks whoever has a passkey for it after every password and every code.

    A resident who loses the phone with the passkey would be locked out by what was meant to help; so for residents it
    is one way beside the others. Whoever may open the admin is asked for it, as for an authenticator app.
    """

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Collection[str] | None = None) -> bool:
        if types is not None and not user.has_perm("wagtailadmin.access_admin"):  # type: ignore[attr-defined]
            types = [kind for kind in types if kind != Authenticator.Type.WEBAUTHN]
        return bool(super().is_mfa_enabled(user, types=types))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - so named by allauth
        """By the device that makes it: nobody remembers later which one was the master key."""
        return devices.named(context.request.headers.get("User-Agent", ""))
