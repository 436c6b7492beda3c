"""Anybody who is signed in objects, on paper too; an open objection stops its line and not the rest."""

from uuid import uuid4

import pytest

from points.errors import (
    AlreadyObjected,
    HadAPart,
    IdempotencyMismatch,
    LineElsewhere,
    LineTakenOff,
    NameInText,
    NoticeNotRunning,
    NotPermitted,
    NotYourGrid,
    ObjectionAnswered,
    OwnEntry,
    OwnHousehold,
    PersonalDataInText,
    ReasonRequired,
)
from points.models import LogEntry, Objection, PublicNotice
from points.notices import queries
from points.notices import services as notices
from points.permissions import Role
from tests.portal.conftest import let_in

from .conftest import TUESDAY, answer, codes, line_of, object_to, on_paper

pytestmark = pytest.mark.django_db
UPHELD, REJECTED, ANSWERED = Objection.State.UPHELD, Objection.State.REJECTED, Objection.State.ANSWERED


# --- raising --------------------------------------------------------------------------------------------------------


def test_anybody_who_is_signed_in_objects_and_nobody_else(notice, passer_by, wang):
    assert object_to(notice, line_of(notice, 1), passer_by).state == "open"
    assert object_to(notice, line_of(notice, 1), wang.user).state == "open"
    passer_by.is_active = False
    with pytest.raises(NotPermitted):
        object_to(notice, None, passer_by)


def test_an_open_objection_stops_its_line_and_not_the_rest(notice, passer_by, clock):
    object_to(notice, line_of(notice, 1), passer_by)
    clock.move_to(TUESDAY)
    assert [queries.stands(line) for line in notice.lines.order_by("position")] == [False, True, True]
    assert codes(queries.hindrances(notice)) == [(0, "objection_open")]
    assert [line.position for line in notices.take_result(notice).standing] == [1, 2]


def test_an_objection_to_the_whole_stops_everything(notice, passer_by, clock):
    object_to(notice, None, passer_by)
    clock.move_to(TUESDAY)
    assert codes(queries.hindrances(notice)) == [(number, "objection_open") for number in range(3)]


def test_nobody_objects_to_what_is_not_up(drafted, notice, editor, passer_by, clock):
    clock.move_to(TUESDAY)
    with pytest.raises(NoticeNotRunning):
        object_to(notice, line_of(notice, 1), passer_by)
    notices.withdraw(notice, reason="名单有误", by=editor)
    with pytest.raises(NoticeNotRunning):
        object_to(notice, None, passer_by)


def test_a_line_that_was_struck_out_or_stands_elsewhere_is_not_objected_to(notice, community, editor, passer_by):
    notices.take_off(line_of(notice, 1), reason="本人不愿意", by=editor)
    with pytest.raises(LineTakenOff):
        object_to(notice, line_of(notice, 1), passer_by)
    words = notices.Draft(kind=PublicNotice.Kind.RULES, title="细则公示")
    other = notices.draft(words, community=community, lines=[notices.LineDraft(subject="细则")], by=editor)
    with pytest.raises(LineElsewhere):
        object_to(notice, line_of(other, 1), passer_by)


def test_an_objection_is_in_words_and_holds_no_number_of_a_person(notice, passer_by):
    with pytest.raises(ReasonRequired):
        object_to(notice, None, passer_by, "  ")
    with pytest.raises(PersonalDataInText):
        object_to(notice, None, passer_by, "打13912345678问我")


def test_one_person_waits_for_an_answer_before_objecting_to_the_same_again(notice, passer_by, wang, judge):
    first = object_to(notice, line_of(notice, 1), passer_by)
    with pytest.raises(AlreadyObjected):
        object_to(notice, line_of(notice, 1), passer_by, "还是不对")
    assert object_to(notice, line_of(notice, 2), passer_by).state == "open"
    assert object_to(notice, line_of(notice, 1), wang.user).state == "open"
    answer(first, judge)
    assert object_to(notice, line_of(notice, 1), passer_by, "还是不对").state == "open"


def test_a_second_tap_gives_the_same_objection(notice, passer_by):
    key = uuid4()
    first = object_to(notice, line_of(notice, 1), passer_by, key=key)
    assert object_to(notice, line_of(notice, 1), passer_by, key=key) == first
    with pytest.raises(IdempotencyMismatch):
        object_to(notice, line_of(notice, 2), passer_by, key=key)
    assert Objection.objects.count() == 1


# --- on paper -------------------------------------------------------------------------------------------------------


def test_staff_enter_a_paper_and_it_is_marked_so(notice, grid_worker, chen):
    slip = on_paper(notice, line_of(notice, 1), grid_worker, chen)
    assert (slip.is_on_paper, slip.resident, slip.raised_by) == (True, chen, grid_worker)
    assert on_paper(notice, line_of(notice, 1), grid_worker).resident is None
    logged = LogEntry.objects.filter(action="points.objection_raised").values_list("data", flat=True)
    assert all(data["is_on_paper"] for data in logged)


