"""The passbook of some months: on paper, and as a table."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.models import LogEntry, Rule, Transfer
from points.portal.queries import passbook

pytestmark = pytest.mark.django_db
SHEET, TABLE = "/points/passbook/print/", "/points/passbook/csv/"
NOVEMBER = {"from": "2026-11", "to": "2026-11"}


@pytest.fixture
def reader(client, wang):
    client.user = wang.user
    client.cookies["django_language"] = "en"
    return client


def get(reader, address, **query):
    # Months go by between two questions, and no session lasts that long.
    reader.force_login(reader.user)
    return reader.get(address, query)


@pytest.fixture
def december(story, now, award):
    now.move_to("2026-12-03 09:00:00+08:00")
    award(story.household, "Z1", minutes=60)
    return story


def sheet(reader, **period):
    return get(reader, SHEET, **{**(period or NOVEMBER), "as": "page"})


def table(reader, **period) -> list[dict[str, str]]:
    content = get(reader, TABLE, **(period or NOVEMBER)).content.decode()
    assert content.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


def test_a_sheet_goes_from_the_balance_before_to_the_balance_after(reader, december):
    period = sheet(reader).context["period"]
    assert (period.opening, period.closing, len(period.entries)) == (0, 0, 9)
    assert [entry.transfer.pk for entry in period.entries] == list(
        Transfer.objects.order_by("pk").values_list("pk", flat=True)
    )[:9]
    next_one = sheet(reader, **{"from": "2026-12", "to": "2026-12"}).context["period"]
    assert (next_one.opening, next_one.closing, next_one.came_in, next_one.went_out) == (0, 50, 50, 0)


def test_every_balance_is_the_one_before_and_the_amount(reader, december):
    period = sheet(reader, **{"from": "2026-11", "to": "2026-12"}).context["period"]
    balance = period.opening
    for entry in period.entries:
        balance += entry.line.amount
        assert entry.line.balance == balance
    assert balance == period.closing == period.opening + period.came_in - period.went_out


def test_a_month_without_lines_keeps_the_balance(reader, december, now):
    now.move_to("2027-02-01 09:00:00+08:00")
    period = sheet(reader, **{"from": "2027-01", "to": "2027-01"}).context["period"]
    assert (period.opening, period.closing, period.entries) == (50, 50, [])


def test_the_sheet_says_whose_it_is_by_number_and_door(reader, story, wang):
    page = sheet(reader).content.decode()
    assert wang.household.account.grouped_number in page
    assert "101" in page
    assert "王芳" not in page.partition("</title>")[0]


def test_without_a_period_one_is_chosen_first(reader, story):
    page = get(reader, SHEET).content.decode()
    assert '<option value="2026-11"' in page
    assert TABLE in page


@pytest.mark.parametrize("address", [SHEET, TABLE])
def test_more_than_a_year_is_refused_in_words(reader, wang, story, address, now):
    now.move_to("2027-12-03 09:00:00+08:00")
    assert get(reader, address, **{"from": "2026-12", "to": "2027-11", "as": "page"}).status_code == 200
    answer = get(reader, address, **{"from": "2026-11", "to": "2027-11", "as": "page"})
    assert answer.status_code == 422
    assert "no more than a year" in answer.content.decode()


@pytest.mark.parametrize("address", [SHEET, TABLE])
@pytest.mark.parametrize("period", [{"from": "x", "to": "y"}, {"from": "2026-11"}, {"from": "", "to": ""}])
def test_a_period_that_cannot_be_read_is_asked_for_again(reader, story, address, period):
    assert get(reader, address, **period).status_code == 422


def test_too_many_lines_are_refused_in_words(reader, story, monkeypatch):
    monkeypatch.setattr(passbook, "MOST_LINES", 8)
    answer = get(reader, TABLE, **NOVEMBER)
    assert answer.status_code == 422
    assert "More than 8 lines" in answer.content.decode()


def test_the_table_has_every_line_with_what_stands_behind_it(reader, story):
    rows = table(reader)
    assert [row["Plus or minus"] for row in rows] == ["10", "10", "5", "100", "-40", "-40", "40", "-10", "-75"]
    assert [row["Balance afterwards"] for row in rows][-1] == "0"
    first, rice = rows[0], rows[4]
    for column, fact in {
        "What": "清洁家园",
        "Minutes": "120",
        "Rule": "Z1",
        "Rule book": "v1",
        "Done by": "王芳",
    }.items():
        assert fact in first[column]
    assert rice["Receipt number"] == story.rice_kept.number
    assert {row["Recorded by"] for row in rows} == {"赵敏"}


def test_nothing_in_the_table_runs_as_a_formula(reader, story):
    Rule.objects.filter(code="Z1").update(name="=2+3")
    assert table(reader)[0]["What"] == "'=2+3"


def test_the_table_costs_as_many_queries_for_many(reader, story, award, buy):
    table(reader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get(TABLE, NOVEMBER)
        return len(captured)

    before = queries()
    for _count in range(5):
        award(story.household, "Z1", minutes=600)
        buy(story.household)
    assert queries() == before


def test_taking_it_along_stands_in_the_log_without_a_name(reader, story, wang):
    table(reader)
    sheet(reader)
    lines = LogEntry.objects.filter(action="points.statement_taken")
    assert [(line.user, line.data["lines"]) for line in lines] == [(wang.user, 9)] * 2
    assert "王芳" not in str([(line.label, line.data) for line in lines])


def test_the_file_name_names_nobody(reader, story, wang):
    name = get(reader, TABLE, **NOVEMBER)["Content-Disposition"]
    assert "passbook-2026-11-2026-11.csv" in name
    assert wang.household.account.number not in name


def test_ones_own_passbook_is_printed_apart(reader, wang, son, client, story, party_points):
    page = sheet(reader, book="own", **NOVEMBER)
    assert [entry.title for entry in page.context["period"].entries] == ["参加党课"]
    assert wang.account.grouped_number in page.content.decode()
    client.user = son.user
    assert get(client, SHEET, book="own", **NOVEMBER).status_code == 404
    assert "参加党课" not in get(client, TABLE, **NOVEMBER).content.decode()


def test_the_pages_are_linked_from_the_passbook(reader, wang, party_points):
    for passbook_address, query in (("/points/passbook/", ""), ("/points/passbook/own/", "?book=own")):
        assert f'href="{SHEET}{query}"' in get(reader, passbook_address).content.decode()
