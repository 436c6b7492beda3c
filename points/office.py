"""The viewsets of the admin: what the listings, forms and exports of every room have in common.

A room's `viewsets.py` says for each table which fields are listed, filtered and exported, by which way its rows hang on
the tree of grids, and which verbs of a duty open it for reading and for writing. `points.wagtail_hooks` gathers them,
registers their policies and hands in the duties.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from points import listings, policies, screens
from points.formfields import PointsField
from points.permissions import User
from points.scopes import Scope, ServedPaths


class OfficeForm(WagtailAdminModelForm):
    """Offers only what the user reaches. Fields named in `tenths` take points."""

    tenths: tuple[str, ...] = ()
    points_below_zero: tuple[str, ...] = ()

    def __init__(self, *args: Any, offered: Callable[[QuerySet[Any], str], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = capfirst(field.label or name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = offered(field.queryset, name)
                screens.indent_tree(field)
                if field.queryset.model is get_image_model():
                    # Wagtail swaps in its own widget only for forms that are made after its hooks have run.
                    field.widget = AdminImageChooser()
        for name in self.tenths:
            old = self.fields[name]
            least = None if name in self.points_below_zero else 0
            self.fields[name] = PointsField(
                label=old.label, help_text=old.help_text, required=old.required, initial=old.initial, least=least
            )

    wants_offered = True
    """Told to the view, which knows what the user reaches."""


class OfficeViewSet(screens.Facts, ModelViewSet):
    """A table that staff handle."""

    actions = policies.KEEP
    served_paths: ServedPaths | None = None
    find: Callable[..., Any] | None = None
    """`find(typed, reach)` is the condition for what was typed into the search box."""
    sibling_of: type[Model] | None = None
    """Reached from that table's listing instead of the menu."""
    is_editable: Callable[[Any], bool] | None = None
    form_class: type[OfficeForm] | None = None
    edit_form_class: type[OfficeForm] | None = None

    index_view_class = listings.ListingView
    add_view_class = screens.AddView
    edit_view_class = screens.ChangeView
    delete_view_class = screens.RemoveView
    inspect_view_class = screens.InspectView
    history_view_class = screens.PastView
    usage_view_class = screens.UsesView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    sort_order_field = None
    list_per_page = 50
    exclude_form_fields: Sequence[str] = ()

    @cached_property
    def name(self) -> str:
        # A host may have tables called `store` or `team` as well.
        return f"points_{self.model_name}"

    @cached_property
    def url_prefix(self) -> str:
        return f"points/{self.model_name}"

    @cached_property
    def permission_policy(self) -> policies.NarrowPolicy:
        return policies.policy_for(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        facts = {name: getattr(self, name) for name in screens.Facts.__annotations__}
        common = super().get_common_view_kwargs(**facts, **kwargs)
        # Kept from becoming methods of the view.
        functions = {"served_paths": self.served_paths, "find": type(self).find, "is_editable": type(self).is_editable}
        common |= {name: function for name, function in functions.items() if function}
        if not self.add_to_reference_index:
            common["usage_url_name"] = None
        return common

    @cached_property
    def search_fields(self) -> Any:
        return ()

    def get_form_class(self, for_update: bool = False) -> Any:
        form = self.edit_form_class if for_update and self.edit_form_class else self.form_class
        if form is None:
            return forms.modelform_factory(self.model, form=OfficeForm, exclude=self.exclude_form_fields)
        return form


class EndedViewSet(OfficeViewSet):
    """A table whose rows are given and ended: by `ending`, which a subclass must say. Nothing is deleted."""

    actions = policies.END
    inspect_view_class = screens.EndableView
    delete_view_class = screens.EndView
    end_label: Any = screens.EndView.end_label
    about: Sequence[str] = ()
    """Fields by which somebody who is asked whether it shall end knows what is meant."""

    @staticmethod
    def ending(row: Any, user: User) -> object:
        raise NotImplementedError

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        own = {"ending": self.ending, "end_label": self.end_label, "about": self.about}
        return {**super().get_common_view_kwargs(**kwargs), **own}


class RecordViewSet(OfficeViewSet):
    """A table that only services write: read and exported, never touched."""

    actions = policies.READ
    is_long = True


_choice_scopes: dict[type[Model], Scope] = {}
_known: dict[type[Model], OfficeViewSet] = {}
"""Of every table that was gathered, by whichever app: a form of one offers rows of another, and links to them."""


def gathered(
    viewsets: Sequence[type[OfficeViewSet]],
    *,
    served_paths: ServedPaths,
    scopes: Mapping[type[Model], Scope] = MappingProxyType({}),
    walks: Mapping[type[Model], Sequence[str]] = MappingProxyType({}),
) -> list[OfficeViewSet]:
    """The viewsets, ready to be registered: with their policies, and knowing whose duties reach what.

    `scopes` and `walks` are those that a room cannot say by itself, because it does not know who stands on it.
    """
    for viewset in viewsets:
        policies.register_policy(viewset.model, viewset.actions)
        _choice_scopes[viewset.model] = scopes.get(viewset.model, viewset.scope)
    made = [
        viewset(
            served_paths=served_paths,
            choice_scopes=_choice_scopes,
            scope=_choice_scopes[viewset.model],
            walks=walks.get(viewset.model, viewset.walks),
            known=_known,
        )
        for viewset in viewsets
    ]
    _known.update({viewset.model: viewset for viewset in made})
    for viewset in made:
        viewset.siblings = [
            (other.model, other.get_url_name("index"), other.permission_policy)
            for other in made
            if other.sibling_of is viewset.model
        ]
    return made


MENU_HOOK = "register_points_menu_item"
"""By this hook another app (the honor roll) hangs its items into the one entry of the menu."""


class OfficeGroup(ModelViewSetGroup):
    """One entry of the menu. Tables that are reached from another one are registered and not listed."""

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        # Written out, because Wagtail 7.4 knows no `submenu_hook`.
        return SubmenuMenuItem(
            label=self.menu_label,
            menu=Menu(register_hook_name=MENU_HOOK, items=self.get_submenu_items()),
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=self.menu_order if order is None else order,
        )

    def get_submenu_items(self) -> list[MenuItem]:
        return [
            viewset.get_menu_item(order=order)
            for order, viewset in enumerate(self.registerables, start=1)
            if viewset.sibling_of is None
        ]
