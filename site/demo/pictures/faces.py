"""Portraits of people who do not exist, 480 by 480."""

from random import Random

from demo.pictures.canvas import GOLD, INK, LEAF, RED, SHEET, STEEL, Canvas

SIDE = 480

_GROUNDS = ("#f3dcc0", "#dfe8dd", "#f4ddd6", "#dde6ec", "#f6e6cf")
_COATS = ("#2f6f6a", "#8c1a2e", "#33658a", "#7a5a8c", "#5c7a3a")
_SKINS = ("#f3cba6", "#eabb92", "#dfa97c")


def draw(seed: str, *, is_old: bool, has_long_hair: bool) -> Canvas:
    """A smiling face; the same seed gives the same one."""
    chance = Random(seed)
    canvas = Canvas(SIDE, SIDE, chance.choice(_GROUNDS))
    hair = "#cfc8c0" if is_old else chance.choice((INK, "#2f2624", "#4b3a35"))
    skin, coat = chance.choice(_SKINS), chance.choice(_COATS)
    if has_long_hair:
        canvas.rect(126, 130, 228, 240, hair, 104)
    _shoulders(canvas, coat, skin)
    canvas.rect(150, 116, 180, 216, skin, 90)
    _fringe(canvas, hair, has_long_hair=has_long_hair)
    _features(canvas, is_old=is_old, has_glasses=is_old and chance.random() < 0.5)
    return canvas


def _shoulders(c: Canvas, coat: str, skin: str) -> None:
    c.rect(60, 370, 360, 200, coat, 96)
    c.rect(200, 300, 80, 100, skin, 30)
    c.shape([(186, 366), (240, 430), (294, 366), (310, 380), (240, 470), (170, 380)], SHEET)
    c.circle(340, 430, 15, RED)
    c.leaf(340, 430, 26, -60, LEAF)


def _fringe(c: Canvas, hair: str, *, has_long_hair: bool) -> None:
    c.pie(240, 196, 98, (180, 360), hair)
    if has_long_hair:
        c.pie(240, 190, 96, (180, 215), hair)
        c.shape([(146, 190), (236, 176), (158, 250)], hair)
        c.shape([(334, 190), (244, 176), (322, 250)], hair)
    else:
        c.rect(142, 186, 22, 44, hair, 8)
        c.rect(316, 186, 22, 44, hair, 8)


def _features(c: Canvas, *, is_old: bool, has_glasses: bool) -> None:
    for x in (204, 276):
        c.circle(x, 232, 9, INK)
        c.line([(x - 18, 208), (x + 18, 206)], INK if not is_old else "#a59c93", 5)
        c.circle(x + (x - 240) * 0.5, 270, 16, "#ee9f86")
        if has_glasses:
            c.arc(x, 232, 30, (0, 360), STEEL, 5)
    if has_glasses:
        c.line([(234, 230), (246, 230)], STEEL, 5)
    c.arc(240, 262, 34, (25, 155), "#a8432f", 7)
    if is_old:
        c.arc(240, 300, 40, (250, 290), "#c98a6a", 3)
    else:
        c.circle(240, 256, 3, GOLD)