def test_a_paper_is_entered_only_where_somebody_serves(notice, passer_by, make_staff, community):
    with pytest.raises(NotPermitted):
        on_paper(notice, None, passer_by)
    with pytest.raises(NotPermitted):
        on_paper(notice, None, make_staff(Role.CASHIER))
    with pytest.raises(NotYourGrid):
        on_paper(notice, None, make_staff(Role.GRID_STAFF, grid=community.get_children().first()))


# --- answering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "stands"), [(UPHELD, False), (REJECTED, True), (ANSWERED, True)])
def test_an_answer_lets_the_line_go_on_or_fells_it(notice, passer_by, judge, clock, outcome, stands):
    answered = answer(object_to(notice, line_of(notice, 1), passer_by), judge, outcome)
    assert (answered.state, answered.answered_by) == (outcome, judge)
    clock.move_to(TUESDAY)
    assert queries.stands(line_of(notice, 1)) is stands
    assert codes(queries.hindrances(notice)) == ([] if stands else [(0, "objection_upheld")])


def test_an_objection_is_answered_after_the_end_too_and_the_line_waits_until_then(notice, passer_by, judge, clock):
    objection = object_to(notice, line_of(notice, 1), passer_by)
    clock.move_to(TUESDAY)
    assert not queries.stands(line_of(notice, 1))
    answer(objection, judge)
    assert queries.stands(line_of(notice, 1))


def test_an_objection_is_answered_once_and_in_words_that_name_nobody(notice, passer_by, judge, chen, grid_worker):
    objection = on_paper(notice, line_of(notice, 1), grid_worker, chen)
    with pytest.raises(ReasonRequired):
        answer(objection, judge, text="  ")
    for name in ("王芳", "陈桂芳"):
        with pytest.raises(NameInText):
            answer(objection, judge, text=f"{name}的说法不属实")
    answer(objection, judge)
    with pytest.raises(ObjectionAnswered):
        answer(objection, judge, UPHELD)


def test_only_whoever_answers_objections_there_does(notice, passer_by, make_staff, community, grid_worker):
    objection = object_to(notice, None, passer_by)
    for nobody in (passer_by, make_staff(Role.EDITOR), grid_worker, make_staff(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            answer(objection, nobody)
    with pytest.raises(NotYourGrid):
        answer(objection, make_staff(Role.ADMINISTRATOR, grid=community.get_children().first()))


def test_whoever_entered_it_or_raised_it_leaves_the_answer_to_a_colleague(notice, judge, make_staff):
    colleague = make_staff(Role.ADMINISTRATOR)
    for objection in (on_paper(notice, None, judge), object_to(notice, line_of(notice, 1), judge)):
        with pytest.raises(OwnEntry):
            answer(objection, judge)
        assert answer(objection, colleague).state == "rejected"


def test_whoever_nominated_approved_or_drafted_it_does_not_answer(clock, community, make_staff, passer_by, judge):
    nominator, approver, drafter = (make_staff(Role.ADMINISTRATOR) for _ in range(3))
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title="光荣榜公示", days=3)
    lines = [notices.LineDraft(subject="1栋", kept_out=[nominator, approver]), notices.LineDraft(subject="2栋")]
    notice = notices.publish(notices.draft(words, community=community, lines=lines, by=drafter), by=drafter)
    for line in (line_of(notice, 1), None):
        objection = object_to(notice, line, passer_by)
        for involved in (nominator, approver, drafter):
            with pytest.raises(HadAPart):
                answer(objection, involved)
        answer(objection, judge)
    # About the second line nobody but the drafter had a part.
    assert answer(object_to(notice, line_of(notice, 2), passer_by), nominator).state == "rejected"


def test_nobody_answers_for_the_own_household(notice, community, wang, ouyang, chen, make_staff, passer_by):
    """Neither whoever is on notice, nor whoever objected."""
    let_in(ouyang, "ouyang")
    for relative in (wang, ouyang, chen):
        relative.user = make_staff(Role.ADMINISTRATOR)
        relative.save()
    cases = [
        (object_to(notice, line_of(notice, 1), passer_by), wang),
        (object_to(notice, line_of(notice, 2), passer_by), ouyang),
        (object_to(notice, None, passer_by), wang),
        (on_paper(notice, line_of(notice, 3), make_staff(Role.GRID_STAFF), chen), chen),
    ]
    for objection, relative in cases:
        with pytest.raises(OwnHousehold):
            answer(objection, relative.user)
    assert answer(cases[0][0], chen.user).state == "rejected"


def test_the_desk_offers_each_objection_to_those_who_serve_there(notice, passer_by, judge, grid_worker):
    objection = object_to(notice, line_of(notice, 1), passer_by)
    assert list(queries.open_for(judge)) == [objection]
    assert list(queries.open_for(grid_worker)) == list(queries.open_for(passer_by)) == []
    answer(objection, judge)
    assert not queries.open_for(judge).exists()
