"""Refusals about scanners and tills."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class DeviceNameTaken(PointsError):
    code = "device_name_taken"
    sentence = _("A device called %(name)s is there already; a revoked one keeps its name.")


class StoreNeeded(PointsError):
    code = "store_needed"
    sentence = _("A till belongs to a store of its community, and nothing else does.")
    status = 422


class DeviceRevoked(PointsError):
    code = "device_revoked"
    sentence = _("This device has been revoked before.")
