from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """Which days are to be certified, the last one included."""

    starts_on = forms.DateField(
        label=_("From the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(label=_("To the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
