"""What stands in the inbox: everything in one's name once, nothing of anybody else, and no row written for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from points import conf
from points.activities import services as activities
from points.activities.models import Direction
from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.hours import services as hours
from points.inbox import queries
from points.inbox.models import Reading, Silence, Telling
from points.models import Proxy, Scan, ServiceRecord, SignUp, Transfer
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role

pytestmark = pytest.mark.django_db


def feed(resident) -> list:
    return queries.page_of(resident).entries


def titles(resident) -> list[str]:
    return [entry.title for entry in feed(resident)]


# --- the ledger -----------------------------------------------------------------------------------------------------


def test_every_line_of_the_account_stands_there_once_and_the_newest_first(story, wang):
    found = [entry.transfer for entry in feed(wang) if entry.transfer]
    assert found == list(Transfer.objects.order_by("-pk").values_list("pk", flat=True))


def test_goods_taken_and_brought_back_are_told_apart(story, wang):
    kinds = {entry.title: entry.kind for entry in feed(wang) if entry.kind == "goods"}
    assert len(kinds) == 2
    assert any(title.startswith("Returned: ") for title in kinds)


def test_what_was_taken_back_says_why(story, wang):
    undone = next(entry for entry in feed(wang) if entry.title.startswith("Taken back: "))
    assert "登记错了人" in undone.text
    assert undone.amount == -100


def test_a_deduction_that_found_too_little_says_how_much_was_missing(story, wang):
    taken = next(entry for entry in feed(wang) if entry.title == "乱堆杂物")
    assert "were asked for and not there" in taken.text


def test_points_of_the_party_stand_in_the_inbox_of_their_holder_only(party_points, wang, son):
    assert "参加党课" in titles(wang)
    assert "参加党课" not in titles(son)


def test_a_neighbour_reads_nothing_of_it(story, neighbour):
    assert feed(neighbour) == []


def test_no_award_writes_a_row_for_the_inbox(story, wang):
    feed(wang)
    assert [model.objects.count() for model in (Reading, Telling, Silence)] == [0, 0, 0]


# --- hours ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def corrected(story, wang, office):
    """The two hours of the clean-up, corrected by hand to one."""
    record = ServiceRecord.objects.get(resident=wang)
    times = {"started_at": record.started_at, "ended_at": record.started_at + timedelta(hours=1)}
    return hours.correct(record, **times, reason="早走了", by=office, key=str(uuid4())).result


def test_hours_by_hand_can_be_denied_and_scanned_ones_need_not_be(corrected, wang):
    entry = next(entry for entry in feed(wang) if entry.record)
    assert (entry.record, entry.text) == (corrected.pk, "王芳 · The hours were corrected by hand.")
    assert [entry.record for entry in feed(wang) if entry.title == "清洁家园"].count(None) >= 1


def test_hours_of_another_member_are_not_denied_by_oneself(corrected, son):
    assert [entry.record for entry in feed(son) if entry.record] == []


def test_hours_that_brought_no_points_stand_there_too(now, wang, office, make_shift):
    shift = make_shift(timezone.now() - timedelta(hours=3), timezone.now() - timedelta(hours=1))
    shift.activity.rule_code = ""
    shift.activity.save()
    came = activities.Entry(reason="签了名单", occurred_at=shift.starts_at)
    for direction, entry in (
        (Direction.IN, came),
        (Direction.OUT, activities.Entry(reason="签了名单", occurred_at=shift.ends_at)),
    ):
        activities.check_in_by_hand(
            shift, resident=wang, direction=direction, entry=entry, by=office, key=f"{direction}:{uuid4()}"
        )
    assert [entry.title for entry in feed(wang)] == ["Checked in: 周六清洁家园"]
    activities.close_shift(shift, key=str(uuid4()), by=office)
    [entry] = feed(wang)
    assert (entry.title, entry.amount) == ("周六清洁家园", None)
    assert entry.record == ServiceRecord.objects.get().pk


def test_a_check_out_that_was_missing_says_so(now, wang, office, make_shift):
    card = people.issue_card(wang.household, by=office, resident=wang)
    shift = make_shift(timezone.now(), timezone.now() + timedelta(hours=2))
    activities.check_in_by_card(shift, card_text=card_text(card), direction=Direction.IN, by=office, key=str(uuid4()))
    now.shift(timedelta(hours=5))
    activities.close_shift(shift, key=str(uuid4()), by=office)
    assert "closed automatically" in feed(wang)[0].text


def test_of_a_scan_that_was_taken_back_nothing_stands_there(now, wang, office, make_shift):
    card = people.issue_card(wang.household, by=office, resident=wang)
    shift = make_shift(timezone.now(), timezone.now() + timedelta(hours=2))
    activities.check_in_by_card(shift, card_text=card_text(card), direction=Direction.IN, by=office, key=str(uuid4()))
    assert titles(wang) == ["Checked in: 周六清洁家园"]
    activities.take_back(Scan.objects.get(), by=office)
    assert titles(wang) == []


def test_an_award_that_a_cap_swallowed_is_no_secret(story, award, wang):
    for _number in range(2):
        award(story.household, "Z2", resident=wang)
    newest = feed(wang)[0]
    assert (newest.title, newest.amount) == ("调解邻里纠纷", None)
    assert "used up" in newest.text


# --- activities -----------------------------------------------------------------------------------------------------


def test_a_sign_up_by_somebody_else_is_told_and_the_own_one_is_not(now, wang, office, make_shift):
    shifts = [
        make_shift(timezone.now() + timedelta(days=day), timezone.now() + timedelta(days=day, hours=1))
        for day in (1, 2)
    ]
    activities.sign_up(shifts[0], resident=wang, by=wang.user)
    assert feed(wang) == []
    made = activities.sign_up(shifts[1], resident=wang, by=office)
    assert titles(wang) == ["Signed up: 周六清洁家园"]
    now.shift(timedelta(minutes=1))
    activities.cancel_sign_up(made, by=office)
    assert titles(wang) == ["Sign-up cancelled: 周六清洁家园"]
    assert SignUp.objects.count() == 2


def test_other_times_are_told_and_more_places_are_not(now, wang, office, make_shift):
    shift = make_shift(timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=1, hours=1))
    activities.sign_up(shift, resident=wang, by=wang.user)
    activities.change_shift(shift, starts_at=shift.starts_at, ends_at=shift.ends_at, capacity=40, by=office)
    assert feed(wang) == []
    later = shift.starts_at + timedelta(minutes=30)
    activities.change_shift(shift, starts_at=later, ends_at=shift.ends_at, capacity=40, by=office)
    assert titles(wang) == ["Other times: 周六清洁家园"]


# --- answers, and who acts ------------------------------------------------------------------------------------------


def test_an_answer_comes_to_the_household_that_asked(story, wang, son, neighbour, make_staff):
    transfer = story.cut.transfer
    raised = disputes.raise_dispute(
        transfer, resident=wang, kind=Dispute.Kind.NOT_RIGHT, text="", by=wang.user, key=uuid4()
    ).result
    assert "answers" not in {entry.kind for entry in feed(wang)}
    disputes.dismiss(raised, answer="封顶了", by=make_staff(Role.ADMINISTRATOR))
    for member in (wang, son):
        answered = next(entry for entry in feed(member) if entry.kind == "answers")
        assert (answered.text, answered.transfer) == ("封顶了", transfer.pk)
    assert feed(neighbour) == []


def test_whoever_may_act_from_now_on_is_named(now, wang, son, office):
    helper = get_user_model().objects.create_user("+8613900000001", first_name="小赵")
    proxy = people.appoint_proxy(wang, user=helper, kind=Proxy.Kind.FAMILY, since=timezone.localdate(), by=office)
    [entry] = feed(wang)
    assert (entry.title, entry.text) == ("Somebody may act for you from now on", "小赵")
    assert feed(son) == []
    people.end_proxy(proxy, by=office)
    assert titles(wang)[0] == "Somebody acts for you no more"


def test_a_login_that_is_a_phone_number_is_not_shown(now, wang, office):
    helper = get_user_model().objects.create_user("+8613900000001")
    people.appoint_proxy(wang, user=helper, kind=Proxy.Kind.FAMILY, since=timezone.localdate(), by=office)
    # His id may stand there, and have any figures.
    assert "00000001" not in feed(wang)[0].text


# --- pages ----------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_a_gap_or_a_repetition(story, wang, award, settings, corrected):
    for _number in range(7):
        award(story.household, "Z1", minutes=60)
        award(story.household, "Z2", resident=wang)
    whole = [(entry.source, entry.position) for entry in feed(wang)]
    settings.POINTS = {"statement_page_size": 4}
    assert conf.settings().statement_page_size == 4
    found, before, pages = [], "", 0
    while pages == 0 or before:
        page = queries.page_of(wang, before=before)
        found += [(entry.source, entry.position) for entry in page.entries]
        before, pages = page.older, pages + 1
    assert found == whole
    assert len(found) == len(set(found)) > 20
    assert pages == -(-len(whole) // 4)


@pytest.mark.parametrize("before", ["nonsense", "civic.", "civic.99999999999999999999", "'; DROP TABLE", "x" * 1000])
def test_a_page_that_cannot_be_read_is_the_newest_one(story, wang, before):
    assert queries.page_of(wang, before=before).entries == feed(wang)


def test_a_page_costs_the_same_however_long_the_history_is(
    story, wang, award, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22) as first:
        feed(wang)
    for _number in range(10):
        award(story.household, "Z1", minutes=60)
    with django_assert_num_queries(len(first)):
        feed(wang)
