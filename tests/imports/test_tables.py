"""Files as offices send them, and files as nobody should."""

import io
import random
import zipfile

import pytest
from openpyxl import load_workbook

from points.errors import UnreadableFile
from points.imports import tables
from points.imports.tables import read_table
from tests.imports.conftest import HEADER, SWEEP, as_csv, as_xlsx

SHEET = as_csv(HEADER, SWEEP)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_bytes_say_the_encoding(encoding):
    [line] = read_table(SHEET.encode(encoding)).lines
    assert line.cells == dict(zip(HEADER, SWEEP, strict=True))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_header_says_the_delimiter(delimiter):
    assert read_table(as_csv(HEADER, SWEEP, delimiter=delimiter).encode()).columns == HEADER


def test_a_windows_file_is_read():
    assert read_table(SHEET.replace("\n", "\r\n").encode("gb18030")).lines[0].cells["evidence"] == "签到"


def test_a_row_is_numbered_by_the_line_on_which_it_begins():
    text = 'code,name\n"A","two\nlines"\n\nB,one\n'
    assert [line.number for line in read_table(text.encode()).lines] == [2, 5]


def test_an_xlsx_is_read_like_a_csv():
    table = read_table(as_xlsx(HEADER, ["QS1", "环境", "清扫楼道", "次", 5, 20.0, "month", None, 0.5]))
    [line] = table.lines
    assert (table.columns, line.number) == (HEADER, 2)
    assert list(line.cells.values()) == ["QS1", "环境", "清扫楼道", "次", "5", "20", "month", "", "0.5"]


def test_a_formula_stays_text():
    [line] = read_table(as_xlsx(["code", "points"], ["A", "=1+1"])).lines
    assert line.cells["points"] == "=1+1"


def test_cells_beyond_the_header_are_noticed():
    first, second = read_table(b"a,b\n1,2,\n1,2,3\n").lines
    assert (first.has_too_many, second.has_too_many) == (False, True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"code,name\n",
        b"code,code\nA,B\n",
        b'code,name\nA,"open\n',
        b"\x00\x01\x02\x03",
        b"\xff\xff\xff",
        b"\xef\xbb\xbf\xff\xfe",
        b"\xd0\xcf\x11\xe0 old office",
        b"PK\x03\x04 not really",
        (",".join(f"c{n}" for n in range(65)) + "\n1\n").encode(),
    ],
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(UnreadableFile):
        read_table(content)


def test_a_large_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_FILE", 100)
    with pytest.raises(UnreadableFile, match="MB"):
        read_table(b"a" * 101)


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(tables.LARGEST_UNZIPPED + 1))
    assert len(content.getvalue()) < tables.LARGEST_FILE
    with pytest.raises(UnreadableFile):
        read_table(content.getvalue())


def test_entities_are_refused():
    content = io.BytesIO(as_xlsx(HEADER, SWEEP))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/extra.xml", bomb)
    with pytest.raises(UnreadableFile):
        read_table(content.getvalue())


def test_a_sheet_that_claims_a_million_rows_is_read_by_what_is_in_it():
    book = load_workbook(io.BytesIO(as_xlsx(HEADER, SWEEP)))
    book.active.cell(row=1_048_576, column=1)
    content = io.BytesIO()
    book.save(content)
    assert len(read_table(content.getvalue()).lines) == 1


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(read_table(b"a\n1\n2\n").lines) == 2
    with pytest.raises(UnreadableFile):
        read_table(b"a\n1\n2\n3\n")


def outcome(content: bytes) -> str:
    try:
        read_table(content)
    except UnreadableFile as refusal:
        return str(refusal)
    return "read"


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_read_or_refused_and_never_breaks(seed):
    dice = random.Random(seed)
    content = bytearray(as_xlsx(HEADER, SWEEP) if seed % 2 else SHEET.encode("gb18030"))
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    piece = bytes(content[: dice.randint(1, len(content))])
    assert outcome(piece) == "read" or outcome(piece).startswith("The file cannot be read")
