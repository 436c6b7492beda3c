"""Refusals about shifts, sign-ups and check-ins."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyCheckedIn(PointsError):
    code = "already_checked_in"
    sentence = _("Already checked in at %(at)s.")


class AlreadySignedUp(PointsError):
    code = "already_signed_up"
    sentence = _("Already signed up for this shift.")


class ChooseMember(PointsError):
    code = "choose_member"
    sentence = _("This card belongs to a household; please choose who is here.")
    status = 422


class Clashes(PointsError):
    code = "clashes"
    sentence = _("Another shift at the same time: %(shift)s.")


class CodeExpired(PointsError):
    code = "code_expired"
    sentence = _("This code is over or does not fit; please scan the code on the screen again.")


class HintNotAsked(PointsError):
    code = "hint_not_asked"
    sentence = _("Nobody asks here whether you are near the place.")


class InvalidTimes(PointsError):
    code = "invalid_times"
    sentence = _("The end must come after the start, within a day.")
    status = 422


class NothingToTakeBack(PointsError):
    code = "nothing_to_take_back"
    sentence = _("This scan was refused, so there is nothing to take back.")


class NotSignedUp(PointsError):
    code = "not_signed_up"
    sentence = _("This sign-up has been cancelled already.")


class OutsideShiftTime(PointsError):
    code = "outside_shift_time"
    sentence = _("Only between %(since)s and %(until)s.")


class PlacesTaken(PointsError):
    code = "places_taken"
    sentence = _("%(taken)s places are taken already; there cannot be fewer.")


class ScannedBefore(PointsError):
    code = "scanned_before"
    sentence = _("Somebody was scanned at %(at)s; the shift has to cover that time.")


class ShiftFull(PointsError):
    code = "shift_full"
    sentence = _("All places are taken.")


class ShiftNotOpen(PointsError):
    code = "shift_not_open"
    sentence = _("This shift is not open any more.")


class ShiftNotStarted(PointsError):
    code = "shift_not_started"
    sentence = _("This shift has not started yet.")


class ShiftNotOver(PointsError):
    code = "shift_not_over"
    sentence = _("The organiser still has time to close this shift.")


class ShiftOver(PointsError):
    code = "shift_over"
    sentence = _("This shift is over and its end stays; whoever stayed longer is entered by hand.")


class TakeBackOver(PointsError):
    code = "take_back_over"
    sentence = _("A scan is taken back within %(seconds)s seconds; later on, enter by hand what is right.")
