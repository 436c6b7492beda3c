"""My data: taken along as a whole and without anybody else's, agreed to and taken back, asked to be erased."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from points.audit import LogEntry
from points.inbox import services as inbox
from points.models import Consent, ErasureRequest, Resident, Transfer
from points.people import queries as people
from points.portal.own_copy import archive_of
from points.portal.queries.own_data import sheets_of

pytestmark = pytest.mark.django_db
PAGE, COPY, ERASE = "/points/my-data/", "/points/my-data/copy/", "/points/my-data/erase/"


def reading(resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    client.cookies["django_language"] = "en"
    return client


def copy_of(resident) -> dict[str, str]:
    """The files of the copy."""
    answer = reading(resident).post(COPY)
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def table(files: dict[str, str], name: str) -> list[dict[str, object]]:
    return json.loads(files[f"{name}.json"])


# --- the copy -------------------------------------------------------------------------------------------------------


def test_the_copy_has_every_line_of_the_passbook_with_its_reason(story, wang):
    lines = table(copy_of(wang), "passbook")
    assert [line["number"] for line in lines] == list(Transfer.objects.order_by("-pk").values_list("pk", flat=True))
    assert lines[0]["balance"] == 0
    hours = next(line for line in lines if line["what"] == "清洁家园" and line["amount"] == 10)
    assert "minutes were served" in hours["explanation"]


def test_the_copy_has_what_was_served_signed_up_and_scanned(story, wang):
    files = copy_of(wang)
    assert [(row["minutes_scanned"], row["minutes_by_hand"]) for row in table(files, "hours")] == [(120, 0)]
    assert [row["direction"] for row in table(files, "scans")] == ["In", "Out"]
    assert len(table(files, "check-ins")) == 1
    assert table(files, "sign-ups") == []
    assert [row["total"] for row in table(files, "goods")] == [40, 40]


def test_every_table_stands_there_twice_and_says_the_same(story, wang):
    files = copy_of(wang)
    names = {name.rpartition(".")[0] for name in files} - {"index"}
    assert {"me", "household", "passbook", "hours", "consents", "certificates", "objections", "log"} <= names
    for name in names:
        rows = list(csv.reader(io.StringIO(files[f"{name}.csv"])))
        assert len(rows) - 1 == len(table(files, name)), name
        assert f'href="{name}.csv"' in files["index.html"]


def test_nobody_else_stands_in_it(story, wang, son, neighbour, office):
    Resident.objects.filter(pk=son.pk).update(born_on=date(2001, 2, 3), phone="+8613911112222")
    Resident.objects.filter(pk=neighbour.pk).update(born_on=date(1950, 4, 5), phone="+8613933334444")
    whole = "".join(copy_of(wang).values())
    assert "李小明" in whole, "the names of the household are known to its members"
    for secret in ("13911112222", "2001-02-03", "陈桂芳", "13933334444", "1950-04-05", "赵敏", office.username):
        assert secret not in whole


def test_what_another_member_did_is_a_line_without_its_story(story, wang, son):
    what = {line["number"]: line["explanation"] for line in table(copy_of(wang), "passbook")}
    assert what[story.by_hand.transfer_id] == "", "the son's"
    assert what[story.extra.transfer_id], "her own"
    his = {line["number"]: line["explanation"] for line in table(copy_of(son), "passbook")}
    assert his[story.by_hand.transfer_id]


def test_the_own_account_is_in_the_own_copy_only(party_points, wang, son):
    assert [line["what"] for line in table(copy_of(wang), "own-passbook")] == ["参加党课"]
    assert "own-passbook.json" not in copy_of(son)


def test_taking_it_is_logged_and_looking_is_not(story, wang):
    assert reading(wang).get(COPY).url == PAGE
    assert not LogEntry.objects.filter(action="points.copied").exists()
    copy_of(wang)
    line = LogEntry.objects.get(action="points.copied")
    assert (line.user_id, line.label) == (wang.user_id, f"#{wang.pk}")
    assert [row["what"] for row in table(copy_of(wang), "log")][-1] == "Copy of the own data taken"


def test_it_is_sent_while_it_is_made(story, wang):
    """Nothing is kept until the end: the first bytes are there before the second table is asked for."""
    asked = []

    def watched():
        for sheet in sheets_of(wang):
            asked.append(sheet.name)
            yield sheet

    parts = archive_of(watched())
    next(parts)
    assert asked == ["me"]
    assert sum(map(len, parts)) > 1000


def test_text_that_a_spreadsheet_would_run_is_guarded(story, wang):
    wang.name = "=1+1"
    wang.save()
    assert "'=1+1" in copy_of(wang)["me.csv"]
    assert any(row["value"] == "=1+1" for row in table(copy_of(wang), "me"))


# --- consents -------------------------------------------------------------------------------------------------------


def answer(client: Client, resident, do: str, purpose: str = Consent.Purpose.PUBLIC_NAME):
    return client.post(PAGE, {"resident": resident.pk, "purpose": purpose, "do": do})


def test_a_consent_is_given_and_taken_back(wang):
    client = reading(wang)
    assert answer(client, wang, "give").status_code == 302
    assert people.has_consent(wang, Consent.Purpose.PUBLIC_NAME)
    assert not people.has_consent(wang, Consent.Purpose.PUBLIC_PORTRAIT)
    answer(client, wang, "withdraw")
    assert not people.has_consent(wang, Consent.Purpose.PUBLIC_NAME)


def test_a_parent_decides_for_a_child_and_nobody_for_another_grown_up(wang, son, neighbour):
    client = reading(wang)
    answer(client, son, "give")
    answer(client, neighbour, "give")
    assert not Consent.objects.exists()
    Resident.objects.filter(pk=son.pk).update(born_on=timezone.localdate() - timedelta(days=8 * 365))
    answer(client, son, "give")
    assert Consent.objects.get().is_by_guardian
    assert "李小明" in client.get(PAGE).content.decode()


def test_a_child_is_told_that_the_guardian_decides(wang, son):
    Resident.objects.filter(pk=son.pk).update(born_on=timezone.localdate() - timedelta(days=8 * 365))
    refused = answer(reading(son), son, "give")
    assert refused.status_code == 409
    assert "the guardian decides" in refused.content.decode()
    assert not Consent.objects.exists()


# --- erasure --------------------------------------------------------------------------------------------------------


def test_asking_to_be_erased_takes_a_tick_and_can_be_taken_back(wang, son):
    client = reading(wang)
    assert "Please tick the box first" in client.post(ERASE).content.decode()
    assert not ErasureRequest.objects.exists()
    assert client.post(ERASE, {"understood": "on"}).url == PAGE
    assert ErasureRequest.objects.get().state == "waiting"
    assert "Take my request back" in client.get(ERASE).content.decode()
    client.post(ERASE)
    assert ErasureRequest.objects.get().state == "withdrawn"


def test_the_last_member_is_told_what_is_left(wang, award, story):
    award(wang.household, "Z1", minutes=60)
    Resident.objects.filter(household=wang.household).exclude(pk=wang.pk).update(is_active=False)
    assert "5 points are left" in reading(wang).get(ERASE).content.decode()


def test_while_others_stay_nothing_is_left_behind(wang, son, award, story):
    award(wang.household, "Z1", minutes=60)
    assert "points are left" not in reading(wang).get(ERASE).content.decode()


# --- home -----------------------------------------------------------------------------------------------------------


def test_home_leads_to_the_inbox_and_to_my_data(wang, story):
    page = reading(wang).get("/points/").content.decode()
    assert 'href="/points/inbox/"' in page
    assert 'href="/points/my-data/"' in page
    inbox.mark_read(wang, up_to=timezone.now(), by=wang.user)
    assert "Nothing new" in reading(wang).get("/points/").content.decode()
