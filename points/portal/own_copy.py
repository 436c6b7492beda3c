"""The copy of somebody's data: one archive with each table twice, for people and for programs, made while it is sent.

Never more than a few rows are in memory, however long somebody has been there. The tables for people are CSV as an
office opens it: with a byte order mark, and nothing that a spreadsheet would run.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from points.exports import BYTE_ORDER_MARK, guarded
from points.personal import Sheet


class _Outlet:
    """What was written and not sent yet."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> Iterator[bytes]:
        written, self._written = self._written, []
        yield from written


def archive_of(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The archive, piece by piece."""
    outlet, written = _Outlet(), list[Sheet]()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for sheet in sheets:
            written.append(sheet)
            for ending, parts in (("csv", _as_csv(sheet)), ("json", _as_json(sheet))):
                yield from _packed(archive, outlet, f"{sheet.name}.{ending}", parts)
        index = render_to_string("points/portal/own_copy_index.html", {"sheets": written})
        yield from _packed(archive, outlet, "index.html", [index])
    yield from outlet.taken()


def _packed(archive: ZipFile, outlet: _Outlet, name: str, parts: Iterable[str]) -> Iterator[bytes]:
    about = ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
    about.compress_type = ZIP_DEFLATED
    with archive.open(about, "w") as file:
        for part in parts:
            file.write(part.encode())
            yield from outlet.taken()


def _as_csv(sheet: Sheet) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    for row in [list(sheet.columns.values())], sheet.rows():
        for values in row:
            line = StringIO()
            csv.writer(line).writerow([_in_words(value) for value in values])
            yield line.getvalue()


def _as_json(sheet: Sheet) -> Iterator[str]:
    before = "[\n"
    for values in sheet.rows():
        row = dict(zip(sheet.columns, map(_plain, values), strict=True))
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else guarded(str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | None) else str(value)
