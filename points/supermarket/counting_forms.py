"""What the screens of a stocktake send."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.supermarket.services import Count

MOST = 10**9


class SeekForm(forms.Form):
    typed = forms.CharField(
        label=_("Barcode or name"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search", "spellcheck": "false"}),
    )
    good = forms.IntegerField(required=False, min_value=1, max_value=10**18, widget=forms.HiddenInput)

    @property
    def sought(self) -> str:
        return str(self.cleaned_data.get("typed", "")) if self.is_valid() else ""

    @property
    def wanted(self) -> int | None:
        return self.cleaned_data.get("good") if self.is_valid() else None


class CountForm(forms.Form):
    counted = forms.IntegerField(
        label=_("How many are there?"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    at = forms.TimeField(
        label=_("Time on the sheet"),
        required=False,
        help_text=_("When it was counted today, if you copy it from paper."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    @property
    def found(self) -> Count:
        at = self.cleaned_data["at"]
        moment = timezone.make_aware(datetime.combine(timezone.localdate(), at)) if at else None
        return Count(counted=self.cleaned_data["counted"], at=moment)


class ExplainForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as: two bags torn, or given out without a receipt.")
    )


class ConfirmForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)


def focus(form: forms.Form, name: str) -> None:
    """Where a scanner and a keyboard go on: one field of the page, which depends on how far the count has come."""
    form.fields[name].widget.attrs["autofocus"] = True
