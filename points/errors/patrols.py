"""Refusals about patrols."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class NotAPatrol(PointsError):
    code = "not_a_patrol"
    sentence = _("Only an activity of the kind patrol has a route.")
    status = 422


class NotCheckedIn(PointsError):
    code = "not_checked_in"
    sentence = _("Please check in at the patrol's shift first; checkpoints count for those who are on it.")


class PointCodeRevoked(PointsError):
    code = "point_code_revoked"
    sentence = _("This code of “%(point)s” was replaced. Please tell the organiser that the old one still hangs there.")


class PointNumberTaken(PointsError):
    code = "point_number_taken"
    sentence = _("The route has a checkpoint number %(number)s.")


class PointRetired(PointsError):
    code = "point_retired"
    sentence = _("This checkpoint is not on the route any more.")


class PointUnknown(PointsError):
    code = "point_unknown"
    sentence = _("No checkpoint of a patrol has this code.")
    status = 404


class PointWindowImpossible(PointsError):
    code = "point_window_impossible"
    sentence = _("The window of a checkpoint ends after it begins, within the round.")
    status = 422


class RouteExists(PointsError):
    code = "route_exists"
    sentence = _("This activity has a route already.")


class RoundElsewhere(PointsError):
    code = "round_elsewhere"
    sentence = _("Only the round that runs and the one before can be confirmed now.")
    status = 422


class RouteWalked(PointsError):
    code = "route_walked"
    sentence = _("The route has been walked; its rounds stay as they are. Plan another activity for other rounds.")
