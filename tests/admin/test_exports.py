"""A spreadsheet that an office opens: readable in Excel, local time, and no formula that somebody typed as a name."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from points import exports
from points.models import Good, Household, Resident, Transfer
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(as_role, here):
    return as_role(Role.ADMINISTRATOR)


def csv_of(client, name, **filters) -> bytes:
    return b"".join(client.get(reverse(f"points_{name}:index"), {"export": "csv", **filters}).streaming_content)


def table_of(client, name, **filters) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_of(client, name, **filters).decode("utf-8-sig"))))


def sheet_of(client, name):
    response = client.get(reverse(f"points_{name}:index"), {"export": "xlsx"})
    return list(openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.iter_rows())


def test_a_csv_starts_with_the_mark_that_excel_needs(officer, here):
    text = csv_of(officer, "resident")
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\xef\xbb\xbf") == 1
    assert "欧阳娜娜" in text.decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_what_would_run_as_a_formula_gets_an_apostrophe(officer, here, start):
    Resident.objects.filter(pk=here.resident.pk).update(name=f"{start}HYPERLINK(1)")
    assert f"'{start}HYPERLINK(1)" in csv_of(officer, "resident").decode()


def test_a_formula_in_a_workbook_is_text(officer, here):
    Resident.objects.filter(pk=here.resident.pk).update(name="=1+1")
    cells = [cell for row in sheet_of(officer, "resident") for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_character_that_no_workbook_holds_stops_no_export(officer, here):
    Resident.objects.filter(pk=here.resident.pk).update(name="王\x0b芳")
    assert any(cell.value == "王芳" for row in sheet_of(officer, "resident") for cell in row)


def test_points_have_their_decimal_and_a_deduction_stays_a_number(officer, here):
    Good.objects.filter(pk=here.good.pk).update(price=5)
    page = csv_of(officer, "good").decode()
    assert ",0.5," in page
    assert any(cell.value == 40 for row in sheet_of(officer, "transfer") for cell in row)


def test_times_are_local(officer, here):
    assert "2026-11-21 12:00:00" in csv_of(officer, "shift").decode()
    values = [cell.value for row in sheet_of(officer, "shift") for cell in row]
    assert any(getattr(value, "hour", None) == 12 for value in values)


def test_a_phone_is_written_as_people_dial_it(officer, here):
    here.resident.phone = "+8613912345601"
    here.resident.save()
    assert ",13912345601," in csv_of(officer, "resident").decode()


def test_an_export_follows_filter_and_search(officer, here, make_household):
    make_household("李明", door="404")
    assert len(table_of(officer, "resident")) == 2
    assert len(table_of(officer, "resident", q="oynn")) == 1
    assert table_of(officer, "transfer", kind="refund") == []


def test_headings_are_words(officer, here):
    for name in here.rows():
        for heading in csv_of(officer, name).decode("utf-8-sig").splitlines()[0].split(","):
            assert "_" not in heading, (name, heading)
            assert "." not in heading, (name, heading)


def test_an_export_is_logged_without_what_was_searched_for(officer, here):
    csv_of(officer, "resident", q="娜娜")
    entry = ModelLogEntry.objects.get(action="points.exported")
    assert entry.data == {"model": "points.resident", "filters": "export,q"}


def test_an_export_without_end_is_refused_with_a_hint(officer, here, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    answer = officer.get(reverse("points_transfer:index"), {"export": "csv"})
    assert answer.status_code == 302
    assert Transfer.objects.count() == 2
    assert officer.get(reverse("points_household:index"), {"export": "csv"}).status_code == 200
    assert Household.objects.count() == 1
