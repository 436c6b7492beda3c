"""Recording, confirming, correcting and doubting minutes; certificates about them."""

from points.hours.drafts import Draft
from points.hours.services.certificates import issue_certificate, revoke_certificate
from points.hours.services.doubting import dispute, settle
from points.hours.services.records import confirm, correct, record_many
from points.hours.services.vouching import vouch

__all__ = [
    "Draft",
    "confirm",
    "correct",
    "dispute",
    "issue_certificate",
    "record_many",
    "revoke_certificate",
    "settle",
    "vouch",
]
