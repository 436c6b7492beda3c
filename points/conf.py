"""Settings of the plugin: one dict, `POINTS = {...}`, in the host's settings.

Read a setting as `conf.settings().code_step_seconds`. An unknown key is the system check error `points.E001`.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.conf import settings as django_settings

STATION_FACTORS = ("desk", "pin", "code")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with its default."""

    code_step_seconds: int = 20
    """How long one rotating code is shown, in seconds. One earlier code is accepted as grace."""

    code_pass_minutes: int = 15
    """How long a code that was accepted when its page first loaded waits for the login and the tap that follow."""

    tries_a_minute: int = 10
    """Codes and account numbers that do not fit, by one login or one device in a minute, before it has to wait."""

    tries_a_minute_of_an_address: int = 120
    """The same for visitors who are not signed in; a whole event may stand behind one address."""

    tries_a_minute_of_a_shift: int = 600
    """The same for one shift that programs send codes to, by all logins together."""

    has_place_hints: bool = False
    """Whether volunteers are offered to tell, with a button and never by themselves, if they are near the place. The
    organiser reads “near” or “far”; no position is sent or kept."""

    place_hint_meters: int = 1_000
    """How far from the place is still near: wide, because phones are off by hundreds of meters between high houses."""

    station_factor: str = "desk"
    """What has to follow the code on a station's wall: `desk` (whoever runs the shift confirms), `pin` (the resident
    types the own PIN, which says who asks and not where) or `code` (the letters on the organiser's screen)."""

    station_wait_minutes: int = 15
    """How long a request at a station waits before it lapses."""

    shift_grace_minutes: int = 30
    """Minutes after the planned end of a shift that still count."""

    scan_early_minutes: int = 60
    """How many minutes before the planned start a check-in is accepted."""

    late_after_minutes: int = 10
    """How many minutes after the start of a shift whoever signed up and has not come stands on its board as late."""

    plan_days: int = 60
    """For how many days ahead `plan_shifts` makes shifts from their templates."""

    remind_hours: int = 0
    """So many hours before a shift whoever has a place is reminded once more, besides the day before; 0 for no such
    reminder."""

    remind_offer_hours: int = 2
    """So many hours before an offered place goes to the next one, whoever has it is reminded; 0 for no reminder."""

    offer_hours: int = 12
    """How many hours a freed place is kept for whoever is first on the waiting list; the start of the shift ends it."""

    daily_hours: int = 8
    """Whoever signs up for more hours on one day is warned, and may do so nevertheless."""

    has_second_person_for_hours: bool = True
    """Hours entered by hand are booked once somebody else has confirmed them. A small site that turns this off lets one
    person write hours, and points, for anybody: they are marked and counted apart, and nobody looks at them before."""

    hand_minutes_a_day: int = 2_400
    """How many minutes one person may enter by hand in a day, such as twenty people for two hours."""

    rating_days: int = 14
    """How many days after a shift whoever was served at it may rate it."""

    rating_link_hours: int = 48
    """How long a link for rating waits to be used."""

    fewest_ratings: int = 5
    """Fewer ratings of a team are not shown, and more in such steps: else one could be told from the rest."""

    no_show_days: int = 180
    """For how many days a no-show is counted; then it is forgotten."""

    close_after_hours: int = 72
    """How many hours after its end `close_shifts` closes a shift that nobody closed."""

    propose_days: int = 14
    """How many days after a forgotten check-out the volunteer may propose the true time."""

    notice_days: int = 3
    """How many days a public notice is up unless it says more; the day on which it goes up does not count."""

    notice_days_of_honors: int = 5
    """The same for honors."""

    notice_keep_days: int = 365
    """How many days after its end the names on a notice fall away, by `forget_notices`; counts stay."""

    largest_award: int = 10_000
    """Ceiling of one award in tenths of a point; a typing slip ends here."""

    low_stock: int = 5
    """A good of which no more than this is left is shown as “few left”."""

    count_alone: int = 5
    """The largest difference of a count, in units, that one person books; a larger one takes a stocktake, in which
    another person confirms what was counted."""

    smallest_public_count: int = 5
    """Public figures over fewer people or households are left out: of two volunteers, neighbours know which two."""

    statement_page_size: int = 30
    """Lines on one page of a statement."""

    tell_backends: tuple[str, ...] = ()
    """Channels by which people are told about entries in their name, such as `points.inbox.channels.EmailBackend`."""

    batch_limit: int = 20_000
    """Largest number of postings in one `post_many`."""

    card_key: str = ""
    """File of the private key that signs cards; if empty, the environment's `POINTS_CARD_KEY` names it. Without one a
    scanner that has no network cannot tell a genuine card."""

    card_old_keys: tuple[str, ...] = ()
    """Public keys that signed cards before the one in use, as `card_key` said them."""

    seal_key: str = ""
    """File of the private key that signs seals; if empty, the environment's `POINTS_SEAL_KEY` names it."""

    seal_origin: str = "points"
    """Names the ledger in its checkpoints, such as `example.org/points`. No spaces, no `+`."""

    seal_old_keys: tuple[str, ...] = ()
    """Public keys that signed seals before the one in use, as `seal_ledger --new-key` said them."""


def settings() -> Settings:
    """The settings in force. Read at each call, so that tests and hosts may override them."""
    return Settings(**{key: value for key, value in configured().items() if key in known_keys()})


def configured() -> dict[str, Any]:
    """What the host wrote, unknown keys included."""
    return dict(getattr(django_settings, "POINTS", {}))


@cache
def known_keys() -> frozenset[str]:
    return frozenset(field.name for field in fields(Settings))
