"""A Saturday clean-up of two hours.

In three communities people sweep their stairwells on the same Saturday from nine to eleven. The first one counts by
the hour and gives two points for each; the second one gives five points to everybody who came; the third one counts
service hours, a point for each, up to 500 a year. The same two hours are worth 4, 5 and 2 points, and each of the
three households can read why.
"""

from datetime import datetime

import pytest
from django.utils import timezone

from points.models import Grid, Household
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.worked_examples.rule_books import adopt

pytestmark = pytest.mark.django_db
NINE = timezone.make_aware(datetime(2026, 11, 14, 9))

PLACES = [
    # Rule book, rule, tenths, and the words.
    (
        "villages",
        "SG02",
        40,
        "“改善人居环境大扫除” gives +2 for every 60 minutes; 120 minutes were served, which makes +4 "
        "(rule SG02 of “villages”, version 1).",
    ),
    (
        "street_households",
        "ZH15",
        50,
        "“参加社区环境卫生整治” gives +5 for each 人次 (rule ZH15 of “street_households”, version 1).",
    ),
    (
        "dinghai",
        "DH11",
        20,
        "“志愿服务时长” gives +1 for every 60 minutes; 120 minutes were served, which makes +2 "
        "(rule DH11 of “dinghai”, version 1).",
    ),
]


@pytest.fixture
def volunteer(community, make_household):
    """`volunteer("定海")` is a household in a community of that name."""

    def settle(name: str) -> tuple[Grid, Household]:
        place = community.get_parent().add_child(level=community.level, name=name)
        return place, make_household("王芳", door="101", grid=place)

    return settle


def test_two_hours_under_three_rule_books(volunteer, make_staff, administrator):
    told = []
    for table, rule, _tenths, _words in PLACES:
        place, household = volunteer(table)
        adopt(table, community=place, by=administrator)
        organiser = make_staff(Role.GRID_STAFF, grid=place)
        clean_up = rules.Act(
            account=household.account,
            community=place,
            resident=household.residents.get(),
            rule_code=rule,
            occurred_at=NINE,
            minutes=120,
            key=f"clean-up:{household.pk}",
        )

        expected = queries.value_of(clean_up)
        record = rules.award(clean_up, by=organiser).result

        household.account.refresh_from_db()
        assert household.account.balance == record.transfer.amount == expected.amount
        assert queries.explain(record, "en") == expected.sentence("en")
        told.append((table, rule, record.amount, queries.explain(record, "en")))

    assert told == PLACES
    assert queries.verify().differences == []
