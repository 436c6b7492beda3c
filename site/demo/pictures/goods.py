"""What stands on the shelf of a points supermarket: one drawing for each kind of good, 600 by 600."""

from collections.abc import Callable

from demo.pictures.canvas import (
    BLUE,
    CLAY,
    DARK_WOOD,
    DEEP_LEAF,
    DEEP_RED,
    EARTH,
    GOLD,
    GREY,
    INK,
    LEAF,
    ORANGE,
    RED,
    SAND,
    SHEET,
    STEEL,
    WOOD,
    Canvas,
)

SIDE = 600


def draw(kind: str) -> Canvas:
    """The drawing named `kind`; a parcel for a kind that nobody has drawn."""
    tone, paint = _DRAWINGS.get(kind, ("#f6e3cc", _parcel))
    canvas = Canvas(SIDE, SIDE, tone)
    canvas.circle(300, 290, 232, _lighter(tone))
    canvas.oval(300, 512, 190, 20, _darker(tone))
    paint(canvas)
    return canvas


def _mixed(tone: str, other: int, share: float) -> str:
    parts = [int(tone[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (other - part) * share):02x}" for part in parts)


def _lighter(tone: str) -> str:
    return _mixed(tone, 255, 0.45)


def _darker(tone: str) -> str:
    return _mixed(tone, 60, 0.16)


def _sprig(c: Canvas, x: float, y: float, size: float, fill: str) -> None:
    for degrees in (-150, -90, -30):
        c.leaf(x, y, size, degrees, fill)


def _rice(c: Canvas) -> None:
    c.shape([(176, 190), (424, 190), (446, 300), (440, 505), (160, 505), (154, 300)], SHEET)
    c.shape([(176, 190), (424, 190), (404, 150), (196, 150)], "#efe2cb")
    c.shape([(196, 150), (404, 150), (430, 108), (170, 108)], SHEET)
    c.rect(190, 146, 220, 14, RED, 7)
    c.rect(154, 300, 292, 130, RED)
    c.circle(300, 365, 48, SHEET)
    c.line([(300, 402), (300, 330)], DEEP_LEAF, 5)
    for step in range(4):
        c.leaf(300, 392 - step * 17, 34, -50, GOLD)
        c.leaf(300, 392 - step * 17, 34, -130, GOLD)


def _oil(c: Canvas) -> None:
    c.rect(206, 196, 188, 310, "#eeb03c", 34)
    c.shape([(206, 240), (262, 150), (338, 150), (394, 240)], "#eeb03c")
    c.rect(262, 118, 76, 40, "#f6cf7a")
    c.rect(254, 88, 92, 40, RED, 8)
    c.rect(222, 214, 26, 270, "#f6cf7a", 13)
    c.rect(206, 300, 188, 130, SHEET)
    c.circle(300, 365, 40, GOLD)
    for degrees in range(0, 360, 45):
        c.leaf(300, 365, 52, degrees, ORANGE)
    c.circle(300, 365, 18, DARK_WOOD)


def _bottle(c: Canvas, body: str, label: str, cap: str, mark: Callable[[Canvas], None]) -> None:
    c.rect(210, 220, 180, 286, body, 40)
    c.shape([(214, 262), (262, 180), (338, 180), (386, 262)], body)
    c.rect(268, 140, 64, 50, cap)
    c.rect(256, 110, 88, 40, cap, 10)
    c.rect(210, 306, 180, 130, label)
    mark(c)


def _drop(c: Canvas, x: float, y: float, size: float, fill: str) -> None:
    c.circle(x, y, size, fill)
    c.shape([(x - size * 0.93, y - size * 0.35), (x, y - size * 2.1), (x + size * 0.93, y - size * 0.35)], fill)


def _dish_soap(c: Canvas) -> None:
    _bottle(c, "#8bbf6a", SHEET, "#f5f0e4", lambda c: _drop(c, 300, 385, 30, "#5c9a48"))


def _hand_soap(c: Canvas) -> None:
    _bottle(c, "#e9a0a0", SHEET, "#f5f0e4", lambda c: _sprig(c, 300, 396, 52, LEAF))
    c.rect(288, 66, 24, 50, "#f5f0e4")
    c.rect(216, 60, 110, 26, "#f5f0e4", 12)


def _laundry(c: Canvas) -> None:
    c.rect(178, 190, 244, 316, BLUE, 44)
    c.shape([(178, 250), (214, 168), (330, 168), (422, 250)], BLUE)
    c.rect(330, 214, 62, 130, _lighter("#f6e3cc"), 30)
    c.rect(226, 110, 84, 66, GOLD, 10)
    c.rect(178, 372, 244, 96, SHEET)
    for x, y, radius in ((250, 424, 26), (300, 406, 18), (344, 428, 30)):
        c.circle(x, y, radius, "#a9cbe4")
        c.circle(x - radius * 0.3, y - radius * 0.3, radius * 0.3, SHEET)


def _vinegar(c: Canvas) -> None:
    c.shape([(196, 150), (404, 150), (420, 505), (180, 505)], "#5a2b22")
    c.rect(188, 128, 224, 36, "#7a3d30", 6)
    for x in range(196, 408, 14):
        c.line([(x, 134), (x, 158)], "#5a2b22", 2)
    c.rect(214, 236, 172, 190, "#f4dfb8", 12)
    c.circle(300, 320, 58, RED)
    c.shape([(262, 300), (338, 300), (322, 356), (278, 356)], "#f4dfb8")
    c.rect(252, 392, 96, 12, RED, 6)


def _soap(c: Canvas) -> None:
    c.rect(130, 320, 340, 176, "#d9b98a", 26)
    c.rect(110, 250, 340, 176, "#f6d9dc", 56)
    c.rect(140, 276, 280, 122, "#fbeaec", 44)
    _sprig(c, 280, 370, 60, LEAF)
    for x, y, radius in ((430, 190, 34), (480, 236, 18), (390, 150, 16)):
        c.circle(x, y, radius, "#dcebf2")
        c.circle(x - radius * 0.3, y - radius * 0.3, radius * 0.26, SHEET)


def _bin_bags(c: Canvas) -> None:
    c.rect(150, 220, 300, 286, "#4a5a52", 20)
    c.oval(300, 220, 150, 44, "#5f7268")
    c.oval(300, 220, 58, 17, "#2f3b35")
    c.rect(150, 310, 300, 120, SHEET)
    c.shape([(262, 350), (338, 350), (328, 412), (272, 412)], LEAF)
    c.rect(252, 336, 96, 16, LEAF, 6)


def _scourer(c: Canvas) -> None:
    c.circle(300, 350, 152, STEEL)
    for step in range(11):
        radius = 140 - step * 11
        c.arc(300 + (step % 3 - 1) * 10, 350 + (step % 4 - 2) * 6, radius, (step * 37, step * 37 + 250), "#c4d3d8", 6)
        c.arc(300 - (step % 3 - 1) * 8, 350, radius - 5, (step * 61 + 90, step * 61 + 260), "#62808b", 4)


def _tissue(c: Canvas) -> None:
    for x, y in ((130, 330), (300, 330), (215, 170)):
        c.rect(x, y, 166, 176, SHEET, 22)
        c.rect(x, y + 120, 166, 26, "#f0ddd0")
        c.oval(x + 83, y + 12, 83, 30, "#f4ece0")
        c.oval(x + 83, y + 12, 28, 11, WOOD)


def _toothbrush(c: Canvas) -> None:
    for x, body in ((196, RED), (300, BLUE), (404, LEAF)):
        c.rect(x - 14, 190, 28, 316, body, 14)
        c.rect(x - 22, 96, 44, 110, body, 16)
        for row in range(4):
            c.rect(x - 34, 106 + row * 24, 22, 16, SHEET, 4)
        c.rect(x - 6, 330, 12, 130, SHEET, 6)


def _umbrella(c: Canvas) -> None:
    c.line([(300, 120), (300, 456)], DARK_WOOD, 12)
    c.arc(270, 456, 30, (0, 180), DARK_WOOD, 12)
    c.pie(300, 320, 214, (180, 360), RED)
    for left, tone in ((86, DEEP_RED), (230, GOLD), (374, DEEP_RED)):
        c.shape([(300, 106), (left, 322), (left + 140, 322)], tone)
    for x in (156, 300, 444):
        c.oval(x, 322, 71, 24, "#fbeede")


def _basin(c: Canvas) -> None:
    c.shape([(106, 300), (494, 300), (430, 500), (170, 500)], "#b9c6cb")
    c.oval(300, 300, 196, 54, "#dfe7ea")
    c.oval(300, 306, 160, 38, STEEL)
    c.shape([(140, 360), (180, 360), (214, 486), (186, 486)], "#dfe7ea")


def _basket(c: Canvas) -> None:
    c.arc(300, 290, 150, (180, 360), DARK_WOOD, 18)
    for x, degrees, tone in ((220, -100, LEAF), (270, -80, DEEP_LEAF), (340, -95, LEAF), (390, -70, DEEP_LEAF)):
        c.leaf(x, 320, 130, degrees, tone)
    c.circle(250, 292, 40, RED)
    c.circle(330, 288, 44, ORANGE)
    c.circle(390, 300, 34, RED)
    c.shape([(130, 310), (470, 310), (430, 502), (170, 502)], WOOD)
    for row in range(4):
        for column in range(8):
            shade = SAND if (row + column) % 2 else "#c08a50"
            c.rect(150 + row * 8 + column * (300 - row * 16) / 8, 326 + row * 43, 31, 34, shade, 5)


def _broom(c: Canvas) -> None:
    c.line([(404, 96), (270, 360)], WOOD, 18)
    c.shape([(244, 336), (310, 370), (296, 506), (130, 470)], GOLD)
    for step in range(7):
        c.line([(252 + step * 8, 350 + step * 4), (146 + step * 24, 470 + step * 5)], "#c98a2e", 4)
    c.line([(240, 344), (312, 380)], RED, 14)


def _pot(c: Canvas) -> None:
    c.rect(126, 280, 348, 210, CLAY, 60)
    c.rect(92, 316, 60, 34, EARTH, 16)
    c.rect(448, 316, 60, 34, EARTH, 16)
    c.oval(300, 284, 184, 40, EARTH)
    c.pie(300, 290, 168, (180, 360), ORANGE)
    c.circle(300, 126, 26, EARTH)
    c.rect(166, 396, 268, 14, ORANGE, 7)


def _vegetables(c: Canvas) -> None:
    for x, tone in ((200, LEAF), (300, DEEP_LEAF), (400, LEAF)):
        for degrees in (-130, -110, -90, -70, -50):
            c.leaf(x, 400, 210, degrees, tone)
        c.shape([(x - 34, 380), (x + 34, 380), (x + 22, 500), (x - 22, 500)], "#f4f0dc")
    c.line([(150, 420), (450, 420)], RED, 16)


def _haircut(c: Canvas) -> None:
    c.line([(196, 130), (346, 400)], STEEL, 26)
    c.line([(404, 130), (254, 400)], "#a9bcc4", 26)
    c.circle(300, 318, 16, INK)
    for x in (226, 374):
        c.circle(x, 440, 58, RED)
        c.circle(x, 440, 32, "#f7e9d6")


def _fee(c: Canvas) -> None:
    c.shape([(300, 110), (500, 262), (100, 262)], EARTH)
    c.rect(140, 262, 320, 244, SHEET)
    for x in (176, 356):
        c.rect(x, 300, 68, 68, GOLD, 6)
    c.rect(262, 372, 76, 134, CLAY, 6)
    c.circle(420, 440, 76, GOLD)
    c.circle(420, 440, 58, "#f9d48f")
    for y in (420, 448):
        c.rect(388, y, 64, 12, ORANGE, 6)
    c.rect(414, 408, 12, 76, ORANGE, 6)


def _salt(c: Canvas) -> None:
    c.rect(190, 150, 220, 356, SHEET, 14)
    c.rect(190, 150, 220, 60, BLUE, 14)
    c.rect(190, 420, 220, 86, BLUE, 14)
    for x, y in ((262, 300), (300, 270), (338, 300), (280, 340), (320, 340)):
        c.shape([(x, y - 22), (x + 20, y), (x, y + 22), (x - 20, y)], "#bfd6e6")


def _eggs(c: Canvas) -> None:
    for row, (y, count) in enumerate(((300, 3), (380, 4))):
        for column in range(count):
            c.oval(300 + (column - (count - 1) / 2) * 92, y, 42, 56, "#f2cfa4" if (row + column) % 2 else "#eab984")
    c.shape([(96, 400), (504, 400), (470, 500), (130, 500)], GREY)
    for column in range(4):
        c.pie(162 + column * 92, 400, 44, (0, 180), "#c4bcae")


def _parcel(c: Canvas) -> None:
    c.shape([(140, 250), (300, 190), (460, 250), (460, 450), (300, 510), (140, 450)], WOOD)
    c.shape([(140, 250), (300, 190), (460, 250), (300, 310)], SAND)
    c.line([(300, 310), (300, 506)], DARK_WOOD, 5)


_DRAWINGS: dict[str, tuple[str, Callable[[Canvas], None]]] = {
    "rice": ("#f3dcc0", _rice),
    "oil": ("#f7e2b4", _oil),
    "dish_soap": ("#e2ecd2", _dish_soap),
    "hand_soap": ("#f8dedb", _hand_soap),
    "laundry": ("#d9e5ec", _laundry),
    "vinegar": ("#f0d9c6", _vinegar),
    "soap": ("#f4e1d6", _soap),
    "bin_bags": ("#dfe8dd", _bin_bags),
    "scourer": ("#e3e8e6", _scourer),
    "tissue": ("#f2e0cf", _tissue),
    "toothbrush": ("#e7ecdf", _toothbrush),
    "umbrella": ("#e6e4dc", _umbrella),
    "basin": ("#f3e2cd", _basin),
    "basket": ("#f3e6c8", _basket),
    "broom": ("#f0e0cf", _broom),
    "pot": ("#f4ddc9", _pot),
    "vegetables": ("#e4edd6", _vegetables),
    "haircut": ("#e4e6e2", _haircut),
    "fee": ("#f1e3d0", _fee),
    "salt": ("#dfe8ee", _salt),
    "eggs": ("#f6e6cf", _eggs),
}
