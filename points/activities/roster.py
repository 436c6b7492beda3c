"""Everybody at a shift: who signed up, who came, what it comes to, and what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from points.activities import times
from points.activities.attending import excuses_in_force
from points.activities.drafts import brings_hours, draft_of, roles_at
from points.activities.models import ActivityRole, CheckIn, Excuse, Shift, SignUp
from points.hours import queries as hours
from points.people.models import Resident

_OF_RESIDENT = "resident__household__grid", "resident__household__account"


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """One person at a shift: expected, there, or both."""

    resident: Resident
    sign_up: SignUp | None
    """None for somebody who came without."""
    check_in: CheckIn | None
    """None while the person is absent."""
    served: times.Served | None
    """What it comes to if the shift were closed now; None without a way in."""
    excuse: Excuse | None = None
    """Why the person does not come."""

    @property
    def role(self) -> ActivityRole | None:
        return self.sign_up.role if self.sign_up else None


def roster(shift: Shift) -> list[RosterLine]:
    """Everybody who signed up or came: those who came in the order in which they came, then the absent."""
    now = timezone.now()
    expected = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED).select_related(*_OF_RESIDENT, "role")
    sign_ups = {row.resident_id: row for row in expected}
    check_ins = CheckIn.objects.filter(shift=shift)
    came = list(check_ins.select_related(*_OF_RESIDENT, "service_record__award", "place_hint"))
    came.sort(key=lambda row: (row.in_at or row.out_at or now, row.pk))
    lines = [
        RosterLine(
            resident=row.resident,
            sign_up=sign_ups.pop(row.resident_id, None),
            check_in=row,
            served=times.served(shift, in_at=row.in_at, out_at=row.out_at, now=now),
        )
        for row in came
    ]
    excuses = {
        row.sign_up_id: row for row in excuses_in_force().filter(sign_up__shift=shift).select_related("recorded_by")
    }
    absent = [
        RosterLine(resident=row.resident, sign_up=row, check_in=None, served=None, excuse=excuses.get(row.pk))
        for row in sign_ups.values()
    ]
    return lines + absent


def worth_now(shift: Shift, lines: Sequence[RosterLine]) -> list[hours.Worth]:
    """What each line brings if the shift is closed now; nothing for paid work. A few statements for all of them."""
    if shift.activity.is_paid:
        return [hours.Worth() for _ in lines]
    drafts = {
        line.resident.pk: draft_of(shift, line.check_in, line.served, role=line.role)
        # In the order in which closing books them: members of one household share its caps.
        for line in sorted(lines, key=lambda line: line.resident.pk)
        if line.check_in and line.served and brings_hours(shift, line.role)
    }
    worths = dict(zip(drafts, hours.worth_of_all(list(drafts.values())), strict=True))
    return [worths.get(line.resident.pk, hours.Worth()) for line in lines]


def worth_at_the_end(check_in: CheckIn) -> hours.Worth:
    """What the person can expect who stays until the planned end, or who has left already."""
    shift = check_in.shift
    served = times.served(shift, in_at=check_in.in_at, out_at=check_in.out_at, now=shift.ends_at)
    role = roles_at(shift, [check_in.resident_id]).get(check_in.resident_id)
    if served is None or not brings_hours(shift, role):
        return hours.Worth()
    return hours.worth_of(draft_of(shift, check_in, served, role=role))
