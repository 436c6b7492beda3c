"""Coming and going: every scan is kept, and what it comes to does not depend on its way."""

import pytest

from points.activities import codes, queries
from points.activities import services as activities
from points.errors import (
    AlreadyCheckedIn,
    CardRevoked,
    CardUnreadable,
    ChooseMember,
    CodeExpired,
    IdempotencyMismatch,
    NotOfThisCommunity,
    NotPermitted,
    OutsideShiftTime,
)
from points.models import CheckIn, Grid, Resident, Scan, Shift, SignUp
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role
from points.signals import checked_in

from .conftest import at, clock
from .scanning import by_card, by_code, by_hand, key

pytestmark = pytest.mark.django_db


# --- the rotating code ----------------------------------------------------------------------------------------------


def test_a_volunteer_scans_in_and_out(shift, volunteer):
    with clock("08:02"):
        by_code(shift, volunteer)
    with clock("10:05"):
        check_in = by_code(shift, volunteer, "out").result
    assert (check_in.in_at, check_in.out_at, check_in.is_by_hand) == (at("08:02"), at("10:05"), False)
    assert [scan.way for scan in Scan.objects.all()] == ["rotating_code"] * 2


def test_somebody_who_did_not_sign_up_is_welcome_and_takes_no_place(shift, volunteer):
    with clock("08:02"):
        by_code(shift, volunteer)
    [line] = queries.roster(shift)
    assert (line.resident, line.sign_up) == (volunteer, None)
    assert (Shift.objects.get().taken, SignUp.objects.count()) == (0, 0)


def test_nobody_checks_in_a_friend(shift, volunteer, make_volunteer):
    friend = make_volunteer()
    with clock("08:02"), pytest.raises(NotPermitted):
        activities.check_in_by_code(
            shift, resident=friend, code=queries.current_code(shift), direction="in", by=volunteer.user, key=key()
        )
    assert not CheckIn.objects.exists()


def test_a_screenshot_is_refused_and_the_refusal_is_kept(shift, volunteer):
    screenshot = queries.current_code(shift, at("08:00"))
    with clock("08:00:40"), pytest.raises(CodeExpired):
        by_code(shift, volunteer, code=screenshot)
    scan = Scan.objects.get()
    assert (scan.refusal, scan.resident, scan.occurred_at) == ("code_expired", volunteer, at("08:00:40"))
    assert not CheckIn.objects.exists()


def test_a_pass_counts_from_its_first_load(shift, volunteer):
    with clock("08:00"):
        admission = codes.admit(shift, queries.current_code(shift))
    with clock("08:04"):
        check_in = by_code(shift, volunteer, code=admission).result
    assert check_in.in_at == at("08:00")


@pytest.mark.parametrize(
    ("time", "direction"), [("06:59:59", "in"), ("10:00:01", "in"), ("06:59:59", "out"), ("10:30:01", "out")]
)
def test_too_early_and_too_late_are_refused(shift, volunteer, time, direction):
    with clock(time), pytest.raises(OutsideShiftTime):
        by_code(shift, volunteer, direction)
    assert Scan.objects.get().refusal == "outside_shift_time"


@pytest.mark.parametrize(("time", "direction"), [("07:00", "in"), ("10:00", "in"), ("10:30", "out")])
def test_the_first_and_the_last_moment_are_accepted(shift, volunteer, time, direction):
    with clock(time):
        by_code(shift, volunteer, direction)
    assert Scan.objects.get().refusal == ""


# --- once ----------------------------------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_answer(shift, volunteer):
    with clock("08:02"):
        first = by_code(shift, volunteer, key_="k")
    with clock("08:03"):
        again = by_code(shift, volunteer, key_="k")
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    assert again.result.in_at == at("08:02")
    assert Scan.objects.count() == 1


def test_a_refusal_is_given_again_and_kept_once(shift, volunteer):
    with clock("06:00"), pytest.raises(OutsideShiftTime):
        by_code(shift, volunteer, key_="k")
    with clock("08:00"), pytest.raises(OutsideShiftTime):
        by_code(shift, volunteer, key_="k")
    assert Scan.objects.count() == 1


def test_the_same_key_for_another_scan_is_refused(shift, volunteer):
    with clock("08:02"):
        by_code(shift, volunteer, key_="k")
        with pytest.raises(IdempotencyMismatch):
            by_code(shift, volunteer, "out", key_="k")
    assert CheckIn.objects.get().out_at is None


def test_a_second_way_in_is_refused_with_the_time_of_the_first(shift, volunteer, organiser):
    with clock("08:02"):
        by_code(shift, volunteer)
    with clock("08:10"):
        for second in (
            lambda: by_code(shift, volunteer),
            lambda: by_hand(shift, volunteer, organiser),
        ):
            with pytest.raises(AlreadyCheckedIn) as refusal:
                second()
            assert refusal.value.params == {"at": "08:02"}
    assert CheckIn.objects.get().in_at == at("08:02")
    assert Scan.objects.exclude(refusal="").count() == 2


