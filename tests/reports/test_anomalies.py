"""The auditor's list: what stands out is found, what is ordinary is not, and nobody is accused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from points.errors import AnomalyGone, NotPermitted, OwnAnomaly, PersonalDataInText, ReasonRequired
from points.models import AnomalyNote, CheckIn, HandEntry, LogEntry, Shift
from points.permissions import Role
from points.reports import anomaly_words, queries, services
from points.reports.models import AnomalyKind
from points.reports.thresholds import THRESHOLDS
from points.scopes import Reach
from tests.reports.conftest import SATURDAY, at, csv_of, page
from tests.reports.listed import HAND, NOVEMBER, found, sentence

pytestmark = pytest.mark.django_db

#  --- confirmed at once ----------------------------------------------------------------------------------------------


@pytest.fixture
def confirmed(serve, make_volunteer, clean_up, organiser, administrator):
    """`confirmed(90)` is a record that was confirmed 90 seconds after it was recorded."""

    def make(seconds: float, **fields):
        record = serve(
            make_volunteer("欧阳娜娜"),
            None,
            300,
            source=HAND,
            recorded_by=organiser,
            confirmed_by=administrator,
            **fields,
        )
        record.confirmed_at = record.recorded_at + timedelta(seconds=seconds)
        record.save(update_fields=["confirmed_at"])
        return record

    return make


def test_what_is_confirmed_within_two_minutes_is_listed(confirmed, organiser, auditor):
    record = confirmed(120)
    confirmed(121)
    [line] = found(AnomalyKind.QUICK_APPROVAL)
    assert line.key == f"quick_approval:{record.pk}"
    said = sentence(line, auditor)
    for word in ("administrator", str(organiser.username), "300 minutes", "120 seconds", "欧阳×娜"):
        assert word in said, word
    assert "欧阳娜娜" not in said


def test_what_nobody_confirmed_or_long_ago_is_not_listed(serve, volunteer, confirmed):
    serve(volunteer, None, 60, source=HAND)
    confirmed(3600)
    assert found(AnomalyKind.QUICK_APPROVAL) == []


def test_only_the_days_and_the_places_that_were_asked_for(confirmed, community, elsewhere):
    confirmed(10)
    october = queries.Window(since=date(2026, 10, 1), until=date(2026, 11, 1), within=None)
    assert found(AnomalyKind.QUICK_APPROVAL, october) == []
    for paths, count in ((None, 1), ([community.path], 1), ([elsewhere.path], 0), ([], 0)):
        window = queries.Window(since=NOVEMBER.since, until=NOVEMBER.until, within=paths)
        assert len(found(AnomalyKind.QUICK_APPROVAL, window)) == count


# --- entered by hand ------------------------------------------------------------------------------------------------


@pytest.fixture
def entries(serve, make_volunteer, make_shift, organiser):
    """`entries([60, 61], shifts=2)`: as many people, spread over so many shifts, entered by the organiser."""

    def make(minutes: list[int], *, shifts: int, by=organiser, scanned: int = 0) -> list[Shift]:
        planned = [make_shift(f"{7 + number:02}:00", f"{7 + number:02}:30") for number in range(shifts)]
        for number, length in enumerate(minutes):
            shift, resident = planned[number % shifts], make_volunteer(f"周{number}")
            start = at("08:00") - timedelta(days=number)
            record = serve(
                resident, shift, length, source=HAND, started_at=start, ended_at=start + timedelta(minutes=length)
            )
            HandEntry.objects.create(key=record.key, entered_by=by, entered_on=SATURDAY, minutes=length)
            CheckIn.objects.create(shift=shift, resident=resident, in_at=shift.starts_at)
        for number in range(scanned):
            CheckIn.objects.create(shift=planned[0], resident=make_volunteer(f"吴{number}"), in_at=at("07:00"))
        return planned

    return make


def test_nothing_but_full_hours_at_several_shifts_is_listed(entries, organiser, auditor):
    entries([60, 120] * 4, shifts=3)
    [line] = found(AnomalyKind.ROUND_NUMBERS)
    assert (line.by, line.figures["entries"], line.figures["shifts"]) == ([organiser.pk], 8, 3)
    assert len(line.rows) == 8
    assert "All 8 entries" in sentence(line, auditor)


@pytest.mark.parametrize(
    ("minutes", "shifts"),
    [([60] * 7, 3), ([60] * 8, 2), ([60] * 7 + [61], 3)],
    ids=["too few", "one event", "one odd minute"],
)
def test_what_may_be_chance_is_not_listed(entries, minutes, shifts):
    entries(minutes, shifts=shifts)
    assert found(AnomalyKind.ROUND_NUMBERS) == []


def test_entries_that_were_taken_back_count_for_nothing(entries):
    entries([60] * 8, shifts=3)
    HandEntry.objects.filter(pk=HandEntry.objects.first().pk).update(minutes=0)
    assert found(AnomalyKind.ROUND_NUMBERS) == []


def test_who_enters_most_of_those_who_came_is_listed(entries, organiser, auditor):
    entries([61] * 10, shifts=1, scanned=10)
    [line] = found(AnomalyKind.ONE_FOR_MANY)
    assert (line.by, line.figures["people"], line.figures["came"]) == ([organiser.pk], 10, 20)
    assert "10 of 20 people by hand" in sentence(line, auditor)
    assert "50% of all" in sentence(line, auditor)


def test_whoever_is_entered_at_two_shifts_of_a_day_is_one_person(entries, organiser, serve, make_shift):
    entries([61] * 9, shifts=1)
    first = HandEntry.objects.order_by("pk").first()
    again = make_shift("18:00", "19:00")
    someone = CheckIn.objects.get(shift__pk=int(first.key.split(":")[1]), resident__pk=int(first.key.split(":")[3]))
    record = serve(someone.resident, again, 30, source=HAND, started_at=at("18:00"), ended_at=at("18:30"))
    HandEntry.objects.create(key=record.key, entered_by=organiser, entered_on=SATURDAY, minutes=30)
    assert found(AnomalyKind.ONE_FOR_MANY) == []


@pytest.mark.parametrize(("people", "scanned"), [(9, 0), (10, 11)], ids=["few", "most were scanned"])
def test_some_slips_of_paper_are_not_listed(entries, people, scanned):
    entries([61] * people, shifts=1, scanned=scanned)
    assert found(AnomalyKind.ONE_FOR_MANY) == []


# --- the list -------------------------------------------------------------------------------------------------------


def test_more_lines_take_no_more_statements(confirmed, entries, django_assert_max_num_queries, auditor):
    entries([60] * 12, shifts=3)
    for _ in range(8):
        confirmed(5)
    with django_assert_max_num_queries(22):
        shown = anomaly_words.parts(
            queries.anomalies(NOVEMBER), user=auditor, reach=Reach(user=auditor, served_paths=lambda *_: [])
        )
    assert {part.kind: len(part.lines) for part in shown} == {
        AnomalyKind.QUICK_APPROVAL: 8,
        AnomalyKind.ROUND_NUMBERS: 1,
        AnomalyKind.ONE_FOR_MANY: 1,
    }


def test_a_list_without_end_is_cut_and_says_so(as_role, confirmed, monkeypatch):
    object.__setattr__(THRESHOLDS, "most_lines", 1)
    try:
        confirmed(1)
        confirmed(2)
        assert "There are more" in page(as_role(Role.AUDITOR), "anomalies")
    finally:
        object.__setattr__(THRESHOLDS, "most_lines", 200)


def test_the_auditor_reads_where_to_look_and_writes_what_came_of_it(as_role, confirmed):
    record = confirmed(30)
    client = as_role(Role.AUDITOR)
    shown = page(client, "anomalies")
    assert reverse("points_servicerecord:inspect", args=[record.pk]) in shown
    assert "欧阳娜娜" not in shown
    sent = {"key": f"quick_approval:{record.pk}", "text": "两人当时都在办公室，已核对名单。"}
    for _tap in range(2):
        answer = client.post(reverse("points_reports:anomalies"), sent)
        assert answer.status_code == 302
    note = AnomalyNote.objects.get()
    assert (note.text, note.kind, note.resident_id) == (sent["text"], "quick_approval", record.resident_id)
    assert sent["text"] in page(client, "anomalies")
    entry = LogEntry.objects.get(action="points.anomaly_looked_at")
    assert entry.data == {"kind": "quick_approval"}


def test_what_was_typed_stays_when_it_is_refused(as_role, confirmed):
    record = confirmed(30)
    client = as_role(Role.AUDITOR)
    sent = {"key": f"quick_approval:{record.pk}", "text": "问过本人，电话 13912345678"}
    shown = client.post(reverse("points_reports:anomalies"), sent).content.decode()
    assert "13912345678</textarea>" in shown
    assert not AnomalyNote.objects.exists()
    gone = client.post(reverse("points_reports:anomalies"), {"key": "quick_approval:0", "text": "没有"})
    assert "not on the list any more" in gone.content.decode()
    assert client.post(reverse("points_reports:anomalies") + "?starts_on=x", sent).status_code == 200


def test_whoever_is_concerned_writes_no_note(confirmed, administrator, organiser, auditor, elsewhere, make_staff):
    record = confirmed(30)
    key = f"quick_approval:{record.pk}"
    line = queries.anomaly_with(key, window=NOVEMBER)
    assert sorted(line.by) == sorted([organiser.pk, administrator.pk])
    with pytest.raises(OwnAnomaly):
        services.note_anomaly(line, text="没问题", by=administrator)
    with pytest.raises(NotPermitted):
        services.note_anomaly(line, text="没问题", by=organiser)
    with pytest.raises(ReasonRequired):
        services.note_anomaly(line, text="  ", by=auditor)
    with pytest.raises(PersonalDataInText):
        services.note_anomaly(line, text="13912345678", by=auditor)
    record.resident.user = auditor
    record.resident.save(update_fields=["user"])
    with pytest.raises(OwnAnomaly):
        services.note_anomaly(queries.anomaly_with(key, window=NOVEMBER), text="没问题", by=auditor)
    with pytest.raises(AnomalyGone):
        queries.anomaly_with("nothing:1", window=NOVEMBER)


def test_the_office_reads_and_writes_nothing(as_role, confirmed):
    record = confirmed(30)
    client = as_role(Role.ADMINISTRATOR)
    assert "<textarea" not in page(client, "anomalies")
    client.post(reverse("points_reports:anomalies"), {"key": f"quick_approval:{record.pk}", "text": "没问题"})
    assert not AnomalyNote.objects.exists()


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.GRID_STAFF, Role.CASHIER, Role.EDITOR], ids=str)
def test_nobody_else_reads_it(as_role, role, confirmed):
    confirmed(30)
    assert as_role(role).get(reverse("points_reports:anomalies")).status_code == 302


def test_another_community_has_a_list_of_its_own(as_role, confirmed, elsewhere, community):
    confirmed(30)
    client = as_role(Role.AUDITOR, grid=elsewhere)
    assert "Nothing stands out on these days." in page(client, "anomalies")
    assert "confirmed 300" not in page(client, "anomalies", grid=community.pk)


def test_the_list_is_taken_along_with_its_notes(as_role, confirmed, auditor):
    record = confirmed(30)
    services.note_anomaly(
        queries.anomaly_with(f"quick_approval:{record.pk}", window=NOVEMBER), text="已核对", by=auditor
    )
    rows = csv_of(as_role(Role.AUDITOR), "anomalies")
    assert rows[0] == ["Kind", "When", "Community", "What", "Looked at"]
    assert (rows[1][0], rows[1][4]) == ("Confirmed at once", "已核对")
    assert "已核对" not in page(as_role(Role.AUDITOR), "anomalies", starts_on="2026-10-01", ends_on="2026-10-02")
