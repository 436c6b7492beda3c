"""Refusals at a station."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AskingAnswered(PointsError):
    code = "asking_answered"
    sentence = _("This request has been answered already.")


class AskingLapsed(PointsError):
    code = "asking_lapsed"
    sentence = _("Nobody answered within %(minutes)s minutes, so the request has lapsed. Please ask again at the desk.")


class AskingWaits(PointsError):
    code = "asking_waits"
    sentence = _("You have asked already; the desk sees it.")


class FactorElsewhere(PointsError):
    code = "factor_elsewhere"
    sentence = _("At this site stations are confirmed in another way.")


class StationUnknown(PointsError):
    code = "station_unknown"
    sentence = _("No station has this code, or it is not in use any more.")
    status = 404
