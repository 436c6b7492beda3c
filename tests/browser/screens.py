"""Every screen of the plugin and of the demonstration site outside of Wagtail's admin: one line for each.

The tests of sizes, contrast, keyboard and zoom, `make screens` and `make weight` all walk this table. A new address
gets a line in `SCREENS`, or one in `NO_SCREENS` when there is nothing to look at; `test_every_address_is_in_the_table`
asks for it. What stands in braces is a gap; `GAPS` says what the demo fills it with.
"""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from .no_screens import NO_SCREENS as NO_SCREENS
from .served import Site

VISITOR = ""
RESIDENT, ORGANISER, GRID_STAFF, CASHIER, ADMINISTRATOR = (
    "wangfang",
    "zuzhizhe",
    "wanggeyuan",
    "shouyinyuan",
    "guanliyuan",
)


@dataclass(frozen=True)
class Screen:
    name: str
    """What its picture is called."""
    address: str
    who: str = VISITOR
    status: int = 200
    first: Callable[[Page], None] | None = None
    """What the person does before the address has anything to show."""

    def open(self, page: Page, gaps: dict[str, str]) -> None:
        if self.first is not None:
            self.first(page)
        answer = page.goto(self.address.format(**gaps))
        assert answer.status == self.status, f"{page.url} answers {answer.status}"
        path = self.address.format(**gaps).partition("?")[0]
        assert page.url.partition("?")[0].endswith(path), f"{path} leads on to {page.url}"


_numbers = itertools.count(13_800_000_000)


