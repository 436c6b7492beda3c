"""What happens with activities: planned, signed up for, attended, closed."""

from points.activities.attempts import CardSeen, Proviso, Told
from points.activities.services.check_ins import (
    Entry,
    check_in_at_station,
    check_in_by_card,
    check_in_by_code,
    check_in_by_hand,
    check_in_seen,
    dry_run,
    take_plain_card,
)
from points.activities.services.closing import close_overdue, close_shift
from points.activities.services.excusing import excuse, withdraw_excuse
from points.activities.services.hints import tell_place
from points.activities.services.planning import Plan, Window, add_shift, change_shift, create_activity
from points.activities.services.rating import Said, enter_slip, rate
from points.activities.services.reminding import remind
from points.activities.services.renewing import RenewalReason, renew_code
from points.activities.services.roles import RoleDraft, add_role, change_role
from points.activities.services.series import SeriesDraft, change_series, create_series, plan_ahead, plan_shifts
from points.activities.services.sign_ups import (
    cancel_sign_up,
    confirm_place,
    pass_on_offers,
    sign_up,
    sign_up_or_wait,
)
from points.activities.services.taking_back import take_back
from points.activities.services.team_sign_ups import Outcome, TeamList, sign_up_team
from points.activities.services.together import Together, enter_together

__all__ = [
    "CardSeen",
    "Entry",
    "Outcome",
    "Plan",
    "Proviso",
    "RenewalReason",
    "RoleDraft",
    "Said",
    "SeriesDraft",
    "TeamList",
    "Together",
    "Told",
    "Window",
    "add_role",
    "add_shift",
    "cancel_sign_up",
    "change_role",
    "change_series",
    "change_shift",
    "check_in_at_station",
    "check_in_by_card",
    "check_in_by_code",
    "check_in_by_hand",
    "check_in_seen",
    "close_overdue",
    "close_shift",
    "confirm_place",
    "create_activity",
    "create_series",
    "dry_run",
    "enter_slip",
    "enter_together",
    "excuse",
    "pass_on_offers",
    "plan_ahead",
    "plan_shifts",
    "rate",
    "remind",
    "renew_code",
    "sign_up",
    "sign_up_or_wait",
    "sign_up_team",
    "take_back",
    "take_plain_card",
    "tell_place",
    "withdraw_excuse",
]
