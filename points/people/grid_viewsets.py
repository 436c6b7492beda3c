"""The tree of grids and its levels in the Wagtail admin."""

from points import policies
from points.office import OfficeViewSet
from points.people import grid_forms
from points.people.models import Grid, GridLevel
from points.permissions import Verb
from points.scopes import Scope


class GridLevelViewSet(OfficeViewSet):
    model = GridLevel
    actions = policies.ALL
    icon = "list-ol"
    sibling_of = Grid
    form_class = grid_forms.GridLevelForm
    list_display = ["name", "rank", "is_community"]
    list_export = ["name", "rank", "is_community"]


class GridViewSet(OfficeViewSet):
    model = Grid
    icon = "site"
    scope = Scope(ways=["path"], is_shared_downwards=True)
    read_verbs = (Verb.VIEW_PEOPLE, Verb.MANAGE_PEOPLE, Verb.VIEW_LEDGER)
    write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("level",)
    form_class = grid_forms.GridForm
    edit_form_class = grid_forms.GridEditForm
    list_display = ["name", "level", "code"]
    list_filter = ["level"]
    list_export = ["name", "level", "code", "depth"]
    search_fields = ["name", "code"]
    inspect_view_fields = ["name", "level", "code"]
