"""What is done with people: `people.register_household(...)`, `people.appoint(...)`, one file for each concern."""

from points.people.card_keys import new_card_key
from points.people.services.acting import assist, attend, begin_acting, end_acting, keep_acting
from points.people.services.cards import issue_card, issue_cards, reissue_card, reissue_cards, revoke_card
from points.people.services.consents import give_consent, withdraw_consent
from points.people.services.duties import appoint, dismiss
from points.people.services.erasing import decline_erasure, erase_resident, request_erasure, withdraw_erasure
from points.people.services.grids import add_grid
from points.people.services.households import correct_door, move_household, register_household
from points.people.services.pins import prove_pin, set_pin
from points.people.services.preferences import prefer
from points.people.services.registers import Entry, Member, register_many
from points.people.services.representing import appoint_proxy, end_proxy
from points.people.services.residents import link_login, normalised_phone, number_volunteer, register_resident
from points.people.services.skills import confirm_skill, withdraw_skill
from points.people.services.teams import create_team, create_unit, join_team, leave_team
from points.people.services.units import join_unit, leave_unit

__all__ = [
    "Entry",
    "Member",
    "add_grid",
    "appoint",
    "appoint_proxy",
    "assist",
    "attend",
    "begin_acting",
    "confirm_skill",
    "correct_door",
    "create_team",
    "create_unit",
    "decline_erasure",
    "dismiss",
    "end_acting",
    "end_proxy",
    "erase_resident",
    "give_consent",
    "issue_card",
    "issue_cards",
    "join_team",
    "join_unit",
    "keep_acting",
    "leave_team",
    "leave_unit",
    "link_login",
    "move_household",
    "new_card_key",
    "normalised_phone",
    "number_volunteer",
    "prefer",
    "prove_pin",
    "register_household",
    "register_many",
    "register_resident",
    "reissue_card",
    "reissue_cards",
    "request_erasure",
    "revoke_card",
    "set_pin",
    "withdraw_consent",
    "withdraw_erasure",
    "withdraw_skill",
]
