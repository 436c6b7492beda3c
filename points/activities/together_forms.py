"""What the screen of the closing sends about several people at once."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.activities.forms import KeyForm, on_the_day
from points.activities.groups import ABSENT, INSIDE, Group
from points.activities.models import Shift
from points.activities.services import Together


class SeveralForm(KeyForm):
    """Those who were ticked, or the whole group as it stood on the screen.

    Everybody of it is named, so that a second tap asks for the same, whoever came or left in between.
    """

    residents = forms.TypedMultipleChoiceField(coerce=int, required=False)
    everybody = forms.CharField(required=False, widget=forms.HiddenInput)
    is_everybody = forms.BooleanField(label=_("All of them, on every page"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, shift: Shift, members: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift
        self.fields["residents"].choices = [(pk, pk) for pk in members]

    def clean_everybody(self) -> list[int]:
        known = {str(pk): pk for pk, _said in self.fields["residents"].choices}
        return [known[text] for text in self.cleaned_data["everybody"].split(",") if text in known]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "residents" in cleaned and not self.chosen:
            raise forms.ValidationError(_("Please tick at least one person."), code="required")
        return cleaned

    @property
    def chosen(self) -> Sequence[int]:
        return self.cleaned_data["everybody" if self.cleaned_data.get("is_everybody") else "residents"]

    def again(self) -> Self:
        """The same to be sent anew: a refusal has used up the key."""
        sent = {name: self[name].value() for name in self.fields if name != "key"}
        members = [pk for pk, _said in self.fields["residents"].choices]
        return type(self)(initial=sent, shift=self.shift, members=members, auto_id=self.auto_id)

    @property
    def ticked(self) -> list[str]:
        """As they stand in the form."""
        return [str(pk) for pk in self["residents"].value() or ()]


class LeftForm(SeveralForm):
    """Everybody who is still in, and when they left."""

    left = forms.TimeField(label=_("Left at"), widget=forms.TimeInput(attrs={"type": "time"}))
    field_order = ("key", "left", "reason")

    @property
    def told(self) -> Together:
        left: time = self.cleaned_data["left"]
        out_at = on_the_day(self.shift, left)
        return Together(residents=self.chosen, reason=self.cleaned_data["reason"], out_at=out_at)


class AbsentForm(SeveralForm):
    """Those who did not come: excused, or here all the time as a paper list says."""

    HERE, EXCUSE = "here", "excuse"
    do = forms.ChoiceField(choices=[(HERE, HERE), (EXCUSE, EXCUSE)])

    @property
    def told(self) -> Together:
        span = {"in_at": self.shift.starts_at, "out_at": _planned_end(self.shift)}
        return Together(residents=self.chosen, reason=self.cleaned_data["reason"], **span)


def left_form(shift: Shift, group: Group) -> LeftForm:
    """As it is shown first: everybody is ticked, and left at the planned end."""
    at = f"{timezone.localtime(_planned_end(shift)):%H:%M}"
    first = {"residents": _on_the_page(group), "everybody": _listed(group), "left": at}
    return LeftForm(initial=first, shift=shift, members=group.residents, auto_id=f"{INSIDE}-%s")


def absent_form(shift: Shift, group: Group) -> AbsentForm:
    return AbsentForm(
        initial={"everybody": _listed(group)}, shift=shift, members=group.residents, auto_id=f"{ABSENT}-%s"
    )


def _on_the_page(group: Group) -> list[int]:
    return [line.resident.pk for line, _worth in group.page]


def _listed(group: Group) -> str:
    return ",".join(str(pk) for pk in group.residents)


def _planned_end(shift: Shift) -> datetime:
    """Or now, where the shift has not ended."""
    return min(shift.ends_at, timezone.now())
