"""The passbook of the Wang household: a line of every kind, and each explains itself."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.html import escape

from points.models import AwardRecord, Transfer
from points.portal.queries import passbook
from points.rules.queries import explain

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, wang):
    """王芳, reading in English."""
    client.force_login(wang.user)
    client.cookies["django_language"] = "en"
    return client


def entries(answer):
    return answer.context["page"].entries


def words(answer) -> str:
    """The page as one line of text, its mark-up aside."""
    return " ".join(answer.content.decode().split())


def read_line(client, transfer: Transfer) -> str:
    answer = client.get(reverse("points:line", args=[transfer.pk]))
    assert answer.status_code == 200
    return words(answer)


def test_every_movement_stands_there_with_the_balance_after_it(reader, story):
    lines = [(entry.title, entry.line.amount, entry.line.balance) for entry in entries(reader.get("/points/passbook/"))]
    rice = "大米\u00a0×\u00a01"
    assert lines == [
        ("乱堆杂物", -750, 0),
        ("Taken back: 调解邻里纠纷", -100, 750),
        (f"Returned: {rice}", 400, 850),
        (rice, -400, 450),
        (rice, -400, 850),
        ("清洁家园", 1000, 1250),
        ("调解邻里纠纷", 50, 250),
        ("调解邻里纠纷", 100, 200),
        ("清洁家园", 100, 100),
    ]


def test_each_line_is_a_link_to_its_explanation(reader, story):
    page = words(reader.get("/points/passbook/"))
    for transfer in Transfer.objects.all():
        assert f'href="{reverse("points:line", args=[transfer.pk])}"' in page


def test_lines_stand_under_the_month_in_which_they_were_recorded(reader, story, award, now):
    now.move_to("2026-12-02 09:00:00+08:00")
    award(story.household, "Z1", minutes=60)
    months = [entry.month.month for entry in entries(reader.get("/points/passbook/"))]
    assert months == [12] + [11] * 9


def test_a_line_stands_at_the_day_it_was_recorded_and_names_an_earlier_act(reader, story, award, now):
    said = "happened on "
    now.move_to("2026-12-02 09:00:00+08:00")
    award(story.household, "Z1", minutes=60)
    assert said not in words(reader.get("/points/passbook/"))
    award(story.household, "Z2", at=datetime(2026, 11, 30, 8, tzinfo=UTC))
    page = words(reader.get("/points/passbook/"))
    assert said in page
    assert '<time class="pt-entry__date" datetime="2026-11-30">' not in page


@pytest.mark.parametrize(("show", "is_shown"), [("in", lambda tenths: tenths > 0), ("out", lambda tenths: tenths < 0)])
def test_one_side_only(reader, story, show, is_shown):
    every = [entry.line.amount for entry in entries(reader.get("/points/passbook/"))]
    shown = [entry.line.amount for entry in entries(reader.get("/points/passbook/", {"show": show}))]
    assert shown == [tenths for tenths in every if is_shown(tenths)]
    assert shown


def test_pages_follow_each_other_without_gap_or_repeat(reader, story, settings):
    settings.POINTS = {"statement_page_size": 4}
    seen, address = [], "/points/passbook/"
    while address:
        answer = reader.get(address)
        seen += [entry.transfer.pk for entry in entries(answer)]
        address = answer.context["older"]
    assert seen == list(Transfer.objects.order_by("-pk").values_list("pk", flat=True))


def test_the_chosen_side_is_kept_from_page_to_page(reader, story, settings):
    settings.POINTS = {"statement_page_size": 2}
    first = reader.get("/points/passbook/", {"show": "in"})
    second = reader.get(first.context["older"])
    assert second.context["shown"] == "in"
    assert all(entry.line.amount > 0 for entry in entries(second))


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?before=99999999999999999999", "?show=nothing", "?show="]
)
def test_an_address_that_makes_no_sense_shows_the_newest(reader, story, query):
    answer = reader.get(f"/points/passbook/{query}")
    assert entries(answer)[0].transfer == Transfer.objects.latest("pk")


def test_an_empty_passbook_says_so(reader):
    assert "pt-empty" in words(reader.get("/points/passbook/"))
    assert "pt-empty" in words(reader.get("/points/passbook/", {"show": "out"}))


def test_a_long_passbook_costs_as_many_queries_as_a_short_one(reader, story, award, buy, django_assert_num_queries):
    # Session, user, resident with household; two sides of the ledger; what stands behind it: awards, redemptions with
    # lines and goods, what took lines back, what was disputed; the members to choose from, the name of the site.
    with django_assert_num_queries(13):
        assert len(entries(reader.get("/points/passbook/"))) == 9
    for _count in range(3):
        award(story.household, "Z1", minutes=600)
        buy(story.household)
    with django_assert_num_queries(13):
        assert len(entries(reader.get("/points/passbook/"))) == 15


# --- one line -------------------------------------------------------------------------------------------------------


def test_scanned_hours_explain_themselves(reader, story):
    page = read_line(reader, Transfer.objects.earliest("pk"))
    for fact in ("+10", "王芳", "周六清洁家园", "东门花园", "2 h", "Scanned", "09:00", "11:00", "Z1", "文明积分细则"):
        assert fact in page
    assert "version 1" in page
    assert escape(explain(AwardRecord.objects.earliest("pk"), "en")) in page
    assert "赵敏" in page


def test_a_cut_award_says_what_the_cap_left(reader, story):
    page = read_line(reader, story.cut.transfer)
    assert "+5" in page
    assert escape(explain(story.cut, "en")) in page
    assert "cap" in explain(story.cut, "en")


def test_a_redemption_shows_the_goods_and_the_receipt(reader, story):
    page = read_line(reader, story.rice_kept.transfer)
    for fact in ("−40", "大米", "红土田积分超市", story.rice_kept.number, "赵敏"):
        assert fact in page


def test_a_refund_and_its_redemption_lead_to_each_other(reader, story):
    bought, returned = story.rice_returned.transfer, story.refund.transfer
    assert reverse("points:line", args=[returned.pk]) in read_line(reader, bought)
    page = read_line(reader, returned)
    assert reverse("points:line", args=[bought.pk]) in page
    assert story.rice_returned.number in page


def test_a_reversal_says_what_it_takes_back_and_why(reader, story):
    reversal = story.by_hand.transfer.reversed_by
    page = read_line(reader, reversal)
    assert "登记错了人" in page
    assert reverse("points:line", args=[story.by_hand.transfer_id]) in page
    assert reverse("points:line", args=[reversal.pk]) in read_line(reader, story.by_hand.transfer)


def test_a_shortfall_is_said_plainly(reader, story):
    page = read_line(reader, story.deducted.transfer)
    assert "−75" in page
    assert "75 points were there and were taken; 125 points could not be taken" in page


def test_one_line_costs_few_queries(reader, story, django_assert_num_queries):
    with django_assert_num_queries(11):
        read_line(reader, story.rice_kept.transfer)


def test_a_recorder_without_a_name_is_a_number_and_never_a_login_name(reader, story, office):
    office.first_name, office.username = "", "13900000000"
    office.save()
    page = read_line(reader, story.cut.transfer)
    assert f"Staff no. {office.pk}" in page
    assert "13900000000" not in page


def test_an_entry_of_somebody_elses_account_is_none(story, neighbour):
    assert passbook.entry_of(neighbour.household.account, story.cut.transfer_id) is None
    assert passbook.entry_of(story.household.account, story.cut.transfer_id) is not None
