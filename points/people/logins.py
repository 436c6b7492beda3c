"""What signing in and out brings along: preferences come with whoever signs in, and nobody is acted for afterwards."""

from typing import Any

from django.http import HttpRequest

from points import elder_mode
from points.people.models import Preference
from points.people.services.acting import end_acting
from points.permissions import User


def bring_preference(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """On `user_logged_in`; there is no answer yet that could carry a cookie."""
    preference = Preference.objects.filter(user_id=user.pk).first()
    if preference and request is not None and hasattr(request, "session"):
        request.session[elder_mode.PREFERRED] = {"is_elder": preference.is_elder, "language": preference.language}


def end_all_acting(*, user: User | None, **kwargs: Any) -> None:
    """On `user_logged_out`: from every device, because somebody else may hold the other one."""
    if user is not None:
        end_acting(user)
