"""What this site keeps about somebody beside the plugin: what signing in needs, from phones to sessions."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.utils.translation import gettext as _

from community.models import LoginPhone
from points.personal import Keeper, Leaving, Sheet


class LoginKeeper(Keeper):
    def sheets(self, *, resident: int, user: Any) -> Iterable[Sheet]:
        phones = LoginPhone.objects.filter(user=user).values_list("number", "is_verified")
        columns = {"number": _("Phone number"), "is_verified": _("Verified")}
        yield Sheet(name="sign-in-phones", title=_("Phones for signing in"), columns=columns, rows=phones.iterator)
        steps = Authenticator.objects.filter(user=user).values_list("type", "created_at", "last_used_at")
        columns = {"type": _("Kind of second step"), "created_at": _("Set up"), "last_used_at": _("Last used")}
        yield Sheet(name="second-steps", title=_("Passkeys and second steps"), columns=columns, rows=steps.iterator)
        if apps.is_installed("allauth.usersessions"):
            yield _sessions(user)

    def erase(self, leaving: Leaving) -> None:
        for model in (LoginPhone, EmailAddress, Authenticator):
            model.objects.filter(user=leaving.user).delete()
        LoginPhone.objects.filter(number__in=leaving.spoken).delete()
        if apps.is_installed("allauth.usersessions"):
            apps.get_model("usersessions", "UserSession").objects.filter(user=leaving.user).delete()


def _sessions(user: Any) -> Sheet:
    model = apps.get_model("usersessions", "UserSession")
    sessions = model.objects.filter(user=user).values_list("ip", "user_agent", "created_at", "last_seen_at")
    columns = {
        "address": _("Network address"),
        "browser": _("Browser"),
        "created_at": _("Signed in"),
        "last_seen_at": _("Last seen"),
    }
    return Sheet(name="sessions", title=_("Where I am signed in"), columns=columns, rows=sessions.iterator)
