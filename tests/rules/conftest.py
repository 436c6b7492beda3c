from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from points.models import CapGroup, Rule, RuleBook
from points.rules import services as rules
from points.rules.services import Act

IN_FORCE = date(2026, 1, 1)


def local(*moment: int) -> datetime:
    """A moment on the clock of the community: `local(2026, 11, 1, 0, 30)`."""
    return timezone.make_aware(datetime(*moment))


@pytest.fixture
def make_book(community, administrator):
    """`make_book(rule(...), in_force_from=...)` is an adopted rule book with these rules."""

    def make(*drafted: Rule, in_force_from: date = IN_FORCE, name: str = "积分细则", **more) -> RuleBook:
        book = rules.draft(
            community=more.pop("community", community),
            name=name,
            rules=[rules.RuleDraft(rule=rule, cap_group=getattr(rule, "shares", None)) for rule in drafted],
            by=administrator,
            **more,
        )
        # On its day at the latest, as a meeting does: what another book has valued meanwhile keeps its value.
        day = local(in_force_from.year, in_force_from.month, in_force_from.day)
        with time_machine.travel(min(timezone.now(), day)):
            return rules.adopt(book, in_force_from=in_force_from, where="居民代表会议", by=administrator)

    return make


def make_rule(code: str, kind: str, points: int = 0, *, group: tuple[str, int, str] | None = None, **more) -> Rule:
    """A rule without its book; points and caps in tenths; `group` is name, cap and period."""
    more = {"category": "环境", "name": "清扫", "unit": "次"} | more
    rule = Rule(code=code, kind=kind, points=points, **more)
    rule.shares = CapGroup(name=group[0], cap=group[1], period=group[2]) if group else None
    return rule


@pytest.fixture
def make_act(household, community):
    """`make_act("A1", minutes=120)` is an act of the household, with a key of its own."""
    count = 0

    def make(code: str, **more) -> Act:
        nonlocal count
        count += 1
        facts = {"account": household.account, "community": community, "occurred_at": local(2026, 11, 20, 9)}
        return Act(**facts | {"rule_code": code, "key": f"act:{count}"} | more)

    return make


@pytest.fixture
def book_act(make_act, administrator):
    """`book_act("A1")` awards the act and returns its record."""
    return lambda code, **more: rules.award(make_act(code, **more), by=administrator).result
