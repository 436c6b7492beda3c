"""Spreadsheets that an office can open.

CSV starts with a byte order mark, or Excel shows mojibake. Text that a spreadsheet would run as a formula gets an
apostrophe. Times are local, points have their decimal, phone numbers their national form. Every export is logged: it
is personal data that leaves the site.
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin
from wagtail.log_actions import log

from points import audit
from points.amounts import TENTHS

BYTE_ORDER_MARK = "\ufeff"
MOST_ROWS = 100_000
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _local_naive(value: datetime) -> datetime:
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def _local_text(value: datetime) -> str:
    return f"{_local_naive(value):%Y-%m-%d %H:%M:%S}"


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text


def printable(text: str) -> str:
    """Text without the signs that no workbook holds."""
    return _UNPRINTABLE.sub("", text)


class _Rows:
    """The rows of a query one chunk at a time: a month of transfers is never in memory as a whole."""

    def __init__(self, queryset: QuerySet[Model]) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Model]:
        return self.queryset.iterator(chunk_size=2000)


class OfficeExportMixin(SpreadsheetExportMixin):
    """Stands before `IndexView`. `tenths` names the fields that hold points."""

    tenths: tuple[str, ...] = ()
    custom_value_preprocess = {
        bool: {"xlsx": _yes_or_no, "csv": _yes_or_no},
        **SpreadsheetExportMixin.custom_value_preprocess,
        datetime: {"xlsx": _local_naive, "csv": _local_text},
    }

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if value is None:
            return ""
        if field.rpartition(".")[2] in self.tenths:
            return value / TENTHS if value % TENTHS else value // TENTHS
        if field.rpartition(".")[2] == "phone":
            value = value.removeprefix("+86")
        value = super().preprocess_field_value(field, value, export_format)
        if not isinstance(value, str):
            return value
        value = printable(value)
        return guarded(value) if export_format == self.FORMAT_CSV else value

    def get_heading(self, queryset: Any, field: str) -> str:
        """The field's own name; of `account.number` the last part."""
        if heading := self.export_headings.get(field):
            return force_str(heading)
        if field == "pk":
            return _("Number")
        model = queryset.model
        *way, last = field.split(".")
        for step in way:
            model = model._meta.get_field(step).related_model
        return str(capfirst(force_str(label_for_field(last, model))))

    def stream_csv(self, queryset: "_Rows") -> Iterator[str]:
        yield BYTE_ORDER_MARK
        writer = csv.DictWriter(Echo(), fieldnames=self.list_export)
        yield writer.writerow({field: force_str(self.get_heading(queryset, field)) for field in self.list_export})
        for item in queryset:
            yield self.write_csv_row(writer, self.to_row_dict(item))

    def as_spreadsheet(self, queryset: QuerySet[Model], spreadsheet_format: str) -> HttpResponseBase:
        if queryset.order_by()[MOST_ROWS : MOST_ROWS + 1].exists():
            sentence = _("More than %(most)s rows: please narrow them down by a filter first.") % {"most": MOST_ROWS}
            messages.error(self.request, sentence)
            return HttpResponseRedirect(self.index_url)
        # Which filters, not what was typed into them: that may be a name.
        facts = audit.facts(model=queryset.model._meta.label_lower, filters=",".join(sorted(self.request.GET)))
        log(instance=self.request.user, action="points.exported", user=self.request.user, data=facts)
        response: HttpResponseBase = super().as_spreadsheet(_Rows(queryset), spreadsheet_format)
        return response
