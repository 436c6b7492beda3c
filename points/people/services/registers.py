"""Whole registers at once: a village's list of households, typed into a sheet years ago.

All or nothing, in a few statements for any number of households.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from points import audit
from points.errors import DoorTaken, NameMissing, PhoneTaken
from points.ledger import services as ledger
from points.people import queries
from points.people.models import Grid, Household, Residence, Resident
from points.people.search import search_tokens
from points.people.services.residents import normalised_phone
from points.permissions import User, Verb

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Member:
    """A resident who is to be registered."""

    name: str
    phone: str | None = None
    """As typed; empty when there is none."""
    born_on: date | None = None
    is_head: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A household that is to be registered."""

    grid: Grid
    door: str
    since: date
    members: Sequence[Member] = ()
    base: int = 0
    """Tenths that will not be spendable."""
    number: str = ""
    """Of the account, where the household has one on its old passbook; empty for a new one."""


@transaction.atomic
def register_many(entries: Sequence[Entry], *, by: User) -> list[Household]:
    """Register all households with their members, in the order given, or none.

    Refuses with `not_your_grid`, `door_taken`, `name_missing`, `phone_invalid`, `phone_taken`.
    """
    for grid in {entry.grid.pk: entry.grid for entry in entries}.values():
        queries.require(by, Verb.MANAGE_PEOPLE, grid)
    households = _households(entries)
    _residents(entries, households)
    if households:
        facts = audit.facts(count=len(households))
        audit.write(households[0].grid, action="points.households_registered", by=by, data=facts)
    return households


def _households(entries: Sequence[Entry]) -> list[Household]:
    numbers = [entry.number for entry in entries]
    accounts = ledger.open_accounts([entry.base for entry in entries], numbers=numbers)
    households = [
        Household(grid=entry.grid, door=entry.door.strip(), account=account)
        for entry, account in zip(entries, accounts, strict=True)
    ]
    try:
        with transaction.atomic():
            Household.objects.bulk_create(households, batch_size=_AT_ONCE)
    except IntegrityError as refusal:
        raise DoorTaken() from refusal
    residences = [
        Residence(household=household, grid=entry.grid, door=household.door, since=entry.since)
        for entry, household in zip(entries, households, strict=True)
    ]
    Residence.objects.bulk_create(residences, batch_size=_AT_ONCE)
    return households


def _residents(entries: Sequence[Entry], households: Sequence[Household]) -> None:
    residents = [
        _resident(member, household)
        for entry, household in zip(entries, households, strict=True)
        for member in entry.members
    ]
    try:
        with transaction.atomic():
            Resident.objects.bulk_create(residents, batch_size=_AT_ONCE)
    except IntegrityError as refusal:
        raise PhoneTaken() from refusal


def _resident(member: Member, household: Household) -> Resident:
    name = " ".join(member.name.split())
    if not name:
        raise NameMissing()
    phone = normalised_phone(member.phone)
    return Resident(
        household=household,
        name=name,
        phone=phone,
        born_on=member.born_on,
        is_head=member.is_head,
        # bulk_create does not call save().
        search_tokens=search_tokens(name, phone or ""),
    )
