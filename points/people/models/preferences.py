"""How somebody likes the pages to be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """Large type and language, so that another phone shows them after signing in; the browser's cookies come first."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="points_preference", verbose_name=_("login")
    )
    is_elder = models.BooleanField(_("large type"), default=False)
    language = models.CharField(_("language"), max_length=16, blank=True)
    """Such as `zh-hans`; empty while none was chosen."""

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return f"#{self.pk}"
