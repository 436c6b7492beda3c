"""Coming and going: `POST checkins`, many at once, the roster and the rotating code of a shift."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status

from points import conf, tries
from points.activities import queries as activities_queries
from points.activities import services as activities
from points.activities.models import CheckIn, Scan, Shift
from points.api import problems
from points.api.answers import answered, reads, takes_many, writes
from points.api.callers import (
    Caller,
    Remembered,
    caller_of,
    caller_or_remembered,
    people_and,
    people_and_remembered,
)
from points.api.models import Device
from points.api.problems import NotFound
from points.api.schemas import (
    LARGEST_ID,
    CheckInBatch,
    CheckInIn,
    CheckInOut,
    CheckInResult,
    CheckInResults,
    CodeOut,
    Key,
    KeyedCheckIn,
    Roster,
    RosterLineOut,
    Seen,
)
from points.errors import CodeExpired, NotPermitted, PointsError
from points.ledger.services import Answer
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User

router = Router(tags=["check-ins"], auth=people_and(Device.Scope.CHECKIN))
ShiftId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("checkins", response=writes(CheckInOut), auth=people_and_remembered(Device.Scope.CHECKIN))
def check_in(request: HttpRequest, response: HttpResponse, data: CheckInIn, key: Key) -> Status[CheckInOut]:
    """A volunteer with the rotating code, or an organiser or device with a card or by hand."""
    if data.simulate:
        with activities.dry_run():
            tried, _is_replay = _taken(request, data, key=uuid4())
        # Nothing was made: 200, and no scan to come back to.
        return Status(200, tried.model_copy(update={"scan": None}))
    body, is_replay = _taken(request, data, key=key)
    return answered(response, body, is_replay=is_replay)


@router.post("checkins/batch", response=takes_many(CheckInResults))
def check_in_batch(request: HttpRequest, data: CheckInBatch) -> CheckInResults:
    """What a device scanned without a signal: each entry has its own key and gets its own answer, in any order."""
    caller = caller_of(request)
    return CheckInResults(results=[_result(caller, entry, data.sent_at) for entry in data.check_ins])


@router.get("shifts/{shift_id}/roster", response=reads(Roster))
def roster(request: HttpRequest, shift_id: ShiftId) -> Roster:
    """Who signed up and who came."""
    caller = caller_of(request)
    shift = _shift(shift_id, seen_by=caller)
    activities_queries.require_organiser(caller.user, shift.activity)
    lines = [_line(line, is_masked=caller.device is not None) for line in activities_queries.roster(shift)]
    return Roster(
        shift=shift.pk,
        state=shift.state,
        minutes_scanned=sum(line.minutes or 0 for line in lines if not line.is_by_hand),
        minutes_by_hand=sum(line.minutes or 0 for line in lines if line.is_by_hand),
        lines=lines,
    )


@router.get("shifts/{shift_id}/code", response=reads(CodeOut))
def code(request: HttpRequest, shift_id: ShiftId) -> CodeOut:
    """The code that the organiser's screen shows now."""
    caller = caller_of(request)
    shift = _shift(shift_id, seen_by=caller)
    activities_queries.require_organiser(caller.user, shift.activity)
    now, length = timezone.now(), conf.settings().code_step_seconds
    return CodeOut(
        code=activities_queries.current_code(shift, now), seconds_left=length - int(now.timestamp()) % length
    )


def _taken(request: HttpRequest, data: CheckInIn, *, key: Any) -> tuple[CheckInOut, bool]:
    """What is answered, and whether it was answered before."""
    # Of a token that is remembered, the statement asks whether it is still in use.
    caller = caller_or_remembered(request)
    if scan := _plainly(caller, data, key):
        return _shown(scan, caller), False
    caller = caller_of(request)
    answer = _by_code(caller, data, _key(key)) if data.code else _by_desk(caller, data, _key(key))
    return _shown(_scan(key), caller), answer.is_replay


def _plainly(caller: Caller | Remembered, data: Seen, key: Any, *, sent_at: datetime | None = None) -> Scan | None:
    """A card in one statement, as nearly all are at the door of a big event.

    Before anything is looked at: who may scan at this shift sees it, and no one else gets an answer here.
    """
    if data.card is None:
        return None
    seen = _seen(data, sent_at)
    provided = caller.provided if isinstance(caller, Remembered) else None
    return activities.take_plain_card(seen, by=caller.user, key=_key(key), provided=provided)


