"""Refusals about erasing a person."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class BalanceLeft(PointsError):
    code = "balance_left"
    sentence = _("%(points)s points are left that nobody could redeem any more; please look again before you confirm.")


class ErasureAsked(PointsError):
    code = "erasure_asked"
    sentence = _("This was asked for already; the community office will answer.")


class ErasureSettled(PointsError):
    code = "erasure_settled"
    sentence = _("This request was settled already.")


class HasDuties(PointsError):
    code = "has_duties"
    sentence = _("This person still serves the community; please end the duties first.")
