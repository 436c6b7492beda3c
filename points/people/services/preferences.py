"""How somebody likes the pages to be. It is nobody else's business, so no line of the log says it."""

from points.people.models import Preference
from points.permissions import User


def prefer(user: User, *, is_elder: bool | None = None, language: str | None = None) -> None:
    """Keep it with the login; what is None stays as it was."""
    chosen = {"is_elder": is_elder, "language": language}
    Preference.objects.update_or_create(
        user_id=user.pk, defaults={name: value for name, value in chosen.items() if value is not None}
    )
