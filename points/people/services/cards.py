"""Cards: issued, revoked when they are lost, and issued anew.

A card that is issued anew takes the place of the old one in the same transaction: there is no moment in which both
open the household, and none in which neither does. The cards of a whole building take a few statements.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from points import audit
from points.errors import CardRevoked, NotOfHousehold
from points.ledger import services as ledger
from points.ledger.models import RequestKey
from points.ledger.services import Answer
from points.people import queries
from points.people.models import Card, Grid, Household, Resident
from points.permissions import User, Verb

_AT_ONCE = 500


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


def reissue_card(card: Card, *, by: User, key: UUID) -> Answer[Card]:
    """A new card in place of this one, for the same household or resident; the same `key` gives the same card again.

    Refuses with `not_your_grid`, and with `card_revoked` when it opens nothing any more.
    """
    queries.require(by, Verb.MANAGE_PEOPLE, card.household.grid)
    kept = f"card:{key}"
    of_same = Card.objects.filter(household=card.household_id, resident=card.resident_id)
    return ledger.once(
        key=kept,
        request={"reissue": card.pk},
        act=lambda: _replace(card, by=by),
        replay=lambda: of_same.filter(issued_at__gte=_asked_at(kept)).earliest("pk"),
    )


def issue_cards(grid: Grid, *, by: User, key: UUID) -> Answer[list[Card]]:
    """A card for each household at the grid or below it that has none; the same `key` gives the same cards again.

    A card of one of the members does not count. Refuses with `not_your_grid`.
    """
    return _once_for_many(grid, by=by, key=key, is_anew=False)


def reissue_cards(grid: Grid, *, by: User, key: UUID) -> Answer[list[Card]]:
    """A new card for each household at the grid or below it; those before open nothing any more.

    Cards of single members stay. The same `key` gives the same cards again, and a card that was issued anew since in
    its new form. Refuses with `not_your_grid`.
    """
    return _once_for_many(grid, by=by, key=key, is_anew=True)


def _replace(card: Card, *, by: User) -> Card:
    if not Card.objects.filter(pk=card.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        raise CardRevoked()
    fresh = Card.objects.create(household_id=card.household_id, resident_id=card.resident_id)
    facts = audit.facts(household=card.household_id, resident=card.resident_id)
    audit.write(card, action="points.card_revoked", by=by, data=facts)
    audit.write(fresh, action="points.card_issued", by=by, data=facts)
    return fresh


def _once_for_many(grid: Grid, *, by: User, key: UUID, is_anew: bool) -> Answer[list[Card]]:
    queries.require(by, Verb.MANAGE_PEOPLE, grid)
    kept = f"cards:{key}"
    return ledger.once(
        key=kept,
        request={"grid": grid.pk, "is_anew": is_anew},
        act=lambda: _issue_many(grid, by=by, is_anew=is_anew),
        replay=lambda: list(_in_force(grid).filter(issued_at__gte=_asked_at(kept)).order_by("pk")),
    )


def _issue_many(grid: Grid, *, by: User, is_anew: bool) -> list[Card]:
    # Whoever asks for the same building at once waits here, and then finds the cards.
    here = Household.objects.select_for_update(of=("self",), no_key=True).filter(grid__path__startswith=grid.path)
    households = list(here.filter(is_active=True).order_by("pk"))
    before = list(_in_force(grid))
    if is_anew:
        Card.objects.filter(pk__in=[card.pk for card in before]).update(revoked_at=timezone.now())
        _note(before, action="points.card_revoked", grid=grid, by=by)
    served = set() if is_anew else {card.household_id for card in before}
    fresh = [Card(household=household) for household in households if household.pk not in served]
    Card.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    _note(fresh, action="points.card_issued", grid=grid, by=by)
    return fresh


def _in_force(grid: Grid) -> QuerySet[Card]:
    """Cards of whole households."""
    here = Card.objects.filter(household__grid__path__startswith=grid.path, household__is_active=True)
    return here.filter(resident__isnull=True, revoked_at__isnull=True)


def _note(cards: Sequence[Card], *, action: str, grid: Grid, by: User) -> None:
    audit.write_each(cards, action=action, by=by, data=audit.facts(batch_of=grid.pk, count=len(cards)))


def _asked_at(kept: str) -> object:
    return RequestKey.objects.values_list("created_at", flat=True).get(pk=kept)
