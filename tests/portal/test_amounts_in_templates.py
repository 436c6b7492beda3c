"""What the filters print, and that a code in SVG is the code."""

import re

import pytest
import qrcode
from django.template import engines
from django.utils import translation

from points.templatetags.points import phrases


def render(source, **context):
    with translation.override("en"):
        return engines["django"].from_string("{% load points %}" + source).render(context)


@pytest.mark.parametrize(("tenths", "read"), [(400, "40"), (5, "0.5"), (-5, "-0.5"), (0, "0"), (None, "")])
def test_points_are_read_without_needless_decimals(tenths, read):
    assert render("{{ tenths|points }}", tenths=tenths) == read


@pytest.mark.parametrize(("tenths", "read"), [(400, "+40"), (-5, "−0.5"), (0, "0"), (None, "")])
def test_a_movement_shows_its_sign(tenths, read):
    assert render("{{ tenths|signed_points }}", tenths=tenths) == read


@pytest.mark.parametrize(
    ("minutes", "read"), [(135, "2 h 15 min"), (120, "2 h"), (45, "45 min"), (0, "0 min"), (None, "")]
)
def test_minutes_are_read_as_hours(minutes, read):
    assert render("{{ minutes|minutes_text }}", minutes=minutes) == read


@pytest.mark.parametrize(("name", "read"), [("王芳", "王*"), ("陈桂芳", "陈×芳"), ("", ""), (None, "")])
def test_names_are_masked(name, read):
    assert render("{{ name|masked }}", name=name) == read


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules that the rectangles of the path cover."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    assert all(there == back for _x, _y, there, back in runs)
    return {(int(x) + step, int(y)) for x, y, length, _back in runs for step in range(int(length))}


@pytest.mark.parametrize(
    "text", ["V1.ABCDEFGHJKMNPQ.ABCDEFGHIJKLMNOP", "https://example.org/points/checkin/?code=7KQM2P"]
)
def test_a_code_in_svg_is_the_code(text):
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4)
    code.add_data(text)
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, is_dark in enumerate(row) if is_dark}
    assert modules(render("{{ text|qr_svg:'Card' }}", text=text)) == dark


def test_a_code_has_a_name_for_those_who_cannot_see_it():
    svg = render("{{ text|qr_svg:label }}", text="V1", label="<Card>")
    assert 'role="img" aria-label="&lt;Card&gt;"' in svg
    assert "<title>&lt;Card&gt;</title>" in svg


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("积分超市上新：菜篮、雨伞", ["积分超市上新：", "菜篮、", "雨伞"]),
        ("食盐\u00a0×\u00a01、扫帚\u00a0×\u00a01", ["食盐\u00a0×\u00a01、", "扫帚\u00a0×\u00a01"]),
        ("四净两规范 每月评议达标", ["四净两规范", "每月评议达标"]),
        ("他说：“好，走。”", ["他说：", "“好，", "走。”"]),
        ("Rice, oil", ["Rice,", "oil"]),
    ],
)
def test_a_headline_breaks_after_its_marks(text, parts):
    html = phrases(text)
    assert re.findall(r'<span class="pt-phrase">(.*?)</span>', html) == parts
    assert re.sub(r"<.*?>", "", html) == text


@pytest.mark.parametrize("text", ["参加志愿服务", "Rice and oil", "好。", ""])
def test_a_headline_of_one_phrase_stays_as_it_is(text):
    assert phrases(text) == text


def test_a_headline_cannot_bring_markup():
    assert "<b>" not in phrases("<b>大米</b>，<i>油</i>")
