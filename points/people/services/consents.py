"""Consents: one in force for each purpose, withdrawn as easily as given.

A resident decides about himself, on the phone or on paper; then staff who serve the grid record it. For a child under
14 the guardian decides: a grown-up of the household, whoever was appointed and acts for the child, or staff with the
guardian's paper. Nobody agrees in the name of another grown-up.
"""

from django.db import transaction
from django.utils import timezone

from points import audit
from points.errors import GuardianNeeded
from points.people import queries
from points.people.models import Consent, Deed, Resident
from points.permissions import User, Verb


@transaction.atomic
def give_consent(resident: Resident, *, purpose: str, by: User, is_by_guardian: bool = False) -> Consent:
    """The consent in force; a second one changes nothing. Refuses with `guardian_needed`, `not_your_grid`."""
    _permit(resident, by, is_by_guardian)
    # Two taps at once meet at the resident's row.
    Resident.objects.select_for_update(of=("self",)).get(pk=resident.pk)
    if queries.is_under_age(resident) and (not is_by_guardian or by.pk == resident.user_id):
        raise GuardianNeeded()
    given = Consent.objects.filter(resident=resident, purpose=purpose, withdrawn_at__isnull=True).first()
    if given and given.is_by_guardian >= is_by_guardian:
        return given
    if given:
        _withdraw(given, by)
    consent = Consent.objects.create(
        resident=resident,
        purpose=Consent.Purpose(purpose),
        is_by_guardian=is_by_guardian,
        recorded_by_id=by.pk,
    )
    audit.write(consent, action="points.consent_given", by=by, data=_facts(consent, by))
    return consent


@transaction.atomic
def withdraw_consent(resident: Resident, *, purpose: str, by: User) -> Consent | None:
    """End the consent in force from this moment; None when there was none. Refuses with `not_your_grid`."""
    _permit(resident, by, queries.is_under_age(resident))
    in_force = Consent.objects.select_for_update(of=("self",))
    given = in_force.filter(resident=resident, purpose=purpose, withdrawn_at__isnull=True).first()
    if given:
        _withdraw(given, by)
    return given


def _permit(resident: Resident, by: User, is_by_guardian: bool) -> None:
    if by.pk == resident.user_id:
        return
    if is_by_guardian and queries.is_under_age(resident) and _is_guardian(by, resident):
        return
    queries.require(by, Verb.VIEW_PEOPLE, resident.household.grid)


def _is_guardian(user: User, resident: Resident) -> bool:
    return queries.is_grown_up_beside(user, resident) or queries.stands_for(user, resident, Deed.CONSENT)


def _withdraw(consent: Consent, by: User) -> None:
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    audit.write(consent, action="points.consent_withdrawn", by=by, data=_facts(consent, by))


def _facts(consent: Consent, by: User) -> dict[str, object]:
    return audit.facts(purpose=consent.purpose) | queries.on_behalf_of(by, consent.resident)
