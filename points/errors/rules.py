"""Refusals about rule books and awards."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AwardTooLarge(PointsError):
    code = "award_too_large"
    sentence = _("%(amount)s points at once; at most %(largest)s are accepted.")
    status = 422


class CarriesOver(PointsError):
    code = "carries_over"
    sentence = _("By “%(name)s” points carry over: at the end of %(year)s nothing goes.")


class ExpiryTooEarly(PointsError):
    code = "expiry_too_early"
    sentence = _("The points are good until %(last)s. What is left of them can be booked from %(first)s on.")


class FutureDate(PointsError):
    code = "future_date"
    sentence = _("%(day)s has not come yet.")
    status = 422


class InvalidQuantity(PointsError):
    code = "invalid_quantity"
    sentence = _("“%(name)s” cannot be counted %(quantity)s times.")
    status = 422


class MinutesNeeded(PointsError):
    code = "minutes_needed"
    sentence = _("“%(name)s” is counted by time; the minutes are missing.")
    status = 422


class NoRuleBook(PointsError):
    code = "no_rule_book"
    sentence = _("No rule book was in force on %(day)s.")


class PointsFixed(PointsError):
    code = "points_fixed"
    sentence = _("The points for “%(name)s” are fixed by the rule book.")
    status = 422


class PointsOutOfRange(PointsError):
    code = "points_out_of_range"
    sentence = _("“%(name)s” allows %(least)s to %(most)s points.")
    status = 422


class RuleBookAdopted(PointsError):
    code = "rule_book_adopted"
    sentence = _("An adopted rule book is not changed any more; please make a new version.")


class RuleBookEmpty(PointsError):
    code = "rule_book_empty"
    sentence = _("This rule book has no rules yet.")


class RuleBookPastDay(PointsError):
    code = "rule_book_past_day"
    sentence = _("What was done since %(day)s was valued by another rule book; please choose today or a later day.")


class RuleBookSameDay(PointsError):
    code = "rule_book_same_day"
    sentence = _("Another rule book comes into force on %(day)s.")


class RuleIncomplete(PointsError):
    code = "rule_incomplete"
    sentence = _("Rule %(code)s “%(name)s” does not say in which period it counts once.")


class UnknownDifficulty(PointsError):
    code = "unknown_difficulty"
    sentence = _("“%(name)s” knows no difficulty “%(difficulty)s”.")
    status = 422


class UnknownRule(PointsError):
    code = "unknown_rule"
    sentence = _("The rule book in force on %(day)s has no rule %(code)s.")
    status = 404


class WrongCommunity(PointsError):
    code = "wrong_community"
    sentence = _("This account belongs to another community.")
    status = 403


class YearEndBooked(PointsError):
    code = "year_end_booked"
    sentence = _("The end of %(year)s is booked already.")
