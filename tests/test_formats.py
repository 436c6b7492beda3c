"""Numbers and days as people write them in each of the three languages."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.utils import formats, timezone, translation

from points.amounts import format_points, format_signed, parse_points, plain_points

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["zh-hans", "zh-hant", "en"]
DAY = date(2026, 11, 21)
MOMENT = timezone.make_aware(datetime(2026, 11, 21, 9, 5))


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load points %}" + source).render(context)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("tenths", "said", "signed"),
    [
        (0, "0", "0"),
        (5, "0.5", "+0.5"),
        (-5, "-0.5", "−0.5"),
        (10, "1", "+1"),
        (9995, "999.5", "+999.5"),
        (10_000, "1,000", "+1,000"),
        (123_455, "12,345.5", "+12,345.5"),
        (-12_345_678, "-1,234,567.8", "−1,234,567.8"),
    ],
)
def test_points_read_the_same_in_each_language(language, tenths, said, signed, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override(language):
        assert render("{{ tenths|points }}", tenths=tenths) == said == format_points(tenths)
        assert render("{{ tenths|signed_points }}", tenths=tenths) == signed
        assert format_signed(tenths).replace("-", "−") == signed


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_grouped_as_points_are(language):
    with translation.override(language):
        assert render("{{ number|grouped }}", number=12345) == "12,345"
        assert render("{{ number|grouped }}", number=None) == ""


@pytest.mark.parametrize("tenths", [0, 5, -5, 400, 10_000, 123_455, -12_345_678])
def test_what_is_read_and_what_a_field_holds_can_both_be_typed(tenths):
    assert parse_points(format_points(tenths)) == parse_points(plain_points(tenths)) == tenths
    assert "," not in plain_points(tenths)


@pytest.mark.parametrize("typed", ["1,5", "12,34", ",500", "1,2345", "1,000,", "1.000,5", "1,,000"])
def test_a_comma_that_groups_no_thousands_is_refused(typed):
    with pytest.raises(ValueError, match=r"not a number|more than one decimal"):
        parse_points(typed)


@pytest.mark.parametrize(
    ("language", "day", "month", "whole"),
    [
        ("zh-hans", "11月21日", "2026年11月", "2026年11月21日"),
        ("zh-hant", "11月21日", "2026年11月", "2026年11月21日"),
        ("en", "November 21", "November 2026", "Nov. 21, 2026"),
    ],
)
def test_days_are_written_as_in_the_language(language, day, month, whole):
    with translation.override(language):
        assert formats.date_format(DAY, "MONTH_DAY_FORMAT") == day
        assert formats.date_format(DAY, "YEAR_MONTH_FORMAT") == month
        assert formats.date_format(DAY, "DATE_FORMAT") == whole


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "2小时5分"), ("zh-hant", "2小時5分"), ("en", "2 h 5 min")])
def test_minutes_are_hours_and_minutes(language, said):
    with translation.override(language):
        assert render("{{ 125|minutes_text }}").replace(" ", "") == said.replace(" ", "")


def test_the_demonstration_site_writes_english_days_with_the_day_first(settings, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "site"))
    settings.FORMAT_MODULE_PATH = ["community.formats"]
    formats.reset_format_cache()
    try:
        with translation.override("en"):
            assert formats.date_format(DAY, "MONTH_DAY_FORMAT") == "21 November"
            assert formats.date_format(MOMENT, "DATETIME_FORMAT") == "21 November 2026, 09:05"
        with translation.override("zh-hans"):
            assert formats.date_format(DAY, "MONTH_DAY_FORMAT") == "11月21日"
    finally:
        formats.reset_format_cache()


_WRITTEN_OUT = re.compile(r'\|(?:date|time):"([^"]*)"')
_NEUTRAL = {"c", "Y-m-d", "Y.m.d", "Y-m", "m-d", "H:i", "H:i:s", "j", "M", "D", "l"}
"""For machines and tables, and single parts; a whole day in a sentence follows the language."""


def test_templates_write_no_day_in_the_order_of_one_language():
    folders = (ROOT / "points", ROOT / "honor_roll", ROOT / "templates")
    written = {
        (found, template.name)
        for folder in folders
        for template in folder.rglob("*.html")
        for found in _WRITTEN_OUT.findall(template.read_text(encoding="utf-8"))
    }
    assert len(written) > 20
    assert {
        (found, name) for found, name in written if found not in _NEUTRAL and not found.endswith("_FORMAT")
    } == set()
