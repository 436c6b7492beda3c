"""What happens with activities: planned, signed up for, attended, closed."""

from points.activities.attempts import CardSeen, Proviso
from points.activities.services.check_ins import (
    Entry,
    check_in_by_card,
    check_in_by_code,
    check_in_by_hand,
    take_plain_card,
)
from points.activities.services.closing import close_shift
from points.activities.services.planning import Plan, add_shift, change_shift, create_activity
from points.activities.services.sign_ups import cancel_sign_up, sign_up

__all__ = [
    "CardSeen",
    "Entry",
    "Plan",
    "Proviso",
    "add_shift",
    "cancel_sign_up",
    "change_shift",
    "check_in_by_card",
    "check_in_by_code",
    "check_in_by_hand",
    "close_shift",
    "create_activity",
    "sign_up",
    "take_plain_card",
]
