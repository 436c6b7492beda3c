"""Two people at the same moment: one dispute, one answer, one reversal."""

from functools import partial
from uuid import uuid4

import pytest

from points.disputes import services as disputes
from points.disputes.models import Dispute
from points.ledger import queries as ledger
from points.models import Transfer
from points.permissions import Role
from tests.racing import race

from .conftest import balance, doubt, uphold

pytestmark = pytest.mark.django_db(transaction=True)


def raised(transfer, resident) -> int:
    return doubt(transfer, resident).pk


def upheld(dispute, by) -> str:
    return uphold(dispute, by).state


def dismissed(dispute, by) -> str:
    return disputes.dismiss(dispute, answer="调解记录在案", by=by).state


def test_a_family_that_doubts_at_once_raises_one_dispute(given, wang, son):
    outcomes = race([partial(raised, given.transfer, member) for member in (wang, son) * 3])
    dispute = Dispute.objects.get()
    assert sorted(map(str, outcomes)) == sorted([str(dispute.pk), *["already_disputed"] * 5])


def test_one_of_two_answers_counts(given, wang, judge, make_staff):
    dispute, other = doubt(given.transfer, wang), make_staff(Role.ADMINISTRATOR)
    outcomes = race([*[partial(upheld, dispute, judge)] * 3, *[partial(dismissed, dispute, other)] * 3])
    dispute.refresh_from_db()
    assert sorted(outcomes) == sorted([dispute.state, *["dispute_answered"] * 5])
    reversals = Transfer.objects.filter(reverses=given.transfer).count()
    assert (reversals, balance(wang.household)) == ((1, 0) if dispute.state == "upheld" else (0, 100))
    assert ledger.verify().differences == []


def test_hours_are_taken_back_once(by_hand, wang, judge, make_staff):
    dispute, other = doubt(by_hand, wang, kind=Dispute.Kind.NOT_ME, key=uuid4()), make_staff(Role.ADMINISTRATOR)
    outcomes = race([partial(upheld, dispute, by) for by in (judge, other) * 2])
    assert sorted(outcomes) == ["dispute_answered"] * 3 + ["upheld"]
    assert balance(wang.household) == 0
    assert ledger.verify().differences == []
