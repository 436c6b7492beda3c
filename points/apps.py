from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    label = "points"
    verbose_name = _("Volunteer points")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from points import checks  # noqa: F401 - checks register themselves on import
        from points.ledger import checks as ledger_checks  # noqa: F401
        from points.ledger import triggers
        from points.seals import checks as seals_checks  # noqa: F401
        from points.supermarket import stock

        def reinstall(*, using: str, **kwargs: object) -> None:
            triggers.install(connections[using])
            stock.install(connections[using])

        # SQLite rebuilds a table when a column changes, and its triggers are gone.
        post_migrate.connect(reinstall, sender=self, weak=False, dispatch_uid="points.triggers")
