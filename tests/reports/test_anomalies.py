"""The auditor's list: what stands out is found, what is ordinary is not, and nobody is accused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from points.errors import AnomalyGone, NotPermitted, OwnAnomaly, PersonalDataInText, ReasonRequired
from points.models import AnomalyNote, CheckIn, HandEntry, LogEntry, Scan, Shift
from points.permissions import Role
from points.reports import anomaly_words, queries, services
from points.reports.models import AnomalyKind
from points.reports.thresholds import THRESHOLDS
from points.scopes import Reach
from tests.reports.conftest import SATURDAY, at, csv_of, page

pytestmark = pytest.mark.django_db
HAND = "by_hand"
NOVEMBER = queries.Window(since=date(2026, 11, 1), until=date(2026, 12, 1), within=None)


def found(kind: AnomalyKind, window: queries.Window = NOVEMBER) -> list[queries.Anomaly]:
    return queries.anomalies(window, kinds=[kind])


def sentence(anomaly: queries.Anomaly, user) -> str:
    reach = Reach(user=user, served_paths=lambda *_: [])
    with translation.override("en"):
        [part] = anomaly_words.parts([anomaly], user=user, reach=reach)
    return part.lines[0].sentence


@pytest.fixture
def auditor(groups, make_staff):
    return make_staff(Role.AUDITOR)


# --- confirmed at once ----------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("people", "scanned"), [(9, 0), (10, 11)], ids=["few", "most were scanned"])
def test_some_slips_of_paper_are_not_listed(entries, people, scanned):
    entries([61] * people, shifts=1, scanned=scanned)
    assert found(AnomalyKind.ONE_FOR_MANY) == []


# --- scans ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def scanned(make_volunteer):
    """`scanned(shift, times, by=..)` are scans of as many people, recorded at these moments."""
    names = iter(range(1, 10_000))

    def make(shift: Shift, moments, *, by, way="card", device="", same_person=False, **fields) -> list[Scan]:
        made = []
        person = make_volunteer(f"郑{next(names)}") if same_person else None
        for moment in moments:
            resident = person or make_volunteer(f"郑{next(names)}")
            given = {"direction": "in", "key": f"scan:{next(names)}", "occurred_at": moment, "device": device} | fields
            scan = Scan.objects.create(shift=shift, resident=resident, way=way, recorded_by=by, **given)
            Scan.objects.filter(pk=scan.pk).update(recorded_at=moment)
            made.append(scan)
        return made

    return make


@pytest.mark.parametrize(
    ("clock_time", "day", "is_listed"),
    [("21:59", 15, False), ("22:00", 15, True), ("05:59", 15, True), ("06:00", 15, False), ("23:30", 14, True)],
)
def test_the_night_is_that_of_the_site(scanned, clean_up, organiser, auditor, clock_time, day, is_listed):
    scanned(clean_up, [at(clock_time, day)] * 2, by=organiser, way=HAND)
    lines = found(AnomalyKind.NIGHT_ENTRY)
    assert len(lines) == is_listed
    if is_listed:
        assert "entered 2 people by hand for “周六大扫除”" in sentence(lines[0], auditor)


def test_a_night_watch_is_entered_at_night(scanned, make_shift, organiser):
    watch = make_shift("22:00", "23:30")
    scanned(watch, [at("22:10")], by=organiser, way=HAND)
    scanned(watch, [at("23:40")], by=organiser, way="card")
    assert found(AnomalyKind.NIGHT_ENTRY) == []


def test_one_device_under_many_logins_is_listed(scanned, clean_up, make_staff, organiser, auditor):
    logins = [organiser, make_staff(Role.ORGANISER), make_staff(Role.ORGANISER)]
    for number, login in enumerate(logins[:2]):
        scanned(clean_up, [at(f"08:0{number}")], by=login, device="a1b2")
        scanned(clean_up, [at(f"08:1{number}")], by=login, device="")
    assert found(AnomalyKind.SHARED_DEVICE) == []
    scanned(clean_up, [at("08:03")], by=logins[2], device="a1b2")
    [line] = found(AnomalyKind.SHARED_DEVICE)
    assert sorted(line.by) == sorted(login.pk for login in logins)
    assert "3 logins made 3 scans with the device a1b2" in sentence(line, auditor)


def quickly(count: int, gap: float) -> list:
    return [at("08:00") + timedelta(seconds=gap * number) for number in range(count)]


def test_five_cards_in_four_seconds_are_listed(scanned, clean_up, organiser, auditor):
    first, *_rest = scanned(clean_up, quickly(5, 0.9), by=organiser, device="a1b2")
    [line] = found(AnomalyKind.TOO_FAST)
    assert (line.at, line.figures["scans"], line.figures["seconds"]) == (at("08:00"), 5, 3.6)
    assert "scanned 5 people at “周六大扫除” within 3.6 seconds" in sentence(line, auditor)
    assert first.shift_id == line.rows[0][1]


def test_a_pause_ends_a_stretch(scanned, clean_up, organiser):
    moments = [*quickly(4, 0.5), *(moment + timedelta(seconds=60) for moment in quickly(6, 0.5))]
    scanned(clean_up, moments, by=organiser)
    [line] = found(AnomalyKind.TOO_FAST)
    assert line.figures["scans"] == 6


@pytest.mark.parametrize(
    ("count", "gap", "fields"),
    [
        (4, 0.1, {}),
        (9, 1.0, {}),
        (9, 0.1, {"same_person": True}),
        (9, 0.1, {"claimed_at": timezone.now()}),
        (9, 0.1, {"refusal": "card_revoked"}),
        (9, 0.1, {"way": "rotating_code"}),
    ],
    ids=["few", "a second each", "one card again and again", "sent later", "refused", "on their own phones"],
)
def test_what_hands_can_do_is_not_listed(scanned, clean_up, organiser, count, gap, fields):
    scanned(clean_up, quickly(count, gap), by=organiser, **fields)
    assert found(AnomalyKind.TOO_FAST) == []


def test_two_scanners_beside_each_other_are_not_one(scanned, clean_up, organiser):
    for device in ("a1b2", "c3d4"):
        scanned(clean_up, quickly(4, 0.5), by=organiser, device=device)
    assert found(AnomalyKind.TOO_FAST) == []


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
