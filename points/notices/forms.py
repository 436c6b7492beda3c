"""What the pages of notices send."""

from typing import Any, Self
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.notices.models import LONGEST, NoticeLine, Objection
from points.notices.showing import ShownLine, ShownNotice
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User, Verb

WHOLE = "whole"
"""Instead of the id of a line: the notice itself."""


class ObjectionForm(forms.Form):
    """Which line is meant, and what is wrong with it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    line = forms.ChoiceField(label=_("What do you object to?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is not right?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only those who answer read your words and your name. No phone or ID numbers, please."),
    )

    def __init__(self, *args: Any, notice: ShownNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.lines = {str(shown.line.pk): shown.line for shown in notice.lines if shown.line.taken_off_at is None}
        choices = [(str(shown.line.pk), _said(shown)) for shown in notice.lines if str(shown.line.pk) in self.lines]
        self.fields["line"].choices = [*choices, (WHOLE, _now("The notice as a whole"))]

    @property
    def chosen(self) -> NoticeLine | None:
        return self.lines.get(self.cleaned_data["line"])

    def anew(self, **more: Any) -> Self:
        """The same words with another key: what was refused is kept with its own."""
        sent = {name: self[name].value() for name in self.fields if name != "key"}
        return type(self)(initial=sent, notice=self.notice, **more)


class PaperForm(ObjectionForm):
    """As it stands on the paper, and who signed it."""

    signed_by = forms.CharField(
        label=_("Who signed it?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Name, its first letters, or the last digits of the phone. Empty: nobody signed it."),
    )
    field_order = ("key", "line", "text", "signed_by")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["text"].label = _("What the paper says")

    def clean_signed_by(self) -> Resident | None:
        return resident_typed(self.cleaned_data["signed_by"], by=self.by, verb=Verb.TAKE_OBJECTION)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What comes of it?"),
        widget=forms.RadioSelect,
        choices=[
            (Objection.State.UPHELD, _("It is upheld: this does not stand")),
            (Objection.State.REJECTED, _("It is rejected: this goes on")),
            (Objection.State.ANSWERED, _("It was only a question: this goes on")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it on the notice: say what was found, and name nobody."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody reads it on the notice: name nobody.")
    )


class ExtensionForm(ReasonForm):
    days = forms.IntegerField(label=_("Days in all"), min_value=1, max_value=LONGEST)
    field_order = ("days", "reason")


def resident_typed(typed: str, *, by: User, verb: Verb) -> Resident | None:
    """The one who was meant, among those whom the duty reaches; None where nothing was typed."""
    if not typed.strip():
        return None
    found = list(people.find_residents(by, typed, verb).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    raise forms.ValidationError(_now("More than one fits; type more.") if found else _now("Nobody was found."))


def _said(shown: ShownLine) -> str:
    line = pgettext_lazy("a line of a notice", "%(number)s. %(name)s") % {"number": shown.number, "name": shown.name}
    return " · ".join(filter(None, [str(line), shown.place, shown.line.text]))
