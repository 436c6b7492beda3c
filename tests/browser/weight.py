"""How long somebody with a cheap phone and a weak network waits: `python -m tests.browser.weight [--docs] [NAME ...]`.

Every screen of visitors and residents, opened three times with an empty cache by a Chromium that is slowed to
400 kbit/s and 400 ms, and to a quarter of its processor; the median of three. The site runs with its production
settings, behind the compression that a proxy would do. A NAME chooses the screens with it in their name; --docs puts
the figures into docs/weight.md.
"""

import argparse
import sys
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession

from tests import surroundings
from tests.chromium import launched
from tests.long_runs import keep, machine

from .conftest import PHONE
from .examine import choose
from .screens import RESIDENT, SCREENS, VISITOR, Found, Screen, found_in
from .served import ROOT, demonstration, log_in, production

PAGE = ROOT / "docs" / "weight.md"
TIMES = 3
WEAK_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
TIMES_SLOWER = 4
PICTURES = {"Image", "Media"}
PAINTS = """async () => {
  const painted = (type, which) => new Promise((tell) => {
    new PerformanceObserver((seen) => {
      const entry = which(seen.getEntries());
      if (entry) tell(entry.startTime);
    }).observe({ type, buffered: true });
  });
  const first = await painted("paint", (entries) => entries.find(({ name }) => name === "first-contentful-paint"));
  return [first, await painted("largest-contentful-paint", (entries) => entries.at(-1))];
}"""
HEAD = """| page | first paint, s | largest paint, s | KB | of them pictures | requests | foreign hosts |
|---|---:|---:|---:|---:|---:|---:|"""


@dataclass
class Load:
    """What came over the line for one page."""

    home: str
    kinds: dict[str, str] = field(default_factory=dict)
    """Kind of what was asked for, by request."""
    foreign: set[str] = field(default_factory=set)
    bytes_total: int = 0
    bytes_of_pictures: int = 0
    paints: tuple[float, float] = (0, 0)
    """First and largest, in seconds."""

    def listen(self, line: CDPSession) -> None:
        line.on("Network.requestWillBeSent", self._asked)
        line.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme != "data":
            self.kinds[event["requestId"]] = event.get("type", "")
            self.foreign |= {address.netloc} - {self.home}

    def _came(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.bytes_total += size
        if self.kinds.get(event["requestId"]) in PICTURES:
            self.bytes_of_pictures += size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only screens with this in their name")
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/weight.md")
    options = parser.parse_args()
    if surroundings.chromium() is None:
        sys.exit(surroundings.NO_CHROMIUM)
    rows = [HEAD]
    print(HEAD, flush=True)
    with demonstration() as site, production(site) as address, launched() as browser:
        found = found_in(site)
        signed_in = {who: _signed_in(browser, address, who) for who in (VISITOR, RESIDENT)}
        for screen in filter(_is_weighed, SCREENS):
            if options.names and not any(name in screen.name for name in options.names):
                continue
            rows.append(_row(screen, [_load(signed_in[screen.who], screen, found) for _ in range(TIMES)]))
            print(rows[-1], flush=True)
    if options.docs:
        keep(PAGE, mark="weight", text="\n".join([f"{machine()}.", "", *rows]))


def _is_weighed(screen: Screen) -> bool:
    return screen.who in {VISITOR, RESIDENT} and screen.status == 200 and screen.first is None


def _signed_in(browser: Browser, address: str, username: str) -> "Fresh":
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/points/seals/")
    choose(page, language="zh-hans", is_elder=False)
    if username:
        log_in(page, username)
    kept = context.storage_state()
    context.close()
    return Fresh(browser=browser, options={"base_url": address, "viewport": PHONE, "storage_state": kept})


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """Browsers with an empty cache, signed in as somebody."""

    browser: Browser
    options: dict[str, Any]

    def __call__(self) -> BrowserContext:
        return self.browser.new_context(**self.options)


def _load(fresh: Fresh, screen: Screen, found: Found) -> Load:
    load = Load(home=urlsplit(fresh.options["base_url"]).netloc)
    context = fresh()
    page = context.new_page()
    page.set_default_timeout(120_000)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WEAK_3G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    load.listen(line)
    screen.open(page, found.gaps)
    page.wait_for_load_state("networkidle")
    first, largest = page.evaluate(PAINTS)
    load.paints = first / 1000, largest / 1000
    context.close()
    return load


def _row(screen: Screen, loads: list[Load]) -> str:
    first, largest = (median(load.paints[which] for load in loads) for which in (0, 1))
    total = median(load.bytes_total for load in loads) / 1000
    pictures = median(load.bytes_of_pictures for load in loads) / 1000
    requests = median(len(load.kinds) for load in loads)
    foreign = len(set().union(*(load.foreign for load in loads)))
    return (
        f"| {screen.name} | {first:.1f} | {largest:.1f} | {total:.0f} | {pictures:.0f} | {requests:.0f} | {foreign} |"
    )


if __name__ == "__main__":
    main()