def test_hosts_are_told_once(shift, volunteer, django_capture_on_commit_callbacks):
    told = []
    checked_in.connect(lambda check_in, **_: told.append(check_in), weak=False, dispatch_uid="t")
    with clock("08:02"), django_capture_on_commit_callbacks(execute=True):
        by_code(shift, volunteer, key_="k")
        by_code(shift, volunteer, key_="k")
        with pytest.raises(AlreadyCheckedIn):
            by_code(shift, volunteer)
    checked_in.disconnect(dispatch_uid="t")
    assert told == [CheckIn.objects.get()]


# --- the card ------------------------------------------------------------------------------------------------------


def test_the_organiser_reads_a_card(shift, volunteer, administrator, organiser):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("08:02"):
        check_in = by_card(shift, volunteer, organiser).result
    assert (check_in.resident, check_in.is_by_hand) == (volunteer, False)
    assert Scan.objects.get().recorded_by == organiser


def test_the_card_of_a_household_with_one_member_is_enough(shift, volunteer, administrator, organiser):
    card = people.issue_card(volunteer.household, by=administrator)
    with clock("08:02"):
        answer = activities.check_in_by_card(
            shift, card_text=people_queries.card_text(card), direction="in", by=organiser, key=key()
        )
    assert answer.result.resident == volunteer


def test_the_card_of_a_family_does_not_say_who_came(shift, volunteer, administrator, organiser):
    Resident.objects.create(household=volunteer.household, name="王小明")
    card = people.issue_card(volunteer.household, by=administrator)
    with clock("08:02"), pytest.raises(ChooseMember):
        activities.check_in_by_card(
            shift, card_text=people_queries.card_text(card), direction="in", by=organiser, key=key()
        )
    assert Scan.objects.get().refusal == "choose_member"


def test_a_forged_and_a_revoked_card_are_refused_and_kept(shift, volunteer, administrator, organiser):
    card = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    text = people_queries.card_text(card)
    people.revoke_card(card, by=administrator)
    forged = text[:-1] + ("B" if text.endswith("A") else "A")
    with clock("08:02"):
        for wrong, error in ((text, CardRevoked), (forged, CardUnreadable), ("", CardUnreadable)):
            with pytest.raises(error):
                activities.check_in_by_card(shift, card_text=wrong, direction="in", by=organiser, key=key())
    assert sorted(Scan.objects.values_list("refusal", flat=True)) == ["card_revoked"] + ["card_unreadable"] * 2


def test_a_card_of_another_community_is_refused(shift, make_household, community, administrator, organiser):
    elsewhere = Grid.objects.get(pk=community.add_sibling(level=community.level, name="黎冲社区").pk)
    stranger = make_household("赵六", grid=elsewhere).residents.get()
    people.issue_card(stranger.household, by=administrator, resident=stranger)
    with clock("08:02"), pytest.raises(NotOfThisCommunity):
        by_card(shift, stranger, organiser)
    assert Scan.objects.get().refusal == "not_of_this_community"


def test_only_who_runs_the_shift_reads_cards(shift, volunteer, make_volunteer, make_staff, administrator):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    for user in (make_volunteer().user, make_staff(Role.CASHIER), make_staff(Role.AUDITOR)):
        with clock("08:02"), pytest.raises(NotPermitted):
            by_card(shift, volunteer, user)
    assert not CheckIn.objects.exists()


def test_whom_the_activity_names_runs_its_shifts(make_activity, make_shift, volunteer, make_volunteer, administrator):
    leader = make_volunteer("李雷").user
    shift = make_shift(of=make_activity("读书会", organisers=[leader]))
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("08:02"):
        assert by_card(shift, volunteer, leader).result.resident == volunteer
        with pytest.raises(NotPermitted):
            by_card(make_shift("11:00", "12:00"), volunteer, leader)


def test_a_scan_without_a_signal_is_a_claim(shift, volunteer, administrator, organiser):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("12:00"):
        check_in = by_card(shift, volunteer, organiser, time="08:07").result
    scan = Scan.objects.get()
    assert check_in.in_at == scan.claimed_at == at("08:07")
    assert scan.recorded_at == at("12:00")


def test_a_clock_that_runs_ahead_is_held_back(shift, volunteer, administrator, organiser):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("08:05"):
        check_in = by_card(shift, volunteer, organiser, time="09:55").result
    assert (check_in.in_at, Scan.objects.get().claimed_at) == (at("08:05"), at("09:55"))
