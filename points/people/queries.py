"""Who may see and do what, and where: every look-up of people goes through here.

`..._for` and `find_...` take the user and give only what his duties reach. What somebody holds in his hand (a card, an
account's number) is looked up for anybody, and the service that uses it asks `require` at the household's grid.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from points.errors import CardRevoked, CardUnreadable, NotPermitted, NotYourGrid, OwnHousehold
from points.ledger.models import Transfer, is_account_number
from points.people.acting import ACTING_KEY as ACTING_KEY
from points.people.acting import acting_for as acting_for
from points.people.acting import acting_in as acting_in
from points.people.acting import actings_of as actings_of
from points.people.acting import are_minors as are_minors
from points.people.acting import has_run_out as has_run_out
from points.people.acting import is_grown_up_beside as is_grown_up_beside
from points.people.acting import is_minor as is_minor
from points.people.acting import on_behalf_of as on_behalf_of
from points.people.acting import proxies_for as proxies_for
from points.people.acting import proxies_of as proxies_of
from points.people.acting import resident_asking as resident_asking
from points.people.acting import resident_of as resident_of
from points.people.acting import stands_for as stands_for
from points.people.card_keys import card_key_path as card_key_path
from points.people.card_keys import card_key_problem as card_key_problem
from points.people.card_keys import public_card_keys as public_card_keys
from points.people.cards import serial_in as serial_in
from points.people.cards import signed
from points.people.communities import communities_of as communities_of
from points.people.homes import Home as Home
from points.people.homes import homes_of as homes_of
from points.people.leaving import erasures_for as erasures_for
from points.people.leaving import left_behind as left_behind
from points.people.leaving import others_beside as others_beside
from points.people.models import Card, Consent, Duty, Grid, Household, Residence, Resident
from points.people.names import masked_name as masked_name
from points.people.reach import below as below
from points.people.reach import in_force as in_force
from points.people.search import compact
from points.people.skills import skills_of as skills_of
from points.people.standing import (
    is_own_household as is_own_household,
)
from points.people.standing import (
    own_households as own_households,
)
from points.people.standing import (
    served_paths as served_paths,
)
from points.people.standing import (
    serves as serves,
)
from points.people.standing import (
    standing_of as standing_of,
)
from points.people.teams import members_of as members_of
from points.people.teams import teams_led_by as teams_led_by
from points.permissions import VERBS, Role, User, Verb

AGE_OF_OWN_CONSENT = 14
"""Below it the guardian decides (personal information protection law, article 31)."""


# --- duties ---------------------------------------------------------------------------------------------------------


def duties_of(user: User) -> QuerySet[Duty]:
    """Duties in force today, with their grids."""
    return Duty.objects.filter(in_force(timezone.localdate()), user_id=user.pk).select_related("grid")


def verbs_of(user: User) -> frozenset[Verb]:
    """What the user may do somewhere, by all duties in force today."""
    if not user.is_active:
        return frozenset()
    if getattr(user, "is_superuser", False):
        return frozenset(Verb)
    return frozenset().union(*(VERBS[Role(role)] for role in duties_of(user).values_list("role", flat=True)))


def may(user: User, verb: Verb, grid: Grid) -> bool:
    paths = served_paths(user, verb)
    return paths is None or any(grid.path.startswith(path) for path in paths)


def require(user: User, verb: Verb, grid: Grid) -> None:
    """Refuses with `not_permitted` (no such duty at all) or `not_your_grid` (not here)."""
    require_all(user, verb, [grid.path])


def require_all(user: User, verb: Verb, places: Iterable[str]) -> None:
    """As `require`, for the tree paths of many grids at once."""
    paths = served_paths(user, verb)
    if paths is not None and not all(place.startswith(tuple(paths)) for place in places):
        raise NotYourGrid() if paths else NotPermitted()


def refuse_own_household(user: User, household: Household) -> None:
    """Nobody decides about himself, nor about whom he speaks for. Refuses with `own_household`; superusers too."""
    if household.pk in own_households(user):
        raise OwnHousehold()


def refuse_own_home(user: User, household: Household) -> None:
    """At home one is family, whatever one is at work. Refuses with `own_household`."""
    own = resident_of(user)
    if own is not None and own.household_id == household.pk:
        raise OwnHousehold()


def community_of(grid: Grid) -> Grid:
    """The node at the community level at or above `grid`; the root where no level is marked."""
    if grid.level.is_community:
        return grid
    above: Grid | None = grid.get_ancestors().filter(level__is_community=True).last()
    top: Grid = above or grid.get_root()
    return top


# --- people, scoped by duty -----------------------------------------------------------------------------------------


def grids_for(user: User, verb: Verb) -> QuerySet[Grid]:
    """Grids where the user may do `verb`, parents before their children."""
    grids: QuerySet[Grid] = Grid.objects.filter(below(served_paths(user, verb), "path")).select_related("level")
    return grids


def households_for(user: User, verb: Verb = Verb.VIEW_PEOPLE) -> QuerySet[Household]:
    """Households that the user may `verb`, scoped by duty."""
    return Household.objects.filter(below(served_paths(user, verb))).select_related("grid", "account")


def residents_for(user: User, verb: Verb = Verb.VIEW_PEOPLE) -> QuerySet[Resident]:
    condition = below(served_paths(user, verb), "household__grid__path")
    return Resident.objects.filter(condition).select_related("household__grid", "household__account")


def matching(typed: str, prefix: str = "") -> Q:
    """Condition on residents whose name, pinyin, initials or phone contain what was typed.

    `prefix` is the way to the resident from another model, such as `residents__`.
    """
    text = compact(typed)
    return Q(**{f"{prefix}search_tokens__contains": text}) if text else Q(pk__in=[])


def find_residents(user: User, typed: str, verb: Verb = Verb.VIEW_PEOPLE) -> QuerySet[Resident]:
    """Active residents by name, pinyin, initials or the end of the phone, within the user's grids."""
    return residents_for(user, verb).filter(matching(typed), is_active=True)


