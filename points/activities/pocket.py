"""What a scanner holds while a shift lasts, to know cards without a network.

It can tell a genuine card by the public keys, a revoked one and those who are expected by digests; it can find out
nobody else. A digest is of the card's serial with a salt of the shift, so that what two shifts leave behind cannot be
compared; of a name there is the first sign only. The scanner throws it all away when the shift is over.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac

from points.activities import times
from points.activities.models import Shift, SignUp
from points.people import queries as people
from points.people.models import Card

_DIGEST_LETTERS = 20
_LATER = timedelta(hours=1)


def of_shift(shift: Shift) -> dict[str, Any]:
    salt = salted_hmac("points.activities.pocket", str(shift.pk), algorithm="sha256").hexdigest()[:32]
    here = Card.objects.filter(household__grid__path__startswith=shift.activity.community.path)
    revoked = here.filter(Q(revoked_at__isnull=False) | Q(household__is_active=False))
    return {
        "keys": [base64.b64encode(key).decode() for key in people.public_card_keys()],
        "salt": salt,
        "expected": {digest_of(serial, salt): initial for serial, initial in _expected(shift)},
        "revoked": [digest_of(serial, salt) for serial in revoked.values_list("serial", flat=True)],
        "until": thrown_away_at(shift).isoformat(),
    }


def thrown_away_at(shift: Shift) -> datetime:
    return times.over_at(shift) + _LATER


def digest_of(serial: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}{serial}".encode()).hexdigest()[:_DIGEST_LETTERS]


def _expected(shift: Shift) -> Iterable[tuple[str, str]]:
    """Cards of their own of those who signed up."""
    signed_up = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED).values("resident")
    own = Card.objects.filter(resident__in=signed_up, revoked_at__isnull=True).select_related("resident")
    return [(card.serial, people.masked_name(card.resident.name)[:1]) for card in own if card.resident]
