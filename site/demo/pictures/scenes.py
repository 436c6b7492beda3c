"""Scenes for the news: the same red fields, houses and people as on the front page, 1440 by 900."""

from collections.abc import Callable
from random import Random

from demo.pictures.canvas import (
    BLUE,
    CLAY,
    DARK_WOOD,
    DEEP_LEAF,
    DEEP_RED,
    EARTH,
    GOLD,
    HILL,
    INK,
    LEAF,
    MIST,
    NIGHT,
    ORANGE,
    RED,
    SAND,
    SHEET,
    SKIN,
    SKY,
    STEEL,
    WOOD,
    Canvas,
)

WIDTH, HEIGHT = 1440, 900
COATS = ("#2f6f6a", "#e0a03c", "#7a9a4a", "#33658a", "#d0574a", "#8c5a7a")


def draw(kind: str) -> Canvas:
    """The scene named `kind`; plain fields for a kind that nobody has drawn."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    _SCENES.get(kind, _fields)(canvas)
    return canvas


# --- what scenes are made of ----------------------------------------------------------------------------------------


def _outdoors(c: Canvas, *, sun: float = 330) -> None:
    c.circle(sun, 190, 120, "#f9d9a8")
    c.circle(sun, 190, 84, GOLD)
    for x, y, size in ((760, 130, 1.0), (1180, 210, 0.8), (120, 300, 0.6)):
        c.rect(x, y, 190 * size, 40 * size, SHEET, 20 * size)
        c.circle(x + 60 * size, y + 6 * size, 40 * size, SHEET)
        c.circle(x + 116 * size, y - 2 * size, 32 * size, SHEET)
    c.wave(430, 60, MIST, waves=1.3, shift=0.1)
    c.wave(490, 36, HILL, waves=1.7, shift=0.45)


def _fields(c: Canvas) -> None:
    _outdoors(c)
    _houses(c, 560)
    tones = (ORANGE, CLAY, SAND, "#a8432f", "#c96d45", EARTH)
    for row, tone in enumerate(tones):
        c.wave(590 + row * 52, 18, tone, waves=1 + row % 2 * 0.4, shift=row * 0.29)


def _ground(c: Canvas, y: float = 600, fill: str = "#e9c79b") -> None:
    c.wave(y, 10, fill, waves=0.8, shift=0.2)


def _houses(c: Canvas, base: float, *, lit: float = 0.3, dark: bool = False) -> None:
    chance = Random("houses")
    walls = ("#46536b", "#3d4a61") if dark else (SHEET, "#f7e6d0")
    for number, x in enumerate(range(110, 1330, 176)):
        width, height = 128, 190 + chance.randrange(4) * 40
        c.rect(x, base - height, width, height + 30, walls[number % 2])
        top = base - height
        roof = "#232c3d" if dark else ("#9b4a3a", "#7d2a2c")[number % 2]
        c.shape([(x - 14, top), (x + 6, top - 36), (x + width - 6, top - 36), (x + width + 14, top)], roof)
        for row in range(height // 46):
            for column in range(3):
                pane = GOLD if chance.random() < lit else ("#5b6a84" if dark else STEEL)
                c.rect(x + 16 + column * 36, top + 16 + row * 46, 22, 28, pane, 3)


def _tree(c: Canvas, x: float, y: float, size: float) -> None:
    c.rect(x - size * 0.1, y - size * 0.5, size * 0.2, size * 0.6, DARK_WOOD)
    c.circle(x, y - size * 0.9, size * 0.62, DEEP_LEAF)
    c.circle(x - size * 0.22, y - size * 1.06, size * 0.34, LEAF)


def _person(
    c: Canvas, feet: tuple[float, float], coat: str, *, size: float = 1.0, hair: str = INK, sash: bool = False
) -> None:
    """Somebody standing; `sash` is the red band that volunteers wear on the sleeve."""
    (x, y), s = feet, size * 2.4
    for side in (-1, 1):
        c.rect(x + side * 9 * s - 4 * s, y - 44 * s, 8 * s, 44 * s, "#3b4a5a")
    c.shape(
        [(x - 14 * s, y - 84 * s), (x + 14 * s, y - 84 * s), (x + 17 * s, y - 36 * s), (x - 17 * s, y - 36 * s)], coat
    )
    c.line([(x - 14 * s, y - 80 * s), (x - 24 * s, y - 54 * s)], coat, 9 * s)
    c.line([(x + 14 * s, y - 80 * s), (x + 24 * s, y - 54 * s)], coat, 9 * s)
    if sash:
        c.line([(x - 22 * s, y - 70 * s), (x - 15 * s, y - 67 * s)], RED, 9 * s)
    c.circle(x, y - 97 * s, 13 * s, SKIN)
    c.pie(x, y - 99 * s, 14 * s, (180, 360), hair)


def _room(c: Canvas, wall: str, floor: str) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, wall)
    c.rect(0, 640, WIDTH, 260, floor)
    c.rect(0, 632, WIDTH, 12, SHEET)


def _lantern(c: Canvas, x: float, y: float) -> None:
    c.line([(x, y - 90), (x, y + 78)], GOLD, 4)
    c.oval(x, y, 54, 46, RED)
    c.oval(x, y, 24, 46, DEEP_RED)
    c.rect(x - 26, y - 52, 52, 12, GOLD, 4)
    c.rect(x - 26, y + 40, 52, 12, GOLD, 4)


# --- scenes ---------------------------------------------------------------------------------------------------------


def _cleanup(c: Canvas) -> None:
    _outdoors(c)
    _houses(c, 560)
    _ground(c)
    for x, y in ((90, 640), (1360, 650), (700, 610)):
        _tree(c, x, y, 120)
    for x, coat in ((300, 0), (560, 1), (860, 2), (1120, 3)):
        _person(c, (x, 822), COATS[coat], sash=True)
    for x in (372, 926):
        c.line([(x, 640), (x + 44, 800)], WOOD, 10)
        c.shape([(x + 24, 786), (x + 66, 776), (x + 92, 846), (x + 20, 860)], GOLD)
    c.rect(640, 730, 96, 110, DEEP_LEAF, 12)
    c.rect(630, 712, 116, 24, LEAF, 10)
    for x, y in ((440, 850), (1010, 846), (1240, 838)):
        c.leaf(x, y, 40, 20, ORANGE)
        c.leaf(x + 26, y + 12, 34, -30, GOLD)


def _store(c: Canvas) -> None:
    _room(c, "#f7e6d0", "#d9a878")
    c.rect(90, 70, 1260, 84, RED, 14)
    for x in range(90, 1350, 140):
        c.pie(x + 70, 154, 70, (0, 180), (SHEET, RED)[x // 140 % 2])
    for y in (330, 470, 610):
        c.rect(130, y, 700, 16, WOOD)
    chance = Random("shelf")
    for y in (330, 470, 610):
        for x in range(150, 800, 62):
            tone, tall = chance.choice((BLUE, GOLD, LEAF, RED, SHEET, STEEL)), chance.choice((70, 86, 96))
            c.rect(x, y - tall, 46, tall, tone, 10)
            c.rect(x, y - tall * 0.55, 46, tall * 0.28, SHEET)
    _person(c, (1180, 740), COATS[4], sash=True)
    c.rect(900, 640, 450, 200, CLAY, 10)
    c.rect(880, 620, 490, 36, WOOD, 8)
    c.shape([(960, 540), (1060, 540), (1068, 622), (952, 622)], SHEET)
    c.rect(954, 570, 112, 30, RED)
    _person(c, (760, 860), COATS[0], hair="#b9b2aa")


def _lecture(c: Canvas) -> None:
    _room(c, "#f3ead8", "#c99a6b")
    c.rect(360, 90, 720, 330, DARK_WOOD, 12)
    c.rect(376, 106, 688, 298, "#3f6253", 6)
    for row, width in enumerate((420, 520, 340)):
        c.rect(440, 170 + row * 64, width, 16, "#dfe9dd", 8)
    c.circle(960, 320, 44, GOLD)
    _person(c, (1180, 640), COATS[0])
    c.rect(1090, 520, 180, 140, WOOD, 8)
    for row, (y, count) in enumerate(((790, 6), (900, 5))):
        for seat in range(count):
            x = 300 + seat * 168 + row * 84
            c.circle(x, y - 110, 38, ("#b9b2aa", INK, "#4b3a35")[(seat + row) % 3])
            c.rect(x - 60, y - 78, 120, 120, COATS[(seat + row * 2) % 6], 44)
            c.rect(x - 74, y - 20, 148, 60, DARK_WOOD, 10)


def _festival(c: Canvas) -> None:
    _outdoors(c, sun=1180)
    _houses(c, 540, lit=0.5)
    _ground(c, 580)
    c.line([(0, 60), (360, 120), (720, 90), (1080, 130), (1440, 60)], DARK_WOOD, 6)
    for x, y in ((120, 190), (380, 240), (660, 210), (940, 236), (1240, 200)):
        _lantern(c, x, y)
    for number, x in enumerate((180, 420, 660, 900, 1140, 1330)):
        _person(c, (x, 730), COATS[number % 6], size=0.9, hair=(INK, "#b9b2aa", "#4b3a35")[number % 3])
    for x in (90, 560, 1030):
        c.rect(x, 716, 400, 30, RED, 10)
        c.rect(x + 24, 746, 352, 110, DEEP_RED)
        for dish, tone in enumerate((ORANGE, LEAF, GOLD, RED)):
            c.oval(x + 70 + dish * 88, 712, 38, 15, SHEET)
            c.oval(x + 70 + dish * 88, 706, 26, 11, tone)


def _patrol(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, NIGHT)
    chance = Random("stars")
    for _ in range(60):
        c.circle(chance.randrange(WIDTH), chance.randrange(330), chance.choice((2, 3)), "#e8dcc0")
    c.circle(1120, 160, 76, "#f4e3b8")
    c.circle(1154, 140, 66, NIGHT)
    c.wave(440, 44, "#34466a", waves=1.4, shift=0.3)
    _houses(c, 600, lit=0.55, dark=True)
    c.wave(620, 8, "#3d4658")
    for x in (230, 1210):
        c.rect(x, 330, 14, 380, "#1c2536")
        c.circle(x + 7, 320, 96, "#34435f")
        c.circle(x + 7, 320, 62, "#465270")
        c.circle(x + 7, 320, 34, "#ffe4a3")
    for x, coat in ((520, 3), (720, 0), (930, 4)):
        _person(c, (x, 846), COATS[coat], sash=True)
    c.shape([(590, 700), (400, 900), (640, 900)], "#8d8570")
    c.circle(590, 700, 16, "#ffe4a3")


def _garden(c: Canvas) -> None:
    _outdoors(c, sun=1120)
    _houses(c, 520)
    c.wave(560, 12, "#b9c98f", waves=1.2)
    for row in range(4):
        c.wave(640 + row * 70, 8, (CLAY, "#a8432f")[row % 2], shift=row * 0.2)
        for x in range(40, WIDTH, 96):
            y = 652 + row * 70
            for degrees in (-140, -115, -90, -65, -40):
                c.leaf(x + row * 30, y, 58, degrees, (LEAF, DEEP_LEAF)[(x // 96 + row) % 2])
    for x, coat in ((340, 1), (880, 2)):
        _person(c, (x, 846), COATS[coat], hair="#b9b2aa" if coat == 2 else INK, sash=True)
    c.line([(420, 620), (452, 860)], WOOD, 12)
    c.rect(980, 790, 110, 76, STEEL, 16)
    c.line([(1090, 810), (1150, 770)], STEEL, 18)


def _visit(c: Canvas) -> None:
    _room(c, "#f6e3cc", "#c99a6b")
    c.rect(120, 110, 330, 300, WOOD, 8)
    c.rect(140, 130, 290, 260, "#cfe0dc")
    c.wave(900, 0, "#c99a6b")
    c.rect(278, 130, 14, 260, WOOD)
    c.rect(140, 250, 290, 14, WOOD)
    c.rect(980, 140, 200, 150, SHEET, 8)
    for degrees in (-150, -120, -90, -60, -30):
        c.leaf(1080, 256, 70, degrees, RED)
    c.rect(560, 640, 320, 26, WOOD, 10)
    c.rect(600, 666, 20, 150, DARK_WOOD)
    c.rect(820, 666, 20, 150, DARK_WOOD)
    for x, tone in ((640, RED), (720, GOLD), (790, ORANGE)):
        c.circle(x, 612, 32, tone)
    _person(c, (420, 850), COATS[5], size=1.45, hair="#c9c2ba")
    _person(c, (1020, 850), COATS[0], size=1.5, sash=True)
    _person(c, (1210, 850), COATS[1], size=1.15)


def _award(c: Canvas) -> None:
    _room(c, "#9b1b30", "#7d1024")
    for x in (0, 1200):
        for fold in range(4):
            c.rect(x + fold * 60, 0, 60, 640, (DEEP_RED, RED)[fold % 2])
    c.circle(720, 250, 168, GOLD)
    c.circle(720, 250, 148, "#f9d48f")
    for degrees in range(-150, 0, 30):
        c.leaf(720, 300, 118, degrees, RED)
    c.circle(720, 258, 46, RED)
    c.rect(300, 700, 840, 120, GOLD, 10)
    c.rect(300, 740, 840, 120, ORANGE)
    for number, x in enumerate((420, 570, 720, 870, 1020)):
        _person(c, (x, 724), COATS[number], hair=(INK, "#b9b2aa")[number % 2])
        c.rect(x - 44, 610, 88, 60, RED, 6)
        c.rect(x - 34, 620, 68, 40, "#fff3d6", 4)


_SCENES: dict[str, Callable[[Canvas], None]] = {
    "cleanup": _cleanup,
    "store": _store,
    "lecture": _lecture,
    "festival": _festival,
    "patrol": _patrol,
    "garden": _garden,
    "visit": _visit,
    "award": _award,
    "fields": _fields,
}
