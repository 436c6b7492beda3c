"""Recording, confirming, correcting and doubting minutes; certificates about them."""

from points.hours.drafts import Draft
from points.hours.services.certificates import issue_certificate, revoke_certificate
from points.hours.services.doubting import dispute, settle
from points.hours.services.proposing import accept_time, decline_time, propose_time, refuse_proposing
from points.hours.services.records import confirm, correct, record_many
from points.hours.services.vouching import vouch, vouch_all

__all__ = [
    "Draft",
    "accept_time",
    "confirm",
    "correct",
    "decline_time",
    "dispute",
    "issue_certificate",
    "propose_time",
    "record_many",
    "refuse_proposing",
    "revoke_certificate",
    "settle",
    "vouch",
    "vouch_all",
]
