"""Whatever is sent, the answer is one that the OpenAPI document lists, and never a page or a 500."""

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.models import AwardRecord, Redemption, Scan
from points.permissions import Role

pytestmark = pytest.mark.django_db

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**70), max_value=2**70)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["", "\x00", "\ud800", "2026-11-14", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def spoil(data, body: dict) -> dict:
    """The body with one or two of its fields, or a new one, replaced by anything."""
    names = data.draw(st.lists(st.sampled_from([*body, "extra"]), min_size=1, max_size=2, unique=True))
    return body | {name: data.draw(anything) for name in names}


def numbers() -> tuple[int, int, int]:
    return AwardRecord.objects.count(), Redemption.objects.count(), Scan.objects.filter(refusal="").count()


@FEW
@given(data=st.data())
def test_strange_awards(data, person, make_staff, household, rule_book, staff):
    body = {"account": household.account.number, "rule": "W02", "occurred_on": "2026-11-20", "quantity": 1}
    staff.post("awards", spoil(data, body))


@FEW
@given(data=st.data())
def test_strange_scans(data, scanner, shift, volunteer):
    body = {"shift": shift.pk, "resident": volunteer.pk, "direction": "in", "reason": "忘带手机"}
    scanner.post("checkins", spoil(data, body))
    scanner.post("checkins/batch", {"check_ins": [spoil(data, body | {"key": str(uuid4())})]})


@FEW
@given(data=st.data())
def test_strange_baskets(data, till, store, household, rice):
    line = {"good": rice.pk, "quantity": 1, "price": 400}
    body = {"store": store.code, "account": household.account.number, "lines": [spoil(data, line)]}
    before = numbers()
    till.post("redemptions", body)
    till.post("redemptions", spoil(data, body))
    # The household has no points: nothing strange may change that.
    assert numbers() == before


@FEW
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: json.dumps(text).encode()))
def test_strange_bytes(content, till):
    assert till.post("redemptions", content).status_code in {400, 422}


@FEW
@given(number=st.text(min_size=1, max_size=30), before=anything, limit=anything)
def test_strange_addresses(number, before, limit, staff, household):
    staff.get(f"accounts/{household.account.number}/transfers", before=f"{before!r}", limit=f"{limit!r}")
    response = staff.client.get(f"/points/api/v1/accounts/{number}")
    assert response.status_code in {401, 404, 200, 429}


@pytest.fixture
def staff(person, make_staff):
    return person(make_staff(Role.GRID_STAFF))