def asks_for_a_code(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/code/")
    # Of nobody, and each time another: codes for one number are limited.
    page.fill("main [name=phone]", f"{next(_numbers)}")
    page.press("main [name=phone]", "Enter")
    page.wait_for_url("**/accounts/login/code/confirm/")


def makes_an_address(page: Page) -> None:
    page.goto("/points/my-calendar/")
    page.locator("main button[name=renew]").click()


SHIFT = "/points/activities/shift/{shift}/"
SCREENS = (
    # What everybody sees. A page of Wagtail's is named by its type.
    Screen("front", "{homepage}"),
    Screen("news", "{newsindexpage}"),
    Screen("news-item", "{newspage}"),
    Screen("honors", "{honorindexpage}"),
    Screen("honor-roll", "{honorrollpage}"),
    Screen("not-found", "/nowhere/", status=404),
    Screen("activities", "/points/activities/"),
    Screen("activity", "/points/activities/{activity}/"),
    Screen("calendar", "/points/calendar/"),
    Screen("calendar-list", "/points/calendar/?view=list"),
    Screen("calendar-empty", "/points/calendar/?month=2099-01"),
    Screen("shift", SHIFT),
    Screen("checkin", "/points/activities/checkin/"),
    Screen("store", "/points/store/{store}/"),
    Screen("store-donors", "/points/store/{store}/donors/"),
    Screen("certificate-check", "/points/hours/check/"),
    Screen("certificate-checked", "/points/hours/check/{serial}/"),
    Screen("notices", "/points/notices/"),
    Screen("notice", "/points/notices/{notice}/"),
    Screen("notice-over", "/points/notices/{notice_over}/"),
    Screen("seals", "/points/seals/"),
    Screen("seals-notice", "/points/seals/notice/"),
    Screen("seals-verify", "/points/seals/verify/"),
    Screen("styleguide", "/styleguide/"),
    Screen("styleguide-both", "/styleguide/?theme=both"),
    # Signing in.
    Screen("login", "/accounts/login/"),
    Screen("login-code", "/accounts/login/code/"),
    Screen("login-code-confirm", "/accounts/login/code/confirm/", first=asks_for_a_code),
    Screen("sign-up", "/accounts/signup/"),
    Screen("inactive", "/accounts/inactive/"),
    Screen("log-out", "/accounts/logout/", RESIDENT),
    Screen("reauthenticate", "/accounts/reauthenticate/", RESIDENT),
    Screen("password", "/accounts/password/change/", RESIDENT),
    Screen("phone", "/accounts/phone/change/", RESIDENT),
    Screen("two-factors", "/accounts/2fa/", RESIDENT),
    Screen("passkeys", "/accounts/2fa/webauthn/", RESIDENT),
    Screen("sessions", "/accounts/sessions/", RESIDENT),
    # A resident.
    Screen("home", "/points/", RESIDENT),
    Screen("passbook", "/points/passbook/", RESIDENT),
    Screen("passbook-own", "/points/passbook/own/", RESIDENT),
    Screen("line-earned", "/points/passbook/{earned}/", RESIDENT),
    Screen("line-redeemed", "/points/passbook/{redeemed}/", RESIDENT),
    Screen("card", "/points/card/", RESIDENT),
    Screen("card-large", "/points/card/?large=1", RESIDENT),
    Screen("no-network", "/points/offline/", RESIDENT),
    Screen("line-disputed", "/points/passbook/{disputed}/", RESIDENT),
    Screen("line-not-right", "/points/passbook/{earned}/not-right/", RESIDENT),
    Screen("passbook-taken-along", "/points/passbook/print/", RESIDENT),
    Screen("passbook-print", "/points/passbook/print/?from={month}&to={month}&as=page", RESIDENT),
    Screen("hours", "/points/hours/", RESIDENT),
    Screen("hours-true-time", "/points/hours/{record}/true-time/", RESIDENT),
    Screen("hours-not-right", "/points/hours/{record}/not-right/", RESIDENT),
    Screen("certificates", "/points/certificates/", RESIDENT),
    Screen("certificate", "/points/certificates/{certificate}/", RESIDENT),
    Screen("inbox", "/points/inbox/", RESIDENT),
    Screen("inbox-messages", "/points/inbox/messages/", RESIDENT),
    Screen("my-data", "/points/my-data/", RESIDENT),
    Screen("my-data-erase", "/points/my-data/erase/", RESIDENT),
    Screen("calendar-mine", "/points/my-calendar/", RESIDENT),
    Screen("calendar-address", "/points/my-calendar/", RESIDENT, first=makes_an_address),
    Screen("calendar-of-mine", "/points/calendar/", RESIDENT),
    Screen("acting", "/points/acting/", RESIDENT),
    Screen("acting-appoint", "/points/acting/appoint/", RESIDENT),
    Screen("pin", "/points/pin/", RESIDENT),
    Screen("shift-of-mine", SHIFT, RESIDENT),
    Screen("shift-sign-up-team", "/points/activities/shift/{free}/sign-up/team/", RESIDENT),
    Screen("rate", "/points/activities/rate/?link={rating_link}", RESIDENT),
    Screen("rate-over", "/points/activities/rate/?link=nothing", RESIDENT, status=409),
    Screen("rated", "/points/activities/rate/thanks/", RESIDENT),
    Screen("store-of-mine", "/points/store/{store}/", RESIDENT),
    Screen("receipt", "/points/store/receipts/{receipt}/", RESIDENT),
    Screen("line-verified", "/points/seals/verify/?transfer={earned}", RESIDENT),
    Screen("refused", "/points/store/till/", RESIDENT, status=403),
    # Staff.
    Screen("duties", "/points/", ORGANISER),
    Screen("desk", "/points/activities/desk/", ORGANISER),
    Screen("desk-scanner", "/points/activities/scanner/", ORGANISER),
    Screen("shift-code", SHIFT + "code/", ORGANISER),
    Screen("shift-wall", SHIFT + "wall/", ORGANISER),
    Screen("shift-board", SHIFT + "board/", ORGANISER),
    Screen("shift-scanner", SHIFT + "scanner/", ORGANISER),
    Screen("shift-enter", SHIFT + "enter/", ORGANISER),
    Screen("shift-entry", SHIFT + "enter/{resident}/", ORGANISER),
    Screen("shift-sign-up-desk", SHIFT + "sign-up/desk/", ORGANISER),
    Screen("shift-close", SHIFT + "close/", ORGANISER),
    Screen("shift-rate", "/points/activities/shift/{settled}/rate/", ORGANISER),
    Screen("shift-slips", "/points/activities/shift/{settled}/slips/", ORGANISER),
    Screen("ratings", "/points/activities/ratings/", ORGANISER),
    Screen("shift-closed", "/points/activities/shift/{settled}/closed/", ORGANISER),
    Screen("hours-waiting", "/points/hours/waiting/", ORGANISER),
    Screen("hours-record", "/points/hours/{record}/", ORGANISER),
    Screen("disputes", "/points/disputes/", ADMINISTRATOR),
    Screen("dispute", "/points/disputes/{dispute}/", ADMINISTRATOR),
    Screen("notice-object", "/points/notices/{notice}/object/", RESIDENT),
    Screen("notices-desk", "/points/notices/desk/", ADMINISTRATOR),
    Screen("notice-desk", "/points/notices/{notice}/desk/", ADMINISTRATOR),
    Screen("notice-paper", "/points/notices/{notice}/paper/", GRID_STAFF),
    Screen("notice-sheet", "/points/notices/{notice}/sheet/?as=page", ADMINISTRATOR),
    Screen("objection", "/points/notices/objections/{objection}/", ADMINISTRATOR),
    Screen("assist", "/points/assist/", GRID_STAFF),
    Screen("certificate-find", "/points/hours/certificates/", GRID_STAFF),
    Screen("certificate-issue", "/points/hours/certificates/for/{resident}/", GRID_STAFF),
    Screen("certificate-sheet", "/points/hours/certificates/{certificate}/", GRID_STAFF),
    Screen("certificate-withdraw", "/points/hours/certificates/{certificate}/withdraw/", GRID_STAFF),
    Screen("award", "/points/award/", GRID_STAFF),
    Screen("award-rules", "/points/award/{household}/", GRID_STAFF),
    Screen("award-write", "/points/award/{household}/{rule}/", GRID_STAFF),
    Screen("award-receipt", "/points/awards/{award}/", GRID_STAFF),
    Screen("till", "/points/store/till/{store}/", CASHIER),
    Screen("till-today", "/points/store/till/{store}/today/", CASHIER),
    Screen("stocktake", "/points/store/till/{store}/stocktake/", CASHIER),
    Screen("stocktake-of-a-good", "/points/store/till/{store}/stocktake/?good={counted}", CASHIER),
    Screen("stocktake-to-confirm", "/points/store/till/{store}/stocktake/", ADMINISTRATOR),
    Screen("stocktake-sheet", "/points/store/till/{store}/stocktake/sheet/", CASHIER),
    Screen("receipt-at-the-till", "/points/store/receipts/{receipt}/", CASHIER),
    Screen("card-print", "/points/cards/{card}/", ADMINISTRATOR),
    Screen("cards", "/points/cards/", ADMINISTRATOR),
    Screen("cards-print", "/points/cards/sheet/?grid={building}&as=page", ADMINISTRATOR),
    Screen("poster-of-the-door", "/points/activities/poster/?as=page", ADMINISTRATOR),
    Screen("poster-of-an-activity", "/points/activities/{activity}/poster/?as=page", ORGANISER),
    Screen("patrol-type", "/points/patrols/", RESIDENT),
    Screen("patrol-point", "/points/patrols/point/{checkpoint}/", RESIDENT),
    Screen("patrol-rounds", "/points/patrols/shift/{patrol}/", RESIDENT),
    Screen("patrol-route", "/points/patrols/route/{route}/", ORGANISER),
    Screen("patrol-codes", "/points/patrols/route/{route}/codes/?as=page", ORGANISER),
    Screen("station-type", "/points/stations/", RESIDENT),
    Screen("station", "/points/stations/at/{station_code}/", RESIDENT),
    Screen("station-asked", "/points/stations/asked/{asking}/", RESIDENT),
    Screen("station-desk", "/points/stations/{station}/desk/", ORGANISER),
    Screen("poster-of-a-station", "/points/stations/{station}/poster/?as=page", ORGANISER),
    Screen("poster-of-a-shift", SHIFT + "poster/?as=page", ORGANISER),
)

ELSEWHERE = ("/admin/", "/documents/", "/points/api/")
"""Wagtail's own face, files, and what programs read."""

GAPS = (Path(__file__).parent / "gaps.py").read_text()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the demo says about its addresses."""

    gaps: dict[str, str]
    """Filling by name, the pages of Wagtail by their type among them."""
    pages: set[str]
    routes: set[str]
    """Every address outside of `ELSEWHERE`, with an asterisk for each gap."""


def found_in(site: Site) -> Found:
    said = json.loads(re.search(r"^DEMO (.*)$", site.manage("shell", "-c", GAPS), re.MULTILINE)[1])
    gaps = {name: str(filling) for name, filling in (said["gaps"] | said["pages"]).items()}
    routes = {with_asterisks(route) for route in said["routes"]}
    return Found(
        gaps=gaps,
        pages=set(said["pages"]),
        routes={route for route in routes if not route.startswith(ELSEWHERE) and route != WAGTAILS},
    )


WAGTAILS = "/*"
"""Wagtail's pattern for all of its pages."""


def with_asterisks(route: str) -> str:
    """The address with an asterisk for each gap, be it written for Django, as a regular expression, or here."""
    route = re.sub(r"\(\?P<\w+>(?:\[[^]]*\]|[^)])*\)|\(\(\?:.*\)\*\)|<[^>]+>|\{\w+\}", "*", route)
    return route.partition("?")[0].translate(str.maketrans("", "", "^$"))
