"""What the pages of hours send."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.errors import CertificateMistyped
from points.hours.serials import read_serial

_CLOCK = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_CLOCK])


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class CertificateForm(forms.Form):
    """What the office certifies."""

    starts_on = _day(_("From the day"))
    ends_on = _day(_("To the day"))
    remarks = forms.CharField(
        label=_("Remarks"), max_length=200, required=False, help_text=_("Printed on the sheet. No phone or ID numbers.")
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept for the office; the public is not told.")
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, number or card"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SerialForm(forms.Form):
    serial = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "K7QM-3XHP-9RTB",
            }
        ),
    )

    def clean_serial(self) -> str:
        serial = read_serial(self.cleaned_data["serial"])
        if serial is None:
            raise forms.ValidationError(CertificateMistyped.sentence)
        return serial


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
