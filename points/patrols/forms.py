"""What the pages of a patrol send."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.formfields import LettersInput


class PointCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Letters on the poster"),
        max_length=16,
        help_text=_("8 letters and figures below the square code."),
        widget=LettersInput,
    )
    was_at = forms.TimeField(
        label=_("No network there? When you were at the checkpoint"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Empty: now. A time that you tell is marked as told."),
    )


class PassForm(forms.Form):
    """Its key is made when it is shown, so that a double tap passes once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    was_at = forms.TimeField(widget=forms.HiddenInput, required=False)
    round = forms.IntegerField(min_value=1, max_value=1000)


def moment_of(clock: time) -> datetime:
    """The last time that the clock showed this: a patrol may go on past midnight."""
    now = timezone.localtime()
    at = timezone.make_aware(datetime.combine(now.date(), clock))
    return at if at <= now else at - timedelta(days=1)
