"""Refusals of what people type in their own words."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class PersonalDataInText(PointsError):
    code = "personal_data_in_text"
    sentence = _("Please leave phone numbers and identity numbers out of the text: it is kept and read by others.")
    status = 422
