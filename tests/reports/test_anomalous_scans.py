"""What stands out in scans: entered at night, one device under many logins, faster than hands are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points.models import Scan, Shift
from points.permissions import Role
from points.reports.models import AnomalyKind
from tests.reports.conftest import at
from tests.reports.listed import HAND, found, sentence

pytestmark = pytest.mark.django_db


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
