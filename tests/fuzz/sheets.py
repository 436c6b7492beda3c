"""Rule tables as no office sends them, and some as one does.

Every maker takes a `Random` and gives the bytes of a file. The same seed gives the same files.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

from openpyxl import Workbook

REAL = sorted((Path(__file__).resolve().parents[2] / "site" / "demo" / "rules").glob("*.csv"))
HEADER = ["code", "category", "name", "unit", "points", "cap", "cap_period", "applies_to", "evidence", "difficulties"]
GOOD = ["QS1", "环境", "清扫楼道", "次", "5", "20", "month", "household", "签到", "熟练=120; 危险=150"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "cp1252", "utf-7", "utf-32"]
CELLS = [
    "",
    "=1+1",
    "＝1+1",
    "+1",
    "＋1",
    "-1",
    "－1",
    "@SUM(A1)",
    "＠SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "\x00",
    "\x1b[2J",
    "\u202e",
    "\ufffe",
    "\ufeff",
    "🧹" * 30,
    "字" * 121,
    "a" * 40_000,
    "9" * 30,
    "1e400",
    "NaN",
    "0.25",
    "٣",
    "次(5-10分)",
    f"次(1-{'9' * 40}分)",
    "上访",
    '"',
    "a\nb",
    "<!DOCTYPE x>",
    "_x0000_",
    "2026-02-30",
    "x=" + "9" * 5000,
    ";".join(f"难{number}=120" for number in range(500)),
]


def rows(dice: Random) -> list[list[str]]:
    return [[*HEADER], *([f"QS{number}", *GOOD[1:]] for number in range(dice.randint(1, 6)))]


def as_csv(table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def as_xlsx(table: list[list[object]], **texts: str) -> bytes:
    """Written by hand, because openpyxl refuses to write what this is about. `texts` replaces parts by name."""
    return packed(_parts_of(table) | texts)


def _parts_of(table: list[list[object]]) -> dict[str, str | bytes]:
    lines = "".join(f"<row>{''.join(map(_cell, line))}</row>" for line in table)
    return PARTS | {"xl/worksheets/sheet1.xml": _sheet(f"<sheetData>{lines}</sheetData>")}


def packed(parts: dict[str, str | bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", way) as file:
        for name, text in parts.items():
            # With a time of its own the same file would be another one tomorrow.
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, way)
    return content.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"<c t='inlineStr'><is><t xml:space='preserve'>{text}</t></is></c>"


def _sheet(inside: str) -> str:
    return f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{inside}</worksheet>"


def _empty_parts() -> dict[str, str | bytes]:
    content = io.BytesIO()
    Workbook().save(content)
    with zipfile.ZipFile(content) as file:
        return {name: file.read(name) for name in file.namelist()}


PARTS = _empty_parts()


def encoded(dice: Random) -> bytes:
    text = as_csv(rows(dice))
    if dice.random() < 0.5:
        text = text.replace(",", dice.choice("\t;|，"))
    return text.encode(dice.choice(ENCODINGS), "replace")


def strange_cells(dice: Random) -> bytes:
    table = rows(dice)
    for _change in range(dice.randint(1, 4)):
        table[dice.randrange(len(table))][dice.randrange(len(HEADER))] = dice.choice(CELLS)
    if dice.random() < 0.5:
        return as_csv(table).encode("utf-8", "surrogatepass")
    return as_xlsx([[cell.replace("\x00", "\x01") for cell in line] for line in table])


def values_of_a_sheet(dice: Random) -> bytes:
    """Numbers, dates, truths, errors, formulas and merged cells, as a spreadsheet keeps them."""
    book = Workbook()
    sheet = book.active
    for line in rows(dice):
        sheet.append(line)
    values = [5, 5.5, 0.1 + 0.2, -3, 10**15, date(2026, 1, 1), datetime(2026, 1, 1, 8), True, "=A1", "#REF!", None]
    for _change in range(dice.randint(1, 5)):
        sheet.cell(dice.randint(1, 4), dice.randint(1, 10)).value = dice.choice(values)
    if dice.random() < 0.3:
        sheet.merge_cells(f"A{dice.randint(1, 3)}:C{dice.randint(3, 5)}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def headers(dice: Random) -> bytes:
    """None, twice, alone, too many, too long, in the wrong order."""
    table = rows(dice)
    many = [f"c{number}" for number in range(dice.choice([64, 65, 3000]))]
    heads = [[], HEADER + HEADER, HEADER[::-1], HEADER[3:], many, ["字" * 5000], ["code\x1b", *HEADER[1:]], [""] * 10]
    tables = [[], [HEADER], [[], [], *table], [dice.choice(heads), *table[1:]], [*table, [*GOOD, "more", "more"]]]
    chosen = dice.choice(tables)
    return as_csv(chosen).encode() if dice.random() < 0.6 else as_xlsx(chosen)


def cut_off(dice: Random) -> bytes:
    content = _some(dice)
    return content[: dice.randrange(len(content))]


def damaged(dice: Random) -> bytes:
    content = bytearray(_some(dice))
    for _bit in range(dice.randint(1, 20)):
        place = dice.randrange(len(content))
        if dice.random() < 0.3:
            del content[place : place + dice.randint(1, 40)]
            content = content or bytearray(b"x")
        else:
            content[place] = dice.randrange(256)
    return bytes(content)


def damaged_inside(dice: Random) -> bytes:
    """The zip is sound, and one of its parts is not."""
    parts = _parts_of(rows(dice))
    name = dice.choice(sorted(parts))
    text = bytearray(parts[name] if isinstance(parts[name], bytes) else str(parts[name]).encode())
    for _change in range(dice.randint(1, 8)):
        place = dice.randrange(len(text))
        text[place : place + dice.randint(0, 30)] = dice.randbytes(dice.randint(0, 10))
        text = text or bytearray(b" ")
    if dice.random() < 0.2:
        del parts[name]
        return packed(parts)
    return packed(parts | {name: bytes(text)})


def real_and_changed(dice: Random) -> bytes:
    """A published rule book in which a few cells were changed."""
    table = list(csv.reader(io.StringIO(dice.choice(REAL).read_text("utf-8-sig"))))
    for _change in range(dice.randint(0, 3)):
        line = dice.choice(table)
        place = dice.randrange(len(line))
        line[place] = dice.choice([dice.choice(CELLS), line[place][::-1], line[place] * 2, dice.choice(table)[0]])
    return as_csv(table).encode() if dice.random() < 0.5 else as_xlsx([[_clean(cell) for cell in row] for row in table])


def anything(dice: Random) -> bytes:
    starts = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"\xff\xfe", b"%PDF-1.7", b"\x89PNG", b"code,"]
    return dice.choice(starts) + dice.randbytes(dice.randint(0, 400))


def _some(dice: Random) -> bytes:
    return as_xlsx(rows(dice)) if dice.random() < 0.6 else as_csv(rows(dice)).encode(dice.choice(ENCODINGS[:4]))


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


MAKERS: dict[str, Callable[[Random], bytes]] = {
    "encodings": encoded,
    "strange cells": strange_cells,
    "values of a sheet": values_of_a_sheet,
    "headers": headers,
    "cut off": cut_off,
    "damaged": damaged,
    "damaged inside": damaged_inside,
    "real and changed": real_and_changed,
    "anything": anything,
}
