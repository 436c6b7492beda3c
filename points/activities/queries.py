"""Reading activities: what is open, who is expected, who is there."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from points import conf
from points.activities import codes
from points.activities.announced import announced_shifts as announced_shifts
from points.activities.announced import sign_ups_until_now as sign_ups_until_now
from points.activities.attending import Attendance as Attendance
from points.activities.attending import attendance_by_resident as attendance_by_resident
from points.activities.attending import attendance_of as attendance_of
from points.activities.attending import excuses_in_force as excuses_in_force
from points.activities.attending import expected_places as expected_places
from points.activities.keys import shift_in_key as shift_in_key
from points.activities.models import Activity, CheckIn, Scan, Shift, SignUp
from points.activities.occasions import days_later as days_later
from points.activities.occasions import horizon as horizon
from points.activities.occasions import occasions as occasions
from points.activities.programmes import parts_of as parts_of
from points.activities.programmes import programmes_of as programmes_of
from points.activities.proofs import verify as verify
from points.activities.queueing import clash_at as clash_at
from points.activities.queueing import everybody_at as everybody_at
from points.activities.queueing import lapsed_offers as lapsed_offers
from points.activities.queueing import long_day as long_day
from points.activities.queueing import roles_left as roles_left
from points.activities.queueing import standing_of as standing_of
from points.activities.queueing import standings_of as standings_of
from points.activities.queueing import turn_of as turn_of
from points.activities.ratings import TeamRating as TeamRating
from points.activities.ratings import households_serving as households_serving
from points.activities.ratings import may_be_rated as may_be_rated
from points.activities.ratings import names_serving as names_serving
from points.activities.ratings import rated_until as rated_until
from points.activities.ratings import rating_of as rating_of
from points.activities.ratings import teams_rated_for as teams_rated_for
from points.activities.reminders_due import reminders_due as reminders_due
from points.activities.roster import RosterLine as RosterLine
from points.activities.roster import roster as roster
from points.activities.roster import worth_at_the_end as worth_at_the_end
from points.activities.roster import worth_now as worth_now
from points.activities.team_lists import members_at as members_at
from points.errors import NotOfThisCommunity, PointsError
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.ledger.models import RequestKey
from points.people import queries as people
from points.people.models import Grid, Resident
from points.permissions import User, Verb

_OF_ACTIVITY = "activity__programme", "activity__parent"


def may_run(user: User, activity: Activity) -> bool:
    """Whether the user runs the shifts of the activity: by duty, or because the activity names the user."""
    if not user.is_active:
        return False
    return people.may(user, Verb.RUN_SHIFT, activity.community) or activity.organisers.filter(pk=user.pk).exists()


def may_see(user: User, activity: Activity) -> bool:
    """A draft is seen by whoever runs it; for others it is not there."""
    return activity.is_published or may_run(user, activity)


def may_plan(user: User, activity: Activity) -> bool:
    """Whether the user changes the activity, such as the rule that values it."""
    return people.may(user, Verb.MANAGE_ACTIVITIES, activity.community)


def require_organiser(user: User, activity: Activity) -> None:
    """Refuses with `not_permitted` or `not_your_grid`."""
    if not may_run(user, activity):
        people.require(user, Verb.RUN_SHIFT, activity.community)


def residents_of(community: Grid) -> QuerySet[Resident]:
    """Residents who may come to an activity of the community."""
    here = Resident.objects.filter(is_active=True, household__grid__path__startswith=community.path)
    return here.select_related("household__grid", "household__account")


def refuse_strangers(resident: Resident, community: Grid) -> None:
    """Refuses with `not_of_this_community` whoever lives elsewhere or has moved away."""
    if not resident.is_active or not resident.household.grid.path.startswith(community.path):
        raise NotOfThisCommunity()


def current_code(shift: Shift, at: datetime | None = None) -> str:
    """The rotating code that the organiser's screen shows at `at`, or now."""
    return codes.code_at(shift, at or timezone.now())


def open_shifts(community: Grid | None = None) -> QuerySet[Shift]:
    """Shifts that people may sign up for or still come to, the next one first, each with `places_left`.

    Of the community and of what lies above it, such as the town; of all communities without one.
    """
    shifts = Shift.objects.filter(activity__is_published=True, state=Shift.State.OPEN, ends_at__gt=timezone.now())
    if community:
        shifts = shifts.filter(activity__community__in=[community, *community.get_ancestors()])
    return (
        shifts.select_related("activity__community", "activity__kind", "activity__team", *_OF_ACTIVITY)
        .annotate(places_left=F("capacity") - F("taken"))
        .order_by("starts_at", "pk")
    )


def shifts_run_by(user: User) -> QuerySet[Shift]:
    """Shifts that the user runs and nobody has closed, the oldest first."""
    named = Q(activity__in=Activity.objects.filter(organisers=user.pk))
    here = people.below(people.served_paths(user, Verb.RUN_SHIFT), "activity__community__path")
    shifts = Shift.objects.filter(here | named if here else here, state=Shift.State.OPEN)
    return shifts.select_related("activity__community").order_by("starts_at", "pk")


def shift_showing(typed: str) -> Shift | None:
    """The shift whose screen shows this code now, among those that are going on."""
    now = timezone.now()
    found = codes.showing(_secrets(_going_on(now)), typed, now)
    return _with_community(found)


def shift_that_showed(typed: str, community: Grid) -> Shift | None:
    """The shift of the community, or of what lies above it, whose screen showed this code a while ago."""
    now = timezone.now()
    near = _going_on(now).filter(activity__community__in=[community, *community.get_ancestors()])
    found = codes.showed(_secrets(near), typed, now)
    return _with_community(found)


