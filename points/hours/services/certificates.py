"""Certificates of served hours: on request, free, for any period, from the records and nothing else.

The volunteer issues one for himself, or whoever acts for him does, because it says no more than what is booked; staff
do it for whoever has no phone. Words of praise are the office's: nobody writes remarks on a certificate of his own.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.errors import (
    CertificateWithdrawn,
    DateImpossible,
    FutureDate,
    NoHours,
    NotPermitted,
    ReasonRequired,
)
from points.hours.certified import Facts, facts_of
from points.hours.models import Certificate, CertificateIssuer
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Deed, Grid, Resident
from points.permissions import User, Verb
from points.texts import refuse_personal_numbers


@transaction.atomic
def issue_certificate(
    resident: Resident, *, starts_on: date, ends_on: date, by: User, remarks: str = ""
) -> Certificate:
    """Certify what is booked from the first day to the last; the same figures again give the same certificate.

    Locks the resident. Refuses with `not_permitted`, `not_your_grid`, `own_household`, `personal_data_in_text`,
    `date_impossible`, `future_date`, `no_hours`.
    """
    is_own = _permit(resident, by=by, remarks=remarks)
    refuse_personal_numbers(remarks)

    Resident.objects.select_for_update(of=("self",), no_key=True).get(pk=resident.pk)
    _refuse_impossible(starts_on, ends_on)
    facts = facts_of(resident, starts_on=starts_on, ends_on=ends_on)
    if not facts.records:
        raise NoHours()

    certificate = Certificate(resident=resident, starts_on=starts_on, ends_on=ends_on, remarks=remarks.strip())
    certificate.issued_by_id = None if is_own else by.pk
    _freeze(certificate, facts)
    if known := _same(certificate):
        return known
    _sign(certificate, people.community_of(resident.household.grid), by=by)
    people_services.number_volunteer(resident)
    certificate.save(force_insert=True)
    said = audit.facts(resident=resident.pk) | (people.on_behalf_of(by, resident) if is_own else {})
    audit.write(certificate, action="points.certificate_issued", by=by, data=said)
    signals.ring(signals.certificate_issued, sender=Certificate, certificate=certificate)
    return certificate


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    """Withdraw it: whoever checks its number is told so. The row stays.

    Refuses with `not_permitted`, `not_your_grid`, `own_household`, `personal_data_in_text`, `reason_required`,
    `certificate_withdrawn`.
    """
    people.require(by, Verb.ISSUE_CERTIFICATE, certificate.community)
    people.refuse_own_household(by, certificate.resident.household)
    refuse_personal_numbers(reason)
    if not reason.strip():
        raise ReasonRequired()
    standing = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=timezone.now(), reason=reason.strip()):
        raise CertificateWithdrawn()
    certificate.refresh_from_db(fields=["revoked_at", "reason"])
    audit.write(certificate, action="points.certificate_withdrawn", by=by)
    signals.ring(signals.certificate_withdrawn, sender=Certificate, certificate=certificate)
    return certificate


def _permit(resident: Resident, *, by: User, remarks: str) -> bool:
    """Whether it is asked for by the resident, or by whoever acts for him."""
    if resident.is_active and people.stands_for(by, resident, Deed.CERTIFY):
        if remarks:
            raise NotPermitted()
        return True
    people.require(by, Verb.ISSUE_CERTIFICATE, resident.household.grid)
    people.refuse_own_household(by, resident.household)
    return False


def _refuse_impossible(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise DateImpossible(day=ends_on.isoformat())
    if ends_on > timezone.localdate():
        raise FutureDate(day=ends_on.isoformat())


def _freeze(certificate: Certificate, facts: Facts) -> None:
    certificate.records, certificate.digest = facts.ids, facts.digest
    certificate.minutes_scanned, certificate.minutes_by_hand = facts.minutes.scanned, facts.minutes.by_hand


def _same(certificate: Certificate) -> Certificate | None:
    alike = {name: getattr(certificate, name) for name in ("resident", "starts_on", "ends_on", "digest", "remarks")}
    return Certificate.objects.filter(**alike, revoked_at__isnull=True).first()


def _sign(certificate: Certificate, community: Grid, *, by: User) -> None:
    """Under whose name it goes out: what the community says, and who handled it."""
    said = CertificateIssuer.objects.filter(community=community).first()
    own_name = getattr(by, "get_full_name", str)() if certificate.issued_by_id else ""
    certificate.community = community
    certificate.issuer = said.name if said else community.name
    certificate.handler = (own_name or (said.handler if said else ""))[:60]
    certificate.contact = said.contact if said else ""
