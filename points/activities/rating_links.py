"""The link by which somebody who was served rates: it opens one rating of one shift and is used up with it.

Nothing is kept before it is used. It is signed with its moment and holds the shift and a number of its own; the digest
of that number stands at the rating, and no second one has the same.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from points import conf
from points.activities.models import Shift
from points.errors import RatingLinkOver

_SALT = "points.activities.rating"
_BYTES = 9


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a link opens."""

    shift: int
    digest: str


def new_link(shift: Shift) -> str:
    """For the next person; another one each time."""
    return signing.dumps([shift.pk, secrets.token_urlsafe(_BYTES)], salt=_SALT)


def read(link: str) -> Opened:
    """Refuses with `rating_link_over`. Whether it was used is for the service to say."""
    try:
        shift, number = signing.loads(link, salt=_SALT, max_age=timedelta(hours=conf.settings().rating_link_hours))
    except signing.BadSignature:
        raise RatingLinkOver() from None
    return Opened(shift=shift, digest=hashlib.sha256(number.encode()).hexdigest()[:32])
