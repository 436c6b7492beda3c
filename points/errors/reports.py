"""Refusals about what an auditor writes down."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AnomalyGone(PointsError):
    code = "anomaly_gone"
    sentence = _("This is not on the list any more.")


class OwnAnomaly(PointsError):
    code = "own_anomaly"
    sentence = _("Whoever is concerned writes no note about it; please ask a colleague.")
    status = 403
