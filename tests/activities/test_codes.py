"""The rotating code: shown for twenty seconds, accepted for forty, and for its own shift only."""

from datetime import timedelta

import pytest
import time_machine

from points.activities import codes, queries
from points.errors import CodeExpired
from points.models import Shift

from .conftest import at, clock

pytestmark = pytest.mark.django_db
SHOWN = at("08:00")


def test_the_code_is_easy_to_read_and_to_type(shift):
    code = queries.current_code(shift)
    assert len(code) == 8
    assert not set(code) & set("0O1IL2Z5S8B")


@pytest.mark.parametrize("seconds", [0, 1, 19, 20, 39])
def test_a_code_is_accepted_for_two_steps(shift, seconds):
    code = queries.current_code(shift, SHOWN)
    assert codes.accepts(shift, code, SHOWN + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-1, 40, 41, 60, 3600])
def test_a_forwarded_code_is_refused(shift, seconds):
    code = queries.current_code(shift, SHOWN)
    assert not codes.accepts(shift, code, SHOWN + timedelta(seconds=seconds))


@pytest.mark.parametrize(("after", "is_accepted"), [(39_999, True), (40_000, False)])
def test_the_edge_of_forty_seconds_is_sharp(shift, after, is_accepted):
    code = queries.current_code(shift, SHOWN)
    with time_machine.travel(SHOWN + timedelta(milliseconds=after), tick=False):
        assert (queries.shift_showing(code) == shift) is is_accepted


def test_a_code_seen_late_in_its_step_lives_shorter(shift):
    code = queries.current_code(shift, SHOWN + timedelta(seconds=19))
    assert codes.accepts(shift, code, SHOWN + timedelta(seconds=39))
    assert not codes.accepts(shift, code, SHOWN + timedelta(seconds=40))


def test_a_step_can_be_set(shift, settings):
    settings.POINTS = {"code_step_seconds": 30}
    code = queries.current_code(shift, SHOWN)
    assert codes.accepts(shift, code, SHOWN + timedelta(seconds=59))
    assert not codes.accepts(shift, code, SHOWN + timedelta(seconds=60))


def test_case_spaces_and_hyphens_do_not_matter(shift):
    code = queries.current_code(shift, SHOWN)
    typed = f" {code[:4].lower()}-{code[4:6]} {code[6:]}"
    assert codes.accepts(shift, typed, SHOWN)


def test_the_code_of_another_shift_is_refused(shift, make_shift):
    other = make_shift("11:00", "12:00")
    code = queries.current_code(other, SHOWN)
    assert codes.accepts(other, code, SHOWN)
    assert not codes.accepts(shift, code, SHOWN)


def test_shifts_with_one_secret_still_have_two_codes(shift, make_shift):
    other = make_shift("11:00", "12:00")
    other.secret = shift.secret
    assert queries.current_code(other, SHOWN) != queries.current_code(shift, SHOWN)


@pytest.mark.parametrize("typed", ["", "ACDEFGHJ", "  ", "你好", "A" * 500, "\x00"])
def test_what_is_no_code_is_refused(shift, typed):
    assert not codes.accepts(shift, typed, SHOWN)
    with pytest.raises(CodeExpired):
        codes.seen_at(shift, typed)


def test_a_pass_keeps_the_moment_of_the_first_load(shift):
    with clock("08:00:30"):
        admission = codes.admit(shift, queries.current_code(shift))
    with clock("08:05"):
        assert codes.seen_at(shift, admission) == at("08:00:30")


def test_a_pass_is_refused_after_its_time(shift):
    with clock("08:00"):
        admission = codes.admit(shift, queries.current_code(shift))
    with clock("08:15"):
        codes.seen_at(shift, admission)
    with clock("08:15:01"), pytest.raises(CodeExpired):
        codes.seen_at(shift, admission)


def test_a_pass_is_for_its_shift_and_cannot_be_forged(shift, make_shift):
    other = make_shift("11:00", "12:00")
    with clock("08:00"):
        admission = codes.admit(shift, queries.current_code(shift))
        with pytest.raises(CodeExpired):
            codes.seen_at(other, admission)
        with pytest.raises(CodeExpired):
            codes.seen_at(shift, admission[:-1] + ("A" if admission[-1] != "A" else "B"))


def test_an_old_code_gets_no_pass(shift):
    code = queries.current_code(shift, SHOWN)
    with time_machine.travel(SHOWN + timedelta(seconds=40), tick=False), pytest.raises(CodeExpired):
        codes.admit(shift, code)


def test_seconds_left_count_down():
    assert [codes.seconds_left(SHOWN + timedelta(seconds=s)) for s in (0, 1, 19, 20)] == [20, 19, 1, 20]


# --- many shifts at once ----------------------------------------------------------------------------------------------


@pytest.fixture
def five_hundred(activity) -> list[Shift]:
    made = [Shift(activity=activity, starts_at=SHOWN, ends_at=at("10:00"), capacity=9) for _ in range(500)]
    return Shift.objects.bulk_create(made)


def test_a_code_finds_its_shift_among_five_hundred_in_two_statements(five_hundred, django_assert_num_queries):
    wanted = five_hundred[317]
    with clock("08:00"):
        code = queries.current_code(wanted)
        with django_assert_num_queries(2):
            assert queries.shift_showing(code) == wanted
        with django_assert_num_queries(1):
            assert queries.shift_showing("AAAAAAAA") is None


def test_every_shift_is_compared_whichever_fits(five_hundred, monkeypatch):
    """The work grows with the number of shifts, and says nothing about which one it was."""
    secrets = [(shift.pk, shift.secret) for shift in five_hundred]
    compared = []
    same = codes.constant_time_compare
    monkeypatch.setattr(codes, "constant_time_compare", lambda *pair: compared.append(pair) or same(*pair))
    for shift in (five_hundred[0], five_hundred[-1]):
        compared.clear()
        assert codes.showing(secrets, codes.code_at(shift, SHOWN), SHOWN) == shift.pk
        assert len(compared) == 2 * len(five_hundred)


def test_all_shifts_at_once_accept_two_codes_each_and_no_more(five_hundred):
    """A guess fits one of a thousand among 25 ** 8: once in 152 million guesses."""
    accepted = {codes.code_at(shift, SHOWN - timedelta(seconds=back)) for shift in five_hundred for back in (0, 20)}
    assert len(accepted) == 2 * len(five_hundred)
    assert len(codes.ALPHABET) ** codes.LENGTH // len(accepted) > 150_000_000


# --- a code that is over ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "is_known"), [("08:00:39", False), ("08:00:40", True), ("08:15", True), ("08:16", False)]
)
def test_of_a_code_that_is_over_the_shift_is_known_for_a_while(shift, community, time, is_known):
    code = queries.current_code(shift, SHOWN)
    with clock(time):
        assert (queries.shift_that_showed(code, community) == shift) is is_known


def test_the_codes_of_another_community_are_known_to_nobody_here(shift, community):
    code = queries.current_code(shift, SHOWN)
    elsewhere = community.add_sibling(level=community.level, name="罗村社区", code="luocun")
    with clock("08:05"):
        assert queries.shift_that_showed(code, community) == shift
        assert queries.shift_that_showed(code, elsewhere) is None
