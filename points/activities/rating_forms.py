"""What somebody sends who was served, or who types in slips of paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from points.activities.forms import KeyForm
from points.activities.models.ratings import LONGEST_WORD
from points.activities.services import Said

_STARS = [
    (5, _("★★★★★ Very good")),
    (4, _("★★★★ Good")),
    (3, _("★★★ All right")),
    (2, _("★★ Not so good")),
    (1, _("★ Bad")),
]


class RatingForm(KeyForm):
    stars = forms.TypedChoiceField(label=_("How was it?"), coerce=int, choices=_STARS, widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("In a word"),
        required=False,
        max_length=LONGEST_WORD,
        help_text=_("Such as: patient, punctual. No names, please."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def said(self) -> Said:
        return Said(stars=self.cleaned_data["stars"], word=self.cleaned_data["word"])


class SlipForm(RatingForm):
    slip = forms.IntegerField(
        label=_("Number of the slip"),
        min_value=1,
        max_value=9999,
        help_text=_("Write a number on each slip, so that none is entered twice."),
    )
    field_order = ("key", "slip", "stars", "word")
