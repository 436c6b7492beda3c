"""Shifts: signing up, coming and going, closing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.walk.model.hours import DAY, MINUTE, Hours, Served
from tests.walk.model.ledger import Answer, Ledger, Refused, Request
from tests.walk.model.rules import may
from tests.walk.town import EARLY_MINUTES, HOME, LATE_MINUTES, MEMBERS, SPOILT_CARDS, login_of

_EARLY, _LATE = EARLY_MINUTES * MINUTE, LATE_MINUTES * MINUTE


@dataclass(slots=True)
class Shift:
    activity: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int = 0
    is_open: bool = True
    scans: defaultdict[int, list[tuple[str, datetime, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Of each resident: direction, time, whether it was entered by hand."""
    forgotten: dict[int, datetime] = field(default_factory=dict)
    """The way out of whoever had none when the shift was closed."""
    hands: defaultdict[int, dict[str | int, tuple[date, int]]] = field(default_factory=lambda: defaultdict(dict))
    """Who entered each resident by hand: on which day, and how many minutes."""

    def check_in_of(self, resident: int) -> Answer:
        """The earliest way in, the latest way out, and whether one of them was entered by hand."""
        ways_in = sorted((at, by_hand) for direction, at, by_hand in self.scans[resident] if direction == "in")
        ways_out = sorted((at, not by_hand) for direction, at, by_hand in self.scans[resident] if direction == "out")
        in_at, in_by_hand = ways_in[0] if ways_in else (None, False)
        out_at, out_scanned = ways_out[-1] if ways_out else (self.forgotten.get(resident), True)
        return (in_at, out_at, in_by_hand or not out_scanned)


