"""The Wang household doubts: a line by hand, hours in somebody's name, rice that was paid twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.hours import services as hours
from points.models import Account, ServiceRecord
from points.permissions import Role
from tests.portal.conftest import *  # noqa: F403
from tests.portal.conftest import SATURDAY, local


def balance(household) -> int:
    return Account.objects.get(pk=household.account_id).balance


def doubt(about, resident, *, kind=Dispute.Kind.NOT_RIGHT, text="", by=None, key=None) -> Dispute:
    by = by or resident.user
    return disputes.raise_dispute(about, resident=resident, kind=kind, text=text, by=by, key=key or uuid4()).result


def uphold(dispute, by, answer="核对签到表，确实没有来", *, key=None, remedy=None) -> Dispute:
    return disputes.uphold(dispute, answer=answer, by=by, key=key or uuid4(), remedy=remedy).result


@pytest.fixture
def judge(make_staff):
    """An administrator who had no part in anything."""
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def organiser(make_staff):
    return make_staff(Role.ORGANISER)


@pytest.fixture
def record_hours(community, book, organiser, make_staff):
    """`record_hours(resident)`: two hours a fortnight ago that somebody typed in and a colleague confirmed; `by` a
    member of the household they wait."""
    colleague = make_staff(Role.ORGANISER)

    def record(resident, *, by=None, source=ServiceRecord.Source.BY_HAND, rule="Z1") -> ServiceRecord:
        began = local(*SATURDAY, 9) - timedelta(days=7)
        draft = hours.Draft(
            resident=resident,
            community=community,
            key=f"sheet:{uuid4()}",
            title="周六清洁家园",
            occurred_on=began.date(),
            started_at=began,
            ended_at=began + timedelta(hours=2),
            minutes=120,
            source=source,
            rule_code=rule,
        )
        with transaction.atomic():
            typed = hours.record_many([draft], by=by or organiser, key=draft.key)[0]
        return hours.confirm(typed, by=colleague) if by is None and typed.state == "waiting" else typed

    return record


@pytest.fixture
def by_hand(now, wang, record_hours) -> ServiceRecord:
    """+10 for hours that 王芳 knows nothing of."""
    return record_hours(wang)


@pytest.fixture
def given(now, wang, award):
    """+10 by hand, by the office."""
    return award(wang.household, "Z2")
