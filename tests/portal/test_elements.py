"""Elements: what is filled into one, what one sees of the page, and how a host changes one."""

import re

import pytest
from django.template import engines

pytestmark = pytest.mark.once


@pytest.fixture
def shown(rf):
    """What comes of a template, on the page at this address."""

    def show(source, address="/points/", **context):
        return engines["django"].from_string("{% load points %}" + source).render(context, rf.get(address))

    return show


def test_an_element_holds_what_is_filled_into_it(shown):
    html = shown('{% fill "notice" kind="warn" title=title %}<p>{{ why }}</p>{% endfill %}', title="<b>", why="<i>")
    assert re.search(r'pt-notice--warn.*pt-notice__title">&lt;b&gt;</p><p>&lt;i&gt;</p>', html, re.S)


def test_an_element_takes_no_word_of_the_page_for_its_own(shown):
    html = shown(
        '{% fill "row" title="Rice" %}{{ amount }} bags{% endfill %}', amount=400, text="of the page", href="/"
    )
    assert "400 bags" in html
    assert not re.search(r"of the page|href|pt-amount", html)


def test_a_host_changes_an_element_in_one_file(shown, settings, tmp_path):
    (tmp_path / "points" / "elements").mkdir(parents=True)
    (tmp_path / "points" / "elements" / "badge.html").write_text("<b>{{ inner }}</b>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert shown('{% fill "badge" %}Full{% endfill %}') == "<b>Full</b>"


def test_a_host_keeps_to_one_theme_in_one_line(shown):
    source = '{% extends "points/page.html" %}{% block html %} data-theme="light"{% endblock %}'
    html = engines["django"].from_string(source).render({})
    assert re.search(r'<html lang="[\w-]+" data-theme="light">', html)


QUESTION = '{% fill "dialog" id="undo" ask="Undo" title="Undo it?" %}<p>It goes back.</p>{% endfill %}'


def test_a_question_waits_behind_a_link_that_keeps_the_address(shown):
    html = shown(QUESTION, "/points/passbook/?page=2")
    assert 'href="?page=2&amp;open=undo#undo" data-opens="undo"' in html
    assert re.search(r'<dialog [^>]*aria-labelledby="undo-title">', html)


def test_a_question_that_is_asked_for_is_open_and_leads_back(shown):
    html = shown(QUESTION, "/points/passbook/?page=2&open=undo")
    assert re.search(r'<dialog [^>]*id="undo" [^>]* open>', html)
    assert 'href="/points/passbook/?page=2"' in html
    assert "data-opens" not in html
    assert "open>" not in shown(QUESTION, "/points/passbook/?open=another")


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("tenths=400", '<span class="pt-amount pt-amount--plus">+40</span>'),
        ("tenths=-5", '<span class="pt-amount pt-amount--minus">−0.5</span>'),
        ("tenths=0", '<span class="pt-amount">0</span>'),
        ("tenths=400 is_sum=True", '<span class="pt-amount">40</span>'),
        ("tenths=400 is_undone=True", '<s class="pt-amount">40</s>'),
        ('figure="2 h" size="big"', '<span class="pt-amount pt-amount--big">2 h</span>'),
    ],
)
def test_figures_say_their_kind_by_sign_and_not_by_colour_alone(shown, given, seen):
    assert shown('{% include "points/elements/amount.html" with ' + given + " %}").strip() == seen
