"""What is done with people: `people.register_household(...)`, `people.appoint(...)`, one file for each concern."""

from points.people.services.cards import issue_card, revoke_card
from points.people.services.consents import give_consent, withdraw_consent
from points.people.services.duties import appoint, dismiss
from points.people.services.grids import add_grid
from points.people.services.households import correct_door, move_household, register_household
from points.people.services.registers import Entry, Member, register_many
from points.people.services.residents import link_login, normalised_phone, register_resident
from points.people.services.teams import create_team, create_unit, join_team, leave_team

__all__ = [
    "Entry",
    "Member",
    "add_grid",
    "appoint",
    "correct_door",
    "create_team",
    "create_unit",
    "dismiss",
    "give_consent",
    "issue_card",
    "join_team",
    "leave_team",
    "link_login",
    "move_household",
    "normalised_phone",
    "register_household",
    "register_many",
    "register_resident",
    "revoke_card",
    "withdraw_consent",
]
