"""What happens with activities: planned, signed up for, attended, closed."""

from points.activities.attempts import CardSeen, Proviso, Told
from points.activities.services.check_ins import (
    Entry,
    check_in_by_card,
    check_in_by_code,
    check_in_by_hand,
    check_in_seen,
    dry_run,
    take_plain_card,
)
from points.activities.services.closing import close_overdue, close_shift
from points.activities.services.planning import Plan, Window, add_shift, change_shift, create_activity
from points.activities.services.roles import RoleDraft, add_role, change_role
from points.activities.services.sign_ups import (
    cancel_sign_up,
    confirm_place,
    pass_on_offers,
    sign_up,
    sign_up_or_wait,
)
from points.activities.services.taking_back import take_back

__all__ = [
    "CardSeen",
    "Entry",
    "Plan",
    "Proviso",
    "RoleDraft",
    "Told",
    "Window",
    "add_role",
    "add_shift",
    "cancel_sign_up",
    "change_role",
    "change_shift",
    "check_in_by_card",
    "check_in_by_code",
    "check_in_by_hand",
    "check_in_seen",
    "close_overdue",
    "close_shift",
    "confirm_place",
    "create_activity",
    "dry_run",
    "pass_on_offers",
    "sign_up",
    "sign_up_or_wait",
    "take_back",
    "take_plain_card",
]
