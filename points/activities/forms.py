"""What the pages of activities send."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from points import conf
from points.activities.models import ActivityRole, Direction, Shift
from points.activities.queueing import RoleLeft
from points.formfields import LettersInput

_REASONS = [
    ("no_phone", _("No phone and no card")),
    ("forgotten", _("Forgot to scan")),
    ("code_failed", _("The code could not be read")),
    ("paper", _("Signed the paper list")),
]


class KeyForm(forms.Form):
    """A form that writes: its key is made when it is shown, so that a double tap writes once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SignUpForm(forms.Form):
    """As what somebody comes; without a field where the activity has no roles."""

    def __init__(self, *args: Any, roles: Sequence[RoleLeft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(left.role.pk): left.role for left in roles}
        if roles:
            choices = [(str(left.role.pk), _said(left)) for left in roles]
            self.fields["role"] = forms.ChoiceField(
                label=_("As what do you come?"), choices=choices, widget=forms.RadioSelect
            )

    @property
    def role(self) -> ActivityRole | None:
        return self.roles.get(self.cleaned_data.get("role", ""))


def _said(left: RoleLeft) -> str:
    if left.places_left <= 0:
        return gettext("%(role)s (full)") % {"role": left.role.name}
    said = ngettext("%(role)s (%(count)s place left)", "%(role)s (%(count)s places left)", left.places_left)
    return said % {"role": left.role.name, "count": left.places_left}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the organiser's screen"),
        max_length=32,
        help_text=_("8 letters and figures; it changes every few seconds."),
        widget=LettersInput,
    )


class CheckInForm(KeyForm):
    direction = forms.ChoiceField(choices=Direction)


class ScanForm(KeyForm):
    """A card that was read, or what was typed to find somebody; then the person who was chosen."""

    direction = forms.ChoiceField(choices=Direction, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Card, name or number"),
        required=False,
        max_length=160,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "enterkeyhint": "go", "spellcheck": "false"}
        ),
    )
    resident = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why not scanned"), choices=_REASONS, required=False)

    @property
    def reason_text(self) -> str:
        """In the words of the organiser's language, as it is kept."""
        return str(dict(_REASONS).get(self.cleaned_data.get("reason") or "no_phone", ""))

    @property
    def is_card(self) -> bool:
        """Names and numbers hold no dot; the text of a card holds two."""
        return self.cleaned_data["text"].count(".") >= 2


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Name, pinyin or household number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    @property
    def typed(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class EntryForm(KeyForm):
    """Times of somebody who was not scanned, in hours and minutes of the shift's own day."""

    came = forms.TimeField(label=_("Came at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    left = forms.TimeField(label=_("Left at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as: signed the paper list, forgot to scan out.")
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("came") and not cleaned.get("left"):
            raise forms.ValidationError(_("Please give at least one time."), code="required")
        return cleaned

    @property
    def times(self) -> list[tuple[Direction, datetime]]:
        """The ways in and out that were entered."""
        given = [(Direction.IN, self.cleaned_data["came"]), (Direction.OUT, self.cleaned_data["left"])]
        return [(direction, on_the_day(self.shift, clock)) for direction, clock in given if clock]


def on_the_day(shift: Shift, clock: time) -> datetime:
    """A shift may run over midnight: a time before its earliest scan belongs to the next day."""
    earliest = shift.starts_at - timedelta(minutes=conf.settings().scan_early_minutes)
    at = timezone.make_aware(datetime.combine(timezone.localdate(earliest), clock))
    return at if at >= earliest else at + timedelta(days=1)
