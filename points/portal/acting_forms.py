"""What the pages for acting in somebody's name send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.people.models import Household, Resident

_FIGURES = {"inputmode": "numeric", "maxlength": "6", "autocomplete": "off"}


class PinField(forms.CharField):
    """Never shown again, not even to whoever mistyped it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=6, widget=forms.PasswordInput(attrs=_FIGURES), **kwargs)


class PinForm(forms.Form):
    pin = PinField(label=_("PIN"), help_text=_("Four to six figures that you remember and nobody guesses."))
    again = PinField(label=_("Once more"))

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        if "again" in sent and sent.get("pin") != sent["again"]:
            self.add_error("again", _("The two are not the same."))
        return sent


class CardForm(forms.Form):
    text = forms.CharField(
        label=_("Card or account number"),
        max_length=160,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "enterkeyhint": "go", "spellcheck": "false"}
        ),
    )


class AssistForm(forms.Form):
    """Who stands there, and the PIN that this person types."""

    text = forms.CharField(widget=forms.HiddenInput)
    resident = forms.ModelChoiceField(Resident.objects.none(), label=_("Who is here"), widget=forms.RadioSelect)
    pin = PinField(label=_("PIN"), help_text=_("Please look away while the person types."))

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["resident"]
        who.queryset = household.residents.filter(is_active=True, pin__isnull=False)
        who.label_from_instance = lambda resident: resident.name
        members = list(who.queryset)
        who.empty_label = None
        if len(members) == 1:
            who.initial = members[0]
        self.has_members = bool(members)


class AppointForm(forms.Form):
    """Somebody of the own household who may act, and for whom."""

    resident = forms.ModelChoiceField(Resident.objects.none(), label=_("For whom"), empty_label=None)
    member = forms.ModelChoiceField(Resident.objects.none(), label=_("Who may act"), empty_label=None)

    def __init__(self, *args: Any, represented: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in {"resident": represented, "member": members}.items():
            self.fields[name].queryset = rows
            self.fields[name].label_from_instance = lambda resident: resident.name
