"""Sealing the ledger each Sunday night, as the job of a real community would each hour."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from demo.clock import days, moment
from demo.stage import Stage
from points.seals import services as seals


def evenings(stage: Stage) -> Iterator[tuple[datetime, Callable[[], None]]]:
    for day in days(stage.since, stage.today):
        # What is announced today is recorded at its first moment.
        if day.isoweekday() == 7 and day < stage.today:
            yield moment(day, "23:00"), seal


def seal() -> None:
    if not Path(settings.POINTS["seal_key"]).exists():
        seals.new_key(settings.POINTS["seal_key"])
    seals.seal_ledger(signer=seals.signer())
