"""What the pages of hours send."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_CLOCK = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_CLOCK])


class CorrectionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    started_at = _moment(pgettext_lazy("a time", "From"))
    ended_at = _moment(pgettext_lazy("a time", "To"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The person reads it beside the corrected hours.")
    )

    @staticmethod
    def shown(at: datetime) -> str:
        """The moment as the field of the browser takes it."""
        return f"{timezone.localtime(at):{_CLOCK}}"