class Activities:
    def __init__(self, ledger: Ledger, hours: Hours) -> None:
        self.ledger, self.hours = ledger, hours
        self.shifts: dict[int, Shift] = {}
        """By their number, counted from 0."""
        self.count = 0
        self.traces: set[str] = set()
        """Keys of scans that were refused: they are kept, once."""
        self.places: defaultdict[int, dict[int, Shift]] = defaultdict(dict)
        """The shifts for which each resident is signed up."""

    def add_shift(self, request: Request, now: datetime) -> Answer:
        about = request.about
        may(request.by)
        if not about["starts_at"] < about["ends_at"] <= about["starts_at"] + DAY:
            raise Refused("invalid_times")
        self.shifts[self.count] = Shift(**about)
        self.count += 1
        self.ledger.rows["shift"] += 1
        return ("first",)

    # --- signing up -------------------------------------------------------------------------------------------------

    def sign_up(self, request: Request, now: datetime) -> Answer:
        number, resident = request.about["shift"], request.about["resident"]
        shift, mine = self.shifts[number], self.places[resident]
        if request.by != login_of(resident):
            may(request.by)
        self._refuse_strangers(resident)
        if number in mine:
            raise Refused("already_signed_up")
        if any(other.starts_at < shift.ends_at and other.ends_at > shift.starts_at for other in mine.values()):
            raise Refused("clashes")
        if not shift.is_open or (shift.ends_at <= now and request.by not in {"staff", "second"}):
            raise Refused("shift_not_open")
        if shift.taken >= shift.capacity:
            raise Refused("shift_full")
        shift.taken += 1
        old = [other for other, theirs in mine.items() if theirs.ends_at < now - 9 * DAY]
        for other in old:
            del mine[other]
        mine[number] = shift
        self.ledger.rows["signup"] += 1
        return ("first",)

    def cancel(self, request: Request, now: datetime) -> Answer:
        number, resident = request.about["shift"], request.about["resident"]
        shift, mine = self.shifts[number], self.places[resident]
        if request.by != login_of(resident):
            may(request.by)
        if not shift.is_open:
            raise Refused("shift_not_open")
        if number not in mine:
            raise Refused("not_signed_up")
        del mine[number]
        shift.taken -= 1
        return ("first",)

    def _refuse_strangers(self, resident: int) -> None:
        if resident // MEMBERS >= HOME:
            raise Refused("not_of_this_community")

    # --- coming and going -------------------------------------------------------------------------------------------

    def check_in(self, request: Request, now: datetime) -> Answer:
        about = request.about
        if about["way"] != "code":
            may(request.by)
        elif request.by != login_of(about["resident"]):
            raise Refused("not_permitted")
        shift, resident = self.shifts[about["shift"]], about["resident"]
        # What was typed as a code is no part of the request: it is over before anybody sends it again.
        body = tuple(value for name, value in about.items() if name != "code")
        try:
            return self.ledger.once(
                request, body, lambda: self._check_in(request, now), replay=lambda: shift.check_in_of(resident)
            )
        except Refused as refusal:
            if refusal.code != "idempotency_mismatch" and request.key not in self.traces:
                self.traces.add(request.key)
                self.ledger.rows["scan"] += 1
            raise

    def _check_in(self, request: Request, now: datetime) -> Answer:
        about = request.about
        shift, resident, direction = self.shifts[about["shift"]], about["resident"], about["direction"]
        at = min(about["claimed_at"] or now, now)
        self._refuse_scan(request)
        if not shift.is_open:
            raise Refused("shift_not_open")
        self._refuse_strangers(resident)
        late = _LATE if direction == "out" else timedelta()
        if not shift.starts_at - _EARLY <= at <= shift.ends_at + late:
            raise Refused("outside_shift_time")
        is_in = shift.check_in_of(resident)[0] is not None
        if is_in and direction == "in" and about["claimed_at"] is None:
            raise Refused("already_checked_in")
        scan = (direction, at, about["way"] == "hand")
        if about["way"] == "hand":
            self._vouch(shift, resident, scan, request.by, now)
        if not shift.scans[resident]:
            self.ledger.rows["checkin"] += 1
        shift.scans[resident].append(scan)
        self.ledger.rows["scan"] += 1
        return shift.check_in_of(resident)

    def _vouch(
        self, shift: Shift, resident: int, scan: tuple[str, datetime, bool], by: str | int, now: datetime
    ) -> None:
        shift.scans[resident].append(scan)
        try:
            served = self._served(shift, resident, by, shift.ends_at)
            minutes = served.minutes if served and served.is_by_hand else 0
            shift.forgotten.pop(resident, None)
            self.hours.vouch(shift.hands[resident], by, minutes, now)
        finally:
            shift.scans[resident].pop()

    def _refuse_scan(self, request: Request) -> None:
        about = request.about
        if about["way"] == "code" and about["code"] == "wrong":
            raise Refused("code_expired")
        if about["way"] == "card" and about["card"] in SPOILT_CARDS:
            raise Refused(SPOILT_CARDS[about["card"]])
        if about["way"] == "hand" and not about["reason"].strip():
            raise Refused("reason_required")

    # --- closing ----------------------------------------------------------------------------------------------------

    def close_shift(self, request: Request, now: datetime) -> Answer:
        may(request.by)
        number = request.about["shift"]
        return self.ledger.once(
            request, number, lambda: self._close(self.shifts[number], request.by, now), replay=lambda: ("closed",)
        )

    def _close(self, shift: Shift, by: str | int, now: datetime) -> Answer:
        if not shift.is_open:
            raise Refused("shift_not_open")
        if shift.starts_at > now:
            raise Refused("shift_not_started")
        came = [self._served(shift, resident, by, now) for resident in sorted(shift.scans)]
        served = [one for one in came if one and one.minutes]
        self.hours.record(served, now)
        shift.is_open = False
        return ("closed", *(one.facts for one in served))

    def _served(self, shift: Shift, resident: int, by: str | int, now: datetime) -> Served | None:
        in_at, out_at, is_by_hand = shift.check_in_of(resident)
        if in_at is None:
            return None
        since = max(in_at, shift.starts_at).replace(second=0)
        until = (min(out_at, shift.ends_at + _LATE) if out_at else min(shift.ends_at, now)).replace(second=0)
        until = max(since, until)
        if out_at is None:
            shift.forgotten[resident] = until
        minutes = (until - since) // MINUTE
        hands = shift.hands[resident]
        return Served(resident, shift.activity, since, until, minutes, is_by_hand, "booked", by, hands=hands)
