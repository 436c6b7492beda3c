"""Files that are small until somebody reads them. A child process with a limit of its own reads each."""

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.sheets import GOOD, HEADER, PARTS, _sheet, as_csv, as_xlsx, packed

SECONDS = 300
"""When the child is given up: far more than it needs, because the machine may have other work."""

CPU_SECONDS = 20
"""Of work, after which the kernel ends it: several times what a quiet machine needs."""

GROWTH = 300 * 2**20
"""Bytes of memory beyond what Python with Django and openpyxl takes; at three times that much there is no more."""

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 10))
)
_READER = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from points.errors import UnreadableFile
from points.imports.tables import read_table

def memory(name):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name)) * 1024

cpu, room = int(sys.argv[2]), int(sys.argv[3])
spent = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu, spent + cpu))
resource.setrlimit(resource.RLIMIT_AS, (memory("VmSize") + 3 * room,) * 2)
before = memory("VmHWM")
try:
    said = f"{len(read_table(open(sys.argv[1], 'rb').read()).lines)} rows read"
except UnreadableFile as refusal:
    said = str(refusal)
grown = memory("VmHWM") - before
print(said)
sys.exit(grown > room and f"{grown // 2**20} MB more: {said}")
"""


def spread(inside: str, **more: str | bytes) -> bytes:
    return packed(PARTS | {SHEET: _sheet(f"<sheetData>{inside}</sheetData>")} | more)


def with_lying_size() -> bytes:
    """The directory says that the sheet has ten bytes."""
    content = bytearray(spread("<row r='1'><c><v>1</v></c></row>" * 400_000))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
        size = file.getinfo(SHEET).file_size
    return bytes(content).replace(struct.pack("<I", size), struct.pack("<I", 10))


def _line(number: int, cells: int) -> str:
    return f"<row r='{number}'>{'<c><v>1</v></c>' * cells}</row>"


def _names(cells: int) -> str:
    return f"<row r='1'>{''.join(f'<c><v>{number}</v></c>' for number in range(cells))}</row>"


def _header(columns: int) -> bytes:
    return ",".join(f"c{number}" for number in range(columns)).encode() + b"\n"


BOMBS: dict[str, Callable[[], bytes]] = {
    "200 MB of zeros": lambda: packed(PARTS | {SHEET: bytes(200 * 2**20)}),
    "400 parts of 1 MB": lambda: packed(PARTS | {f"xl/media/{number}": bytes(2**20) for number in range(400)}),
    "10,000 parts": lambda: packed(PARTS | {f"xl/media/{number}": b"" for number in range(10_000)}),
    "a size that is a lie": with_lying_size,
    "30 MB of styles": lambda: packed(PARTS | {"xl/styles.xml": b"<a>" + b"<b/>" * (7 * 2**20) + b"</a>"}),
    "1,900 kB of styles": lambda: packed(PARTS | {"xl/styles.xml": b"<a>" + b"<b/>" * 475_000 + b"</a>"}),
    "15 MB of shared texts": lambda: spread(
        _line(1, 3), **{TEXTS: "<sst xmlns='x'>" + "<si><t>a</t></si>" * 870_000 + "</sst>"}
    ),
    "billion laughs": lambda: spread("", **{SHEET: _LAUGHS + "<worksheet>&a9;</worksheet>"}),
    "billion laughs in UTF-16": lambda: spread("", **{SHEET: f"{_LAUGHS}<worksheet>&a9;</worksheet>".encode("utf-16")}),
    "billion laughs behind 4 kB": lambda: spread("", **{TEXTS: f"<!--{' ' * 4096}-->{_LAUGHS}<sst>&a9;</sst>"}),
    "billion laughs elsewhere": lambda: spread("", **{"xl/theme/theme1.xml": f"{_LAUGHS}<a>&a9;</a>"}),
    "XXE": lambda: spread(
        "", **{SHEET: "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><worksheet>&a;</worksheet>"}
    ),
    "deep nesting": lambda: spread("<row>" * 100_000),
    "row 2,000,000,000": lambda: spread(_line(1, 3) + _line(2_000_000_000, 3)),
    "row 1,048,576": lambda: spread(_line(1, 3) + _line(1_048_576, 3)),
    "a dimension of everything": lambda: packed(
        PARTS | {SHEET: _sheet(f"<dimension ref='A1:XFD1048576'/><sheetData>{_line(1, 3)}{_line(2, 3)}</sheetData>")}
    ),
    "column ZZZ in each row": lambda: spread(
        "".join(f"<row r='{number}'><c r='ZZZ{number}'><v>1</v></c></row>" for number in range(1, 100_000))
    ),
    "14,000 full rows": lambda: spread(_names(64) + "".join(_line(number, 64) for number in range(2, 14_001))),
    "a million columns": lambda: spread(_line(1, 1_000_000)),
    "a cell of 20 MB": lambda: as_xlsx([HEADER, ["a" * (20 * 2**20), *GOOD[1:]]]),
    "a csv cell of 9 MB": lambda: as_csv([HEADER, ["a" * (9 * 2**20), *GOOD[1:]]]).encode(),
    "9 MB of commas": lambda: b"," * (9 * 2**20),
    "9 MB of commas below a header": lambda: as_csv([HEADER]).encode() + b"," * (9 * 2**20),
    "9 MB of lines": lambda: b"\n" * (9 * 2**20),
    "9 MB of quotes": lambda: b'"' * (9 * 2**20),
    "9 MB of small rows": lambda: as_csv([HEADER]).encode() + b"A\n" * (4 * 2**20),
    "64 columns of small cells": lambda: _header(64) + (b"1," * 63 + b"1\n") * 70_000,
    "19,000 rows of 64 columns": lambda: _header(64) + (b"1," * 63 + b"1\n") * 19_000,
    "11 MB": lambda: b"a" * (11 * 2**20),
    "names that lead out": lambda: packed(PARTS | dict.fromkeys(["../../../tmp/out", "/tmp/out", "C:\\out"], b"x")),
    "lzma": lambda: packed(PARTS, zipfile.ZIP_LZMA),
    "bzip2": lambda: packed(PARTS, zipfile.ZIP_BZIP2),
}


def blow_up(name: str) -> str:
    """What is wrong with how the bomb was taken; empty when it was refused, or read within its limits."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bomb"
        path.write_bytes(BOMBS[name]())
        command = [sys.executable, "-c", _READER, path, str(CPU_SECONDS), str(GROWTH)]
        try:
            child = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"{name}: no answer after {SECONDS} s"
    return f"{name}: ended with {child.returncode}: {child.stderr[-2000:]}" if child.returncode else ""
