"""Refusals about service records."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyProposed(PointsError):
    code = "already_proposed"
    sentence = _("A time has been proposed for these hours already; the answer stands in the inbox.")


class NothingForgotten(PointsError):
    code = "nothing_forgotten"
    sentence = _("No check-out was missing here. If the hours are wrong, say what is not right.")


class ProposalAnswered(PointsError):
    code = "proposal_answered"
    sentence = _("This proposal has been answered already.")


class ProposalOver(PointsError):
    code = "proposal_over"
    sentence = _("The true time is proposed within %(days)s days; afterwards, say what is not right.")


class HandMinutesUsedUp(PointsError):
    code = "hand_minutes_used_up"
    sentence = _(
        "You have entered %(entered)s of the %(most)s minutes that one person may enter by hand in a day; %(asked)s "
        "more do not fit. A colleague can enter them."
    )


class HoursDisputed(PointsError):
    code = "hours_disputed"
    sentence = _("Somebody says that these hours are not right. Once that is answered they can be confirmed.")


class HoursNotWaiting(PointsError):
    code = "hours_not_waiting"
    sentence = _("These hours do not wait for a second person.")


class HoursOverlap(PointsError):
    code = "hours_overlap"
    sentence = _("Another record of this person covers a part of this time.")


class HoursReplaced(PointsError):
    code = "hours_replaced"
    sentence = _("These hours have been corrected already; please correct the newer record.")


class ReasonRequired(PointsError):
    code = "reason_required"
    sentence = _("Please give the reason.")
    status = 422


class NoHours(PointsError):
    code = "no_hours"
    sentence = _("No hours are booked in this time, so there is nothing to certify.")


class CertificateWithdrawn(PointsError):
    code = "certificate_withdrawn"
    sentence = _("This certificate has been withdrawn already.")


class CertificateMistyped(PointsError):
    code = "certificate_mistyped"
    sentence = _("This number has a slip in it. It has twelve letters and digits, such as K7QM-3XHP-9RTB.")
    status = 422


class CertificateUnknown(PointsError):
    code = "certificate_unknown"
    sentence = _("No certificate of this site has this number.")
    status = 404


class StarSchemeInForce(PointsError):
    code = "star_scheme_in_force"
    sentence = _("A star scheme in force is not changed any more; please draft one that takes over from a later day.")


class StarSchemePastDay(PointsError):
    code = "star_scheme_past_day"
    sentence = _("A star scheme takes over tomorrow or later, so that nobody's stars change for days that are over.")
    status = 422
