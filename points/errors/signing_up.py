"""Refusals about places at a shift: who may have one, when, and whose turn it is."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AgeUnknown(PointsError):
    code = "age_unknown"
    sentence = _("There is an age limit and your birthday is not on record; please ask the organiser.")


class DropOutOver(PointsError):
    code = "drop_out_over"
    sentence = _("Places could be given back until %(until)s; please tell the organiser that you cannot come.")


class InvalidWindow(PointsError):
    code = "invalid_window"
    sentence = _("Sign-up opens before it closes, and closes before the shift ends.")
    status = 422


class NotOfTheTeam(PointsError):
    code = "not_of_the_team"
    sentence = _("Only members of your team are signed up by you; please look at the list again.")
    status = 422


class NothingOffered(PointsError):
    code = "nothing_offered"
    sentence = _("No place is kept for you here, or not any more.")


class RoleElsewhere(PointsError):
    code = "role_elsewhere"
    sentence = _("This role belongs to another activity, or is not offered any more.")
    status = 422


class RoleFull(PointsError):
    code = "role_full"
    sentence = _("All places for this role are taken: %(role)s.")


class RoleNeeded(PointsError):
    code = "role_needed"
    sentence = _("Please choose as what you come.")
    status = 422


class RoleSettled(PointsError):
    code = "role_settled"
    sentence = _("A shift of it was closed already; please add another role.")


class SignUpNotOpen(PointsError):
    code = "sign_up_not_open"
    sentence = _("Sign-up opens at %(at)s.")


class SignUpOver(PointsError):
    code = "sign_up_over"
    sentence = _("Sign-up closed at %(at)s; please ask the organiser.")


class SkillElsewhere(PointsError):
    code = "skill_elsewhere"
    sentence = _("This skill belongs to another community.")


class SkillMissing(PointsError):
    code = "skill_missing"
    sentence = _("This needs a skill that is not confirmed yet: %(skill)s. Please ask the organiser.")


class TooOld(PointsError):
    code = "too_old"
    sentence = _("This is for people up to the age of %(age)s.")


class TooYoung(PointsError):
    code = "too_young"
    sentence = _("This is for people from the age of %(age)s on.")