def _by_code(caller: Caller, data: CheckInIn, key: str) -> Answer[CheckIn]:
    resident = people.resident_of(caller.user)
    if resident is None:
        raise NotPermitted()
    # Of a draft, too: whoever reads its code stands in front of it.
    shift, limits = _shift(data.shift), conf.settings()
    own = {"who": tries.of_user(caller.user), "most": limits.tries_a_minute}
    of_all = {"who": f"shift:{shift.pk}", "most": limits.tries_a_minute_of_a_shift}
    try:
        with (
            tries.limited("code", **own, miss=CodeExpired),
            tries.limited("code", **of_all, miss=CodeExpired),
        ):
            return activities.check_in_by_code(
                shift, resident=resident, code=data.code or "", direction=data.direction, by=caller.user, key=key
            )
    except CodeExpired:
        _hide_draft(shift, caller)
        raise


def _by_desk(caller: Caller, data: Seen, key: str, *, sent_at: datetime | None = None) -> Answer[CheckIn]:
    shift = _shift(data.shift, seen_by=caller)
    if data.card is not None:
        return activities.check_in_seen(shift, seen=_seen(data, sent_at), by=caller.user, key=key)
    # Before the look-up, so that nobody tries out who lives here.
    activities_queries.require_organiser(caller.user, shift.activity)
    return activities.check_in_by_hand(
        shift,
        resident=_resident(shift, data.resident, by=caller.user),
        direction=data.direction,
        entry=activities.Entry(reason=data.reason, **_told(data, sent_at)),
        by=caller.user,
        key=key,
    )


def _result(caller: Caller, entry: KeyedCheckIn, sent_at: datetime | None) -> CheckInResult:
    key = entry.key
    try:
        if scan := _plainly(caller, entry, key, sent_at=sent_at):
            return CheckInResult(key=key, status=201, check_in=_shown(scan, caller))
        answer = _by_desk(caller, entry, _key(key), sent_at=sent_at)
    except PointsError as refusal:
        said = problems.of_refusal(refusal)
        return CheckInResult(key=key, status=said.status_code, problem=json.loads(said.content))
    return CheckInResult(key=key, status=200 if answer.is_replay else 201, check_in=_shown(_scan(key), caller))


def _seen(data: Seen, sent_at: datetime | None) -> activities.CardSeen:
    told = _told(data, sent_at)
    return activities.CardSeen(shift_id=data.shift, card_text=data.card or "", direction=data.direction, **told)


def _told(data: Seen, sent_at: datetime | None) -> dict[str, Any]:
    return {"occurred_at": data.occurred_at, "sent_at": sent_at, "device": data.device}


def _key(key: Any) -> str:
    return f"api:checkin:{key}"


def _shift(pk: int, *, seen_by: Caller | None = None) -> Shift:
    shift = Shift.objects.select_related("activity__community").filter(pk=pk).first()
    if shift is None:
        raise NotFound()
    if seen_by:
        _hide_draft(shift, seen_by)
    return shift


def _hide_draft(shift: Shift, caller: Caller) -> None:
    if not activities_queries.may_see(caller.user, shift.activity):
        raise NotFound()


def _resident(shift: Shift, pk: int | None, *, by: User) -> Resident:
    resident = activities_queries.people_to_enter(shift, by=by).filter(pk=pk).first()
    if resident is None:
        raise NotFound()
    return resident


def _scan(key: Any) -> Scan:
    """The scan never changes; the check-in goes on changing until the shift is closed."""
    return Scan.objects.select_related("resident").get(key=_key(key))


def _shown(scan: Scan, caller: Caller | Remembered) -> CheckInOut:
    assert scan.resident is not None, "an accepted scan has its resident"
    # A device holds as little as it needs; whoever scans with a login sees at the desk whom he scanned.
    is_whole = isinstance(caller, Caller) and caller.device is None and _sees_names(caller.user, scan)
    return CheckInOut(
        scan=scan.pk,
        shift=scan.shift_id,
        resident=scan.resident.pk,
        name=scan.resident.name if is_whole else str(scan.resident),
        direction=scan.direction,
        way=scan.way,
        occurred_at=scan.occurred_at,
        claimed_at=scan.claimed_at,
        recorded_at=scan.recorded_at,
    )


def _sees_names(user: User, scan: Scan) -> bool:
    shift = Shift.objects.select_related("activity__community").get(pk=scan.shift_id)
    return activities_queries.sees_names(user, shift)


def _line(line: activities_queries.RosterLine, *, is_masked: bool) -> RosterLineOut:
    came = line.check_in
    return RosterLineOut(
        resident=line.resident.pk,
        # The text of a resident is the masked name: a device holds as little as it needs.
        name=str(line.resident) if is_masked else line.resident.name,
        is_signed_up=line.sign_up is not None,
        in_at=came.in_at if came else None,
        out_at=came.out_at if came else None,
        is_by_hand=came.is_by_hand if came else False,
        minutes=line.served.minutes if line.served else None,
    )
