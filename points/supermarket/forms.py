"""What the till and the receipt send."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class TillForm(forms.Form):
    """The counter's own lines stand beside it in the template."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    total = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """Tenths, as it was shown: a quantity typed just before the confirmation would change it unseen."""
    do = forms.RegexField(r"^[a-z]+(:[0-9]{1,18})?$", required=False, widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("Card, number, name, barcode or receipt"),
        required=False,
        max_length=160,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "enterkeyhint": "search", "spellcheck": "false"}
        ),
    )

    @property
    def verb(self) -> tuple[str, int]:
        """What the pressed button asks for, and for which good or number."""
        verb, _colon, number = (self.cleaned_data.get("do") or "find").partition(":")
        return verb, int(number or 0)


class RefundForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Such as: the bag was torn."))


class ShelfForm(forms.Form):
    q = forms.CharField(
        label=_("Search goods"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    @property
    def sought(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


def fresh(**initial: Any) -> TillForm:
    """The form for what comes next: a new key, an empty field."""
    return TillForm(initial=initial)
