"""A whole team at a shift: its leader signs up several members on one page.

Nobody is signed up who does not serve in the team, and what binds a member who signs up himself binds the leader: the
window, age and skills, no two places at once. One of them who cannot come does not keep the others out, so each has an
outcome of his own; they stand in the log under the key, and the same request is answered by them again. Everybody reads
in the inbox that he was signed up, and may give the place back until the shift begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from wagtail.log_actions import log

from points import audit
from points.activities import queries
from points.activities.models import ActivityRole, Shift, SignUp
from points.activities.services.sign_ups import take_place, take_place_or_wait
from points.audit import LogEntry
from points.errors import NotOfTheTeam, NotPermitted, PointsError
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Resident, Team
from points.permissions import User

_ACTION = "points.team_signed_up"


@dataclass(frozen=True, kw_only=True)
class TeamList:
    """Who of a team shall come, and as what."""

    team: Team
    members: Sequence[Resident]
    role: ActivityRole | None = None
    is_waiting: bool = False
    """Whoever gets no place any more waits for one."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the request came to for one member."""

    resident: Resident
    state: str = ""
    """Of the sign-up; empty where it was refused."""
    refusal: PointsError | None = None


def sign_up_team(shift: Shift, *, listed: TeamList, by: User, key: str) -> ledger.Answer[list[Outcome]]:
    """Places for the members, in their order; each with its outcome, and no refusal keeps the others out.

    Refuses with `not_permitted` whoever does not lead the team or sees no such shift, with `not_of_the_team`,
    `idempotency_mismatch`, and for each member as `sign_up` does.
    """
    if not queries.may_see(by, shift.activity) or not people.teams_led_by(by).filter(pk=listed.team.pk).exists():
        raise NotPermitted()
    request = {
        "shift": shift.pk,
        "team": listed.team.pk,
        "members": [member.pk for member in listed.members],
        "role": listed.role.pk if listed.role else None,
        "waiting": listed.is_waiting,
    }
    return ledger.once(
        key=key,
        request=request,
        act=lambda: _sign_up_all(shift, listed, by=by, key=key),
        replay=lambda: _outcomes_again(shift, listed, key=key),
    )


def _sign_up_all(shift: Shift, listed: TeamList, *, by: User, key: str) -> list[Outcome]:
    wanted = [member.pk for member in listed.members]
    # All of them before the shift, as everywhere: each by himself would wait for somebody who waits for the shift.
    list(Resident.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))

    if people.members_of(listed.team).filter(pk__in=wanted).count() != len(set(wanted)):
        raise NotOfTheTeam()

    outcomes = [_sign_up_one(shift, member, listed, by=by) for member in listed.members]
    facts = audit.facts(team=listed.team.pk, key=key) | {"outcomes": [_kept(outcome) for outcome in outcomes]}
    log(instance=shift, action=_ACTION, user=by, data=facts)
    return outcomes


def _sign_up_one(shift: Shift, member: Resident, listed: TeamList, *, by: User) -> Outcome:
    take = take_place_or_wait if listed.is_waiting else take_place
    try:
        with transaction.atomic():
            made = take(shift, resident=member, role=listed.role, by=by, is_own=True)
            SignUp.objects.filter(pk=made.pk).update(team=listed.team)
    except PointsError as refusal:
        return Outcome(resident=member, refusal=refusal)
    return Outcome(resident=member, state=made.state)


def _kept(outcome: Outcome) -> dict[str, object]:
    refusal = outcome.refusal
    said = {"refusal": refusal.code, "params": refusal.params} if refusal else {"state": outcome.state}
    return {"resident": outcome.resident.pk, **said}


def _outcomes_again(shift: Shift, listed: TeamList, *, key: str) -> list[Outcome]:
    line = LogEntry.objects.get(action=_ACTION, object_id=str(shift.pk), data__key=key)
    members = {member.pk: member for member in listed.members}
    return [
        Outcome(
            resident=members[kept["resident"]],
            state=kept.get("state", ""),
            refusal=PointsError.again(kept["refusal"], kept["params"]) if "refusal" in kept else None,
        )
        for kept in line.data["outcomes"]
    ]
