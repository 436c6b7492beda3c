"""What the public may see of an honor: the only form in which an honor reaches a template.

The projection is made anew for each request and kept nowhere, so a consent that is withdrawn is honoured with the next
page view. Without consent the name is masked, in the words about the person too, because an editor who writes a story
writes the name into it. Nobody's door is ever shown, and no minor's face.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from honor_roll.facts import Facts
from honor_roll.honors import Honor, Season
from points.models import Consent, Resident
from points.people import queries as people

OF_AGE = 18
_MASK = re.compile("[×*]")


@dataclass(frozen=True, kw_only=True)
class PublicHonor:
    """One honor as strangers may see it."""

    category: str
    name: str
    """Masked unless the person consented."""
    place: str
    """The building or the kind of body; never a door."""
    seal: str
    """The character that stands where a portrait is missing: the surname, or the first of a body's name."""
    portrait: AbstractImage | None
    """Only with consent, never of a minor."""
    reason: str
    story: str
    facts: Facts


def public_honors(season: Season) -> list[PublicHonor]:
    """The honors of a decided season in the order of its categories; none before it is decided."""
    if season.state != Season.State.DECIDED:
        return []
    honors = list(_honors(season))
    agreed = _Agreed.of({resident for honor in honors for resident in _people_in(honor)})
    return [_public(honor, agreed) for honor in honors]


def names_in(season: Season) -> set[str]:
    """The whole names of everybody whom the season's honors are about, to keep them out of what is stored elsewhere."""
    return {person.name for honor in _honors(season) for person in _people_in(honor) if len(person.name) > 1}


def _honors(season: Season) -> QuerySet[Honor]:
    return (
        Honor.objects.filter(season=season)
        .select_related("category", "resident__household__grid", "household__grid", "grid__level", "team", "portrait")
        .prefetch_related("household__residents", "team__memberships__resident")
    )


@dataclass(frozen=True)
class _Agreed:
    """Who agreed to what at this moment."""

    named: frozenset[int]
    shown: frozenset[int]

    @classmethod
    def of(cls, residents: Iterable[Resident]) -> "_Agreed":
        everybody = list(residents)
        named = people.consenting(everybody, Consent.Purpose.PUBLIC_NAME)
        shown = people.consenting(everybody, Consent.Purpose.PUBLIC_PORTRAIT)
        # A guardian may agree for a child; the child is masked and without a face all the same.
        return cls(
            named=frozenset(named - {person.pk for person in everybody if people.is_under_age(person)}),
            shown=frozenset(shown - {person.pk for person in everybody if _is_minor(person)}),
        )

    def name_of(self, resident: Resident) -> str:
        # The text of a resident is the masked name.
        return resident.name if resident.pk in self.named else str(resident)


def _public(honor: Honor, agreed: _Agreed) -> PublicHonor:
    involved = _people_in(honor)
    if honor.category.is_for_minors:
        agreed = _Agreed(named=frozenset(), shown=frozenset())
    person = None if honor.team else min(involved, key=lambda member: (not member.is_head, member.pk), default=None)
    return PublicHonor(
        category=honor.category.name,
        name=_name(honor, person, agreed),
        place=_place(honor),
        seal=_seal(honor, person),
        portrait=honor.portrait if all(member.pk in agreed.shown for member in involved) else None,
        reason=_masked_text(honor.reason, involved, agreed),
        story=_masked_text(honor.story, involved, agreed),
        facts=Facts(**honor.facts),
    )


def _people_in(honor: Honor) -> Sequence[Resident]:
    """Whose names and faces the honor is about; nobody in particular for a grid."""
    if honor.resident:
        return [honor.resident]
    if honor.household:
        return [resident for resident in honor.household.residents.all() if resident.is_active]
    if honor.team:
        return [membership.resident for membership in honor.team.memberships.all() if membership.until is None]
    return []


def _name(honor: Honor, person: Resident | None, agreed: _Agreed) -> str:
    if honor.household:
        return _("Household of %(name)s") % {"name": agreed.name_of(person)} if person else _("A household")
    if person:
        return agreed.name_of(person)
    body = honor.grid or honor.team
    return body.name if body else ""


def _place(honor: Honor) -> str:
    home = honor.resident.household if honor.resident else honor.household
    if home:
        return home.grid.name
    return honor.grid.level.name if honor.grid else honor.team.kind if honor.team else ""


def _seal(honor: Honor, person: Resident | None) -> str:
    if person:
        # A mask keeps the surname whole, a compound one too: 欧阳 of 欧阳×娜.
        return _MASK.split(str(person))[0]
    body = honor.grid or honor.team
    return body.name[:1] if body else ""


def _is_minor(resident: Resident) -> bool:
    born, today = resident.born_on, timezone.localdate()
    return born is not None and (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < OF_AGE


def _masked_text(text: str, involved: Iterable[Resident], agreed: _Agreed) -> str:
    for resident in involved:
        # A name of one character would be found everywhere.
        if len(resident.name) > 1:
            text = text.replace(resident.name, agreed.name_of(resident))
    return text
