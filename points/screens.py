"""The views of the admin's screens: every one of them shows and takes only what the user's duties reach.

A create or edit form that has `carry_out(by)` is written by the service that it calls there; what the service refuses
appears above the form. Forms without one are saved by Wagtail, which writes the log line.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.widgets.button import Button

from points.amounts import format_points
from points.errors import PointsError
from points.permissions import Verb
from points.scopes import Reach, Scope, ServedPaths
from points.texts import without_personal_numbers


class Facts:
    """What a viewset says about its table and every screen of it knows."""

    scope: Scope = Scope()
    read_verbs: Sequence[Verb] = ()
    write_verbs: Sequence[Verb] = ()
    choice_scopes: Mapping[type[Model], Scope] = MappingProxyType({})
    tenths: tuple[str, ...] = ()
    """Fields that hold points."""
    persons: tuple[str, ...] = ()
    """Foreign keys to residents, whose names are masked where the user does not serve."""
    texts: tuple[str, ...] = ()
    """Fields that hold what somebody wrote, a note or a reason."""
    related: tuple[str, ...] = ()
    """For `select_related`."""
    annotations: Mapping[str, Any] = MappingProxyType({})
    """What a listing shows besides the fields, such as the head of a household."""
    walks: Sequence[str] = ()
    """Reverse one-to-ones by which a row is explained, such as from a transfer to its award."""
    known: Mapping[type[Model], Any] = MappingProxyType({})
    """The viewset of each table, for links from row to row."""
    is_long: bool = False
    """A table that grows for ever: counted up to a bound, in the order of its key."""
    siblings: Sequence[Any] = ()
    """Tables that are reached from this one's listing instead of the menu."""


class ScopedMixin(Facts):
    """What every screen knows; the viewset fills it in."""

    served_paths: ServedPaths | None = None
    is_editable: Callable[[Any], bool] | None = None

    @cached_property
    def reach(self) -> Reach:
        assert self.served_paths is not None, "points.wagtail_hooks hands it in"
        return Reach(user=self.request.user, served_paths=self.served_paths)

    def readable(self) -> QuerySet[Any]:
        return self.reach.readable(self.model._default_manager.all(), self.scope, self.read_verbs)

    def writable(self) -> QuerySet[Any]:
        return self.reach.writable(self.model._default_manager.all(), self.scope, self.write_verbs)

    def may_change(self, row: Model) -> bool:
        return self.is_editable is None or self.is_editable(row)

    def name_of(self, resident: Any) -> str:
        if resident is None:
            return ""
        return resident.name if self.reach.sees_name_of(resident) else str(resident)

    def text_of(self, row: Any, text: str) -> str:
        """What somebody wrote about the row: whoever does not serve the people reads neither number nor name in it."""
        people = [person for field in self.persons if (person := getattr(row, field)) is not None]
        if self.reach.paths([Verb.VIEW_PEOPLE]) is None or (people and all(map(self.reach.sees_name_of, people))):
            return text
        text = without_personal_numbers(text)
        # A name of one character would be found everywhere.
        for person in (person for person in people if len(person.name) > 1):
            text = text.replace(person.name, str(person))
        return text


def indent_tree(field: Any) -> None:
    """Offer the nodes of a tree below their parents: there is a `1栋` in every community."""
    if hasattr(field.queryset.model, "depth"):
        field.label_from_instance = lambda node: "\u3000" * (node.depth - 1) + str(node)


