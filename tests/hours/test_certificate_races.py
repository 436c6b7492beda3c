"""Two taps at the same moment: one certificate, one withdrawal."""

from functools import partial

import pytest

from points.hours import services as hours
from points.models import Certificate
from tests.racing import race

from .conftest import clock
from .test_certificates import issue

pytestmark = pytest.mark.django_db(transaction=True)


def issued(resident, by) -> str:
    with clock("12:00"):
        return issue(resident, by).serial


def withdrawn(certificate, by) -> str:
    hours.revoke_certificate(certificate, reason="姓名有误", by=by)
    return "withdrawn"


def test_the_same_figures_asked_for_at_once_give_one_certificate(booked, volunteer, second):
    outcomes = race([partial(issued, volunteer, by) for by in (volunteer.user, second) * 3])
    assert set(outcomes) == {Certificate.objects.get().serial}


def test_one_certificate_is_withdrawn_once(booked, volunteer, second):
    certificate = issue(volunteer)
    outcomes = race([partial(withdrawn, certificate, second)] * 4)
    assert sorted(outcomes) == ["certificate_withdrawn"] * 3 + ["withdrawn"]
