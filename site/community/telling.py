"""Telling residents by text message what was entered in their name: a channel for `POINTS["tell_backends"]`."""

from django.db.models import QuerySet

from community import sms
from points.inbox.channels import Message
from points.models import Resident


class SmsBackend:
    name = "sms"

    def reached(self, residents: QuerySet[Resident]) -> QuerySet[Resident]:
        return residents.filter(phone__isnull=False, is_phone_verified=True)

    def send(self, resident: Resident, message: Message) -> None:
        sms.send(str(resident.phone), message.brief)
