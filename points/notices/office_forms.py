"""Forms of the office for drafts of notices and what stands on them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.notices import services as notices
from points.notices.forms import resident_typed
from points.notices.models import LONGEST, SHORTEST, NoticeLine, PublicNotice
from points.office import OfficeForm
from points.people.models import Resident
from points.permissions import User, Verb


class NoticeForm(OfficeForm):
    days = forms.IntegerField(
        label=_("term in days"),
        min_value=SHORTEST,
        max_value=LONGEST,
        required=False,
        help_text=_("The day on which it goes up does not count. Empty: as is usual for this kind."),
    )

    class Meta:
        model = PublicNotice
        fields = ["community", "kind", "title", "text", "days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("What it is about and what happens afterwards. Name nobody here.")

    @property
    def words(self) -> notices.Draft:
        data = self.cleaned_data
        kind = PublicNotice.Kind(data["kind"])
        return notices.Draft(kind=kind, title=data["title"], text=data["text"], days=data["days"])

    def carry_out(self, by: User) -> PublicNotice:
        return notices.draft(self.words, community=self.cleaned_data["community"], by=by)


class NoticeEditForm(NoticeForm):
    """The community stays: whoever stands on the notice lives there."""

    class Meta:
        model = PublicNotice
        fields = ["kind", "title", "text", "days"]

    def carry_out(self, by: User) -> PublicNotice:
        return notices.revise(self.instance, words=self.words, by=by)


class NoticeLineForm(OfficeForm):
    resident_typed = forms.CharField(
        label=_("Resident"), required=False, help_text=_("Name, its first letters, or the last digits of the phone.")
    )
    is_of_household = forms.BooleanField(label=_("About the whole household of this resident"), required=False)
    field_order = ["notice", "resident_typed", "is_of_household", "subject", "text"]

    class Meta:
        model = NoticeLine
        fields = ["notice", "subject", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = self.fields["notice"]
        drafts.queryset = drafts.queryset.filter(state=PublicNotice.State.DRAFT)
        drafts.help_text = _("Those that have not been put up yet.")
        self.fields["subject"].help_text = _("Instead of a resident: a building, a team, a rule.")
        self.fields["text"].help_text = _("The name is added by the program, masked. Do not write it here.")

    def clean_resident_typed(self) -> Resident | None:
        return resident_typed(self.cleaned_data["resident_typed"], by=self.for_user, verb=Verb.MANAGE_NOTICES)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("resident_typed")) == bool((data.get("subject") or "").strip()):
            self.add_error(None, gettext("A line is about a resident, or about something that is named."))
        return data

    def carry_out(self, by: User) -> NoticeLine:
        data = self.cleaned_data
        resident: Resident | None = data["resident_typed"]
        is_of_household = resident is not None and data["is_of_household"]
        line = notices.LineDraft(
            text=data["text"],
            resident=None if is_of_household else resident,
            household=resident.household if resident and is_of_household else None,
            subject=data["subject"],
        )
        return notices.add_line(data["notice"], line=line, by=by)
