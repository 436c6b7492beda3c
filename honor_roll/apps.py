from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HonorRollConfig(AppConfig):
    name = "honor_roll"
    label = "honor_roll"
    verbose_name = _("Honor roll")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honor_roll import checks  # noqa: F401 - checks register themselves on import
        from honor_roll.erasing import HonorKeeper
        from honor_roll.praising import tell
        from points import commendations, personal

        personal.register(HonorKeeper())
        commendations.register(tell)
