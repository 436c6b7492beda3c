"""The palette: what is written can be read on what it is written on, in both themes and both sizes of type."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
STATIC = Path(__file__).resolve().parents[2] / "points" / "static" / "points"
TOKENS = (STATIC / "tokens.css").read_text()
BOTH = re.compile(r"--pt-([\w-]+): (?:(#\w{6})|var\(--pt-light, (#\w{6})\) var\(--pt-dark, (#\w{6})\));")
NORMAL, ELDER = TOKENS.partition("/* Asked for")[0].split("/* Elder mode")
THEMES = ("light", "dark")
NAMED = re.compile(r"--pt-[\w-]+: #\w+;")
GREY = re.compile(r"#(\w)\1\1|#(\w\w)\2\2")

WORDS = {
    "paper": ("ink", "ink-soft", "brand", "good", "warn", "bad", "info"),
    "sheet": ("ink", "ink-soft", "brand", "good", "warn", "bad", "info"),
    "sunk": ("ink", "ink-soft", "brand"),
    "brand-soft": ("ink", "brand"),
    "brand-fill": ("on-brand", "gold"),
    "brand-fill-deep": ("on-brand", "gold"),
    "good-soft": ("ink", "good"),
    "warn-soft": ("ink", "warn"),
    "bad-soft": ("ink", "bad"),
    "info-soft": ("ink", "info"),
    "warn-fill": ("on-warn",),
}
EDGES = {"paper": ("line-control", "focus"), "sheet": ("line-control", "focus"), "sunk": ("focus", "brand")}
LEAST_OF_WORDS, LEAST_OF_EDGES = 4.5, 3.0


def palette(theme: str, *, is_elder: bool) -> dict[str, str]:
    colours = {}
    for name, same, light, dark in BOTH.findall(NORMAL) + (BOTH.findall(ELDER) if is_elder else []):
        colours[name] = same or {"light": light, "dark": dark}[theme]
    return colours


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(colours: dict[str, str], pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    found = [(on, what, contrast(colours[on], colours[what])) for on, several in pairs.items() for what in several]
    return [f"{what} on {on}: {ratio:.2f}" for on, what, ratio in found if ratio < least]


@pytest.mark.parametrize("is_elder", [False, True])
@pytest.mark.parametrize("theme", THEMES)
def test_words_and_edges_stand_out(theme, is_elder):
    colours = palette(theme, is_elder=is_elder)
    assert too_faint(colours, WORDS, LEAST_OF_WORDS) == []
    assert too_faint(colours, EDGES, LEAST_OF_EDGES) == []


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert too_faint({"paper": "#ffffff", "ink": "#777777"}, {"paper": ("ink",)}, LEAST_OF_WORDS) == [
        "ink on paper: 4.48"
    ]


def test_large_type_is_stronger_than_normal_type():
    for theme in THEMES:
        normal, elder = palette(theme, is_elder=False), palette(theme, is_elder=True)
        for name in ("ink-soft", "line-control"):
            assert contrast(elder[name], elder["sheet"]) > contrast(normal[name], normal["sheet"])


def test_colours_stand_in_the_tokens_and_nowhere_else():
    """But for black, white and grey, which scanners and printers want, and what a room gives a name of its own."""
    loose = {
        (path.name, line.strip())
        for path in STATIC.glob("*.css")
        if path.name != "tokens.css"
        for line in path.read_text().splitlines()
        if any(not GREY.fullmatch(colour) for colour in re.findall(r"#[0-9a-f]{3,8}\b", NAMED.sub("", line), re.I))
    }
    assert loose == set()
