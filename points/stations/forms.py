"""What the pages of a station send."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from points.activities.models import Direction, Shift
from points.formfields import LettersInput


class StationCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Letters on the poster"),
        max_length=16,
        help_text=_("8 letters and figures below the square code."),
        widget=LettersInput,
    )


class AskForm(forms.Form):
    """Its key is made when it is shown, so that a double tap asks once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    shift = forms.TypedChoiceField(coerce=int)
    direction = forms.ChoiceField(choices=Direction)

    def __init__(self, *args: Any, shifts: Iterable[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shifts = {shift.pk: shift for shift in shifts}
        self.fields["shift"].choices = [(pk, str(pk)) for pk in self.shifts]


class FactorForm(forms.Form):
    """The PIN, or the letters on the organiser's screen."""

    proof = forms.CharField(max_length=32)

    def __init__(self, *args: Any, factor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if factor == "pin":
            self.fields["proof"].label = _("Your PIN")
            self.fields["proof"].widget = forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
        else:
            self.fields["proof"].label = _("Code on the organiser's screen")
            self.fields["proof"].widget = LettersInput()