class InspectView(ScopedMixin, generic.InspectView):
    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(self.readable().select_related(*self.related or [None]), pk=self.pk)

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.may_change(self.object) else None

    def get_delete_url(self) -> None:
        return None

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name in self.persons:
            return self.name_of(getattr(self.object, field_name)) or "–"
        value = super().get_field_display_value(field_name, field)
        if value is None or value == "":
            return "–"
        if field_name in self.tenths:
            return format_points(value)
        if field_name in self.texts:
            return self.text_of(self.object, value)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, datetime):
            return formats.localize(timezone.localtime(value))
        return self._linked(value) if isinstance(value, Model) else value

    def get_fields_context(self) -> list[dict[str, Any]]:
        """The row's fields, then what explains it: from a transfer one walks on to the act or the receipt."""
        met = [row for walk in self.walks if (row := getattr(self.object, walk, None)) is not None]
        explained = [
            {"label": capfirst(row._meta.verbose_name), "value": self._linked(row), "component": None} for row in met
        ]
        return [*super().get_fields_context(), *explained]

    def _linked(self, row: Model) -> Any:
        viewset = self.known.get(type(row))
        if viewset is None or not viewset.permission_policy.user_has_permission(self.request.user, "view"):
            return row
        this_row = type(row)._default_manager.filter(pk=row.pk)
        if not self.reach.readable(this_row, viewset.scope, viewset.read_verbs).exists():
            return row
        return format_html('<a href="{}">{}</a>', reverse(viewset.get_url_name("inspect"), args=[row.pk]), row)


class EndableView(InspectView):
    """A row that may be ended from where it is looked at, too: whoever lost a phone finds its row first."""

    end_label: Any = _("End")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        may_end = self.user_has_permission("delete") and self.may_change(self.object)
        if not may_end or not self.writable().filter(pk=self.object.pk).exists():
            return super().header_more_buttons
        url = reverse(self.delete_url_name, args=[self.object.pk])
        return [*super().header_more_buttons, Button(self.end_label, url=url, icon_name="bin", priority=20)]


class RefusableMixin(ScopedMixin):
    """A form whose service may refuse."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if getattr(self.get_form_class(), "wants_offered", False):
            kwargs["offered"] = self.offered
        return kwargs

    def offered(self, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        """What a form may offer for the field `name`."""
        scope = self.choice_scopes.get(rows.model, Scope())
        rows = self.reach.writable(rows, scope, self.write_verbs)
        return rows.filter(level__is_community=True) if name == "community" else rows

    def save_instance(self) -> Any:
        carry_out = getattr(self.form, "carry_out", None)
        return carry_out(self.request.user) if carry_out else super().save_instance()

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except PointsError as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(RefusableMixin, generic.CreateView):
    def get_success_buttons(self) -> list[Any]:
        return []


class OneRowMixin(ScopedMixin):
    """A screen that changes one row: another's is not there, one that is settled is seen and stays."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.writable()

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)
        if not self.may_change(row):
            raise PermissionDenied
        return row


class ChangeView(OneRowMixin, RefusableMixin, generic.EditView):
    def get_success_buttons(self) -> list[Any]:
        return []


class RemoveView(OneRowMixin, generic.DeleteView):
    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except (ProtectedError, RestrictedError):
            messages.error(self.request, gettext("Other records need this, so it stays."))
        except PointsError as refusal:
            messages.error(self.request, str(refusal))
        return HttpResponseRedirect(self.get_success_url())


class EndView(RemoveView):
    """Ends a duty, a card, a consent: the service marks the row, nothing is deleted."""

    template_name = "points/office/row_end.html"
    end_label: Any = EndableView.end_label
    ending: Callable[[Any, Any], object] | None = None
    about: Sequence[str] = ()
    success_message = _("%(model_name)s '%(object)s' ended.")

    @property
    def page_title(self) -> Any:
        return self.end_label

    def get_page_subtitle(self) -> str:
        return " · ".join(filter(None, map(self._shown, self.about))) or str(self.object)

    def _shown(self, field: str) -> str:
        value = getattr(self.object, field)
        if field in self.persons:
            return self.name_of(value)
        display = getattr(self.object, f"get_{field}_display", None)
        return "" if value is None else str(display() if display else value)

    @property
    def confirmation_message(self) -> str:
        return gettext("From this moment it no longer holds. The record of it stays.")

    def delete_action(self) -> None:
        assert self.ending is not None, "the viewset says what ends it"
        self.ending(self.object, self.request.user)


class PastView(ScopedMixin, HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Any]:
        return self.writable()


class UsesView(ScopedMixin, UsageView):
    def get_base_object_queryset(self) -> QuerySet[Any]:
        return self.writable()
