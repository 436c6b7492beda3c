"""The keys of the demo, and sealing the ledger each Sunday night, as the job of a real community would each hour."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from demo.clock import days, moment
from demo.stage import Stage
from points.people import services as people
from points.seals import services as seals


def evenings(stage: Stage) -> Iterator[tuple[datetime, Callable[[], None]]]:
    for day in days(stage.since, stage.today):
        # What is announced today is recorded at its first moment.
        if day.isoweekday() == 7 and day < stage.today:
            yield moment(day, "23:00"), seal


def make_keys() -> None:
    """What signs seals and cards, where there is nothing yet: paper of an earlier demo stays genuine."""
    for name, make in (("seal_key", seals.new_key), ("card_key", people.new_card_key)):
        if not Path(settings.POINTS[name]).exists():
            make(settings.POINTS[name])


def seal() -> None:
    seals.seal_ledger(signer=seals.signer())
