"""Points that count for one person: the passbook is the person's own, and the rest of the family has no way to it."""

import pytest
from django.test import Client
from django.urls import reverse

from points.models import Account

pytestmark = pytest.mark.django_db
OWN = "/points/passbook/own/"


def reading(resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    client.cookies["django_language"] = "en"
    return client


def entries(answer) -> list[tuple[str, int]]:
    assert answer.status_code == 200
    return [(entry.title, entry.line.amount) for entry in answer.context["page"].entries]


def test_a_resident_reads_both_passbooks(wang, story, party_points):
    reader = reading(wang)
    assert entries(reader.get(OWN)) == [("参加党课", 50)]
    family = entries(reader.get("/points/passbook/"))
    assert ("参加党课", 50) not in family
    assert len(family) == 9


def test_each_passbook_leads_to_the_other(wang, party_points):
    reader = reading(wang)
    for address in ("/points/passbook/", OWN):
        page = reader.get(address).content.decode()
        assert f'href="{OWN}"' in page
        assert 'href="/points/passbook/"' in page


def test_the_home_page_shows_the_balance_and_the_way(wang, party_points):
    page = reading(wang).get("/points/").content.decode()
    assert f'href="{OWN}"' in page
    assert "Party member points" in page


def test_a_line_of_the_own_passbook_explains_itself_and_leads_back_to_it(wang, party_points):
    answer = reading(wang).get(reverse("points:line", args=[party_points.transfer_id]))
    assert answer.status_code == 200
    assert answer.context["passbook"] == OWN
    for fact in ("+5", "党员积分细则", "D1", "王芳", "赵敏"):
        assert fact in answer.content.decode()


def test_a_line_of_the_family_leads_back_to_the_family(wang, story, party_points):
    answer = reading(wang).get(reverse("points:line", args=[story.cut.transfer_id]))
    assert answer.context["passbook"] == "/points/passbook/"


def test_the_family_sees_nothing_of_it(wang, son, story, party_points):
    reader = reading(son)
    assert reader.get(OWN).status_code == 404
    assert reader.get(reverse("points:line", args=[party_points.transfer_id])).status_code == 404
    wang.account.refresh_from_db()
    for address in ("/points/", "/points/passbook/", "/points/card/", "/points/hours/"):
        page = reader.get(address).content.decode()
        for secret in (OWN, "Party member points", "参加党课", wang.account.number, wang.account.grouped_number):
            assert secret not in page


def test_the_son_with_an_account_of_his_own_reads_his_and_not_hers(son, party_points):
    son.account = Account.objects.create(book="party")
    son.save()
    reader = reading(son)
    assert entries(reader.get(OWN)) == []
    assert reader.get(reverse("points:line", args=[party_points.transfer_id])).status_code == 404


def test_a_neighbour_sees_nothing_of_it(neighbour, party_points):
    reader = reading(neighbour)
    assert reader.get(OWN).status_code == 404
    assert reader.get(reverse("points:line", args=[party_points.transfer_id])).status_code == 404


def test_without_such_an_account_nothing_hints_at_one(wang, story):
    reader = reading(wang)
    assert reader.get(OWN).status_code == 404
    assert OWN not in reader.get("/points/").content.decode()
    assert OWN not in reader.get("/points/passbook/").content.decode()


def test_an_empty_own_passbook_says_what_will_stand_there(wang):
    wang.account = Account.objects.create(book="party")
    wang.save()
    assert "kept for you alone" in reading(wang).get(OWN).content.decode()


def test_pages_of_the_own_passbook_stay_in_it(wang, party_points, settings):
    settings.POINTS = {"statement_page_size": 1}
    answer = reading(wang).get(OWN, {"before": party_points.transfer_id + 1})
    assert entries(answer) == [("参加党课", 50)]
    assert answer.context["newest"].startswith(OWN)
