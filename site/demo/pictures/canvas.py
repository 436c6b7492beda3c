"""A drawing board: flat shapes in a warm palette, drawn three times too large and scaled down for smooth edges.

Everything is drawn, nothing is loaded: no fonts, no files, no other hosts. The same call gives the same picture.
"""

from collections.abc import Iterable
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

Point = tuple[float, float]

_FINER = 3

PAPER, SHEET, INK = "#fdf3e2", "#fffaf2", "#3a2a24"
RED, DEEP_RED, GOLD, ORANGE = "#b3202f", "#8c1a2e", "#f3b562", "#d98a5b"
CLAY, EARTH, SAND = "#b9583c", "#8f2f2a", "#e3a566"
LEAF, DEEP_LEAF, MIST, HILL = "#5f8c6e", "#4f7a5f", "#a9bfae", "#7fa08b"
SKY, NIGHT, STEEL, BLUE = "#fbe7cf", "#2b3a55", "#8aa4ad", "#33658a"
WOOD, DARK_WOOD, SKIN, GREY = "#a9713f", "#6b4a36", "#f0c39c", "#d9d2c7"


class Canvas:
    def __init__(self, width: int, height: int, ground: str = PAPER) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _FINER, height * _FINER), ground)
        self._draw = ImageDraw.Draw(self._image)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        box = [v * _FINER for v in (x, y, x + width, y + height)]
        self._draw.rounded_rectangle(box, radius * _FINER, fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self._draw.ellipse([v * _FINER for v in (x - rx, y - ry, x + rx, y + ry)], fill=fill)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        self._draw.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=fill)

    def line(self, points: Iterable[Point], fill: str, width: float) -> None:
        fine = [(x * _FINER, y * _FINER) for x, y in points]
        self._draw.line(fine, fill=fill, width=round(width * _FINER), joint="curve")
        for x, y in (fine[0], fine[-1]):
            half = width * _FINER / 2
            self._draw.ellipse([x - half, y - half, x + half, y + half], fill=fill)

    def arc(self, x: float, y: float, radius: float, degrees: tuple[float, float], fill: str, width: float) -> None:
        box = [v * _FINER for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.arc(box, *degrees, fill=fill, width=round(width * _FINER))

    def pie(self, x: float, y: float, radius: float, degrees: tuple[float, float], fill: str) -> None:
        box = [v * _FINER for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.pieslice(box, *degrees, fill=fill)

    def wave(self, y: float, swing: float, fill: str, *, waves: float = 1.0, shift: float = 0.0) -> None:
        """Everything below a soft line across the whole width."""
        steps = 60
        top = [
            (self.width * step / steps, y + swing * sin(2 * pi * (waves * step / steps + shift)))
            for step in range(steps + 1)
        ]
        self.shape([*top, (self.width, self.height), (0, self.height)], fill)

    def leaf(self, x: float, y: float, length: float, degrees: float, fill: str) -> None:
        turn = degrees * pi / 180
        outline = [(length * t, side * length * 0.22 * sin(pi * t)) for side in (1, -1) for t in _there(side)]
        self.shape(
            [(x + px * cos(turn) - py * sin(turn), y + px * sin(turn) + py * cos(turn)) for px, py in outline], fill
        )

    def png(self) -> BytesIO:
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        file = BytesIO()
        small.save(file, "PNG", optimize=True)
        file.seek(0)
        return file


def _there(side: int) -> list[float]:
    steps = [step / 12 for step in range(13)]
    return steps if side > 0 else steps[::-1]
