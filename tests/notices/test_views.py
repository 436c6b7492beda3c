"""The pages of notices: read by everybody, written by plain forms, printed with a code that leads back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from points.models import NoticeLine, Objection, PublicNotice
from points.notices import services as notices
from points.permissions import Role
from points.printing import Unavailable, load

from .conftest import TUESDAY, answer, line_of, object_to, on_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    """`as_(user)` is a browser in which that user is signed in; `as_(None)` a visitor's."""

    def signed_in(user):
        client.logout()
        if user:
            client.force_login(user)
        return client

    return signed_in


def url(name, *args) -> str:
    return reverse(f"points:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def said(**more) -> dict:
    return {"key": str(uuid4()), "line": "whole", "text": "名单有出入", **more}


def test_everybody_reads_what_is_up_and_what_is_over(notice, as_, clock):
    page = text(as_(None).get(url("notices")))
    assert all(words in page for words in ("第三季度光荣榜公示", "还剩 3 天", "3 项"))
    clock.move_to(TUESDAY)
    assert "公示期满" in text(as_(None).get(url("notices")))
    assert "通过" in text(as_(None).get(url("notice", notice.pk)))


def test_nobody_reads_a_draft_but_those_who_write_it(drafted, as_, editor, grid_worker):
    assert as_(None).get(url("notice", drafted.pk)).status_code == 404
    assert drafted.title not in text(as_(None).get(url("notices")))
    assert as_(grid_worker).get(url("notice-desk", drafted.pk)).status_code == 404
    assert "现在开始公示" in text(as_(editor).get(url("notice-desk", drafted.pk)))


def test_old_notices_are_read_page_by_page(community, editor, as_, clock):
    for number in range(21):
        words = notices.Draft(kind=PublicNotice.Kind.RULES, title=f"公示{number:02}", days=1)
        made = notices.draft(words, community=community, lines=[notices.LineDraft(subject="细则")], by=editor)
        notices.publish(made, by=editor)
    clock.move_to(TUESDAY)
    assert "公示00" not in text(as_(None).get(url("notices")))
    assert "公示00" in text(as_(None).get(url("notices"), {"page": 2}))
    assert as_(None).get(url("notices"), {"page": "x"}).status_code == 200


def test_whoever_objects_reads_it_again_and_nobody_else_does(notice, as_, wang, passer_by):
    line = line_of(notice, 1)
    form = text(as_(passer_by).get(url("notice-object", notice.pk), {"line": line.pk}))
    assert f'value="{line.pk}"' in form
    answered = as_(passer_by).post(url("notice-object", notice.pk), said(line=str(line.pk)), follow=True)
    assert "您的异议已收到" in text(answered)
    assert "名单有出入" in text(as_(passer_by).get(url("notice", notice.pk)))
    for other in (None, wang.user):
        page = text(as_(other).get(url("notice", notice.pk)))
        assert "有异议，核查中" in page
        assert "名单有出入" not in page


def test_an_objection_without_words_or_with_a_number_of_a_person_is_not_taken(notice, as_, passer_by):
    for wrong, status in [({"text": ""}, 200), ({"line": "99999"}, 200), ({"text": "电话13912345678"}, 422)]:
        assert as_(passer_by).post(url("notice-object", notice.pk), said(**wrong)).status_code == status
    assert not Objection.objects.exists()


def test_what_is_over_is_not_objected_to(notice, as_, passer_by, clock):
    clock.move_to(TUESDAY)
    assert "不在公示期内" in text(as_(passer_by).get(url("notice-object", notice.pk)))
    assert as_(passer_by).post(url("notice-object", notice.pk), said()).status_code == 409


def test_a_slip_is_entered_with_whoever_signed_it(notice, as_, grid_worker, chen, editor):
    page = url("notice-paper", notice.pk)
    assert as_(grid_worker).post(page, said(signed_by="陈桂芳")).status_code == 302
    slip = Objection.objects.get()
    assert (slip.resident, slip.is_on_paper, slip.line) == (chen, True, None)
    assert "纸质异议" in text(as_(editor).get(page))


def test_an_objection_is_answered_on_its_page_and_everybody_reads_the_answer(notice, as_, judge, grid_worker, chen):
    slip = on_paper(notice, line_of(notice, 1), grid_worker, chen)
    page = text(as_(judge).get(url("objection", slip.pk)))
    assert all(words in page for words in ("陈桂芳", "那天没有见到本人", "王芳"))
    assert as_(judge).post(url("objection", slip.pk), {"answer": "已核对"}).status_code == 200
    named = as_(judge).post(url("objection", slip.pk), {"outcome": "rejected", "answer": "陈桂芳记错了"})
    assert named.status_code == 422
    told = {"outcome": "rejected", "answer": "签到表在，已核对"}
    assert as_(judge).post(url("objection", slip.pk), told).status_code == 302
    public = text(as_(None).get(url("notice", notice.pk)))
    assert all(words in public for words in ("异议不成立", "签到表在，已核对", "纸质"))
    assert "陈桂芳" not in public


def test_whoever_may_not_answer_is_told_why_before_typing(notice, as_, make_staff):
    clerk = make_staff(Role.ADMINISTRATOR)
    slip = on_paper(notice, None, clerk)
    page = text(as_(clerk).get(url("objection", slip.pk)))
    assert "请同事" in page
    assert "公开答复" not in page


def test_the_desk_puts_up_extends_withdraws_and_puts_up_again(drafted, as_, editor):
    page = url("notice-desk", drafted.pk)
    for deed, state, days in [
        ({"do": "publish"}, "opened", 3),
        ({"do": "extend", "days": "4", "reason": "停电一天"}, "opened", 4),
        ({"do": "take_off", "line": str(line_of(drafted, 1).pk), "reason": "本人不愿意"}, "opened", 4),
        ({"do": "withdraw", "reason": "名单有误"}, "withdrawn", 4),
        ({"do": "reopen", "reason": "更正后重新公示"}, "opened", 4),
    ]:
        assert as_(editor).post(page, deed).status_code == 302, deed
        drafted.refresh_from_db()
        assert (drafted.state, drafted.days) == (state, days)
    assert NoticeLine.objects.filter(taken_off_at__isnull=False).count() == 1
    public = text(as_(None).get(url("notice", drafted.pk)))
    assert all(words in public for words in ("停电一天", "名单有误", "更正后重新公示", "本人不愿意"))


def test_the_desk_refuses_to_cut_a_term_and_what_it_does_not_know(notice, as_, editor):
    page = url("notice-desk", notice.pk)
    cut = as_(editor).post(page, {"do": "extend", "days": "1", "reason": "急着发布"})
    assert cut.status_code == 409
    assert "不能缩短期限" in text(cut)
    assert as_(editor).post(page, {"do": "withdraw", "reason": ""}).status_code == 200
    assert as_(editor).post(page, {"do": "cut"}).status_code == 404
    for line in ("x", "²", "99999", ""):
        struck = {"do": "take_off", "line": line, "reason": "不愿意"}
        assert as_(editor).post(page, struck).status_code == 404
    notice.refresh_from_db()
    assert (notice.state, notice.days) == ("opened", 3)


def test_a_superuser_finds_everything_at_the_desk(notice, as_, administrator, passer_by):
    object_to(notice, None, passer_by)
    page = text(as_(administrator).get(url("notices-desk")))
    assert page.count(notice.title) == 2


def test_the_desk_shows_what_waits_first(notice, as_, judge, passer_by):
    objection = object_to(notice, None, passer_by)
    assert url("objection", objection.pk) in text(as_(judge).get(url("notices-desk")))
    answer(objection, judge)
    assert url("objection", objection.pk) not in text(as_(judge).get(url("notices-desk")))


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_the_sheet_for_the_wall_leads_back_to_the_page(notice, as_, editor, size):
    page = text(as_(editor).get(url("notice-sheet", notice.pk), {"size": size}))
    assert all(words in page for words in ("王*", "欧阳×娜一家", f"http://testserver{url('notice', notice.pk)}"))
    assert "王芳" not in page
    assert as_(editor).get(url("notice-sheet", notice.pk), {"size": "a5"}).status_code == 404


def test_the_sheet_is_a_pdf_where_the_library_is(notice, as_, editor):
    try:
        load()
    except Unavailable:
        pytest.skip("no WeasyPrint")
    answer = as_(editor).get(url("notice-sheet", notice.pk), {"as": "pdf", "size": "a3"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_resident_finds_what_is_up_from_the_first_page(notice, as_, wang):
    assert url("notices") in text(as_(wang.user).get(url("portal")))


def test_nobody_is_entered_as_the_signer_who_was_not_found(notice, as_, grid_worker):
    answered = as_(grid_worker).post(url("notice-paper", notice.pk), said(signed_by="查无此人"))
    assert answered.status_code == 200
    assert not Objection.objects.exists()
