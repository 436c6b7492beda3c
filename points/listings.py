"""Listings of the admin: scoped, searched, filtered, exported, and never counted to the end of the ledger."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.forms import DateField
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django_filters.fields import DateRangeField
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import multigetattr

from points.amounts import format_points
from points.exports import OfficeExportMixin
from points.scopes import Reach, Scope
from points.screens import ScopedMixin, indent_tree


class BoundedPaginator(WagtailPaginator):
    """Counts up to a bound: `count(*)` and OFFSET through millions of transfers would stop the ledger.

    Whoever looks for older rows narrows them down by a date; the screen says so where it ends.
    """

    most = 2000

    @cached_property
    def found(self) -> int:
        return int(self.object_list.order_by()[: self.most + 1].count())

    @property
    def is_cut(self) -> bool:
        return self.found > self.most

    @cached_property
    def count(self) -> int:
        return min(self.found, self.most)

    @cached_property
    def items_count_label(self) -> str:
        label: str = super().items_count_label
        return label.replace(str(self.count), f"{self.count}+", 1) if self.is_cut else label


class ScopedFilterSet(WagtailFilterSet):
    """Filters that offer only what the user reaches, and days as ranges."""

    def __init__(self, *args: Any, reach: Reach, screen: ScopedMixin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [item for item in self.filters.items() if isinstance(item[1], django_filters.ModelChoiceFilter)]
        for name, choice in choices:
            choice.queryset = _offered(choice.queryset.all(), reach, screen, name)
        for name, _choice in choices:
            indent_tree(self.form.fields[name])

    @classmethod
    def filter_for_field(cls, field: models.Field, field_name: str, lookup_expr: str | None = None) -> Any:
        if isinstance(field, models.DateField):
            return DayRangeFilter(
                field_name=field_name, label=capfirst(field.verbose_name), widget=DateRangePickerWidget
            )
        if isinstance(field, models.ForeignKey) and hasattr(field.related_model, "path"):
            rows = field.related_model._default_manager.all()
            return SubtreeFilter(field_name=field_name, label=capfirst(field.verbose_name), queryset=rows)
        return super().filter_for_field(field, field_name, lookup_expr)


class DayRangeField(DateRangeField):
    def compress(self, data_list: Sequence[date | None]) -> slice | None:
        # East of Greenwich the first of all midnights lies before the calendar in UTC, west of it the last one after.
        if date.min in data_list or date.max in data_list:
            raise ValidationError(DateField.default_error_messages["invalid"], code="invalid")
        days: slice | None = super().compress(data_list)
        return days


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    field_class = DayRangeField


class SubtreeFilter(django_filters.ModelChoiceFilter):
    """A grid and all below it."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__path__startswith": value.path}) if value else qs


def _offered(rows: QuerySet[Any], reach: Reach, screen: ScopedMixin, name: str) -> QuerySet[Any]:
    scope = screen.choice_scopes.get(rows.model, Scope())
    rows = reach.readable(rows, scope, screen.read_verbs)
    return rows.filter(level__is_community=True) if name.endswith("community") else rows


class TenthsColumn(Column):
    def get_value(self, instance: Model) -> str:
        value = super().get_value(instance)
        return "" if value is None else format_points(value)


class PersonColumn(Column):
    """A resident's name: in full where the user serves, masked elsewhere."""

    def __init__(self, *args: Any, name_of: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_of = name_of

    def get_value(self, instance: Model) -> str:
        return self.name_of(super().get_value(instance))


class TextColumn(Column):
    """A note or a reason, as far as the user may read it."""

    def __init__(self, *args: Any, text_of: Callable[[Any, str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text_of = text_of

    def get_value(self, instance: Model) -> str:
        return self.text_of(instance, super().get_value(instance))


class ListingView(ScopedMixin, OfficeExportMixin, generic.IndexView):
    find: Callable[[str, Reach], Q] | None = None
    base_filterset_class = ScopedFilterSet
    results_template_name = "points/office/listing_results.html"
    end_label: Any = None

    @cached_property
    def paginator_class(self) -> type[WagtailPaginator]:
        return BoundedPaginator if self.is_long else WagtailPaginator

    @cached_property
    def is_searchable(self) -> bool:
        return self.find is not None or bool(self.search_fields)

    def get_base_queryset(self) -> QuerySet[Any]:
        # Without a name every relation would be followed; None follows none.
        return self.readable().select_related(*self.related or [None]).annotate(**self.annotations)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.find is None or not self.is_searching:
            return super().search_queryset(queryset)
        return queryset.filter(self.find(self.search_query, self.reach))

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs()
        return {**kwargs, "reach": self.reach, "screen": self} if self._is_scoped_filterset else kwargs

    @property
    def _is_scoped_filterset(self) -> bool:
        return isinstance(self.filterset_class, type) and issubclass(self.filterset_class, ScopedFilterSet)

    def _get_custom_column(self, field_name: str, column_class: Any = Column, **kwargs: Any) -> Column:
        if column_class is Column:
            column_class, more = self._class_for(field_name)
            kwargs |= more
        column = super()._get_custom_column(field_name, column_class, **kwargs)
        if field_name == "pk":
            column.label = gettext("Number")
        if self.is_long:
            # Sorting millions of rows by a column without an index.
            column.sort_key = None
        return column

    def _class_for(self, field_name: str) -> tuple[type[Column], dict[str, Any]]:
        if field_name.rpartition("__")[2] in self.tenths:
            return TenthsColumn, {}
        if field_name in self.persons:
            return PersonColumn, {"name_of": self.name_of}
        if field_name in self.texts:
            return TextColumn, {"text_of": self.text_of}
        names = {field.name for field in self.model._meta.fields if isinstance(field, models.BooleanField)}
        return (BooleanColumn if field_name in names else Column), {}

    def to_row_dict(self, item: Model) -> dict[str, Any]:
        return {field: self._cell(item, field) for field in self.list_export}

    def _cell(self, item: Model, field: str) -> Any:
        if field in self.persons:
            return self.name_of(getattr(item, field))
        if field in self.texts:
            return self.text_of(item, getattr(item, field))
        way, _dot, last = field.rpartition(".")
        owner = multigetattr(item, way) if way else item
        display = getattr(owner, f"get_{last}_display", None)
        return display() if display else multigetattr(item, field)

    def get_edit_url(self, instance: Model) -> str | None:
        return super().get_edit_url(instance) if self.may_change(instance) else None

    def get_delete_url(self, instance: Model) -> str | None:
        return super().get_delete_url(instance) if self.may_change(instance) else None

    def get_list_more_buttons(self, instance: Model) -> list[Button]:
        buttons = [
            (self.get_edit_url(instance), gettext("Edit"), "edit", 10),
            (self.get_inspect_url(instance), gettext("Look at"), "view", 20),
            (self.get_delete_url(instance), self.end_label or gettext("Delete"), "bin", 30),
        ]
        return [
            Button(label, url=url, icon_name=icon, priority=priority) for url, label, icon, priority in buttons if url
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        links = [
            Button(
                capfirst(model._meta.verbose_name_plural), url=reverse(url_name), icon_name="list-ul", priority=priority
            )
            for priority, (model, url_name, policy) in enumerate(self.siblings, start=50)
            if policy.user_has_permission(self.request.user, "view")
        ]
        return [*super().header_more_buttons, *links]
