"""Refusals of files."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class UnreadableFile(PointsError):
    code = "unreadable_file"
    sentence = _("The file cannot be read: %(reason)s.")
    status = 422
