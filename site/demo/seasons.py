"""The honor roll: every quarter somebody chooses from the facts, somebody else decides, and a page is published."""

from collections.abc import Sequence
from datetime import date, timedelta

from demo.clock import at, first_of_quarter, moment
from demo.pictures import faces
from demo.shop import picture
from demo.stage import Stage
from home.models import HonorIndexPage
from honor_roll import queries as honor_queries
from honor_roll import services as honors
from honor_roll.facts import Subject
from honor_roll.models import Category, HonorRollPage, Season
from honor_roll.services import Praise
from points.models import Consent, Resident
from points.people import services as people

_CHOSEN = {"HN05": 3, "HN03": 2, "HN33": 3, "HN28": 3, "HN02": 1, "HN01": 1}
"""How many are honored in a category each quarter."""
_FOR_WOMEN = "HN02"
_OLD = 58


def found_categories(stage: Stage) -> None:
    for position, row in enumerate(stage.tier.rows("honors")):
        Category.objects.create(
            community=stage.community,
            code=row["code"],
            name=row["name"],
            subject=row["subject"],
            cycle=row["cycle"],
            is_for_minors=bool(row["is_for_minors"]),
            position=position,
        )


def hold_season(stage: Stage, quarters: int) -> None:
    """The quarter that lies `quarters` away from this one; the running one stays open and empty."""
    starts_on = first_of_quarter(stage.today, quarters)
    ends_on = first_of_quarter(stage.today, quarters + 1) - timedelta(days=1)
    name = stage.words["season"].format(year=starts_on.year, quarter=(starts_on.month + 2) // 3)
    with at(moment(starts_on, "09:00")):
        season = Season.objects.create(community=stage.community, name=name, starts_on=starts_on, ends_on=ends_on)
    if ends_on >= stage.today:
        return
    with at(_not_ahead(stage, ends_on + timedelta(days=5))):
        _choose(stage, season)
    with at(_not_ahead(stage, ends_on + timedelta(days=12))):
        honors.decide(season, by=stage.administrator)
        _publish(stage, season)
    stage.say(f"{name}: {season.honors.count()} honors")


def _not_ahead(stage: Stage, day: date) -> object:
    return moment(min(day, stage.today), "00:00")


def _choose(stage: Stage, season: Season) -> None:
    chance = stage.tier.chance(f"honors:{season.starts_on}")
    words = stage.tier.json("honor_words")
    stories = chance.sample(words["stories"], len(words["stories"]))
    taken: set[int] = set()
    for category in Category.objects.filter(community=stage.community, cycle=Category.Cycle.QUARTER):
        listed = [found.subject for found in honor_queries.candidates(season, category)]
        if category.code == _FOR_WOMEN:
            listed = [subject for subject in listed if _is_woman(stage, subject)]
        reasons = chance.sample(words["reasons"][category.code], len(words["reasons"][category.code]))
        for subject, reason in zip(_fresh(listed, taken, _CHOSEN.get(category.code, 1)), reasons, strict=False):
            portrait = _ask(stage, subject, is_shown=chance.random() < 0.75)
            story = stories.pop() if portrait and stories else ""
            praise = Praise(reason=reason, story=story, portrait=portrait)
            honors.choose(season, category=category, subject=subject, praise=praise, by=stage.users["bianji"])


def _fresh(listed: Sequence[Subject], taken: set[int], wanted: int) -> list[Subject]:
    """The foremost whose household is not honored yet."""
    found: list[Subject] = []
    for subject in listed:
        home = subject.household_id if isinstance(subject, Resident) else subject.pk
        if home not in taken and len(found) < wanted:
            taken.add(home)
            found.append(subject)
    return found


def _ask(stage: Stage, subject: Subject, *, is_shown: bool) -> object | None:
    """Most people agree to their name and their picture; a household is asked through its head."""
    resident = subject if isinstance(subject, Resident) else subject.residents.order_by("-is_head", "pk").first()
    if not is_shown:
        return None
    people.give_consent(resident, purpose=Consent.Purpose.PUBLIC_NAME, by=stage.administrator)
    if not isinstance(subject, Resident):
        return None
    people.give_consent(resident, purpose=Consent.Purpose.PUBLIC_PORTRAIT, by=stage.administrator)
    is_old = resident.born_on.year < stage.today.year - _OLD
    number = resident.household.account.number
    face = faces.draw(number, is_old=is_old, has_long_hair=_is_woman(stage, resident))
    return picture(f"face-{number}-{resident.pk}", stage.words["honors"], face)


def _is_woman(stage: Stage, resident: Resident) -> bool:
    """The register does not ask; the invented names tell."""
    names = stage.tier.json("names")
    return resident.name.endswith((*names["women"], *names["minority_women"]))


def _publish(stage: Stage, season: Season) -> None:
    index = HonorIndexPage.objects.get()
    title = stage.words["roll"].format(season=season.name)
    page = HonorRollPage(
        title=title,
        slug=f"{season.starts_on.year}-q{(season.starts_on.month + 2) // 3}",
        season=season,
        intro=stage.tier.json("honor_words")["intro"],
        owner=stage.users["bianji"],
    )
    index.add_child(instance=page)
    page.save_revision(user=stage.users["bianji"]).publish(user=stage.users["bianji"])
