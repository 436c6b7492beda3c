"""What the pages of the inbox and of the own data send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.inbox.queries import Kind
from points.people.models import Consent


class InboxForm(forms.Form):
    """Where a page of the inbox begins. What cannot be read is left aside: an old link still opens."""

    before = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: str = self.cleaned_data["before"] if self.is_valid() else ""


class TellingForm(forms.Form):
    """The kinds that somebody wants to be told about: all of them until he takes one away."""

    kinds = forms.MultipleChoiceField(
        label=_("Tell me about"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    @property
    def silenced(self) -> list[Kind]:
        return [kind for kind in Kind if kind not in self.cleaned_data["kinds"]]


class ConsentForm(forms.Form):
    resident = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(choices=Consent.Purpose.choices, widget=forms.HiddenInput)
    do = forms.ChoiceField(choices=[("give", _("Agree")), ("withdraw", _("Withdraw"))], widget=forms.HiddenInput)


class EraseForm(forms.Form):
    """Being forgotten cannot be undone, so it takes one tick more than a button."""

    understood = forms.BooleanField(
        label=_("I have read this. Please erase my data."),
        error_messages={"required": _("Please tick the box first.")},
    )
