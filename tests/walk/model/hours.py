"""Minutes that were served: recorded at a closing, entered by hand, confirmed by a second person, corrected."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.walk.model.ledger import Answer, Ledger, Refused, Request
from tests.walk.model.rules import Record, Rules, day_of, may, refuse_own
from tests.walk.town import ACTIVITIES, HAND_MINUTES_A_DAY, MEMBERS, STAFF_LIVES_IN

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
_REMEMBERED = 6 * DAY
"""Whoever is corrected is corrected soon; what lies further back cannot overlap with it."""


@dataclass(slots=True)
class Served:
    resident: int
    activity: int
    started_at: datetime
    ended_at: datetime
    minutes: int
    is_by_hand: bool
    state: str
    recorded_by: str | int
    award: Record | None = None
    hands: dict[str | int, tuple[date, int]] = field(default_factory=dict)
    """Who entered it by hand: on which day, and how many minutes."""
    replaces: "Served | None" = None

    @property
    def entered_by(self) -> set[str | int]:
        hands = {by for by, (_day, minutes) in self.hands.items() if minutes} if self.is_by_hand else set()
        return hands or {self.recorded_by}

    @property
    def standing(self) -> Record | None:
        """What the household has for the records before this one."""
        old = self.replaces
        while old and old.award is None:
            old = old.replaces
        return old.award if old else None

    @property
    def facts(self) -> Answer:
        return (self.resident, self.started_at, self.ended_at, self.minutes, self.award and self.award.amount)

    @property
    def brings_points(self) -> bool:
        return bool(ACTIVITIES[self.activity].rule and self.minutes)

    @property
    def act(self) -> dict[str, Any]:
        activity = ACTIVITIES[self.activity]
        return {
            "account": self.resident // MEMBERS,
            "rule": activity.rule,
            "at": self.started_at,
            "resident": self.resident,
            "quantity": 1,
            "minutes": self.minutes,
            "difficulty": activity.difficulty,
            "points": None,
        }

    def counts_within(self, since: datetime, until: datetime) -> bool:
        return self.state != "reversed" and self.minutes > 0 and self.started_at < until and self.ended_at > since


class Hours:
    def __init__(self, ledger: Ledger, rules: Rules) -> None:
        self.ledger, self.rules = ledger, rules
        self.served: dict[int, Served] = {}
        """By their number, counted from 0 in the order in which they were recorded."""
        self.count = 0
        self.newest: defaultdict[int, list[Served]] = defaultdict(list)
        """Of each resident."""
        self.minutes: Counter[tuple[int, bool]] = Counter()
        """Booked minutes of each resident, scanned and by hand."""
        self.by_hand: Counter[tuple[str | int, date]] = Counter()
        """Minutes that each of the staff entered on a day."""

    def vouch(self, hands: dict[str | int, tuple[date, int]], by: str | int, minutes: int, now: datetime) -> None:
        today = day_of(now)
        before = hands.get(by, (today, 0))
        entered = self.by_hand[by, today] - (before[1] if before[0] == today else 0)
        if minutes and entered + minutes > HAND_MINUTES_A_DAY:
            raise Refused("hand_minutes_used_up")
        self.by_hand[by, before[0]] -= before[1]
        self.by_hand[by, today] += minutes
        hands[by] = (today, minutes)

    def record(self, came: list[Served], now: datetime) -> None:
        """What a closed shift leaves, in the order of the residents."""
        for one in came:
            self._cut(one)
            is_own = one.recorded_by == "staff" and one.resident // MEMBERS == STAFF_LIVES_IN
            if is_own or (one.is_by_hand and one.minutes):
                one.state = "waiting"
        self._award([one for one in came if one.state == "booked"], now)
        for one in came:
            self._keep(one, now)

    def _cut(self, one: Served) -> None:
        """To the longest part that stands in no other record of the person, the first of equally long ones."""
        free = [(one.started_at, one.ended_at)]
        for other in self.newest[one.resident]:
            if other.counts_within(one.started_at, one.ended_at):
                parts = [((a, min(b, other.started_at)), (max(a, other.ended_at), b)) for a, b in free]
                free = [part for pair in parts for part in pair if part[0] < part[1]]
        free.sort(key=lambda part: (part[0] - part[1], part[0]))
        one.started_at, one.ended_at = free[0] if free else (one.started_at, one.started_at)
        one.minutes = (one.ended_at - one.started_at) // MINUTE

    def _award(self, served: list[Served], now: datetime) -> None:
        served = [one for one in served if one.brings_points]
        acts = [one.act for one in served]
        if acts:
            for one, record in zip(served, self.rules.book(acts, self.rules.value(acts, now)), strict=True):
                one.award = record

    def _keep(self, one: Served, now: datetime) -> None:
        self.served[self.count] = one
        self.count += 1
        self.ledger.rows["servicerecord"] += 1
        recent = [other for other in self.newest[one.resident] if other.ended_at > now - _REMEMBERED]
        self.newest[one.resident] = [*recent, one]
        self._count(one, 1)

    def _count(self, one: Served, sign: int) -> None:
        if one.state == "booked":
            self.minutes[one.resident, one.is_by_hand] += sign * one.minutes

    # --- the verbs --------------------------------------------------------------------------------------------------

    def confirm(self, request: Request, now: datetime) -> Answer:
        one = self.served[request.about["served"]]
        may(request.by)
        refuse_own(request.by, one.resident // MEMBERS)
        if request.by in one.entered_by:
            raise Refused("own_entry")
        if one.state != "waiting":
            raise Refused("hours_not_waiting")
        self._award_instead(one, one.standing, now)
        one.state = "booked"
        self._count(one, 1)
        return ("first", *one.facts)

    def correct(self, request: Request, now: datetime) -> Answer:
        about = request.about
        may(request.by)
        refuse_own(request.by, self.served[about["served"]].resident // MEMBERS)
        return self.ledger.once(request, tuple(about.values()), lambda: self._correct(request, now))

    def _correct(self, request: Request, now: datetime) -> Answer:
        since, until = request.about["since"], request.about["until"]
        old = self.served[request.about["served"]]
        if not request.about["reason"].strip():
            raise Refused("reason_required")
        if not since <= until <= since + DAY:
            raise Refused("invalid_times")
        if until > now:
            raise Refused("future_date")
        if old.state == "reversed":
            raise Refused("hours_replaced")
        others = [one for one in self.newest[old.resident] if one is not old]
        if since < until and any(one.counts_within(since, until) for one in others):
            raise Refused("hours_overlap")
        new = Served(old.resident, old.activity, since, until, (until - since) // MINUTE, True, "booked", request.by)
        new.replaces = old
        is_within = old.started_at <= since and until <= old.ended_at
        is_said_by_another = old.state == "booked" or request.by not in old.entered_by
        if new.minutes and not (is_within and is_said_by_another):
            new.state = "waiting"
            self.vouch(new.hands, request.by, new.minutes, now)
        self._count(old, -1)
        old.state = "reversed"
        if new.state == "booked":
            self._award_instead(new, new.standing, now)
        self._keep(new, now)
        return new.facts

    def _award_instead(self, new: Served, old: Record | None, now: datetime) -> None:
        """The new award comes before the old one is taken back, so that points spent meanwhile come out of it."""
        if old is None or old.shortfall is not None:
            self._award([new], now)
            return
        self.rules.free(old)
        self._award([new], now)
        self.rules.return_points(old)
