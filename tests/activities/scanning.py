"""The three ways in, as the tests walk them."""

from uuid import uuid4

from points.activities import queries
from points.activities import services as activities
from points.people import queries as people_queries
from points.people import services as people

from .conftest import at


def key() -> str:
    return str(uuid4())


def by_code(shift, resident, direction="in", *, code=None, key_=None):
    code = code or queries.current_code(shift)
    return activities.check_in_by_code(
        shift, resident=resident, code=code, direction=direction, by=resident.user, key=key_ or key()
    )


def by_hand(shift, resident, by, direction="in", time=None, reason="没带手机", key_=None):
    entry = activities.Entry(reason=reason, occurred_at=at(time) if time else None)
    return activities.check_in_by_hand(
        shift, resident=resident, direction=direction, entry=entry, by=by, key=key_ or key()
    )


def by_card(shift, resident, by, direction="in", time=None, key_=None):
    card = resident.cards.first() or people.issue_card(resident.household, by=by, resident=resident)
    return activities.check_in_by_card(
        shift,
        card_text=people_queries.card_text(card),
        direction=direction,
        by=by,
        key=key_ or key(),
        occurred_at=at(time) if time else None,
    )


def came_and_left(shift, resident, by, came=None, left=None, *, office):
    """By a card that was read then; None for a scan that was forgotten."""
    if not resident.cards.exists():
        people.issue_card(resident.household, by=office, resident=resident)
    for direction, time in (("in", came), ("out", left)):
        if time:
            by_card(shift, resident, by, direction, time)
