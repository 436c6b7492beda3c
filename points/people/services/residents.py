"""Residents: members of a household, with or without a phone, with or without a login."""

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit
from points.errors import DateImpossible, LoginTaken, NameMissing, PhoneInvalid, PhoneTaken
from points.people import queries
from points.people.models import Household, Resident, new_volunteer_number
from points.permissions import User, Verb

_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")


def normalised_phone(typed: str | None) -> str | None:
    """E.164 from what was typed, None for nothing. Refuses with `phone_invalid`."""
    digits = re.sub(r"[\s\-()]", "", typed or "")
    if not digits:
        return None
    if _CHINESE_MOBILE.fullmatch(digits.removeprefix("+86").removeprefix("0086")):
        return "+86" + digits[-11:]
    if _INTERNATIONAL.fullmatch(digits):
        return digits
    raise PhoneInvalid()


@transaction.atomic
def register_resident(
    household: Household,
    *,
    name: str,
    by: User,
    phone: str | None = None,
    born_on: date | None = None,
    is_head: bool = False,
) -> Resident:
    """A new member of the household; a new head takes the place of the former one.

    Refuses with `not_your_grid`, `name_missing`, `phone_invalid`, `phone_taken`, `date_impossible` (born ahead).
    """
    queries.require(by, Verb.MANAGE_PEOPLE, household.grid)
    name = " ".join(name.split())
    if not name:
        raise NameMissing()
    if born_on and born_on > timezone.localdate():
        raise DateImpossible(day=born_on.isoformat())
    if is_head:
        household.residents.filter(is_head=True).update(is_head=False)
    resident = Resident(household=household, name=name, phone=normalised_phone(phone), born_on=born_on, is_head=is_head)
    try:
        with transaction.atomic():
            resident.save()
    except IntegrityError as refusal:
        raise PhoneTaken() from refusal
    facts = audit.facts(household=household.pk)
    # No name in Wagtail's report of the site's history, masked ones neither: the staff of every community reads it.
    audit.write(resident, action="points.resident_registered", by=by, data=facts, title=f"#{resident.pk}")
    return resident


@transaction.atomic
def link_login(resident: Resident, *, user: User, by: User) -> Resident:
    """From now on `user` is this resident. Refuses with `not_your_grid`, `login_taken`."""
    queries.require(by, Verb.MANAGE_PEOPLE, resident.household.grid)
    try:
        with transaction.atomic():
            free = Resident.objects.filter(pk=resident.pk, user__isnull=True)
            is_linked = free.update(user_id=user.pk)
    except IntegrityError as refusal:
        raise LoginTaken() from refusal
    if not is_linked:
        raise LoginTaken()
    resident.refresh_from_db(fields=["user"])
    audit.write(
        resident,
        action="points.login_linked",
        by=by,
        data=audit.facts(user=user.pk),
        title=f"#{resident.pk}",
    )
    return resident


def number_volunteer(resident: Resident) -> None:
    """Give the number that stands beside the name on certificates; whoever has one keeps it.

    A part of a larger request that has permitted it and locked the resident.
    """
    known = Resident.objects.values_list("volunteer_number", flat=True).get(pk=resident.pk)
    resident.volunteer_number = known or new_volunteer_number()
    if not known:
        Resident.objects.filter(pk=resident.pk).update(volunteer_number=resident.volunteer_number)
