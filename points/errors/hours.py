"""Refusals about service records."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class HoursNotWaiting(PointsError):
    code = "hours_not_waiting"
    sentence = _("These hours do not wait for a second person.")


class HoursOverlap(PointsError):
    code = "hours_overlap"
    sentence = _("Another record of this person covers a part of this time.")


class HoursReplaced(PointsError):
    code = "hours_replaced"
    sentence = _("These hours have been corrected already; please correct the newer record.")


class ReasonRequired(PointsError):
    code = "reason_required"
    sentence = _("Please give the reason.")
    status = 422
