"""What happens at the same moment: at the door, at two activities, at the closing."""

from functools import partial
from uuid import uuid4

import pytest

from points.activities import queries as activities_queries
from points.activities import services as activities
from points.ledger import queries as ledger
from points.models import Account, CheckIn, Scan, ServiceRecord, Shift, SignUp, Transfer
from points.people import queries as people_queries
from points.people import services as people
from tests.racing import race

from .conftest import at, clock
from .scanning import came_and_left

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 16


@pytest.fixture(autouse=True)
def _during_the_shift():
    with clock("08:30"):
        yield


def sign_up(shift, resident, by):
    return activities.sign_up(shift, resident=resident, by=by) and "signed up"


def scan(shift, card_text, by, key):
    answer = activities.check_in_by_card(shift, card_text=card_text, direction="in", by=by, key=key)
    return "again" if answer.is_replay else "in"


def close(shift, by, key):
    return "again" if activities.close_shift(shift, key=key, by=by).is_replay else "closed"


def attend(shift, resident, by):
    entry = activities.Entry(reason="纸质签到表", occurred_at=at("08:00"))
    activities.check_in_by_hand(shift, resident=resident, direction="in", entry=entry, by=by, key=str(uuid4()))


def test_one_person_gets_one_of_two_shifts_at_the_same_time(shift, make_shift, volunteer):
    other = make_shift("09:00", "11:00")
    outcomes = race([partial(sign_up, which, volunteer, volunteer.user) for which in (shift, other) * 4])
    assert outcomes.count("signed up") == 1
    assert set(outcomes) <= {"signed up", "clashes", "already_signed_up"}
    assert SignUp.objects.count() == 1
    assert sum(Shift.objects.values_list("taken", flat=True)) == 1


def test_sixteen_presses_are_one_place(shift, volunteer):
    outcomes = race([partial(sign_up, shift, volunteer, volunteer.user)] * MANY)
    assert sorted(outcomes) == ["already_signed_up"] * (MANY - 1) + ["signed up"]
    assert Shift.objects.get().taken == 1


def test_sixteen_scans_are_one_check_in(shift, volunteer, organiser, administrator):
    card = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    text = people_queries.card_text(card)
    outcomes = race([partial(scan, shift, text, organiser, f"scan {number}") for number in range(MANY)])
    assert sorted(outcomes) == ["already_checked_in"] * (MANY - 1) + ["in"]
    assert CheckIn.objects.count() == 1
    assert Scan.objects.filter(refusal="").count() == 1
    assert Scan.objects.filter(refusal="already_checked_in").count() == MANY - 1


def test_one_scan_sent_sixteen_times_is_one_scan(shift, volunteer, organiser, administrator):
    card = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    text = people_queries.card_text(card)
    outcomes = race([partial(scan, shift, text, organiser, "scan")] * MANY)
    assert sorted(outcomes) == ["again"] * (MANY - 1) + ["in"]
    assert Scan.objects.count() == 1


def test_two_organisers_close_a_shift_once(shift, make_volunteer, organiser, administrator):
    volunteers = [make_volunteer() for _ in range(3)]
    for resident in volunteers:
        came_and_left(shift, resident, organiser, "08:00", office=administrator)
    outcomes = race(
        [partial(close, shift, by, f"close {number}") for number, by in enumerate([organiser, administrator] * 4)]
    )
    assert sorted(outcomes) == ["closed"] + ["shift_not_open"] * 7
    assert (ServiceRecord.objects.count(), Transfer.objects.count()) == (3, 3)
    assert {row.balance for row in Account.objects.filter(kind="holder")} == {10}
    assert ledger.verify().differences == []


def test_a_scan_at_the_moment_of_closing_is_booked_or_refused(shift, make_volunteer, organiser, administrator):
    late = [make_volunteer() for _ in range(6)]
    cards = [people.issue_card(who.household, by=administrator, resident=who) for who in late]
    scans = [partial(scan, shift, people_queries.card_text(card), organiser, f"{card.pk}") for card in cards]
    outcomes = race([*scans[:3], partial(close, shift, organiser, "close"), *scans[3:]])
    assert outcomes.pop(3) == "closed"
    assert set(outcomes) <= {"in", "shift_not_open"}
    # Whoever was let in is settled; nobody stands in the closed shift without a way out.
    assert CheckIn.objects.count() == outcomes.count("in")
    assert not CheckIn.objects.filter(out_at=None).exists()


def test_scans_and_entries_by_hand_of_one_person_at_once_come_to_what_they_say(
    shift, volunteer, organiser, administrator
):
    """A card is read, a code typed and times are entered, in and out, all at the same moment."""
    card = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    text = people_queries.card_text(card)
    for turn in range(3):
        acts = [
            partial(scan_at, shift, text, organiser, f"{turn} {direction} {minute}", direction, f"08:{minute}")
            for direction in ("in", "out")
            for minute in (10, 20, 29)
        ]
        acts += [
            partial(enter_at, shift, volunteer, organiser, f"{turn} by hand {direction}", direction, time)
            for direction, time in (("in", f"08:1{turn}"), ("out", f"08:2{turn}"))
        ]
        assert set(race(acts)) == {"taken"}
        came = CheckIn.objects.get()
        assert (came.in_at, came.out_at) == (at("08:10"), at("08:29"))
        assert activities_queries.verify().differences == []
    assert Scan.objects.filter(refusal="").count() == 3 * 8


def scan_at(shift, card_text, by, key, direction, time):
    activities.check_in_by_card(shift, card_text=card_text, direction=direction, by=by, key=key, occurred_at=at(time))
    return "taken"


def enter_at(shift, resident, by, key, direction, time):
    entry = activities.Entry(reason="纸质签到表", occurred_at=at(time))
    activities.check_in_by_hand(shift, resident=resident, direction=direction, entry=entry, by=by, key=key)
    return "taken"


def test_a_shift_is_not_changed_under_a_scan(shift, make_volunteer, organiser, administrator):
    """Whoever was let in at half past eight keeps the minutes since then, or the shift starts later for nobody."""
    cards = [
        people.issue_card(who.household, by=administrator, resident=who) for who in (make_volunteer(), make_volunteer())
    ]
    scans = [partial(scan, shift, people_queries.card_text(card), organiser, f"{card.pk}") for card in cards]
    later = partial(put_off, shift, organiser)
    outcomes = race([scans[0], later, scans[1]])
    was_put_off = outcomes.pop(1) == "put off"
    kept = Shift.objects.get()
    assert kept.starts_at == (at("09:45") if was_put_off else at("08:00"))
    assert set(outcomes) <= ({"outside_shift_time"} if was_put_off else {"in"})


def put_off(shift, by):
    activities.change_shift(shift, starts_at=at("09:45"), ends_at=at("10:00"), capacity=30, by=by)
    return "put off"
