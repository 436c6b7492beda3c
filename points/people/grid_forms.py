"""Forms of the office for the tree of grids and its levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.office import OfficeForm
from points.people import services as people
from points.people.models import Grid, GridLevel
from points.permissions import User


class GridLevelForm(OfficeForm):
    class Meta:
        model = GridLevel
        fields = ["name", "rank", "is_community"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rank"].help_text = _("0 at the top; each level below has a higher number.")
        self.fields["is_community"].help_text = _("On one level: rule books, stores and activities belong to it.")


class GridForm(OfficeForm):
    parent = forms.ModelChoiceField(
        Grid.objects.all(), label=_("Belongs to"), required=False, help_text=_("Empty for the topmost one.")
    )
    field_order = ["parent", "level", "name", "code"]

    class Meta:
        model = Grid
        fields = ["level", "name", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = self.fields["level"]
        levels.help_text = _("Town, community, grid, building: levels are kept under Grids, …, Grid levels.")
        self.fields["code"].help_text = _("Short, in Latin letters; imports and addresses use it.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        above, level = data.get("parent"), data.get("level")
        if above and level and level.rank <= above.level.rank:
            self.add_error("level", gettext("This level does not stand below that of %(grid)s.") % {"grid": above})
        return data

    def carry_out(self, by: User) -> Grid:
        data = self.cleaned_data
        return people.add_grid(parent=data["parent"], level=data["level"], name=data["name"], code=data["code"], by=by)


class GridEditForm(OfficeForm):
    class Meta:
        model = Grid
        fields = ["level", "name", "code"]
