"""Refusals about people, duties and cards."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class NotPermitted(PointsError):
    code = "not_permitted"
    sentence = _("You do not have the duty that this needs.")
    status = 403


class NotYourGrid(PointsError):
    code = "not_your_grid"
    sentence = _("This lies outside the grids that you serve.")
    status = 403


class OwnHousehold(PointsError):
    code = "own_household"
    sentence = _("Nobody decides about the own household, or one that he speaks for; please ask a colleague.")
    status = 403


class AlreadyAppointed(PointsError):
    code = "already_appointed"
    sentence = _("This person has that duty there already.")


class CardRevoked(PointsError):
    code = "card_revoked"
    sentence = _("This card was revoked; please ask for a new one.")


class CardUnreadable(PointsError):
    code = "card_unreadable"
    sentence = _("This is not a card of this site.")
    status = 422


class DateImpossible(PointsError):
    code = "date_impossible"
    sentence = _("This day does not fit: %(day)s.")
    status = 422


class DoorTaken(PointsError):
    code = "door_taken"
    sentence = _("A household is registered behind this door already.")


class DutyEnded(PointsError):
    code = "duty_ended"
    sentence = _("This duty has ended already.")


class GuardianNeeded(PointsError):
    code = "guardian_needed"
    sentence = _("For a child under 14 the guardian decides.")


class LoginTaken(PointsError):
    code = "login_taken"
    sentence = _("This login belongs to somebody already.")


class NameMissing(PointsError):
    code = "name_missing"
    sentence = _("The name is missing.")
    status = 422


class NotOfHousehold(PointsError):
    code = "not_of_household"
    sentence = _("This resident belongs to another household.")


class PhoneInvalid(PointsError):
    code = "phone_invalid"
    sentence = _("This is not a phone number.")
    status = 422


class PhoneTaken(PointsError):
    code = "phone_taken"
    sentence = _("Another resident has this phone number.")


class TeamTaken(PointsError):
    code = "team_taken"
    sentence = _("There is a team or unit of this name already.")


class AlreadyInUnit(PointsError):
    code = "already_in_unit"
    sentence = _("This resident is a member of the unit already.")


class AlreadyInTeam(PointsError):
    code = "already_in_team"
    sentence = _("This resident is in the team already.")


class SelfAppointed(PointsError):
    code = "self_appointed"
    sentence = _("Nobody appoints himself; please ask the community office.")
    status = 403


class AlreadyProxy(PointsError):
    code = "already_proxy"
    sentence = _("This person may act there already.")


class HelperWithoutDuty(PointsError):
    code = "helper_without_duty"
    sentence = _("This person has no duty to help there.")


class NotAMinor(PointsError):
    code = "not_a_minor"
    sentence = _("A guardian is for a child under 18.")


class ProxyEnded(PointsError):
    code = "proxy_ended"
    sentence = _("This no longer holds; please ask the community office.")


class FamilyNeeded(PointsError):
    code = "family_needed"
    sentence = _("A helper cannot do this: the person can, or whoever of the family acts for the person.")
    status = 403


class ActingNotEnough(PointsError):
    code = "acting_not_enough"
    sentence = _("Only the person alone can do this, signed in with the own phone.")
    status = 403


class PinInvalid(PointsError):
    code = "pin_invalid"
    sentence = _("A PIN has four to six figures.")
    status = 422


class PinWeak(PointsError):
    code = "pin_weak"
    sentence = _("This PIN is too easy to guess. Not the door, the phone or the birthday, and no row such as 1234.")
    status = 422


class PinMissing(PointsError):
    code = "pin_missing"
    sentence = _("This person has no PIN yet; the community office sets one.")


class PinSetByHelper(PointsError):
    code = "pin_set_by_helper"
    sentence = _("You set this PIN yourself, so a colleague has to help here.")
    status = 403


class PinWrong(PointsError):
    code = "pin_wrong"
    sentence = _("This PIN is not right. Tries left: %(left)s.")
    status = 422


class PinLocked(PointsError):
    code = "pin_locked"
    sentence = _("The PIN was wrong too often. Please try again in %(minutes)s minutes.")
    status = 429
