"""A PDF as whoever holds the paper sees it: its pictures, the codes in them, its text, its fonts."""

import io
import re
import subprocess
import zlib
from pathlib import Path

import zxingcpp
from PIL import Image

INCH = 25.4


def pages(pdf: bytes, folder: Path, *, dpi: int = 150) -> list[Image.Image]:
    """Each page as a scanner of that resolution would see it, black and white."""
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "sheet.pdf", "page"], cwd=folder, check=True)
    pictures = [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(folder.glob("page*.pgm"))]
    for path in folder.glob("page*.pgm"):
        path.unlink()
    return pictures


def codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def widths(picture: Image.Image, *, dpi: int = 150) -> list[float]:
    """Millimetres from the left to the right edge of each code, without its quiet zone."""
    return [(place.top_right.x - place.top_left.x) / dpi * INCH for place in positions(picture)]


def positions(picture: Image.Image) -> list[zxingcpp.Position]:
    return [found.position for found in zxingcpp.read_barcodes(picture)]


def text(pdf: bytes) -> str:
    return _asked(["pdftotext", "-layout", "-", "-"], pdf)


def facts(pdf: bytes) -> dict[str, str]:
    """What the document says about itself, the hidden record of metadata included."""
    lines = _asked(["pdfinfo", "-"], pdf).splitlines()
    named = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return named | {"hidden": _asked(["pdfinfo", "-meta", "-"], pdf)}


def fonts(pdf: bytes) -> list[dict[str, str]]:
    """Name of each font, and whether it is embedded and a subset."""
    rows = [line.split() for line in _asked(["pdffonts", "-"], pdf).splitlines()[2:]]
    return [{"name": row[0], "embedded": row[-5], "subset": row[-4]} for row in rows]


def inflated(pdf: bytes) -> bytes:
    """The objects of the document, of which most are packed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


def _asked(command: list[str], pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
