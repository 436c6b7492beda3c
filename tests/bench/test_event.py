"""The event of four hundred, in small: everybody is in, everybody is out, and nothing that was sent is an error."""

from datetime import datetime
from random import Random

import pytest
from django.utils import timezone

from bench import crowd, event
from bench.rush import Rush, Scanner
from points.models import CheckIn, Scan


@pytest.mark.django_db(transaction=True)
def test_everybody_is_signed_in_and_out_without_an_error(site):
    found = crowd.measure(site, crowd.Plan(people=60, scanners=3, rounds=1, seed=8))
    for side in found["ways"].values():
        assert side["errors"] == 0
        assert side["words"]["201"] >= 60
        assert side["words"]["200"] > 0
    assert found["ways"]["in one by one"]["batch"]["p99_ms"] == 0 < found["ways"]["in"]["batch"]["p99_ms"]
    # Two events: the first one warms up. Those who came in one by one stay.
    assert CheckIn.objects.filter(in_at__isnull=False, out_at__isnull=False).count() == 120
    assert Scan.objects.filter(refusal="").count() >= 360
    assert "| signed out | 60 | 3 |" in event.table(found)


def requests(*, seed=8, **fields) -> list[bytes]:
    scanners = [Scanner(name=f"s{number}", headers={"Authorization": f"Bearer {number}"}) for number in range(4)]
    common = {"shift": 1, "direction": "in", "is_live": True, "since": timezone.make_aware(datetime(2026, 11, 14, 8))}
    rush = Rush(**common | {"cards": [f"card{number}" for number in range(400)], "scanners": scanners} | fields)
    return list(rush.requests(Random(seed)))


def test_a_rush_mixes_single_scans_and_batches_repeats_and_people_who_are_read_twice():
    sent = requests()
    batches = [one for one in sent if b"/batch HTTP" in one]
    assert 5 < len(batches) < len(sent)
    assert len(set(sent)) < len(sent)
    everybody = b"".join(set(sent))
    assert all(f'"card{number}"'.encode() in everybody for number in range(400))
    assert sum(everybody.count(f'"card{number}"'.encode()) for number in range(400)) > 400
    assert requests() == sent != requests(seed=9)


def test_what_a_queue_says_lies_within_the_ten_minutes():
    moments = b"".join(requests()).split(b'"occurred_at": "')[1:]
    assert {moment[:14] for moment in moments} == {b"2026-11-14T08:"}
    assert max(int(moment[14:16]) for moment in moments) <= 9


def test_an_answer_that_is_an_error_is_counted_as_one():
    heard = crowd.Heard()
    single, batch = (f"POST {path} HTTP/1.1\r\n".encode() for path in ("/checkins", "/checkins/batch"))
    heard(single, 0.1, 201, b"{}")
    heard(single, 0.1, 409, b'{"code": "already_checked_in"}')
    heard(batch, 0.2, 200, b'{"results": [{"status": 201}, {"status": 409, "problem": {"code": "card_revoked"}}]}')
    assert (len(heard.single), len(heard.batch), heard.errors) == (2, 1, 1)
    heard(batch, 0.2, 503, b'{"code": "away"}')
    assert heard.errors == 2
