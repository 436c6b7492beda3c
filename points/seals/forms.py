"""What the public pages of the seals are asked for."""

from django import forms


class SealForm(forms.Form):
    seal = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    """Its number; the newest one without it."""
    before = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    """The list goes on with the seals before this number."""
