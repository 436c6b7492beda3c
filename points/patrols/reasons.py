"""Why the code of a point is renewed: one tap, and no words in the log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodeReason(TextChoices):
    PASSED_ON = "passed_on", _("Pictures of it were passed on")
    DAMAGED = "damaged", _("The poster is gone or cannot be read")
    PRECAUTION = "precaution", _("To be on the safe side")
