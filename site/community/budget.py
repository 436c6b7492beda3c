"""How many text messages there may be: each costs money, and each lands on somebody's phone.

One to a number in a minute, so many in a day, and so many in a day for the whole site. Known and unknown numbers are
counted alike, so that the answer says nothing about who is registered. Counted in the cache that holds the limits on
tries, too; a day is that of the site's time zone.
"""

import hashlib
import logging
from datetime import timedelta

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

GAP = timedelta(minutes=1)
_A_DAY_AND_MORE = 26 * 60 * 60


class MessageRefused(RateLimited):
    """allauth stops where this is raised; the page says `sentence`."""

    sentence: Promise | str = ""


class TooSoon(MessageRefused):
    sentence = _("A code is on its way already. Please wait a minute before you ask for another one.")


class NumberUsedUp(MessageRefused):
    sentence = _("No more codes go to this number today. The community office helps you, or try again tomorrow.")


class SiteUsedUp(MessageRefused):
    sentence = _("No more codes can be sent today. Please sign in with the password, or come to the community office.")


def take(phone: str) -> None:
    """One message to `phone` is about to be sent. Refuses with one of the three above."""
    until = timezone.now() + GAP
    if not cache.add(_gap_of(phone), until.timestamp(), timeout=GAP.total_seconds()):
        raise TooSoon()
    if _count(f"number:{_digest(phone)}") > settings.SMS_A_DAY_FOR_A_NUMBER:
        raise NumberUsedUp()
    sent = _count("site")
    if sent > settings.SMS_A_DAY:
        if sent == settings.SMS_A_DAY + 1:
            logger.error("All %s text messages of the day are used up: nobody can sign in by code.", settings.SMS_A_DAY)
        raise SiteUsedUp()


def seconds_left(phone: str) -> int:
    """Until the next message may go to `phone`."""
    until = cache.get(_gap_of(phone))
    return max(0, round(until - timezone.now().timestamp())) if until else 0


def _count(what: str) -> int:
    key = f"community:sms:{timezone.localdate().isoformat()}:{what}"
    cache.add(key, 0, timeout=_A_DAY_AND_MORE)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The cache dropped it in between.
        return 1


def _gap_of(phone: str) -> str:
    return f"community:sms:gap:{_digest(phone)}"


def _digest(phone: str) -> str:
    # Whoever reads the cache reads no phone numbers.
    return hashlib.sha256(f"{settings.SECRET_KEY}{phone}".encode()).hexdigest()
