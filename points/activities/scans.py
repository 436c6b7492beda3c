"""Scans, as the desk sees them and as the check-in is worked out from them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from points.activities.models import Scan

TAKE_BACK_SECONDS = 60
"""How long after a scan it can be taken back."""


def counting_scans(shift: int, resident: int) -> QuerySet[Scan]:
    """Scans of the person at the shift that were accepted, without those that were taken back."""
    return Scan.objects.filter(shift=shift, resident=resident, refusal="", taken_back=None)


def counting_scans_of(shift: int, residents: Iterable[int]) -> QuerySet[Scan]:
    """The same of many people."""
    return Scan.objects.filter(shift=shift, resident__in=list(residents), refusal="", taken_back=None)
