"""How much of the inbox is new: counted up to a bound, by each reader alone, in one statement."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from points import statements
from points.inbox import queries, services
from points.inbox.models import Reading
from points.ledger.models import Account
from points.models import Proxy, Shift, Transfer

pytestmark = pytest.mark.django_db


def unread(resident, by=None) -> int:
    return queries.unread_count(resident, since=queries.read_up_to(resident, by=by or resident.user))


def reading(resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    client.cookies["django_language"] = "en"
    return client


def test_opening_the_inbox_makes_it_read_and_what_comes_later_is_new(story, wang, award, now):
    client = reading(wang)
    assert unread(wang) == len(queries.page_of(wang).entries)
    assert client.get("/points/inbox/").status_code == 200
    assert unread(wang) == 0
    now.shift(timedelta(minutes=1))
    award(story.household, "Z1", minutes=60)
    assert unread(wang) == 1
    page = client.get("/points/inbox/").content.decode()
    assert page.count("pt-badge--info") == 1
    assert "pt-badge--info" not in client.get("/points/inbox/").content.decode()


def test_each_member_reads_for_himself(story, wang, son):
    reading(wang).get("/points/inbox/")
    assert unread(wang) == 0
    assert unread(son) > 0


def test_an_older_page_and_a_look_at_the_head_leave_it_unread(story, wang, settings):
    settings.POINTS = {"statement_page_size": 3}
    before = queries.page_of(wang).older
    reading(wang).get("/points/inbox/", {"before": before})
    reading(wang).head("/points/inbox/")
    assert Reading.objects.count() == 0


def test_reading_never_goes_back(wang, now):
    earlier, later = timezone.now() - timedelta(days=1), timezone.now()
    assert services.mark_read(wang, up_to=later, by=wang.user)
    assert not services.mark_read(wang, up_to=earlier, by=wang.user)
    assert Reading.objects.get().read_at == later


def test_whoever_comes_for_the_first_time_finds_the_last_month_new(story, wang, now):
    assert unread(wang) > 0
    now.shift(timedelta(days=31))
    assert unread(wang) == 0


def test_the_count_ends_at_a_hundred(story, wang, book):
    line = Transfer.objects.filter(kind="award").first()
    copies = [
        Transfer(
            debit=line.debit,
            credit=line.credit,
            amount=1,
            kind="award",
            key=f"copy:{number}",
            request_hash="",
            occurred_on=line.occurred_on,
            credit_balance=0,
        )
        for number in range(queries.MOST_COUNTED + 5)
    ]
    Transfer.objects.bulk_create(copies)
    assert unread(wang) == queries.MOST_COUNTED
    assert "99+ new entries" in " ".join(reading(wang).get("/points/").content.decode().split())


def test_home_says_how_many_in_words(story, wang, award, now):
    client = reading(wang)
    client.get("/points/inbox/")
    assert "Nothing new" in client.get("/points/").content.decode()
    now.shift(timedelta(minutes=1))
    award(story.household, "Z1", minutes=60)
    page = client.get("/points/").content.decode()
    assert "1 new entry<" in page
    assert f'href="{reverse("points:inbox")}"' in page


def test_it_is_one_statement_and_reads_by_the_index_of_each_side(story, wang):
    sent = []

    def keep(execute, sql, values, many, context):
        sent.append((sql, values))
        return execute(sql, values, many, context)

    ContentType.objects.get_for_models(Shift, Proxy)
    with connection.execute_wrapper(keep):
        queries.unread_count(wang, since=timezone.now() - timedelta(days=9))
    [(sql, values)] = sent
    if connection.vendor == "postgresql":
        # A table of ten rows is read as a whole.
        statements.send("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    plan = "\n".join(str(row) for row in statements.fetch_all(f"{explain} {sql}", values))
    assert "points_transfer_debit" in plan
    assert "points_transfer_credit" in plan
    assert "SCAN points_transfer " not in plan
    assert "Seq Scan on points_transfer " not in plan


def test_an_own_account_is_counted_too(party_points, wang):
    assert Account.objects.filter(pk=wang.account_id).exists()
    assert unread(wang) == 1
