"""Devices in the Wagtail admin: which scanners and tills may speak to the site.

They are added by a command, which shows the token once, and revoked here: a phone is lost on a Saturday, far from any
shell.
"""

from django.utils.translation import gettext_lazy as _

from points import policies
from points.api import services as api
from points.api.models import Device
from points.office import EndedViewSet
from points.permissions import User, Verb
from points.scopes import Scope


class DeviceViewSet(EndedViewSet):
    model = Device
    actions = policies.END - {"add"}
    about = ("name", "scope", "store")
    icon = "mobile-alt"
    scope = Scope(ways=["community__path"])
    read_verbs = (Verb.APPOINT, Verb.VIEW_LEDGER)
    write_verbs = (Verb.APPOINT,)
    end_label = _("Revoke")
    related = ("community", "store", "user")
    list_display = ["name", "scope", "community", "store", "created_at", "revoked_at"]
    list_filter = ["scope", "community"]
    list_export = list_display
    # Never the digest of its token.
    inspect_view_fields = list_display
    search_fields = ["name"]

    @staticmethod
    def is_editable(device: Device) -> bool:
        return device.revoked_at is None

    @staticmethod
    def ending(device: Device, user: User) -> None:
        api.revoke_device(device, by=user)


VIEWSETS = [DeviceViewSet]
