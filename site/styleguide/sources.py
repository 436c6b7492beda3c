"""The colours and icons that there are, read from the plugin's own files, so that the page cannot fall behind them."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import get_template

_COLOUR = re.compile(r"  (--pt-[\w-]+): (?:(#\w+)|var\(--pt-light, (#\w+)\) var\(--pt-dark, (#\w+)\));")
_ICON = re.compile(r'name == "(\w+)"')
_END = "/* Elder mode"


@dataclass(frozen=True, kw_only=True)
class Colour:
    name: str
    light: str
    dark: str


def colours() -> list[Colour]:
    """Those of normal type on a screen, in the order of the style sheet."""
    sheet = Path(finders.find("points/tokens.css")).read_text()
    return [
        Colour(name=name, light=light or both, dark=dark or both)
        for name, both, light, dark in _COLOUR.findall(sheet.partition(_END)[0])
    ]


def icons() -> list[str]:
    drawing = get_template("points/elements/icon.html").template
    return _ICON.findall(drawing.source)
