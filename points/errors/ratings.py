"""Refusals of what those say who were served."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyRated(PointsError):
    code = "already_rated"
    sentence = _("You have rated this shift already. Thank you!")


class NamesSomebody(PointsError):
    code = "names_somebody"
    sentence = _("Please write no names: what you say is about the team.")
    status = 422


class OwnService(PointsError):
    code = "own_service"
    sentence = _("Whoever serves at this shift, or lives with somebody who does, does not rate it.")
    status = 403


class RatingLinkOver(PointsError):
    code = "rating_link_over"
    sentence = _("This link is over or was copied wrongly; please ask for a new one.")


class RatingLinkUsed(PointsError):
    code = "rating_link_used"
    sentence = _("Somebody has rated with this link already; please ask for a new one.")


class RatingOver(PointsError):
    code = "rating_over"
    sentence = _("This shift is rated from %(since)s until %(until)s.")


class SlipEntered(PointsError):
    code = "slip_entered"
    sentence = _("Slip no. %(slip)s of this shift has been entered already.")


class StarsOutOfRange(PointsError):
    code = "stars_out_of_range"
    sentence = _("Please give one to five stars.")
    status = 422
