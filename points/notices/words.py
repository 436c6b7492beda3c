"""Free text that goes on a notice: read by everybody, so no number of a person and no full name is taken in."""

from collections.abc import Iterable

from points.errors import NameInText, ReasonRequired
from points.notices.models import NoticeLine
from points.people.models import Household, Resident
from points.texts import refuse_personal_numbers


def refuse_names(texts: Iterable[str], people: Iterable[Resident]) -> None:
    """Refuses with `personal_data_in_text`, `name_in_text`."""
    together = list(texts)
    refuse_personal_numbers(*together)
    # A name of one character would be found everywhere.
    names = {person.name for person in people if len(person.name) > 1}
    if any(name in text for name in names for text in together):
        raise NameInText()


def reason_in(typed: str, people: Iterable[Resident]) -> str:
    """Refuses as `refuse_names` does, and with `reason_required`."""
    reason = typed.strip()
    refuse_names([reason], people)
    if not reason:
        raise ReasonRequired()
    return reason


def people_behind(lines: Iterable[NoticeLine]) -> list[Resident]:
    """Everybody whom the lines are about, with all members of a household."""
    found = list(lines)
    members = [line.household_id for line in found if line.household_id]
    residents = [line.resident_id for line in found if line.resident_id]
    return [*Resident.objects.filter(pk__in=residents), *members_of(members)]


def members_of(households: Iterable[int | Household]) -> list[Resident]:
    return list(Resident.objects.filter(household__in=list(households)))
