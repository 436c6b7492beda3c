"""What a resident decides about: for himself, and for the children of the household."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from points.ledger.models import Account
from points.people import queries as people
from points.people.models import Consent, Resident, UnitMembership
from points.permissions import User


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One purpose, asked of one person."""

    resident: Resident
    purpose: Consent.Purpose
    given: Consent | None
    """In force."""
    is_own: bool
    """False for a child."""
    may_answer: bool
    """False for a child who looks at the own page: the guardian decides."""


def asked_of(resident: Resident, *, by: User) -> list[Ask]:
    """Every purpose for everybody about whom `by` decides; of a work unit only who is its member is asked."""
    everybody = list(concerned(resident, by=by))
    in_force = Consent.objects.filter(resident__in=everybody, withdrawn_at__isnull=True)
    given = {(consent.resident_id, consent.purpose): consent for consent in in_force}
    of_units = UnitMembership.objects.filter(resident__in=everybody, until__isnull=True)
    members = set(of_units.values_list("resident", flat=True))
    return [
        Ask(
            resident=person,
            purpose=purpose,
            given=given.get((person.pk, purpose)),
            is_own=person.pk == resident.pk,
            may_answer=not (people.is_under_age(person) and person.user_id == by.pk),
        )
        for person in everybody
        for purpose in Consent.Purpose
        if purpose != Consent.Purpose.UNIT_REPORT or person.pk in members or (person.pk, purpose) in given
    ]


def concerned(resident: Resident, *, by: User) -> QuerySet[Resident]:
    """The person who is signed in or looked after, and the children under 14 beside whom `by` is a grown-up."""
    members = Resident.objects.filter(household=resident.household_id, is_active=True).select_related("household__grid")
    children = [
        member.pk
        for member in members
        if member.pk != resident.pk and people.is_under_age(member) and people.is_grown_up_beside(by, member)
    ]
    decides = people.is_under_age(resident) or resident.user_id == by.pk
    return members.filter(Q(pk=resident.pk) if decides else Q(pk__in=[])) | members.filter(pk__in=children)


def left_by(resident: Resident) -> int:
    """Tenths that nobody could redeem any more without the resident."""
    return sum(Account.objects.filter(pk__in=people.left_behind(resident)).values_list("balance", flat=True))
