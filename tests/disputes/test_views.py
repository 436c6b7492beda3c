"""From the line to the answer on two phones, without a script."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.disputes.models import Dispute
from points.models import Transfer
from points.permissions import Role

from .conftest import balance, doubt, uphold

pytestmark = pytest.mark.django_db


def phone(user) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def line(transfer, name="line") -> str:
    return reverse(f"points:{name}", args=[transfer.pk])


def sent(kind="not_right", text="") -> dict[str, str]:
    return {"key": str(uuid4()), "kind": kind, "text": text}


def answered(do="uphold", text="核对签到表，确实没有来", **more) -> dict[str, str]:
    return {"key": str(uuid4()), "do": do, "answer": text, **more}


# --- the household --------------------------------------------------------------------------------------------------


def test_a_line_is_doubted_waits_and_is_answered(given, wang, judge):
    reader, desk = phone(wang.user), phone(judge)
    assert line(given.transfer, "dispute-line") in words(reader.get(line(given.transfer)))
    assert reader.post(line(given.transfer, "dispute-line"), sent(text="没有调解过")).url == line(given.transfer)
    page = words(reader.get(line(given.transfer)))
    assert "You said: this is not right" in page
    assert "没有调解过" in page
    assert line(given.transfer, "dispute-line") not in page
    assert "Being looked into" in words(reader.get("/points/passbook/")).replace("being", "Being")

    dispute = Dispute.objects.get()
    assert f'href="{line(dispute, "dispute")}"' in words(desk.get(reverse("points:disputes")))
    assert desk.post(line(dispute, "dispute"), answered(text="登记错了人")).url == line(dispute, "dispute")
    page = words(reader.get(line(given.transfer)))
    assert "You were right" in page
    assert "登记错了人" in page
    assert line(Transfer.objects.get(reverses=given.transfer)) in page
    assert "Put right" in words(reader.get("/points/passbook/"))
    assert balance(wang.household) == 0


def test_every_line_leads_to_the_form(story, wang):
    reader = phone(wang.user)
    for transfer in Transfer.objects.all():
        address = line(transfer, "dispute-line")
        assert f'href="{address}"' in words(reader.get(line(transfer)))
        assert reader.get(address).status_code == 200


def test_not_me_is_offered_for_hours_by_hand_alone(by_hand, given, story, wang):
    reader = phone(wang.user)
    assert "?kind=not_me" in words(reader.get(line(by_hand.award.transfer)))
    scanned = Transfer.objects.get(award_record__service_record__source="scanned")
    for transfer in (given.transfer, scanned):
        assert "?kind=not_me" not in words(reader.get(line(transfer)))
    form = reader.get(line(by_hand.award.transfer, "dispute-line"), {"kind": "not_me"}).context["form"]
    assert form["kind"].value() == "not_me"
    reader.post(line(by_hand.award.transfer, "dispute-line"), sent("not_me"))
    assert Dispute.objects.get().service_record == by_hand


def test_hours_that_were_taken_back_are_said_once_and_nobodys_any_more(by_hand, wang, judge):
    uphold(doubt(by_hand, wang, kind=Dispute.Kind.NOT_ME), judge)
    page = words(phone(wang.user).get(line(by_hand.award.transfer)))
    assert "?kind=not_me" not in page
    assert page.count(f'href="{line(by_hand.award.transfer.reversed_by)}"') == 1


def test_not_me_cannot_be_smuggled_in(given, wang):
    answer = phone(wang.user).post(line(given.transfer, "dispute-line"), sent("not_me"))
    assert answer.status_code == 200
    assert not Dispute.objects.exists()


def test_hours_of_the_household_are_doubted_on_their_own_page(by_hand, wang, son):
    for member in (wang, son):
        assert phone(member.user).get(line(by_hand, "dispute-hours")).status_code == 200
    answer = phone(wang.user).post(line(by_hand, "dispute-hours"), sent("not_me", "我那天在外地"))
    assert answer.url == reverse("points:hours")
    assert "You said: this was not me" in words(phone(wang.user).get(line(by_hand, "dispute-hours")))


def test_neighbours_find_neither_lines_nor_hours(by_hand, given, neighbour):
    reader = phone(neighbour.user)
    for address in (line(given.transfer, "dispute-line"), line(by_hand, "dispute-hours")):
        assert reader.get(address).status_code == 404
        assert reader.post(address, sent()).status_code == 404
    assert not Dispute.objects.exists()


def test_a_refusal_keeps_the_words_and_takes_another_key(given, wang):
    reader, words_sent = phone(wang.user), sent(text="请打13912345678")
    answer = reader.post(line(given.transfer, "dispute-line"), words_sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["text"].value() == "请打13912345678"
    assert str(form["key"].value()) != words_sent["key"]
    assert reader.post(line(given.transfer, "dispute-line"), words_sent | {"key": str(uuid4()), "text": "不对"}).url


def test_a_second_member_reads_that_it_is_known(given, wang, son):
    doubt(given.transfer, wang)
    answer = phone(son.user).post(line(given.transfer, "dispute-line"), sent())
    assert (answer.status_code, Dispute.objects.count()) == (409, 1)
    assert "knows about this already" in words(answer)


def test_after_the_answer_one_may_say_so_again(given, wang, judge):
    doubt(given.transfer, wang)
    phone(judge).post(line(Dispute.objects.get(), "dispute"), answered("dismiss", "调解记录在案"))
    reader = phone(wang.user)
    page = words(reader.get(line(given.transfer)))
    assert "The community office has answered" in page
    assert line(given.transfer, "dispute-line") in page
    reader.post(line(given.transfer, "dispute-line"), sent(text="还是不对"))
    assert "You said: this is not right" in words(reader.get(line(given.transfer)))


# --- the staff ------------------------------------------------------------------------------------------------------


def test_the_duty_says_how_many_wait(given, wang, judge):
    desk = phone(judge)
    assert desk.get("/points/").context["duties"].disputes_waiting == 0
    dispute = doubt(given.transfer, wang)
    answer = desk.get("/points/")
    assert answer.context["duties"].disputes_waiting == 1
    assert reverse("points:disputes") in words(answer)
    uphold(dispute, judge)
    assert desk.get("/points/").context["duties"].disputes_waiting == 0


def test_one_dispute_shows_what_stands_behind_it(by_hand, wang, judge, organiser):
    organiser.first_name = "刘强"
    organiser.save()
    dispute = doubt(by_hand, wang, kind=Dispute.Kind.NOT_ME, text="我那天在外地")
    page = words(phone(judge).get(line(dispute, "dispute")))
    for fact in ("王芳", "我那天在外地", "+10", "周六清洁家园", "2 h", "Entered by hand", "Z1", "version 1", "刘强"):
        assert fact in page


def test_what_is_refunded_at_the_till_is_named_in_the_answer(story, wang, judge, award):
    reversal = story.by_hand.transfer.reversed_by
    dispute, desk = doubt(reversal, wang), phone(judge)
    answer = desk.post(line(dispute, "dispute"), answered())
    assert answer.status_code == 409
    assert "cannot be undone here" in words(answer)
    anew = award(story.household, "Z1", minutes=60).transfer
    desk.post(line(dispute, "dispute"), answered(remedy=anew.pk))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.remedy) == ("upheld", anew)
    assert line(anew) in words(phone(wang.user).get(line(reversal)))


def test_whoever_entered_it_is_told_so_before_typing(given, wang, office):
    answer = phone(office).get(line(doubt(given.transfer, wang), "dispute"))
    assert "please ask a colleague" in words(answer)
    assert "<textarea" not in words(answer)


def test_an_answer_without_words_is_asked_for(given, wang, judge):
    dispute = doubt(given.transfer, wang)
    answer = phone(judge).post(line(dispute, "dispute"), answered(text=""))
    assert answer.context["form"].errors["answer"]
    dispute.refresh_from_db()
    assert dispute.state == "open"


def test_a_second_answer_is_refused_in_words(given, wang, judge):
    dispute, desk = doubt(given.transfer, wang), phone(judge)
    uphold(dispute, judge)
    answer = desk.post(line(dispute, "dispute"), answered("dismiss"))
    assert answer.status_code == 409
    assert "answered already" in words(answer)


def test_others_do_not_see_the_pages(given, wang, make_staff):
    dispute = doubt(given.transfer, wang)
    for role in (Role.ORGANISER, Role.GRID_STAFF, Role.CASHIER, Role.AUDITOR):
        client = phone(make_staff(role))
        assert client.get(reverse("points:disputes")).status_code == 403
        assert client.post(line(dispute, "dispute"), answered()).status_code == 403
    dispute.refresh_from_db()
    assert dispute.state == "open"


def test_the_list_costs_as_many_queries_for_many(story, wang, judge):
    desk, transfers = phone(judge), list(Transfer.objects.all())
    doubt(transfers[0], wang)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("points:disputes"))
        return len(captured)

    for_one = queries()
    for transfer in transfers[1:]:
        doubt(transfer, wang)
    assert queries() == for_one
