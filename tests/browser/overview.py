"""Puts pictures of the walk side by side for the README: `python -m tests.browser.overview FOLDER PICTURE`.

FOLDER is the one that `SCREENSHOTS` named when tests/browser ran.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

PHONES = ["home", "code", "passbook", "honor-roll"]
DESK = "till"
PAPER, SHADOW, EDGE = (246, 236, 220), (226, 211, 190), (214, 196, 172)
GAP, RADIUS, HEIGHT = 48, 28, 900


def rounded(picture: Image.Image, height: int) -> Image.Image:
    """The picture at that height, with round corners and a thin edge, on nothing."""
    width = round(picture.width * height / picture.height)
    picture = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), RADIUS, fill=255)
    framed = Image.new("RGBA", picture.size)
    framed.paste(picture, mask=mask)
    ImageDraw.Draw(framed).rounded_rectangle((0, 0, width - 1, height - 1), RADIUS, outline=EDGE, width=2)
    return framed


def overview(folder: Path) -> Image.Image:
    row = [rounded(Image.open(folder / f"{name}.png"), HEIGHT) for name in PHONES]
    width = sum(picture.width for picture in row) + GAP * (len(row) + 1)
    desk = Image.open(folder / f"{DESK}.png")
    wide = rounded(desk, round((width - 2 * GAP) * desk.height / desk.width))
    sheet = Image.new("RGB", (width, HEIGHT + wide.height + 3 * GAP), PAPER)
    left = GAP
    for picture in row:
        _lay(sheet, picture, left, GAP)
        left += picture.width + GAP
    _lay(sheet, wide, GAP, HEIGHT + 2 * GAP)
    return sheet.quantize(colors=128, dither=Image.Dither.NONE)


def _lay(sheet: Image.Image, picture: Image.Image, left: int, top: int) -> None:
    below = (left, top + 8, left + picture.width - 1, top + picture.height + 7)
    ImageDraw.Draw(sheet).rounded_rectangle(below, RADIUS, fill=SHADOW)
    sheet.paste(picture, (left, top), picture)


if __name__ == "__main__":
    overview(Path(sys.argv[1])).save(sys.argv[2], optimize=True)
