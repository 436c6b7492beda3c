"""The bench over HTTP works at all: what it sends is taken by both sides, answered by 201, and there afterwards.

Nothing is timed here. `served.measure` itself ends where an answer is not a 201 or is missing in the database.
"""

import pytest

from bench import http, load, served
from points.models import CheckIn, Scan


@pytest.mark.django_db(transaction=True)
def test_every_request_is_taken_and_counted(site):
    found = served.measure(site, served.Plan(clients=1, seconds=0.1, repeats=1))

    assert found["queries"] == 1
    assert set(found["sides"]) == {"ours", "bare"}
    assert all(side["rate"] > 0 and side["server_us"] >= 0 for side in found["sides"].values())
    assert found["sides"]["bare"]["ratio"] == 1
    # Those that were counted besides are refused by nobody either.
    assert CheckIn.objects.count() == Scan.objects.filter(refusal="").count() > 2
    assert "check-in" in http.table(found)


def test_an_answer_that_is_no_201_ends_the_bench():
    refused = load.Load(statuses=load.Counter({201: 2, 409: 1}))
    with pytest.raises(SystemExit, match="409"):
        served._prove(refused, 3)


def test_an_answer_without_its_row_ends_the_bench():
    with pytest.raises(SystemExit, match="2 answers, but 1 rows"):
        served._prove(load.Load(statuses=load.Counter({201: 2})), 1)
