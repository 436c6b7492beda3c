"""What was served, what it would come to, and what is asked for a star; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from points.errors import PointsError
from points.hours import overlaps
from points.hours.certified import SHEET as SHEET
from points.hours.certified import Facts as Facts
from points.hours.certified import Sheet as Sheet
from points.hours.certified import certificate_numbered as certificate_numbered
from points.hours.certified import facts_of as facts_of
from points.hours.certified import issued_to as issued_to
from points.hours.certified import sheet_of as sheet_of
from points.hours.certified import state_of as state_of
from points.hours.drafts import Draft, act_of, brings_points, needs_second_person
from points.hours.drafts import entered_by as entered_by
from points.hours.minutes import IN_TWO_COLUMNS as IN_TWO_COLUMNS
from points.hours.minutes import Minutes as Minutes
from points.hours.minutes import booked as booked
from points.hours.minutes import minutes_by_resident as minutes_by_resident
from points.hours.minutes import minutes_of as minutes_of
from points.hours.models import Certificate, ServiceRecord, TimeProposal
from points.hours.proofs import verify as verify
from points.hours.star_levels import levels_of as levels_of
from points.hours.stars import Stars as Stars
from points.hours.stars import scheme_in_force as scheme_in_force
from points.hours.stars import stars_of as stars_of
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User, Verb
from points.rules import queries as rules


def current(record: ServiceRecord) -> ServiceRecord:
    """The record that stands in place of this one after its corrections; itself when there were none."""
    while newer := ServiceRecord.objects.filter(replaces=record).first():
        record = newer
    return record


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What was served would come to if it were booked now."""

    minutes: int = 0
    """Without those that stand in another record of the person."""
    award: rules.Award | None = None
    """None for hours without points, and for those that wait."""
    is_waiting: bool = False
    """Entered by hand: somebody else has to confirm it first."""
    refusal: PointsError | None = None
    """Why the points could not be booked: the rule book does not know the rule."""


def worth_of(draft: Draft) -> Worth:
    return worth_of_all([draft])[0]


def worth_of_all(drafts: Sequence[Draft]) -> list[Worth]:
    """What the drafts would come to together; a forecast, because others may use up a cap before it is booked.

    What refuses one refuses all, as it does when they are booked.
    """
    counted = overlaps.counted_once(drafts)
    valued = [draft for draft in counted if brings_points(draft) and not needs_second_person(draft)]
    try:
        awards = rules.values_of([act_of(draft) for draft in valued])
    except PointsError as refusal:
        return [Worth(minutes=draft.minutes, refusal=refusal if brings_points(draft) else None) for draft in counted]
    brought = dict(zip((draft.key for draft in valued), awards, strict=True))
    return [
        Worth(minutes=draft.minutes, award=brought.get(draft.key), is_waiting=needs_second_person(draft))
        for draft in counted
    ]


def waiting_in(paths: Q) -> QuerySet[ServiceRecord]:
    """Records that wait for a second person, the oldest first; `paths` as `people.below` gives it."""
    waiting = ServiceRecord.objects.filter(paths, state=ServiceRecord.State.WAITING)
    return waiting.select_related("resident__household__grid", "community").order_by("occurred_on", "pk")


def proposed_in(paths: Q) -> QuerySet[ServiceRecord]:
    """Records whose true time somebody proposed and nobody answered, the oldest first."""
    proposed = ServiceRecord.objects.filter(paths, proposal__state=TimeProposal.State.OPEN)
    return proposed.select_related("resident__household__grid", "community", "proposal").order_by("proposal__pk")


def certificates_for(user: User) -> QuerySet[Certificate]:
    """Those that the user may hand out again: issued where he serves, or about people who live there."""
    paths = people.served_paths(user, Verb.ISSUE_CERTIFICATE)
    served = people.below(paths, "community__path") | people.below(paths, "resident__household__grid__path")
    return Certificate.objects.filter(served).select_related("resident__household__grid", "community", "issued_by")


def found_for_certificate(user: User, typed: str) -> QuerySet[Resident]:
    """Whom the user may certify: by name, or everybody behind a card or an account's number.

    Refuses with `card_revoked`.
    """
    verb = Verb.ISSUE_CERTIFICATE
    if people.serial_in(typed) or people.household_by_number(typed):
        behind = people.find_households(user, typed, verb).values("pk")
        return people.residents_for(user, verb).filter(household__in=behind, is_active=True)
    return people.find_residents(user, typed, verb)
