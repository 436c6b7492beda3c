"""The refusal of somebody who guesses."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class TooManyTries(PointsError):
    code = "too_many_tries"
    sentence = _("Too many tries; please wait %(seconds)s seconds.")
    status = 429
