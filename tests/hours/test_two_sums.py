"""Scanned and hand-entered minutes are two sums everywhere: no page, file or answer shows what they come to together.

One volunteer has two hours that were scanned and 73 minutes that were entered by hand. Wherever minutes are summed both
figures stand, and 193 minutes stand nowhere. A place that sums minutes in a new way is named by the last test.
"""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from honor_roll.facts import facts_by_subject
from honor_roll.models import Category, Season
from points.activities import services as activities
from points.hours import queries
from points.hours import services as hours
from points.models import LogEntry, ServiceRecord
from points.portal.queries import public
from points.portal.queries.own_data import sheets_of
from points.templatetags.points import minutes_text
from tests.activities.scanning import by_hand, came_and_left

from .conftest import at, clock, record

pytestmark = pytest.mark.django_db
SCANNED, BY_HAND = 120, 73
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def served(draft, volunteer, organiser, second):
    record(draft(volunteer), organiser)
    typed = draft(volunteer, key="sheet:2", start="08:00", end="09:13", day=13, source=ServiceRecord.Source.BY_HAND)
    hours.confirm(record(typed, organiser), by=second)
    return volunteer


def figures() -> tuple[str, str, str]:
    with translation.override("zh-hans"):
        return minutes_text(SCANNED), minutes_text(BY_HAND), minutes_text(SCANNED + BY_HAND)


def stand_apart_in(text: str) -> bool:
    scanned, entered, together = figures()
    return scanned in text and entered in text and together not in text


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["portal", "hours", "certificates"])
def test_on_the_pages_of_a_volunteer(client, served, name):
    client.force_login(served.user)
    assert stand_apart_in(client.get(reverse(f"points:{name}")).content.decode())


def test_on_a_certificate_and_where_it_is_checked(client, served):
    made = hours.issue_certificate(served, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 14), by=served.user)
    checked = client.get(reverse("points:certificate-check", args=[made.serial])).content.decode()
    client.force_login(served.user)
    shown = client.get(reverse("points:certificate", args=[made.pk]), {"as": "page"}).content.decode()
    assert stand_apart_in(checked)
    assert stand_apart_in(shown)


def test_on_the_screens_that_close_a_shift(client, shift, make_volunteer, organiser, administrator):
    scanned, entered = make_volunteer(), make_volunteer()
    came_and_left(shift, scanned, organiser, "08:00", "10:00", office=administrator)
    for direction, time in (("in", "08:00"), ("out", "09:13")):
        by_hand(shift, entered, organiser, direction, time)
    client.force_login(organiser)
    before = client.get(reverse("points:shift-close", args=[shift.pk])).content.decode()
    roster = client.get(f"/points/api/v1/shifts/{shift.pk}/roster").json()
    activities.close_shift(shift, key="close", by=organiser)
    hours.confirm(ServiceRecord.objects.get(resident=entered), by=administrator)
    after = client.get(reverse("points:shift-closed", args=[shift.pk])).content.decode()
    assert stand_apart_in(before)
    assert stand_apart_in(after)
    assert (roster["minutes_scanned"], roster["minutes_by_hand"]) == (SCANNED, BY_HAND)
    said = LogEntry.objects.get(action="points.shift_closed").data
    assert said == {"records": 2, "minutes_scanned": SCANNED, "minutes_by_hand": BY_HAND}


def test_in_the_figures_that_anybody_reads(served, community, settings):
    settings.POINTS = {"smallest_public_count": 1}
    totals = public.totals_of(community)
    assert (totals.hours_scanned, totals.hours_by_hand) == (2, 1)
    block = render_to_string("points/blocks/totals.html", {"totals": totals, "self": {}})
    assert re.findall(r"<dd>(\d+)</dd>", block)[:3] == ["2", "1", "1"]


def test_few_people_entered_by_hand_are_not_told_from_the_rest(served, make_volunteer, draft, community, settings):
    settings.POINTS = {"smallest_public_count": 2}
    record(draft(make_volunteer(), key="sheet:3"), None)
    totals = public.totals_of(community)
    assert (totals.volunteers, totals.hours_scanned, totals.hours_by_hand) == (2, 4, None)
    assert not totals.is_whole


# --- files ----------------------------------------------------------------------------------------------------------


def test_in_the_own_copy_and_in_the_export_each_has_a_column(client, served, administrator):
    copied = next(sheet for sheet in sheets_of(served) if sheet.name == "hours")
    names = list(copied.columns)
    client.force_login(administrator)
    answer = client.get(reverse("points_servicerecord:index"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    exported = list(csv.DictReader(io.StringIO(text)))
    assert "minutes" not in names
    for kind, sum_ in (("minutes_scanned", SCANNED), ("minutes_by_hand", BY_HAND)):
        assert sum(row[names.index(kind)] for row in copied.rows()) == sum_
    with translation.override("zh-hans"):
        headings = [translation.gettext(said) for said in ("Minutes scanned", "Minutes entered by hand")]
    assert [sum(int(row[name]) for row in exported) for name in headings] == [SCANNED, BY_HAND]


# --- facts of others ------------------------------------------------------------------------------------------------


def test_in_the_facts_of_an_honor(served, community):
    season = Season.objects.create(
        community=community, name="第四季度", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)
    )
    for subject in ("resident", "household"):
        category = Category.objects.create(community=community, code=subject, name=subject, subject=subject)
        (facts,) = facts_by_subject(season, category).values()
        assert (facts.minutes_scanned, facts.minutes_by_hand) == (SCANNED, BY_HAND)
        with translation.override("zh-hans"):
            assert stand_apart_in(render_to_string("honor_roll/elements/facts.html", {"facts": facts}))


def test_in_every_answer_of_the_room(served, community):
    both = queries.Minutes(scanned=SCANNED, by_hand=BY_HAND)
    assert queries.minutes_of(served) == both
    span = {"since": date(2026, 11, 1), "until": date(2026, 12, 1)}
    assert queries.minutes_by_resident(community, **span) == {served.pk: both}
    with clock("12:00"):
        assert at("12:00").day == 14


# --- the source -----------------------------------------------------------------------------------------------------

SUMS = re.compile(r"""Sum\(["']\w*minutes|\bsum\([^)]*\bminutes|\bminutes\.total\b|\btotal\.total\b""")
APART = {
    "points/hours/minutes.py": "makes the two sums",
    "points/hours/certified.py": "makes the two sums of a sheet",
    "points/hours/stars.py": "a scheme says which of the two count, and the page shows both",
    "points/hours/star_levels.py": "as above, of years",
    "points/hours/services/vouching.py": "only what one person entered by hand, for the ceiling",
    "points/activities/closing.py": "makes the two sums of a closed shift",
    "points/activities/groups.py": "makes the two sums of a shift before it is closed",
    "points/activities/services/closing.py": "makes the two sums for the log",
    "points/api/check_ins.py": "makes the two sums of a roster",
    "points/portal/queries/public.py": "makes the two sums of a community",
    "points/reports/sums.py": "makes the two sums of a report",
    "points/reports/units.py": "makes the two sums of a work unit",
    "points/templates/points/portal/hours_read.html": "asks whether there are any at all",
}
"""Where minutes are added up, and why that is no single sum for anybody."""


def test_minutes_are_added_up_nowhere_else():
    sources = [path for top in ("points", "honor_roll", "site") for path in (ROOT / top).rglob("*.*")]
    found = {
        str(path.relative_to(ROOT))
        for path in sources
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts and SUMS.search(path.read_text())
    }
    assert sorted(found - APART.keys()) == [], "show scanned and hand-entered minutes as two sums, then add it to APART"
