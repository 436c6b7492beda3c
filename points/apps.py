from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    label = "points"
    verbose_name = _("Volunteer points")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from points import checks, personal, remarks  # noqa: F401 - checks register themselves on import
        from points.activities.erasing import PlaceKeeper
        from points.calendars.erasing import AddressKeeper
        from points.ledger import checks as ledger_checks  # noqa: F401
        from points.ledger import triggers
        from points.patrols.missing import missing_points
        from points.people import checks as people_checks  # noqa: F401
        from points.people import logins
        from points.seals import checks as seals_checks  # noqa: F401
        from points.seals.erasing import SaltKeeper
        from points.supermarket import stock
        from points.supermarket.erasing import DonorKeeper

        user_logged_in.connect(logins.bring_preference, dispatch_uid="points.preference")
        user_logged_out.connect(logins.end_all_acting, dispatch_uid="points.acting")

        for keeper in (PlaceKeeper(), SaltKeeper(), DonorKeeper(), AddressKeeper()):
            personal.register(keeper)
        remarks.register(missing_points)

        def reinstall(*, using: str, **kwargs: object) -> None:
            triggers.install(connections[using])
            stock.install(connections[using])

        # SQLite rebuilds a table when a column changes, and its triggers are gone.
        post_migrate.connect(reinstall, sender=self, weak=False, dispatch_uid="points.triggers")
