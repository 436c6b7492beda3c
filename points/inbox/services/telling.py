"""Telling people outside of the site what was entered in their name: one message for all that came since the last.

For each resident and channel a row says up to where was told. Whoever moves its `claimed_at` by a conditional update
sends what came since, and then moves `told_at` and lets go; so two runs at once never send the same thing. A run that
dies while it sends leaves its claim, and after a while another one takes it over: that one message may come twice, but
none is lost. The first run tells nobody anything, it only begins to count.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.amounts import format_signed
from points.inbox import queries
from points.inbox.channels import Channel, Message
from points.inbox.channels import channels as channels
from points.inbox.entries import Entry
from points.inbox.models import Telling
from points.people.models import Preference, Resident

_SETTLES = timedelta(minutes=5)
"""What is younger may have neighbours that are not committed yet; it is told with the next run."""
_CLAIM_LASTS = timedelta(minutes=10)
_MOST_LINES = 20
_AT_ONCE = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a run came to, for one channel."""

    channel: str
    reached: int = 0
    """Residents with an address."""
    sent: int = 0
    failed: int = 0
    """The channel refused; tried again with the next run."""


def tell_entries(channel: Channel) -> Told:
    """Send everybody whom the channel reaches what came in since the last time."""
    until = timezone.now() - _SETTLES
    return _summed(channel, [_tell(resident, channel, until) for resident in _reached(channel)])


def rehearse(channel: Channel) -> Told:
    """What `tell_entries` would come to now; nothing is written, nothing sent."""
    until = timezone.now() - _SETTLES
    return _summed(channel, [_would_tell(resident, channel, until) for resident in _reached(channel)])


def _summed(channel: Channel, outcomes: Sequence[str]) -> Told:
    return Told(
        channel=channel.name, reached=len(outcomes), sent=outcomes.count("sent"), failed=outcomes.count("failed")
    )


def _reached(channel: Channel) -> Iterator[Resident]:
    residents = Resident.objects.filter(is_active=True, household__is_active=True)
    with_all = residents.select_related("user", "account", "household__account", "household__grid")
    return channel.reached(with_all).order_by("pk").iterator(chunk_size=_AT_ONCE)


def _tell(resident: Resident, channel: Channel, until: datetime) -> str:
    telling = _known(resident, channel)
    if telling is None:
        first = Telling(resident=resident, channel=channel.name, told_at=until)
        Telling.objects.bulk_create([first], ignore_conflicts=True)
        return "begun"
    return _send(resident, channel, telling, until) if _claim(telling, until) else "nothing"


def _would_tell(resident: Resident, channel: Channel, until: datetime) -> str:
    telling = _known(resident, channel)
    return "sent" if telling and _news(resident, telling.told_at, until) else "nothing"


def _known(resident: Resident, channel: Channel) -> Telling | None:
    return Telling.objects.filter(resident=resident, channel=channel.name).first()


def _claim(telling: Telling, until: datetime) -> bool:
    now = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - _CLAIM_LASTS)
    as_it_was = Telling.objects.filter(free, pk=telling.pk, told_at=telling.told_at, told_at__lt=until)
    telling.claimed_at = now
    return bool(as_it_was.update(claimed_at=now))


def _send(resident: Resident, channel: Channel, telling: Telling, until: datetime) -> str:
    ours = Telling.objects.filter(pk=telling.pk, claimed_at=telling.claimed_at)
    try:
        with translation.override(_language(resident)):
            news = _news(resident, telling.told_at, until)
            message = _message(news)
        if news:
            channel.send(resident, message)
    except Exception:  # A provider raises what it likes; one person's failure must not keep the others from being told.
        logger.warning("Telling resident %s by %s failed", resident.pk, channel.name, exc_info=True)
        ours.update(claimed_at=None)
        return "failed"
    ours.update(told_at=until, claimed_at=None)
    return "sent" if news else "nothing"


def _news(resident: Resident, since: datetime, until: datetime) -> list[Entry]:
    """What is told: nothing that somebody else did, nothing silenced, and no check-in, which becomes hours."""
    if not queries.unread_count(resident, since=since):
        return []
    silenced = queries.silenced(resident)
    found = queries.entries_since(resident, since=since, until=until, most=_MOST_LINES)
    return [entry for entry in found if entry.is_own and entry.kind not in silenced and entry.source != "check-ins"]


# --- the message ----------------------------------------------------------------------------------------------------


def _message(news: Sequence[Entry]) -> Message:
    count = len(news)
    subject = ngettext("%(count)s new entry in your name", "%(count)s new entries in your name", count)
    subject %= {"count": count}
    inbox = _address(reverse("points:inbox"))
    not_right = _("Is something not right? Open the entry and say so.")
    lines = [line for entry in news[:_MOST_LINES] for line in _lines(entry)]
    text = "\n".join([subject, "", *lines, "", not_right, inbox])
    return Message(subject=subject, brief=f"{subject} {inbox}", text=text)


def _language(resident: Resident) -> str:
    chosen = Preference.objects.filter(user=resident.user_id).values_list("language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def _lines(entry: Entry) -> list[str]:
    day = f"{timezone.localtime(entry.at):%Y-%m-%d}"
    if entry.amount is None:
        return [f"{day}  {entry.title}"]
    what = _("%(amount)s points: %(title)s") % {"amount": format_signed(entry.amount), "title": entry.title}
    return [f"{day}  {what}", f"            {_address(reverse('points:line', args=[entry.transfer]))}"]


def _address(path: str) -> str:
    """Where it is opened; a command has no request to know the site by, so Wagtail's own setting says it."""
    return f"{getattr(settings, 'WAGTAILADMIN_BASE_URL', '').rstrip('/')}{path}"
