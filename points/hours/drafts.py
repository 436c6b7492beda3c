"""Minutes that are to be recorded, and the act that the rule book values."""

from dataclasses import dataclass
from datetime import date, datetime

from points import conf
from points.hours.models import HandEntry, ServiceRecord
from points.people.models import Grid, Resident
from points.rules.queries import Act


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Minutes that are to be recorded."""

    resident: Resident
    """With its household, grid and account at hand: a batch has hundreds of them."""
    community: Grid
    """Where it was served; its rule book values it."""
    key: str
    """Such as `shift:42:resident:7`; never used twice."""
    title: str
    occurred_on: date
    started_at: datetime
    ended_at: datetime
    minutes: int
    source: ServiceRecord.Source
    is_closed_automatically: bool = False
    place: str = ""
    content: str = ""
    organiser: str = ""
    rule_code: str = ""
    """Empty when it brings hours only."""
    difficulty: str = ""


def brings_points(served: Draft | ServiceRecord) -> bool:
    """Without a rule or without a minute there is nothing to value."""
    return bool(served.rule_code and served.minutes)


def needs_second_person(draft: Draft) -> bool:
    """What a person only says, somebody else confirms."""
    by_hand = draft.source == ServiceRecord.Source.BY_HAND
    return by_hand and bool(draft.minutes) and conf.settings().has_second_person_for_hours


def entered_by(record: ServiceRecord) -> set[int]:
    """Who may not confirm it: whoever entered it by hand, otherwise whoever recorded it."""
    is_typed = record.source == ServiceRecord.Source.BY_HAND
    entries = HandEntry.objects.filter(key=record.key, minutes__gt=0) if is_typed else HandEntry.objects.none()
    return set(entries.values_list("entered_by", flat=True)) or {record.recorded_by_id or 0}


def act_of(served: Draft | ServiceRecord) -> Act:
    return Act(
        account=served.resident.household.account,
        community=served.community,
        rule_code=served.rule_code,
        occurred_at=served.started_at,
        key=served.key,
        resident=served.resident,
        minutes=served.minutes,
        difficulty=served.difficulty,
        note=served.title,
    )
