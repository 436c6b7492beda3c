"""Who lives where, and who serves whom.

A *grid* is a node of a tree whose levels are data: town, community, group and building in one place; party committee,
branch, building group and stairwell in another. One level is the *community*: rule books, stores and activities
belong to it. A household hangs on a leaf and holds the account; residents are its members, most of them without a
login. A *duty* says who serves which part of the tree, in which role, from when to when; every look-up is scoped by it.
"""

from points.people.models.bodies import Team, TeamMembership, Unit, UnitMembership
from points.people.models.duties import Duty
from points.people.models.erasures import ErasureRequest
from points.people.models.places import Grid, GridLevel, Household, Residence
from points.people.models.preferences import Preference
from points.people.models.representing import DEEDS, Acting, Deed, Pin, PinLock, Proxy, ProxyKind
from points.people.models.residents import Card, Consent, Resident, new_serial, new_volunteer_number
from points.people.models.skills import ResidentSkill, Skill

__all__ = [
    "DEEDS",
    "Acting",
    "Card",
    "Consent",
    "Deed",
    "Duty",
    "ErasureRequest",
    "Grid",
    "GridLevel",
    "Household",
    "Pin",
    "PinLock",
    "Preference",
    "Proxy",
    "ProxyKind",
    "Residence",
    "Resident",
    "ResidentSkill",
    "Skill",
    "Team",
    "TeamMembership",
    "Unit",
    "UnitMembership",
    "new_serial",
    "new_volunteer_number",
]
