"""A form with every kind of field, shown empty, refused and disabled."""

from django import forms
from django.utils.translation import gettext_lazy as _

ACTS = [("stairs", _("Sweeping the stairs")), ("patrol", _("Evening patrol")), ("visit", _("Visiting a neighbour"))]
REFUSED = {"name": "", "act": "stairs", "told": "wechat", "reason": "", "is_agreed": ""}


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Whose is it?"), widget=forms.TextInput(attrs={"type": "search"}))


class ExampleForm(forms.Form):
    name = forms.CharField(label=_("Name"))
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        help_text=_("Only for a call back. It is shown to nobody else."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    act = forms.ChoiceField(label=_("What was done"), choices=ACTS)
    told = forms.ChoiceField(
        label=_("How shall we tell you?"),
        choices=[("sms", _("By a message to the phone")), ("paper", _("By a note at the door"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence is enough. It stands in the passbook for everybody in the household to read."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_agreed = forms.BooleanField(label=_("My name may stand on the honor roll"))

    @classmethod
    def refused(cls, at: str) -> "ExampleForm":
        return cls(REFUSED, auto_id=f"{at}refused_%s")

    @classmethod
    def disabled(cls, at: str) -> "ExampleForm":
        form = cls(auto_id=f"{at}disabled_%s", initial={"name": _("Wang Fang"), "told": "sms"})
        for field in form.fields.values():
            field.disabled = True
        return form
