"""Cards: issued, and revoked when they are lost."""

from django.db import transaction
from django.utils import timezone

from points import audit
from points.errors import CardRevoked, NotOfHousehold
from points.people import queries
from points.people.models import Card, Household, Resident
from points.permissions import User, Verb


@transaction.atomic
def issue_card(household: Household, *, by: User, resident: Resident | None = None) -> Card:
    """A card of the household, or of one of its members. Refuses with `not_your_grid`, `not_of_household`."""
    queries.require(by, Verb.MANAGE_PEOPLE, household.grid)
    if resident and resident.household_id != household.pk:
        raise NotOfHousehold()
    card = Card.objects.create(household=household, resident=resident)
    facts = audit.facts(household=household.pk, resident=resident.pk if resident else None)
    audit.write(card, action="points.card_issued", by=by, data=facts)
    return card


@transaction.atomic
def revoke_card(card: Card, *, by: User) -> Card:
    """The card opens nothing from now on. Whoever belongs to the household may, and staff with the duty.

    Refuses with `not_your_grid`, and with `card_revoked` when that was done before.
    """
    if not card.household.residents.filter(user_id=by.pk, is_active=True).exists():
        queries.require(by, Verb.MANAGE_PEOPLE, card.household.grid)
    if not Card.objects.filter(pk=card.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        raise CardRevoked()
    card.refresh_from_db(fields=["revoked_at"])
    audit.write(card, action="points.card_revoked", by=by, data=audit.facts(household=card.household_id))
    return card
