"""The phone that somebody signs in with.

Residents carry their phone in the register. Somebody who signs up before the office has registered the household is no
resident yet; the number waits here and is matched as soon as it has been verified and the register knows it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class LoginPhone(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_phone")
    number = models.CharField(max_length=20)
    """E.164."""
    is_verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # Only a verified number is taken: typing a neighbour's number must not lock the neighbour out.
            models.UniqueConstraint(
                fields=["number"], condition=Q(is_verified=True), name="community_loginphone_verified_once"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
