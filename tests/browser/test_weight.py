"""What a resident's page weighs on the line: a phone on a weak network has paid for every kilobyte.

The seconds are measured by `make weight`; here are only bytes, which are the same on every machine.
"""

import gzip

from playwright.sync_api import Response

from .conftest import Meet
from .screens import RESIDENT, SCREENS

KILOBYTES_MAX = 60
LEVEL = 6
"""nginx's, and about what WhiteNoise's files have."""
TEXT = {"document", "stylesheet", "script", "fetch", "xhr", "font", "manifest"}


def test_no_page_of_a_resident_weighs_more_than_60_kilobytes_without_its_pictures(person: Meet, found):
    page = person(RESIDENT)
    came: list[Response] = []
    page.on("response", lambda answer: came.append(answer))
    weights = {}
    for screen in (one for one in SCREENS if one.who == RESIDENT and one.status == 200 and one.first is None):
        came.clear()
        screen.open(page, found.gaps)
        bodies = [answer.body() for answer in came if answer.request.resource_type in TEXT and answer.ok]
        weights[screen.name] = sum(len(gzip.compress(body, LEVEL)) for body in bodies) / 1000
    assert weights["home"] > 5, "the page itself was not weighed"
    assert {name: weight for name, weight in weights.items() if weight > KILOBYTES_MAX} == {}
