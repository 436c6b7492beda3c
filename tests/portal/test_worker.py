"""What the server has to say about the card without a network; what comes of it is tried in tests/browser."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from points.people import services as people
from points.portal.worker import READER

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(wang, office):
    return people.issue_card(wang.household, by=office, resident=wang)


def test_the_worker_stands_at_the_root_of_what_it_watches_and_is_asked_for_anew(client):
    answer = client.get(reverse("points:worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "private, no-cache"
    addresses = json.loads(re.match(r"const ADDRESSES = (.*);\n", answer.content.decode())[1])
    folder = reverse("points:worker").rpartition("/")[0] + "/"
    assert all(addresses[name].startswith(folder) for name in ("card", "large", "home", "logout", "offline"))


def test_another_language_is_another_worker_so_that_a_phone_fetches_its_pages_anew(client):
    chinese = client.get(reverse("points:worker")).content
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get(reverse("points:worker")).content != chinese


def test_the_worker_finds_the_mark_that_it_uncovers(client, wang, card):
    source = Path(finders.find("points/worker.js")).read_text()
    [mark] = re.findall(r'text\.replace\("([^"]+)"', source)
    client.force_login(wang.user)
    for address in (reverse("points:card"), f"{reverse('points:card')}?large=1"):
        html = client.get(address).content.decode()
        assert html.count(mark) == 1


def test_each_page_of_the_portal_says_for_whom_it_is_without_saying_who(client, wang, neighbour):
    names = {}
    for person in (wang, neighbour):
        client.force_login(person.user)
        answers = [client.get(reverse(name)) for name in ("points:portal", "points:card", "points:statement")]
        [names[person.name]] = {answer[READER] for answer in answers}
    assert len(set(names.values())) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names.values())


def test_nobody_is_named_to_strangers(client):
    answers = [client.get(reverse(name)) for name in ("points:portal", "points:offline", "points:my-points")]
    assert [answer.has_header(READER) for answer in answers] == [False, False, False]


def test_the_page_without_a_network_holds_nothing_of_whoever_fetched_it(client, wang):
    stranger = client.get(reverse("points:offline")).content
    client.force_login(wang.user)
    assert client.get(reverse("points:offline")).content == stranger
    assert reverse("points:card").encode() in stranger


def test_the_card_that_fills_the_screen_is_the_same_card_and_leads_back(client, wang, card):
    client.force_login(wang.user)
    normal = client.get(reverse("points:card")).content.decode()
    large = client.get(reverse("points:card"), {"large": "1"}).content.decode()
    [drawn] = re.findall(r'<svg class="pt-qr".*?</svg>', normal)
    assert drawn in large
    assert "pt-pass--large" in large
    assert "pt-pass--large" not in normal
    assert f'href="{reverse("points:card")}"' in large
    assert "pt-members" not in large


def test_the_code_is_black_on_white_whatever_the_theme(client, wang, card):
    client.force_login(wang.user)
    html = client.get(reverse("points:card")).content.decode()
    [drawn] = re.findall(r'<svg class="pt-qr".*?</svg>', html)
    assert set(re.findall(r'fill="([^"]+)"', drawn)) == {"#fff", "#000"}


def test_the_manifest_puts_the_portal_on_the_home_screen(client):
    answer = client.get(reverse("points:manifest"))
    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["start_url"] == reverse("points:portal")
    assert reverse("points:card").startswith(manifest["scope"])
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_the_manifest_is_linked_on_the_plugins_pages(client):
    html = client.get(reverse("points:activities")).content.decode()
    assert f'rel="manifest" href="{reverse("points:manifest")}"' in html


def test_the_theme_of_the_manifest_is_that_of_the_pages(client):
    manifest = json.loads(client.get(reverse("points:manifest")).content)
    html = client.get(reverse("points:activities")).content.decode()
    assert f'<meta name="theme-color" content="{manifest["theme_color"]}">' in html
