"""Refusals about seasons and honors."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyChosen(PointsError):
    code = "already_chosen"
    sentence = _("This has been chosen for the season in this category already.")


class NotOfThisCommunity(PointsError):
    code = "not_of_this_community"
    sentence = _("This belongs to another community.")
    status = 422


class OwnEntry(PointsError):
    code = "own_entry"
    sentence = _("Whoever entered something does not approve it; please ask a colleague.")
    status = 403


class OwnTeam(PointsError):
    code = "own_team"
    sentence = _("Nobody decides about the own team; please ask a colleague.")
    status = 403


class SeasonDecided(PointsError):
    code = "season_decided"
    sentence = _("The season has been decided; its honors stand.")


class SeasonEmpty(PointsError):
    code = "season_empty"
    sentence = _("No honor has been chosen for this season yet.")


class SeasonNotDecided(PointsError):
    code = "season_not_decided"
    sentence = _("The season has not been decided yet, so its honor roll cannot be published.")


class WrongSubject(PointsError):
    code = "wrong_subject"
    sentence = _("This category honors subjects of another kind.")
    status = 422
