"""The facts under a certificate, and whether they still hold.

What is printed are facts of records that are never edited, so a certificate is true until one of its records is
corrected. Hours that are booked later for the same days make it no less true; a newer certificate has them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from points.errors import CertificateMistyped, CertificateUnknown
from points.hours.minutes import Minutes, booked
from points.hours.models import Certificate, ServiceRecord
from points.hours.serials import read_serial
from points.people.models import Resident

SHEET = "points/hours/certificate_print.html"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a certificate says about a period."""

    records: Sequence[ServiceRecord]

    @property
    def ids(self) -> list[int]:
        return [record.pk for record in self.records]

    @property
    def minutes(self) -> Minutes:
        by_hand = sum(record.minutes for record in self.records if record.source == ServiceRecord.Source.BY_HAND)
        return Minutes(scanned=sum(record.minutes for record in self.records) - by_hand, by_hand=by_hand)

    @property
    def digest(self) -> str:
        facts = [
            [row.pk, row.occurred_on.isoformat(), row.minutes, row.source, row.title, row.place, row.organiser]
            for row in self.records
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def facts_of(resident: Resident, *, starts_on: date, ends_on: date) -> Facts:
    """What the resident served from the first day to the last one, that day included."""
    records = booked(since=starts_on, until=ends_on + timedelta(days=1)).filter(resident=resident, minutes__gt=0)
    return Facts(records=list(records.order_by("occurred_on", "pk")))


def frozen(certificate: Certificate) -> Facts:
    """The records that the certificate was issued about, whatever became of them."""
    found = ServiceRecord.objects.in_bulk(certificate.records)
    return Facts(records=[found[pk] for pk in certificate.records if pk in found])


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is printed."""

    certificate: Certificate
    facts: Facts
    state: Certificate.State


def sheet_of(certificate: Certificate) -> Sheet:
    return Sheet(certificate=certificate, facts=frozen(certificate), state=state_of(certificate))


def issued_to(resident: Resident) -> list[Sheet]:
    """The certificates of the resident, the newest first."""
    return [sheet_of(certificate) for certificate in Certificate.objects.filter(resident=resident)]


def certificate_numbered(typed: str) -> Certificate:
    """The certificate with the number that somebody typed, whoever asks: its number is all that it takes.

    Refuses with `certificate_mistyped` (it can be nobody's) or `certificate_unknown`.
    """
    serial = read_serial(typed)
    if serial is None:
        raise CertificateMistyped()
    found = Certificate.objects.filter(serial=serial).first()
    if found is None:
        raise CertificateUnknown()
    return found


def state_of(certificate: Certificate) -> Certificate.State:
    """Whether it still says what the records say."""
    if certificate.revoked_at:
        return Certificate.State.WITHDRAWN
    facts = frozen(certificate)
    is_standing = all(record.state == ServiceRecord.State.BOOKED for record in facts.records)
    return Certificate.State.VALID if is_standing and facts.digest == certificate.digest else Certificate.State.CHANGED
