"""What is sent when somebody signs up others: the leader of a team, and the organiser at the desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.activities.forms import KeyForm, SignUpForm
from points.activities.queueing import RoleLeft
from points.activities.team_lists import Member
from points.people.models import Resident


class TeamSignUpForm(SignUpForm, KeyForm):
    """Those of the team who shall come; offered are those whom nothing keeps from it."""

    members = forms.TypedMultipleChoiceField(
        label=_("Who comes?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please tick at least one member.")},
    )
    is_waiting = forms.BooleanField(label=_("Whoever gets no place waits for one"), required=False)

    def __init__(self, *args: Any, members: Sequence[Member], roles: Sequence[RoleLeft], **kwargs: Any) -> None:
        super().__init__(*args, roles=roles, **kwargs)
        # Somebody who was free when the page was shown is kept: what became of it since is an outcome of his own.
        self.residents = {member.resident.pk: member.resident for member in members}
        shown = members if self.is_bound else [member for member in members if member.is_free]
        self.fields["members"].choices = [(member.resident.pk, member.resident.name) for member in shown]
        if "role" in self.fields:
            self.order_fields(["role", "members", "is_waiting", "key"])

    @property
    def chosen(self) -> list[Resident]:
        return [self.residents[pk] for pk in self.cleaned_data["members"]]


class FindOrReadForm(forms.Form):
    """A card that was read, or what was typed to find somebody."""

    text = forms.CharField(
        label=_("Card, name or number"),
        required=False,
        max_length=160,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "enterkeyhint": "search", "spellcheck": "false", "type": "search"}
        ),
    )

    @property
    def typed(self) -> str:
        return str(self.cleaned_data.get("text", "")).strip() if self.is_valid() else ""

    @property
    def is_card(self) -> bool:
        """Names and numbers hold no dot; the text of a card holds two."""
        return self.typed.count(".") >= 2