def find_households(user: User, typed: str, verb: Verb = Verb.VIEW_PEOPLE) -> QuerySet[Household]:
    """Active households by account number, card, door or a member's name, within the user's grids.

    Refuses with `card_revoked` when the text is that of a revoked card.
    """
    households = households_for(user, verb).filter(is_active=True)
    if serial_in(typed):
        return households.filter(pk=read_card(typed).household_id)
    if named := household_by_number(typed):
        return households.filter(pk=named.pk)
    if not compact(typed):
        return households.none()
    by_name = Resident.objects.filter(matching(typed), is_active=True).values("household")
    return households.filter(Q(pk__in=by_name) | Q(door__icontains=typed.strip()))


# --- what somebody holds in his hand --------------------------------------------------------------------------------


def household_by_number(typed: str) -> Household | None:
    """The household with this account number, spaces and hyphens allowed. Not scoped: ask `require` afterwards."""
    if not is_account_number(typed):
        return None
    number = typed.replace(" ", "").replace("-", "")
    return Household.objects.filter(account__number=number).select_related("grid", "account").first()


def card_text(card: Card) -> str:
    """What the card's QR holds: signed, without personal data, upper-case letters, digits and dots."""
    return signed(card.serial)


def read_card(text: str) -> Card:
    """The card with its household, account and resident. Not scoped: ask `require` afterwards.

    Refuses with `card_unreadable` (not signed by this site) or `card_revoked`.
    """
    serial = serial_in(text)
    cards = Card.objects.select_related("household__grid", "household__account", "resident")
    card = cards.filter(serial=serial).first() if serial else None
    if card is None:
        raise CardUnreadable()
    if card.revoked_at is not None or not card.household.is_active:
        raise CardRevoked()
    return card


# --- names and consents ---------------------------------------------------------------------------------------------


def is_under_age(resident: Resident, on: date | None = None) -> bool:
    """Whether the resident is under 14. An unknown birthday counts as of age."""
    age = age_on(resident, on or timezone.localdate())
    return age is not None and age < AGE_OF_OWN_CONSENT


def age_on(resident: Resident, day: date) -> int | None:
    """In whole years; None when the birthday is unknown."""
    born = resident.born_on
    if born is None:
        return None
    birthday_is_ahead = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - birthday_is_ahead


def consenting(residents: Iterable[Resident], purpose: str) -> set[int]:
    """Ids of those with a consent in force; for a child under 14 only the guardian's counts."""
    people = {resident.pk: resident for resident in residents}
    given = Consent.objects.filter(resident__in=people, purpose=purpose, withdrawn_at__isnull=True)
    return {
        consent.resident_id
        for consent in given
        if consent.is_by_guardian or not is_under_age(people[consent.resident_id])
    }


def has_consent(resident: Resident, purpose: str) -> bool:
    return bool(consenting([resident], purpose))


def public_name(resident: Resident) -> str:
    """The name for the public: in full only with consent, and never that of a child under 14."""
    if not is_under_age(resident) and has_consent(resident, Consent.Purpose.PUBLIC_NAME):
        return resident.name
    return masked_name(resident.name)


# --- where a household lived ----------------------------------------------------------------------------------------


def residence_on(household: Household, day: date) -> Residence | None:
    """Where the household lived on that day."""
    return household.residences.filter(in_force(day)).select_related("grid").first()


def earned_by_grid(community: Grid, *, since: date, until: date) -> dict[int, int]:
    """Tenths awarded to households by the grid they lived in on the day of the act, from `since` up to before `until`.

    Awards that were reversed do not count. Keys are the ids of the grids that households hang on.
    """
    lived = "credit__household__residences"
    awards = Transfer.objects.filter(
        Q(**{f"{lived}__until__isnull": True}) | Q(**{f"{lived}__until__gt": F("occurred_on")}),
        kind=Transfer.Kind.AWARD,
        reversed_by__isnull=True,
        occurred_on__gte=since,
        occurred_on__lt=until,
        **{f"{lived}__since__lte": F("occurred_on"), f"{lived}__grid__path__startswith": community.path},
    )
    sums = awards.order_by().values_list(f"{lived}__grid").annotate(Sum("amount"))
    return {grid: int(total) for grid, total in sums}
