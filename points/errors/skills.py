"""Refusals about what people are able to do."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class SkillConfirmed(PointsError):
    code = "skill_confirmed"
    sentence = _("This skill has been confirmed already.")


class SkillNotHeld(PointsError):
    code = "skill_not_held"
    sentence = _("This skill has been withdrawn already.")
