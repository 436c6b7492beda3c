"""How people are told outside of the site: what a channel is, and the one by e-mail.

A site names its channels in `POINTS = {"tell_backends": [...]}`, dotted paths of classes without arguments. Nothing is
sent by a site that names none. A channel by text message is a class of the site's own that hands `Message.brief` to its
provider; the demonstration site has one.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from points import conf
from points.people.models import Resident


@dataclass(frozen=True, kw_only=True)
class Message:
    """What one person is told, in the person's language: no name, no number, nothing about anybody else."""

    subject: str
    brief: str
    """One sentence and a link, for a channel that counts its signs."""
    text: str
    """Each entry with its amount and a link to it."""


class Channel(Protocol):
    name: str
    """Short and lasting, such as `email`: what was told is kept by it."""

    def reached(self, residents: QuerySet[Resident]) -> QuerySet[Resident]:
        """Those of the residents who have an address here."""

    def send(self, resident: Resident, message: Message) -> None:
        """Hand it over. Whatever is raised means that nothing was sent: it is tried again with the next run."""


class EmailBackend:
    """To the address of the resident's login, by Django's own mail settings; `DEFAULT_FROM_EMAIL` is the sender."""

    name = "email"

    def reached(self, residents: QuerySet[Resident]) -> QuerySet[Resident]:
        field = f"user__{_email_field()}"
        return residents.filter(user__is_active=True).exclude(Q(**{field: ""}) | Q(**{f"{field}__isnull": True}))

    def send(self, resident: Resident, message: Message) -> None:
        address = getattr(resident.user, _email_field())
        send_mail(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [address])


def _email_field() -> str:
    user: Any = Resident._meta.get_field("user").related_model
    return str(user.get_email_field_name())


def channels() -> list[Channel]:
    """Those that the site has switched on."""
    return [import_string(path)() for path in conf.settings().tell_backends]
