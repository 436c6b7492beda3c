"""Pictures of every screen, to be looked at: `python -m tests.browser.pictures [--docs] [NAME ...]`.

Each screen of the table at 360, 768 and 1280 pixels, in ordinary and in large type, light and dark, into var/screens/;
a sheet for each screen with its twelve pictures, and index.html with all sheets. A NAME chooses the screens with it in
their name. With --docs the README's pictures are made anew as well.
"""

import argparse
import sys
from html import escape
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page

from tests import surroundings
from tests.chromium import launched

from .examine import choose
from .screens import SCREENS, Found, Screen, found_in
from .served import ROOT, Site, demonstration, log_in

FOLDER = ROOT / "var" / "screens"
WIDTHS = {360: 740, 768: 1024, 1280: 860}
"""And the height of the window, which a full page exceeds."""
TYPES = ("normal", "elder")
THEMES = ("light", "dark")
LOADED = """async () => {
  for (const picture of document.images) picture.loading = "eager";
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
}"""
"""A picture far down waits until somebody comes near."""
PAPER, INK, EDGE = (236, 233, 228), (40, 34, 30), (205, 196, 184)
COLUMN, CROPPED, GAP, LABEL = 440, 1300, 24, 26
README = {
    "home": ("normal", "light"),
    "line-earned": ("normal", "light"),
    "card": ("elder", "light"),
    "store": ("normal", "dark"),
}
"""The best four."""
RADIUS, QUALITY = 28, 88


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only screens with this in their name")
    parser.add_argument("--docs", action="store_true", help="make the README's pictures, too")
    options = parser.parse_args()
    if surroundings.chromium() is None:
        sys.exit(surroundings.NO_CHROMIUM)
    wanted = [one for one in SCREENS if not options.names or any(name in one.name for name in options.names)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as site, launched() as browser:
        found = found_in(site)
        for username in dict.fromkeys(screen.who for screen in wanted):
            page = _page(browser, site, username)
            for screen in (one for one in wanted if one.who == username):
                _take_all(page, screen, found)
                _sheet(screen).save(FOLDER / f"{screen.name}.sheet.png", optimize=True)
                print(FOLDER / f"{screen.name}.sheet.png", flush=True)
            page.context.close()
        if options.docs:
            _take_for_the_readme(browser, site, found)
    index = FOLDER / "index.html"
    index.write_text(_index(), encoding="utf-8")
    print(index)


def _page(browser: Browser, site: Site, username: str, *, scale: int = 1) -> Page:
    context = browser.new_context(
        base_url=site.address, locale="zh-CN", device_scale_factor=scale, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    if username:
        log_in(page, username)
    page.goto("/nowhere/")
    return page


def _take_all(page: Page, screen: Screen, found: Found) -> None:
    for kind in TYPES:
        choose(page, language="zh-hans", is_elder=kind == "elder")
        screen.open(page, found.gaps)
        for (width, height), theme in product(WIDTHS.items(), THEMES):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            page.evaluate(LOADED)
            page.screenshot(path=_path(screen, width, kind, theme), full_page=True)


def _path(screen: Screen, width: int, kind: str, theme: str) -> Path:
    return FOLDER / f"{screen.name}-{width}-{kind}-{theme}.png"


def _sheet(screen: Screen) -> Image.Image:
    """A row for each width; in it ordinary and large type, each light and dark."""
    font = ImageFont.load_default(size=16)
    rows = [[_small(_path(screen, width, *look)) for look in product(TYPES, THEMES)] for width in WIDTHS]
    heights = [max(picture.height for picture in row) + LABEL + GAP for row in rows]
    sheet = Image.new("RGB", (4 * (COLUMN + GAP) + GAP, sum(heights) + 2 * GAP + LABEL), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text(
        (GAP, GAP),
        f"{screen.name}   {screen.address}   {screen.who or 'visitor'}",
        INK,
        ImageFont.load_default(size=20),
    )
    top = 2 * GAP + LABEL
    for width, row, height in zip(WIDTHS, rows, heights, strict=True):
        for column, (look, picture) in enumerate(zip(product(TYPES, THEMES), row, strict=True)):
            left = GAP + column * (COLUMN + GAP)
            pen.text((left, top), f"{width} px, {', '.join(look)}", INK, font)
            sheet.paste(picture, (left, top + LABEL))
            pen.rectangle((left - 1, top + LABEL - 1, left + picture.width, top + LABEL + picture.height), outline=EDGE)
        top += height
    return sheet


def _small(path: Path) -> Image.Image:
    """The picture in its column; of a long page the beginning."""
    with Image.open(path) as whole:
        picture = whole.convert("RGB")
    width = min(COLUMN, picture.width)
    scale = width / picture.width
    picture = picture.crop((0, 0, picture.width, min(picture.height, round(CROPPED / scale))))
    return picture.resize((width, round(picture.height * scale)), Image.Resampling.LANCZOS)


def _index() -> str:
    """Of all sheets that lie there, also of earlier runs."""
    there = [screen for screen in SCREENS if (FOLDER / f"{screen.name}.sheet.png").exists()]
    return "\n".join(["<!doctype html>", '<meta charset="utf-8">', "<title>Screens</title>", *map(_entry, there)])


def _entry(screen: Screen) -> str:
    name, about = screen.name, escape(f"{screen.address}, {screen.who or 'visitor'}")
    return f'<h2>{name} <small>{about}</small></h2>\n<img src="{name}.sheet.png" alt="" loading="lazy">'


def _take_for_the_readme(browser: Browser, site: Site, found: Found) -> None:
    for screen in (one for one in SCREENS if one.name in README):
        kind, theme = README[screen.name]
        page = _page(browser, site, screen.who, scale=2)
        page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
        page.emulate_media(color_scheme=theme)
        choose(page, language="zh-hans", is_elder=kind == "elder")
        screen.open(page, found.gaps)
        path = ROOT / "docs" / "images" / f"{screen.name}.webp"
        _framed(page.screenshot()).save(path, quality=QUALITY, method=6)
        page.context.close()
        print(path)


def _framed(shot: bytes) -> Image.Image:
    """With round corners and a thin edge, on nothing."""
    with Image.open(BytesIO(shot)) as whole:
        picture = whole.convert("RGB")
    corners = (0, 0, picture.width - 1, picture.height - 1)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(corners, RADIUS, fill=255)
    framed = Image.new("RGBA", picture.size)
    framed.paste(picture, mask=mask)
    ImageDraw.Draw(framed).rounded_rectangle(corners, RADIUS, outline=EDGE, width=2)
    return framed


if __name__ == "__main__":
    main()
