"""What is chosen before cards are printed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from points.people.models import Grid


class CardsForm(forms.Form):
    """For which grid, and whether cards are issued before."""

    class What(models.TextChoices):
        AS_THEY_ARE = "as_they_are", _("Print the cards that there are")
        MISSING = "missing", _("Issue a card to every household that has none, and print those")
        ANEW = "anew", _("Issue a new card to every household, and print those; the old cards open nothing any more")

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    grid = forms.ModelChoiceField(Grid.objects.none(), label=_("Grid or building"), empty_label=None)
    what = forms.ChoiceField(label=_("Cards"), choices=What, widget=forms.RadioSelect, initial=What.MISSING)
    is_sure = forms.BooleanField(
        label=_("The old cards may be revoked"),
        required=False,
        help_text=_("Needed only when new cards replace the old ones: they stop working at once, at the till, too."),
    )

    def __init__(self, data: Any = None, *, grids: QuerySet[Grid], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        grid = self.fields["grid"]
        grid.queryset = grids
        top = min((row.depth for row in grids), default=0)
        grid.label_from_instance = lambda row: f"{'　' * (row.depth - top)}{row.name}"

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("what") == self.What.ANEW and not entered.get("is_sure"):
            self.add_error("is_sure", _("Please confirm that the old cards stop working."))
        return entered


class LostForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SheetForm(forms.Form):
    """Which cards an address asks for."""

    grid = forms.ModelChoiceField(Grid.objects.none())
    since = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f"])
    part = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any, *, grids: QuerySet[Grid]) -> None:
        super().__init__(data)
        self.fields["grid"].queryset = grids
