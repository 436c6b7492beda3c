"""What goes into the rules and what comes out: an act, and the award for it."""

import json.encoder
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils import timezone

from points.ledger.models import Account
from points.people.models import Grid, Resident
from points.rules.models import Rule
from points.rules.sentences import sentence

_quoted = json.encoder.encode_basestring
"""A text as JSON."""
CapKey = tuple[str, str, str]
"""Subject, scope and period of a `CapUse`."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that was done and is to be valued."""

    account: Account
    community: Grid
    """The node at the community level: its rule book decides."""
    rule_code: str
    occurred_at: datetime
    key: str
    """Says what it is for, such as `shift:42:resident:7`; never used twice."""
    resident: Resident | None = None
    """Who did it. Without one, a cap for each person is counted for the whole account."""
    quantity: int = 1
    minutes: int | None = None
    """Needed by a rule per time served."""
    difficulty: str = ""
    """A name among the rule's difficulties; empty for the ordinary one."""
    points: int | None = None
    """Tenths that a panel chose; needed by a rule with a range, refused by any other."""
    note: str = ""

    @cached_property
    def occurred_on(self) -> date:
        """The day in the community's time zone."""
        return timezone.localdate(self.occurred_at)

    def request(self) -> dict[str, Any]:
        """What makes two acts the same request."""
        return {
            "account": self.account.id,
            "community": self.community.id,
            "rule": self.rule_code,
            "occurred_at": self.occurred_at.isoformat(),
            "key": self.key,
            "resident": self.resident.id if self.resident else None,
            "quantity": self.quantity,
            "minutes": self.minutes,
            "difficulty": self.difficulty,
            "points": self.points,
            "note": self.note,
        }


def sheet_hash(acts: Iterable[Act]) -> str:
    """`ledger.request_hash` of `{"acts": [...]}` with each one's `request()`, written down in place.

    A month has thousands of acts; making a dictionary of each, and JSON of that, costs more than valuing it.
    """
    return sha256(f'{{"acts":[{",".join(map(_written_down, acts))}]}}'.encode()).hexdigest()


def _written_down(act: Act) -> str:
    resident = act.resident
    return (
        f'{{"account":{act.account.id},"community":{act.community.id},"difficulty":{_quoted(act.difficulty)},'
        f'"key":{_quoted(act.key)},"minutes":{_number(act.minutes)},"note":{_quoted(act.note)},'
        f'"occurred_at":"{act.occurred_at.isoformat()}","points":{_number(act.points)},"quantity":{act.quantity},'
        f'"resident":{resident.id if resident else "null"},"rule":{_quoted(act.rule_code)}}}'
    )


def _number(number: int | None) -> int | str:
    return "null" if number is None else number


@dataclass(frozen=True, kw_only=True)
class Award:
    """What an act brings or costs, and why."""

    rule: Rule
    amount: int
    """Tenths after the caps; below zero for a deduction."""
    cut: int
    """Tenths that a cap cut off, never below zero."""
    percent: int
    """Coefficient of difficulty."""
    explanation: dict[str, Any]
    """The figures behind the sentence, plain JSON."""

    @property
    def uses(self) -> list[CapKey]:
        """The caps that this award draws on."""
        return [(subject, scope, period) for subject, scope, period in self.explanation["uses"]]

    def sentence(self, language: str | None = None) -> str:
        """The explanation in the reader's language, or in `language`."""
        return sentence(self.explanation, language)
