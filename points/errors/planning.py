"""Refusals about what is planned."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class PartMisplaced(PointsError):
    code = "part_misplaced"
    sentence = _("Only a festival of the same community has parts; a part has none.")


class ProgrammeElsewhere(PointsError):
    code = "programme_elsewhere"
    sentence = _("This programme belongs to another community.")
