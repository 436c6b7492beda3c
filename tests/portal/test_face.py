"""The document around every page, and its two switches: plain forms that lead back to where one was."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGE = (
    '{% extends "points/base.html" %}{% block title %}Rice{% endblock %}'
    '{% block styles %}<link rel="stylesheet" href="till.css">{% endblock %}'
    "{% block content %}<h1>Body</h1>{% endblock %}"
    '{% block scripts %}<script type="module" src="till.js"></script>{% endblock %}'
)


def render(source, request=None, **context):
    return engines["django"].from_string("{% load points %}" + source).render(context, request)


@pytest.fixture
def page(rf, wang):
    """The document with a page in it, as 王芳 gets it with these cookies."""

    def show(user=wang.user, **cookies):
        request = rf.get("/points/somewhere/?page=2")
        request.user = user
        request.COOKIES.update(cookies)
        return engines["django"].from_string(PAGE).render({}, request)

    return show


def test_a_page_fills_the_four_blocks(page):
    html = page()
    assert "<title>Rice" in html
    assert '<link rel="stylesheet" href="till.css">' in html
    assert html.index("<main") < html.index("<h1>Body</h1>") < html.index("</main>") < html.index("till.js")


def test_the_document_names_its_language_and_lets_keyboards_skip(page):
    assert '<html lang="zh-hans">' in page()
    assert re.search(r'<a class="pt-skip" href="#pt-content">.*<main [^>]*id="pt-content"', page(), re.S)


def test_nothing_is_inline(page):
    html = page()
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r" on[a-z]+=", html)


def test_strangers_get_no_navigation(page):
    assert "pt-nav" in page()
    assert "pt-nav" not in page(user=AnonymousUser())


def test_messages_stay_and_are_read_aloud(rf, wang):
    request = rf.get("/")
    request.user = wang.user
    source = '{% extends "points/base.html" %}'
    shown = [Message(constants.SUCCESS, "Saved"), Message(constants.ERROR, "Not saved")]
    html = engines["django"].from_string(source).render({"messages": shown}, request)
    assert re.search(r'role="status".*pt-notice--good.*Saved.*pt-notice--bad.*Not saved', html, re.S)


def test_a_host_puts_the_pages_into_its_own_layout(page, settings, tmp_path):
    (tmp_path / "points").mkdir()
    (tmp_path / "points" / "base.html").write_text('{% extends "host.html" %}')
    (tmp_path / "host.html").write_text("<b>Host</b>{% block content %}{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert page() == "<b>Host</b><h1>Body</h1>"


# --- elder mode -----------------------------------------------------------------------------------------------------


def test_large_type_is_off_until_it_is_asked_for(page):
    assert "data-elder" not in page()
    assert '<html lang="zh-hans" data-elder>' in page(points_elder="on")


def test_large_type_is_remembered(client):
    answer = client.post(reverse("points:elder"), {"elder": "on", "next": "/points/card/?a=1"})
    assert (answer.status_code, answer.url) == (302, "/points/card/?a=1")
    cookie = answer.cookies["points_elder"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("on", 31536000, "Lax")


def test_large_type_is_given_up(client):
    client.post(reverse("points:elder"), {"elder": "on"})
    answer = client.post(reverse("points:elder"), {"next": "/points/"})
    assert answer.cookies["points_elder"]["max-age"] == 0


def test_a_link_does_not_switch(client):
    assert client.get(reverse("points:elder")).status_code == 405


def test_the_switch_needs_the_form_of_this_site():
    assert Client(enforce_csrf_checks=True).post(reverse("points:elder"), {"elder": "on"}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example", ""],
)
@pytest.mark.parametrize("name", ["points:elder", "points:language"])
def test_the_way_back_never_leaves_the_site(client, name, address):
    answer = client.post(reverse(name), {"language": "en", "next": address})
    assert (answer.status_code, answer.url) == (302, "/")


def test_the_language_is_remembered(client):
    answer = client.post(reverse("points:language"), {"language": "zh-hant", "next": "/points/card/"})
    assert (answer.url, answer.cookies["django_language"].value) == ("/points/card/", "zh-hant")


def test_only_languages_that_both_speak_are_offered(settings):
    settings.LANGUAGES = [("zh-hans", "简体中文"), ("de", "Deutsch"), ("en", "English")]
    source = "{% offered_languages as found %}{% for one in found %}{{ one.code }} {% endfor %}"
    assert render(source).split() == ["zh-hans", "en"]
