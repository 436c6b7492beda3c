from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HonorRollConfig(AppConfig):
    name = "honor_roll"
    label = "honor_roll"
    verbose_name = _("Honor roll")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Checks register themselves on import; nothing else happens at start.
        from honor_roll import checks  # noqa: F401
