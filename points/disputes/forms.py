"""What the page of a dispute sends."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from points.amounts import format_signed
from points.disputes import queries
from points.disputes.models import Dispute
from points.ledger.models import Transfer
from points.ledger.queries import line_of


class AnswerForm(forms.Form):
    """The answer, and where nothing can be undone from here, the line that put it right."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The household reads it beside the line."),
    )

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispute = dispute
        if not queries.can_be_undone_here(dispute):
            self.fields["remedy"] = forms.TypedChoiceField(
                label=_("Put right by"),
                choices=[("", _("Nothing yet")), *map(self._offered, queries.latest_remedies_for(dispute))],
                coerce=int,
                empty_value=None,
                required=False,
                help_text=_("Needed to uphold it: the refund, award or other line that put it right."),
            )

    def _offered(self, transfer: Transfer) -> tuple[str, str]:
        day = formats.date_format(transfer.occurred_on)
        amount = format_signed(line_of(transfer, self.dispute.account).amount)
        return str(transfer.pk), f"{day} · {transfer.get_kind_display()} {amount}"

    @property
    def chosen_remedy(self) -> Transfer | None:
        chosen = self.cleaned_data.get("remedy")
        return queries.remedies_for(self.dispute).filter(pk=chosen).first() if chosen else None

    def anew(self) -> "AnswerForm":
        """The same words with another key: what was refused is kept with its own."""
        sent = {name: self.cleaned_data.get(name) for name in ("answer", "remedy")}
        return AnswerForm(initial=sent, dispute=self.dispute)
