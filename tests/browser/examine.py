"""Looks a page over as the rules for accessible and for age-friendly sites do; every fault is a line.

Targets of 44 pixels, in large type 60; text of 14, in large type 18; lines 1.3 apart; WCAG 2.2 AA by axe-core; no
scrolling sideways at 360 pixels, nor at 320, which is a screen of 1280 enlarged to 400 %.
"""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page, Request

from .conftest import PHONE

HERE = Path(__file__).parent
FAULTS, FOCUS = ((HERE / f"{name}.js").read_text() for name in ("faults", "focus"))
ENLARGED = {"width": 320, "height": 640}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules that a dark theme can break and a light one cannot."""
RUN = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"], elementRef: false });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) =>
    `${id}: ${target.join(" ")} ${[...any, ...all, ...none].map(({ message }) => message)[0] ?? ""}`));
}"""


def choose(page: Page, *, language: str, is_elder: bool) -> None:
    # Of the whole site: a cookie set for a page would belong to the folder of that page.
    root = urljoin(page.url, "/")
    page.context.clear_cookies(name="points_elder")
    cookies = {"django_language": language} | ({"points_elder": "on"} if is_elder else {})
    page.context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])


def faults_of(page: Page, *, language: str, is_elder: bool) -> list[str]:
    """For a thumb and for tired eyes."""
    assert page.locator("html[data-elder]").count() == is_elder
    sizes = {"least": 60, "small": 18} if is_elder else {"least": 44, "small": 14}
    return page.evaluate(FAULTS, {**sizes, "language": language})


def barriers_in(page: Page, axe: str) -> list[str]:
    """What axe-core, whose source is given, finds."""
    page.evaluate(axe)
    return page.evaluate(RUN, {"type": "tag", "values": WCAG_22_AA})


def barriers_in_the_dark(page: Page) -> list[str]:
    """What the dark theme adds, on a page that axe-core has seen in the light."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(RUN, {"type": "rule", "values": OF_COLOUR})
    page.emulate_media(color_scheme="light")
    return [f"in the dark: {fault}" for fault in found]


def sideways_when_enlarged(page: Page) -> list[str]:
    page.set_viewport_size(ENLARGED)
    needed = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(PHONE)
    return [f"scrolls sideways at 400 %: {needed} of {ENLARGED['width']}"] if needed > ENLARGED["width"] else []


def lost_without_a_mouse(page: Page) -> list[str]:
    return page.evaluate(FOCUS)


COMPLAINT = "console: Failed to load resource"


class Ear:
    """Hears what a page asks of other hosts and complains of, until it is asked."""

    def __init__(self, page: Page, home: str) -> None:
        self._heard: list[str] = []
        self._home = urlsplit(home).netloc
        page.on("request", self._hear)
        page.on("pageerror", lambda error: self._heard.append(f"script: {error}"))
        page.on("console", lambda said: self._heard.append(f"console: {said.text}") if said.type == "error" else None)

    def heard(self, *, status: int) -> list[str]:
        """What was heard since it was last asked. Chromium also complains of an error that was asked for."""
        heard, self._heard = self._heard, []
        return [said for said in heard if status == 200 or not said.startswith(COMPLAINT)]

    def _hear(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.netloc != self._home:
            self._heard.append(f"asks a foreign host: {request.url}")
