"""Refusals about what is planned."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class DayTaken(PointsError):
    code = "day_taken"
    sentence = _("Somebody signed up or was there on %(day)s, so it is not skipped; please change that shift itself.")


class PartMisplaced(PointsError):
    code = "part_misplaced"
    sentence = _("Only a festival of the same community has parts; a part has none.")


class ProgrammeElsewhere(PointsError):
    code = "programme_elsewhere"
    sentence = _("This programme belongs to another community.")


class SeriesIncomplete(PointsError):
    code = "series_incomplete"
    sentence = _("A template needs a first day, what its rhythm asks for, such as a weekday, and at least one place.")
    status = 422
