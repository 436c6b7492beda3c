"""Three days on the wall.

On Friday evening three lines go up. On Saturday a neighbour without a phone hands in a slip against the first; the
grid worker enters it and the office marks it so. Whoever nominated, and whoever entered the slip, cannot answer it. The
secretary is in a hurry and tries to cut the term. At midnight after Monday the other two lines stand; the first one
waits until somebody else has answered. A year later the page still counts three lines and one objection, and names
nobody.
"""

from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from points.errors import HadAPart, NoticeRunning, NotPermitted, OwnEntry, TermCut
from points.models import Objection, PublicNotice
from points.notices import queries
from points.notices import services as notices
from points.permissions import Role
from tests.portal.conftest import let_in, local

pytestmark = pytest.mark.django_db


def test_three_days_on_the_wall(client, community, make_household, make_staff):
    secretary, grid_worker = make_staff(Role.EDITOR), make_staff(Role.GRID_STAFF)
    nominator, answerer = make_staff(Role.ADMINISTRATOR), make_staff(Role.ADMINISTRATOR)
    wang = let_in(make_household("王芳", door="101").residents.get(), "wang")
    ouyang = make_household("欧阳娜娜", door="301").residents.get()
    neighbour = make_household("陈桂芳", door="102").residents.get()

    with time_machine.travel(local(2026, 11, 20, 18, 0)):
        notice = it_goes_up(community, secretary, nominator, wang, ouyang)
        everybody_reads_it_masked(client, notice)

    with time_machine.travel(local(2026, 11, 21, 9, 0)):
        slip = a_slip_is_entered(client, notice, grid_worker, neighbour)
        nobody_involved_answers_it(slip, nominator, grid_worker)
        the_term_is_not_cut(notice, secretary)

    with time_machine.travel(local(2026, 11, 23, 23, 59)), pytest.raises(NoticeRunning):
        notices.take_result(notice)

    with time_machine.travel(local(2026, 11, 24, 0, 0)):
        result = notices.take_result(notice)
        assert [line.position for line in result.standing] == [1, 2]
        somebody_else_answers(client, slip, answerer)
        assert [line.position for line in notices.take_result(notice).standing] == [0, 1, 2]

    with time_machine.travel(local(2027, 11, 24, 9, 0)):
        call_command("forget_notices", verbosity=0)
        the_names_are_gone_and_the_counts_are_not(client, notice)


def it_goes_up(community, secretary, nominator, wang, ouyang) -> PublicNotice:
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title="第三季度光荣榜公示", days=3)
    lines = [
        notices.LineDraft(resident=wang, text="最美志愿者", kept_out=[nominator]),
        notices.LineDraft(household=ouyang.household, text="最美家庭", kept_out=[nominator]),
        notices.LineDraft(subject="1栋", text="文明楼栋", kept_out=[nominator]),
    ]
    notice = notices.draft(words, community=community, lines=lines, by=secretary)
    return notices.publish(notice, by=secretary)


def everybody_reads_it_masked(client, notice):
    page = client.get(reverse("points:notice", args=[notice.pk])).content.decode()
    assert all(text in page for text in ("王*", "欧阳×娜一家", "文明楼栋", "还剩 3 天"))
    assert not any(text in page for text in ("王芳", "欧阳娜娜", "101", "301"))


def a_slip_is_entered(client, notice, grid_worker, neighbour) -> Objection:
    client.force_login(grid_worker)
    slip = {
        "key": str(uuid4()),
        "line": f"{notice.lines.first().pk}",
        "text": "那天没有见到本人",
        "signed_by": "陈桂芳",
    }
    answer = client.post(reverse("points:notice-paper", args=[notice.pk]), slip)
    assert answer.status_code == 302
    client.logout()
    page = client.get(reverse("points:notice", args=[notice.pk])).content.decode()
    assert all(text in page for text in ("有异议，核查中", "纸质"))
    assert not any(text in page for text in ("陈", "那天没有见到本人"))
    entered = Objection.objects.get()
    assert (entered.resident, entered.is_on_paper) == (neighbour, True)
    return entered


def nobody_involved_answers_it(slip, nominator, grid_worker):
    words = {"outcome": Objection.State.REJECTED, "text": "签到表在，已核对"}
    with pytest.raises(HadAPart):
        notices.answer(slip, **words, by=nominator)
    with pytest.raises(NotPermitted):
        notices.answer(slip, **words, by=grid_worker)
    slip.raised_by = nominator
    with pytest.raises(OwnEntry):
        notices.permit_answering(slip, by=nominator)


def the_term_is_not_cut(notice, secretary):
    for days in (1, 2):
        with pytest.raises(TermCut):
            notices.extend(notice, days=days, reason="周四要发布", by=secretary)
    notice.refresh_from_db()
    assert f"{notice.ends_on}" == "2026-11-23"


def somebody_else_answers(client, slip, answerer):
    client.force_login(answerer)
    told = {"outcome": "rejected", "answer": "签到表和照片都在，已核对"}
    assert client.post(reverse("points:objection", args=[slip.pk]), told).status_code == 302
    client.logout()
    page = client.get(reverse("points:notice", args=[slip.notice_id])).content.decode()
    assert all(text in page for text in ("异议不成立", "签到表和照片都在，已核对", "2026年11月24日", "通过"))


def the_names_are_gone_and_the_counts_are_not(client, notice):
    page = client.get(reverse("points:notice", args=[notice.pk])).content.decode()
    assert "共 3 项" in page
    assert not any(text in page for text in ("王", "欧阳", "签到表"))
    listed = client.get(reverse("points:notices")).content.decode()
    assert all(text in listed for text in ("3 项", "1 条异议"))
    assert len(queries.hindrances(notice)) == 0
