"""Refusals about disputes."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyDisputed(PointsError):
    code = "already_disputed"
    sentence = _("The community office knows about this already; the answer will stand here.")


class DisputeAnswered(PointsError):
    code = "dispute_answered"
    sentence = _("This has been answered already.")


class NotByHand(PointsError):
    code = "not_by_hand"
    sentence = _("These hours were not entered by hand. If they are wrong, say what is not right.")


class UndoElsewhere(PointsError):
    code = "undo_elsewhere"
    sentence = _("This cannot be undone here: put it right where it was booked, then name the line that did.")
