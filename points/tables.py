"""Tables of figures that belong to no model: shown, printed, and taken along as CSV or as a workbook.

A report is put into words once, as columns and rows, and every form of it is made from that. The rows are made anew
for each form, one at a time, so that a file is never in memory as a whole.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.admin.views.mixins import Echo
from wagtail.log_actions import log

from points import audit
from points.exports import BYTE_ORDER_MARK, guarded, printable
from points.permissions import User

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
MOST_SHOWN = 500
"""Rows of a table on one page."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME = 31
"""Of a sheet in a workbook."""


class Kind(StrEnum):
    """How a value reads on a page; in a file it stands as it is."""

    TEXT = "text"
    NUMBER = "number"
    MINUTES = "minutes"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    CLOCK = "clock"
    """The time of a day that stands beside it."""


@dataclass(frozen=True, kw_only=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT
    file_heading: str = ""
    """Where a file needs more words, such as the unit."""

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.MINUTES)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value on a page."""

    column: Column
    value: Any


@dataclass(frozen=True, kw_only=True)
class Table:
    name: str
    """Of its file, such as `hours-by-team`."""
    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Sequence[Any]]]
    foot: Sequence[Any] = ()
    """The sums, if there are any."""
    notes: Sequence[str] = ()
    """What somebody who reads the figures has to know."""

    @cached_property
    def lines(self) -> list[list[Cell]]:
        """For a page, which ends somewhere; a file holds all of them."""
        return [self._cells(row) for row in islice(self.rows(), MOST_SHOWN + 1)]

    @property
    def shown(self) -> list[list[Cell]]:
        return self.lines[:MOST_SHOWN]

    @property
    def is_cut(self) -> bool:
        return len(self.lines) > MOST_SHOWN

    @property
    def foot_line(self) -> list[Cell]:
        return self._cells(self.foot)

    def _cells(self, row: Sequence[Any]) -> list[Cell]:
        return [Cell(column=column, value=value) for column, value in zip(self.columns, row, strict=False)]

    @property
    def headings(self) -> list[str]:
        """For a file."""
        return [column.file_heading or column.heading for column in self.columns]

    def written(self) -> Iterator[Sequence[Any]]:
        """Every row for a file, the sums among them."""
        yield from self.rows()
        if self.foot:
            yield self.foot


def as_file(tables: Sequence[Table], *, file_format: str, by: User, facts: dict[str, Any]) -> HttpResponseBase:
    """The first table as CSV, or all of them as the sheets of a workbook; logged with `facts`."""
    log_export(by=by, file_format=file_format, facts=facts)
    name = f"{tables[0].name}.{file_format}"
    if file_format == CSV:
        answer = StreamingHttpResponse(_lines(tables[0]), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return FileResponse(_workbook(tables), as_attachment=True, content_type=_WORKBOOK, filename=name)


def log_export(*, by: User, file_format: str, facts: dict[str, Any]) -> None:
    """It leaves the site; `facts` say what was asked for, never a name."""
    log(instance=by, action="points.exported", user=by, data=audit.facts(format=file_format, **facts))


def _lines(table: Table) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow(table.headings)
    for row in table.written():
        yield writer.writerow([_in_csv(value) for value in row])


def _in_csv(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return guarded(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """As both kinds of file take it; times are local."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.make_naive(value)
    return value if isinstance(value, int | date) else printable(str(value))


def _workbook(tables: Sequence[Table]) -> Any:
    workbook = Workbook(write_only=True, iso_dates=True)
    for table in tables:
        sheet = workbook.create_sheet(title=table.title[:_LONGEST_NAME])
        sheet.append(table.headings)
        for row in table.written():
            sheet.append([_in_workbook(sheet, value) for value in row])
    output = TemporaryFile()  # noqa: SIM115 - the answer closes it
    workbook.save(output)
    output.seek(0)
    return output


def _in_workbook(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _plain(value))
    if cell.data_type == "f":
        # What somebody typed is no formula.
        cell.data_type = "s"
    return cell
