"""Reading the tables that offices send: csv in whatever encoding, or xlsx.

A file is foreign. Its size, its unzipped size, its rows and its columns are bounded before anything is parsed; nothing
in it is computed: a cell with a formula comes out as text with its equals sign, and whoever reads the row refuses it.
Excel saves Chinese csv as gb18030, WPS as UTF-8 with or without a mark, some tools as UTF-16: the bytes decide.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from points.errors import UnreadableFile

LARGEST_FILE = 10 * 2**20
LARGEST_UNZIPPED = 16 * 2**20
LARGEST_PART = 2 * 2**20
"""Bytes. Of the parts of an xlsx only the sheets and their texts are streamed; the others are taken whole."""
MOST_ROWS = 20_000
LAST_ROW = 1_048_576
"""Of a spreadsheet. Up to here rows may be empty: a whole column is easily given a colour."""
MOST_COLUMNS = 64
LONGEST_NAME = 100
"""Of a column, in characters."""
MOST_PARTS = 500
"""Files inside one xlsx."""

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STREAMED = re.compile(r"xl/(worksheets/[^/]+|sharedStrings\.xml)", re.IGNORECASE)
_WAYS_TO_PACK = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_CHUNK = 2**16
_TOO_MANY = "…"
_LAST_COLUMN = 16_384
"""Of a spreadsheet. The cells beyond the ones that are read are empty, as a rule."""
_DELIMITERS = ",\t;"
_BY_MARK = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Cells = list[str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row below the header."""

    number: int
    """Line of the file, as an editor or a spreadsheet counts it."""
    cells: dict[str, str]
    """Text by column; empty cells are empty text."""
    has_too_many: bool
    """Whether something stands to the right of the last column."""


@dataclass(frozen=True, kw_only=True)
class Table:
    columns: list[str]
    """Header cells in their order, as they were written."""
    lines: list[Line]


def read_table(content: bytes) -> Table:
    """The table in a file. Refuses with `unreadable_file`."""
    if len(content) > LARGEST_FILE:
        raise _unreadable(_("it is larger than %(limit)s MB"), limit=LARGEST_FILE // 2**20)
    if content.startswith(_OLD_OFFICE):
        raise _unreadable(_("it is in the old xls format; please save it as xlsx or csv"))
    rows = _xlsx_rows(content) if content.startswith(_ZIP) else _csv_rows(_text(content))
    return _table(rows)


def _unreadable(reason: Promise, **params: Any) -> UnreadableFile:
    return UnreadableFile(reason=str(reason) % params)


def _text(content: bytes) -> str:
    encodings = [codec for mark, codec in _BY_MARK.items() if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(_("it is neither a table in xlsx nor text in UTF-8 or GB 18030"))


def _csv_rows(text: str) -> Iterator[tuple[int, Cells]]:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            # A quoted cell may run over several lines: the row is where it begins.
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise _unreadable(_("line %(line)s is no csv (%(error)s)"), line=before + 1, error=error) from error


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        _refuse_bomb(content)
        with warnings.catch_warnings():
            # What openpyxl does not support (styles, validations) is nothing that is read here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # The size that the sheet claims may be anything.
            sheet.reset_dimensions()
            gap: tuple[Any, ...] = ()
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
                # One and the same row stands for all that are missing, and there may be a million.
                gap = cells if cells is not gap and _is_blank(cells) else gap
                yield number, [] if cells is gap else [_cell_text(cell) for cell in cells]
    except UnreadableFile:
        raise
    except Exception as error:
        # A broken workbook makes the reader raise almost anything; whatever it is, the file cannot be read.
        raise _unreadable(_("the workbook is broken (%(error)s)"), error=type(error).__name__) from error


def _refuse_bomb(content: bytes) -> None:
    """Looks through every part once, so that nothing is parsed before its true size is known and its checksum fits."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        # The unzipping stops at the size that is stated here, so a lie makes the part short, not long.
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNZIPPED:
            raise _unreadable(_("it is too large when unpacked"))
        for info in infos:
            if info.file_size > LARGEST_PART and not _STREAMED.fullmatch(info.filename):
                raise _unreadable(_("it is too large when unpacked"))
            if info.compress_type not in _WAYS_TO_PACK:
                raise zipfile.BadZipFile(info.filename)
            with parts.open(info) as part:
                _look_through(part, is_sheet=_STREAMED.fullmatch(info.filename) is not None)


def _look_through(part: IO[bytes], *, is_sheet: bool) -> None:
    """Entities are found in any part, wherever in it and in whatever encoding: what is a part is for others to say.

    A row is in memory as a whole when it is read, so its cells are counted before.
    """
    end, cells = b"", _CellCount()
    while piece := part.read(_CHUNK):
        # Without the zeros of UTF-16.
        seen = end + piece.replace(b"\0", b"")
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise _unreadable(_("it defines entities, which a table never needs"))
        end = seen[-16:]
        if is_sheet:
            cells.feed(piece)


class _CellCount:
    def __init__(self) -> None:
        self._in_row = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self.feed = self._parser.Parse

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        self._in_row = 0 if kind == "row" else self._in_row + (kind == "c")
        if self._in_row > _LAST_COLUMN:
            raise _unreadable(_("it has more than %(limit)s columns"), limit=MOST_COLUMNS)


def _is_blank(cells: Iterable[Any]) -> bool:
    return all(cell.value is None for cell in cells)


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        # `#REF!` is the result of a formula that failed.
        return f"={value}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(rows: Iterable[tuple[int, Cells]]) -> Table:
    columns: Cells = []
    lines: list[Line] = []
    for number, raw in rows:
        cells = [cell.strip() for cell in raw[:MOST_COLUMNS]]
        if any(raw[MOST_COLUMNS:]):
            # One more than there may be: enough to see that there are too many.
            cells.append(_TOO_MANY)
        if number > (MOST_ROWS if any(cells) else LAST_ROW):
            raise _unreadable(_("it has more than %(limit)s rows"), limit=MOST_ROWS)
        if not any(cells):
            continue
        if columns:
            lines.append(_line(number, cells, columns))
        else:
            columns = _header(cells)
    if not lines:
        raise _unreadable(_("there are no rows in it"))
    return Table(columns=[column for column in columns if column], lines=lines)


def _header(cells: Cells) -> Cells:
    while cells and not cells[-1]:
        cells.pop()
    named = [cell for cell in cells if cell]
    if len(cells) > MOST_COLUMNS:
        raise _unreadable(_("it has more than %(limit)s columns"), limit=MOST_COLUMNS)
    # A line may break inside a name; other signs that nobody sees are no part of one.
    if any(len(cell) > LONGEST_NAME or not "".join(cell.split()).isprintable() for cell in named):
        raise _unreadable(_("its first row is no header; the name of a column is short and plain text"))
    twice = next((cell for cell in named if named.count(cell) > 1), None)
    if twice:
        raise _unreadable(_("the column “%(column)s” is there twice"), column=twice)
    return cells


def _line(number: int, cells: Cells, columns: Cells) -> Line:
    padded = cells + [""] * (len(columns) - len(cells))
    return Line(
        number=number,
        cells={column: cell for column, cell in zip(columns, padded, strict=False) if column},
        has_too_many=any(cells[len(columns) :]),
    )