def _with_community(pk: int | None) -> Shift | None:
    return Shift.objects.select_related("activity__community").get(pk=pk) if pk else None


def asks_for_hint(activity: Activity) -> bool:
    """Whether volunteers are offered to tell if they are near: the site asks, and the place is known."""
    is_known = activity.latitude is not None and activity.longitude is not None
    return conf.settings().has_place_hints and is_known


def is_shown(shift: Shift, typed: str) -> bool:
    """Whether this is the shift's rotating code now."""
    return codes.accepts(shift, typed, timezone.now())


def _going_on(now: datetime) -> QuerySet[Shift]:
    early = timedelta(minutes=conf.settings().scan_early_minutes)
    late = timedelta(minutes=conf.settings().shift_grace_minutes)
    return Shift.objects.filter(state=Shift.State.OPEN, starts_at__lte=now + early, ends_at__gte=now - late)


def _secrets(shifts: QuerySet[Shift]) -> list[tuple[int, str]]:
    return list(shifts.order_by().values_list("pk", "secret"))


def sign_ups_of(resident: Resident) -> QuerySet[SignUp]:
    """Confirmed sign-ups for shifts that are not closed, the next one first."""
    mine = SignUp.objects.filter(resident=resident, state=SignUp.State.CONFIRMED, shift__state=Shift.State.OPEN)
    return mine.select_related("shift__activity").order_by("shift__starts_at", "pk")


def records_of(shift: Shift) -> list[ServiceRecord]:
    """The records that the shift became, each corrected one in place of the first."""
    root = f"shift:{shift.pk}:"
    records = ServiceRecord.objects.filter(key__startswith=root, replaced_by__isnull=True)
    return list(records.select_related("resident__household__grid", "award").order_by("started_at", "pk"))


def may_confirm(user: User, shift: Shift) -> bool:
    """Whether the user confirms and corrects the hours of others."""
    return people.may(user, Verb.CONFIRM_HOURS, shift.activity.community)


def hours_to_confirm(user: User) -> QuerySet[ServiceRecord]:
    """Hours that wait for a second person, where the user may be that person."""
    paths = people.served_paths(user, Verb.CONFIRM_HOURS)
    return hours.waiting_in(people.below(paths, "community__path"))


def find_people(shift: Shift, typed: str, *, by: User) -> QuerySet[Resident]:
    """Who could be meant by a name, pinyin, initials, the end of a phone number or a household's number.

    An organiser with the duty to see people searches the community; one whom only the activity names, those who
    signed up.
    """
    community = shift.activity.community
    found = residents_of(community)
    if not people.may(by, Verb.VIEW_PEOPLE, community):
        found = found.filter(sign_ups__shift=shift, sign_ups__state=SignUp.State.CONFIRMED)
    household = people.household_by_number(typed)
    return found.filter(household=household) if household else found.filter(people.matching(typed))


def people_to_enter(shift: Shift, *, by: User) -> QuerySet[Resident]:
    """Whom the organiser may enter by hand: anybody of the community with the duty to see people, else those who
    signed up or came."""
    here = residents_of(shift.activity.community)
    if sees_names(by, shift):
        return here
    signed_up = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED).values("resident")
    return here.filter(Q(pk__in=signed_up) | Q(pk__in=CheckIn.objects.filter(shift=shift).values("resident")))


def sees_names(user: User, shift: Shift) -> bool:
    """Whether the organiser sees full names, or masked ones only."""
    return people.may(user, Verb.VIEW_PEOPLE, shift.activity.community)


def members_on_card(shift: Shift, card_text: str) -> list[Resident]:
    """The members of the household whose card this is.

    Refuses with `card_unreadable`, `card_revoked`, and `not_of_this_community` before any name of theirs is shown.
    """
    household = people.read_card(card_text).household
    members = list(residents_of(shift.activity.community).filter(household=household))
    if not members:
        raise NotOfThisCommunity()
    return members


def refusal_of(scan: Scan) -> PointsError | None:
    """Why the scan was refused, in the words it was refused with; None when it was accepted."""
    if not scan.refusal:
        return None
    kept = RequestKey.objects.filter(pk=scan.key, refusal=scan.refusal).first()
    return PointsError.again(scan.refusal, kept.refusal_params if kept else {})


def count_arrived(shift: Shift) -> int:
    return CheckIn.objects.filter(shift=shift, in_at__isnull=False).count()


def scans_of(shift: Shift) -> QuerySet[Scan]:
    """Scans, accepted and refused, the newest first. Whoever is not `is_of_here` stays unnamed: a neighbouring
    community's card was held out by mistake."""
    path = shift.activity.community.path
    is_of_here = ExpressionWrapper(Q(resident__household__grid__path__startswith=path), BooleanField())
    scans = Scan.objects.filter(shift=shift).annotate(is_of_here=is_of_here)
    return scans.select_related("resident__household__grid", "taken_back").order_by("-pk")


def shared(shift: Shift) -> Shift:
    """The shift as it stands. Nobody closes it before this transaction ends; others may read it likewise."""
    # Django has no FOR SHARE. FOR UPDATE would make four hundred people at the door wait for each other; SQLite has
    # one writer at a time and needs neither.
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    return Shift.objects.raw(f"SELECT * FROM {Shift._meta.db_table} WHERE id = %s{lock}", [shift.pk])[0]
