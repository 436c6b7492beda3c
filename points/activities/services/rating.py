"""Rating: somebody who was served gives one to five, and a word, about those who served.

It comes by a link that works once, or on a slip of paper that staff type in; that is marked and noted in the log. A
shift is rated once by everybody, and never by whoever serves at it or lives with somebody who does. Of a link no line
goes into the log: it would say who said what.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.activities import queries, rating_links, times
from points.activities.models import Rating, Shift
from points.activities.models.ratings import LONGEST_WORD, MOST_STARS
from points.errors import (
    AlreadyRated,
    NamesSomebody,
    NotPermitted,
    OwnService,
    RatingLinkOver,
    RatingLinkUsed,
    RatingOver,
    SlipEntered,
    StarsOutOfRange,
)
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User
from points.texts import refuse_personal_numbers


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says about those who served."""

    stars: int
    word: str = ""


def rate(link: str, *, said: Said, resident: Resident, by: User, key: str) -> ledger.Answer[Rating]:
    """Rate the shift that the link opens, in one's own name, which nobody of the team reads.

    Refuses with `not_permitted`, `personal_data_in_text`, `rating_link_over`, `rating_link_used`, `rating_over`,
    `not_of_this_community`, `own_service`, `already_rated`, `stars_out_of_range`, `names_somebody`,
    `idempotency_mismatch`.
    """
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
    refuse_personal_numbers(said.word)
    opened = rating_links.read(link)
    request = {"rate": opened.shift, "link": opened.digest, "by": resident.pk, "stars": said.stars, "word": said.word}
    return ledger.once(
        key=key,
        request=request,
        act=lambda: _rate(opened, said=said, resident=resident),
        replay=lambda: Rating.objects.get(shift=opened.shift, giver=resident),
    )


def _rate(opened: rating_links.Opened, *, said: Said, resident: Resident) -> Rating:
    shift = Shift.objects.select_related("activity__community").filter(pk=opened.shift).first()
    if shift is None:
        raise RatingLinkOver()
    queries.refuse_strangers(resident, shift.activity.community)
    if resident.household_id in queries.households_serving(shift):
        raise OwnService()
    _refuse(shift, said, names=[*queries.names_serving(shift), resident.name])
    made = _written(Rating(shift=shift, giver=resident, link=opened.digest, stars=said.stars, word=_word(said)))
    if made is None:
        is_again = Rating.objects.filter(shift=shift, giver=resident).exists()
        raise AlreadyRated() if is_again else RatingLinkUsed()
    return made


def enter_slip(shift: Shift, *, slip: int, said: Said, by: User, key: str) -> ledger.Answer[Rating]:
    """Type in the slip of paper with that number, for somebody without a login.

    Refuses with `not_permitted`, `not_your_grid`, `personal_data_in_text`, `rating_over`, `own_service`,
    `slip_entered`, `stars_out_of_range`, `names_somebody`, `idempotency_mismatch`.
    """
    queries.require_organiser(by, shift.activity)
    refuse_personal_numbers(said.word)
    return ledger.once(
        key=key,
        request={"slip": slip, "of": shift.pk, "stars": said.stars, "word": said.word},
        act=lambda: _enter(shift, slip=slip, said=said, by=by),
        replay=lambda: Rating.objects.get(shift=shift, slip=slip),
    )


def _enter(shift: Shift, *, slip: int, said: Said, by: User) -> Rating:
    if people.own_households(by) & queries.households_serving(shift):
        raise OwnService()
    _refuse(shift, said, names=queries.names_serving(shift))
    made = _written(Rating(shift=shift, slip=slip, entered_by_id=by.pk, stars=said.stars, word=_word(said)))
    if made is None:
        raise SlipEntered(slip=slip)
    log(instance=made, action="points.rating_entered", user=by, data=audit.facts(shift=shift.pk, slip=slip))
    return made


def _refuse(shift: Shift, said: Said, *, names: list[str]) -> None:
    if not queries.may_be_rated(shift, timezone.now()):
        raise RatingOver(since=times.clock(shift.starts_at), until=times.clock(queries.rated_until(shift)))
    if not 1 <= said.stars <= MOST_STARS:
        raise StarsOutOfRange()
    # Of three characters the last two are how people are called.
    called = {part for name in names for part in (name, name[1:] if len(name) > 2 else "") if len(part) > 1}
    if any(part in said.word for part in called):
        raise NamesSomebody()


def _word(said: Said) -> str:
    return " ".join(said.word.split())[:LONGEST_WORD]


def _written(rating: Rating) -> Rating | None:
    """None where the giver, the slip or the link has one; the database says so, whoever was first."""
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError:
        return None
    return rating
