"""Looking for lines: by side, kind, member and months; pages stay short and their cost stays the same."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from points.ledger import lines, services
from points.models import Transfer
from points.portal.queries import passbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, wang):
    client.user = wang.user
    client.cookies["django_language"] = "en"
    return client


def ask(reader, **query):
    # Weeks go by between two questions, and no session lasts that long.
    reader.force_login(reader.user)
    return reader.get("/points/passbook/", query)


@pytest.fixture
def two_months(story, now, award, son):
    """In December the son settles two quarrels more, each for 10 (November's cap does not count any more)."""
    for day in (3, 9):
        now.move_to(f"2026-12-{day:02} 09:00:00+08:00")
        award(story.household, "Z2", resident=son)
    return story


def shown(reader, **query) -> list[tuple[str, int]]:
    entries = ask(reader, **query).context["page"].entries
    return [(entry.title, entry.line.amount) for entry in entries]


def test_one_kind_only(reader, two_months):
    assert shown(reader, kind="redemption") == [("大米\u00a0×\u00a01", -400)] * 2
    assert [amount for _title, amount in shown(reader, kind="reversal")] == [-100]
    assert shown(reader, kind="expiry") == []


def test_one_member_only(reader, two_months, son, wang):
    """What the son did, and what of it was taken back."""
    assert [amount for _title, amount in shown(reader, member=son.pk)] == [50, 100, -100, 50, 100]
    assert {title for title, _amount in shown(reader, member=wang.pk)} == {"清洁家园"}


def test_a_stranger_is_no_member(reader, two_months, neighbour):
    assert shown(reader, member=neighbour.pk) == shown(reader)
    assert "陈桂芳" not in ask(reader).content.decode()


def test_months_by_when_it_was_recorded(reader, two_months):
    every = shown(reader)
    assert shown(reader, **{"from": "2026-12"}) == every[:2]
    assert shown(reader, to="2026-11") == every[2:]
    assert shown(reader, **{"from": "2026-11", "to": "2026-12"}) == every
    assert shown(reader, **{"from": "2026-12", "to": "2026-11"}) == every, "mixed up"


def test_the_first_and_the_last_moment_of_a_month_belong_to_it(reader, story, now, award):
    for moment in ("2026-11-30 23:59:59", "2026-12-01 00:00:00", "2026-12-31 23:59:59", "2027-01-01 00:00:00"):
        now.move_to(f"{moment}+08:00")
        award(story.household, "Z1", minutes=60)
    assert len(shown(reader, **{"from": "2026-12", "to": "2026-12"})) == 2


def test_wishes_are_joined(reader, two_months, son):
    assert shown(reader, show="out", member=son.pk, kind="reversal", to="2026-11") == [
        ("Taken back: 调解邻里纠纷", -100)
    ]
    assert shown(reader, show="in", member=son.pk, to="2026-11") == [("调解邻里纠纷", 50), ("调解邻里纠纷", 100)]


@pytest.mark.parametrize("query", [{"from": "2026-13"}, {"to": "x"}, {"kind": "gift"}, {"member": "x"}, {"from": ""}])
def test_what_makes_no_sense_is_left_aside(reader, story, query):
    assert shown(reader, **query) == shown(reader)


def test_pages_of_a_search_follow_each_other_without_gap_or_repeat(reader, two_months, son, settings):
    settings.POINTS = {"statement_page_size": 2}
    reader.force_login(reader.user)
    seen, address = [], f"/points/passbook/?member={son.pk}&show=in"
    while address:
        answer = reader.get(address)
        assert answer.context["shown"] == "in"
        seen += [entry.line.amount for entry in answer.context["page"].entries]
        address = answer.context["older"]
    assert seen == [50, 100, 50, 100]


def test_the_search_is_said_beside_its_switch(reader, two_months, son):
    page = ask(reader, member=son.pk, kind="award", **{"from": "2026-12"}).content.decode()
    assert "December 2026 · Award · 李小明" in page


def test_a_search_costs_as_much_however_many_lines_there_are(reader, two_months, award, son):
    ask(reader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get("/points/passbook/", {"kind": "award", "from": "2026-11"})
        return len(captured)

    before = queries()
    for _count in range(10):
        award(two_months.household, "Z1", minutes=60, resident=son)
    assert queries() == before


# --- the look of a search is bounded ----------------------------------------------------------------------------------


@pytest.fixture
def long_history(wang):
    """One award, and then more lines than a search looks at in one go."""
    issued, account, numbers = services.system_account("issued"), wang.household.account, count()

    def posting(kind: Transfer.Kind) -> services.Posting:
        key = f"long:{next(numbers)}"
        today = timezone.localdate()
        return services.Posting(debit=issued, credit=account, amount=1, kind=kind, key=key, occurred_on=today)

    services.post_many([posting(Transfer.Kind.AWARD)], key="first", by=None)
    services.post_many([posting(Transfer.Kind.OPENING) for _number in range(lines.LOOKED_AT + 5)], key="many", by=None)
    return account


def test_a_search_that_finds_nothing_near_leads_on(long_history):
    """The only award is further back than one look reaches: a page is empty, and the next one has it."""
    wanted = passbook.Wanted(kind="award")
    first = passbook.page_of(long_history, wanted=wanted)
    assert (first.entries, first.older is not None) == ([], True)
    second = passbook.page_of(long_history, wanted=wanted, before=first.older)
    assert ([entry.transfer.kind for entry in second.entries], second.older) == (["award"], None)


def test_a_period_is_read_to_its_end(long_history):
    period = passbook.period_of(long_history, since=None, until=None)
    assert not period.is_whole
    assert len(period.entries) > passbook.MOST_LINES
