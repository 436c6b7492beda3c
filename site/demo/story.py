"""The story of a community over two quarters and a half, told in the order in which it happened.

Everything goes through the services, so the demo obeys the same refusals, leaves the same log and stands in the same
ledger as a real community. All of it is one transaction: a demo that is interrupted leaves nothing behind.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.core.management import call_command
from django.db import transaction

from demo import (
    cast,
    evaluation,
    helping,
    noticing,
    oversight,
    pages,
    patrolling,
    planning,
    sealing,
    seasons,
    settlement,
    shop,
    stars,
    volunteering,
)
from demo.clock import at, days, first_of_month, first_of_quarter, moment
from demo.rulebook import adopt_rules
from demo.settlement import Say
from demo.stage import Stage
from demo.tiers import Tier
from points.models import Household, Resident, Store
from points.people import services as people

Event = tuple[datetime, Callable[[], object]]


@transaction.atomic
def tell(tier: Tier, *, today: date, say: Say) -> None:
    """Load the community: who lives there, then what happened up to `today`, then what is announced."""
    sealing.make_keys()
    stage, store = _begin(tier, today, say)
    with at(moment(stage.since, "09:00")):
        events = sorted(_events(stage, store), key=lambda event: event[0])
    for when, happens in events:
        with at(when):
            happens()
    _today(stage)


def _begin(tier: Tier, today: date, say: Say) -> tuple[Stage, Store]:
    since = first_of_quarter(today, -2)
    with at(moment(since, "08:00")):
        call_command("points_groups", verbosity=0)
        users = cast.create_logins()
        community, leaves = settlement.plant(tier)
        cast.appoint_staff(users, community, since=since)
        households = settlement.settle(tier, leaves, since=since, by=users["guanliyuan"], say=say)
        cast.link_resident(users)
        stage = Stage(
            tier=tier,
            today=today,
            since=since,
            users=users,
            community=community,
            leaves=leaves,
            households=households,
            say=say,
            words=tier.json("words"),
        )
        volunteering.recruit(stage)
        adopt_rules(stage)
        stars.adopt_stars(stage)
        oversight.found_units(stage)
        seasons.found_categories(stage)
        pages.found_site(stage)
        store = shop.open_store(stage)
        pages.furnish_home(stage, store)
        _meet_elder(stage)
        helping.set_pin(stage, _elder(stage))
        helping.appoint_guardian(stage)
    return stage, store


def _events(stage: Stage, store: Store) -> Iterator[Event]:
    for turn in volunteering.plan(stage):
        if turn.day < stage.today:
            yield turn.ends_at + timedelta(minutes=35), partial(volunteering.hold, stage, turn)
        else:
            yield moment(stage.today, "00:00"), partial(volunteering.announce, stage, turn)
    for day in days(stage.since, stage.today):
        if day.day in shop.OPENING_DAYS:
            yield moment(day, "12:00"), partial(shop.serve, stage, store, day)
        if day.day == 1:
            yield moment(day, "10:00"), partial(shop.restock, stage, store, day)
        if day.day == 8 and day > stage.since + timedelta(days=8):
            yield moment(day, "15:00"), partial(evaluation.evaluate, stage, first_of_month(day, -1))
    yield moment(stage.today - timedelta(days=1), "15:30"), partial(shop.announce_price, stage, store)
    yield moment(stage.today - timedelta(days=1), "16:00"), partial(shop.count_shelf, stage, store)
    yield moment(stage.today - timedelta(days=1), "18:00"), partial(noticing.put_up_boards, stage)
    yield from sealing.evenings(stage)
    for quarters in (-2, -1, 0):
        ends_on = first_of_quarter(stage.today, quarters + 1) + timedelta(days=11)
        yield moment(min(ends_on, stage.today), "00:00"), partial(seasons.hold_season, stage, quarters)
    odd_day = stage.today - timedelta(days=oversight.DAYS_AGO)
    yield moment(odd_day, "23:15"), partial(oversight.plan_afternoon, stage)
    yield moment(odd_day + timedelta(days=2), "10:00"), partial(oversight.look_into_it, stage)
    yield moment(stage.since + timedelta(days=70), "16:00"), partial(_lose_card, stage)
    yield moment(stage.since + timedelta(days=84), "16:00"), partial(_move_house, stage)
    yield moment(stage.since + timedelta(days=88), "17:00"), partial(volunteering.correct_one, stage)
    yield moment(stage.since + timedelta(days=89), "17:00"), partial(evaluation.undo_one, stage)


def _today(stage: Stage) -> None:
    with at(moment(stage.today, "00:00")):
        volunteering.watch_all_day(stage)
        planning.plan_ahead(stage)
        patrolling.patrol(stage)
        patrolling.man_the_desk(stage)
        pages.publish_news(stage)
        sealing.seal()


def _meet_elder(stage: Stage) -> None:
    """She has no phone: a card is all she needs."""
    elder = _elder(stage)
    stage.cards[elder.pk] = people.issue_card(elder.household, resident=elder, by=stage.administrator)


def _lose_card(stage: Stage) -> None:
    elder = _elder(stage)
    people.revoke_card(stage.cards[elder.pk], by=stage.administrator)
    _meet_elder(stage)


def _elder(stage: Stage) -> Resident:
    residents = Resident.objects.select_related("household__grid").filter(name=stage.words["elder"])
    return residents.get(household__grid=stage.leaves[1], is_head=True)


def _move_house(stage: Stage) -> None:
    """A household moves to another building; its account, its card and its points move with it."""
    household = stage.households[-1]
    grid = stage.leaves[0]
    lived_in = set(Household.objects.filter(grid=grid, is_active=True).values_list("door", flat=True))
    door = next((door for door in settlement.doors_of(stage.tier, 0) if door not in lived_in), "")
    if door:
        people.move_household(
            household, to=grid, door=door, on=stage.since + timedelta(days=83), by=stage.administrator
        )
