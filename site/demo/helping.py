"""Who is helped: an old woman without a phone, by her card and her PIN; a child, by its mother."""

from collections.abc import Iterator

from demo.stage import Stage
from points.models import Pin, Resident
from points.people import queries
from points.people import services as people
from points.people.models import ProxyKind

PIN = "6295"


def set_pin(stage: Stage, elder: Resident) -> None:
    """Typed by her at the office. Whoever serves her grid then helps her: who was there when it was set may not."""
    people.set_pin(elder, pin=PIN, by=stage.administrator)


def appoint_guardian(stage: Stage) -> None:
    """The resident who logs in acts for her youngest."""
    mother = stage.users["wangfang"]
    family = Resident.objects.select_related("household__grid").filter(household__residents__user=mother)
    child = family.filter(queries.are_minors()).order_by("-born_on", "pk").first()
    assert child is not None, "her family has a child"
    people.appoint_proxy(child, user=mother, kind=ProxyKind.GUARDIAN, since=stage.since, by=stage.administrator)


def lines() -> Iterator[str]:
    """How to try it, in English; nothing once the PIN is gone."""
    pin = Pin.objects.select_related("resident__household__account").order_by("pk").first()
    if pin:
        number = pin.resident.household.account.grouped_number
        yield f"Without a phone: wanggeyuan opens /points/assist/, types the card's number {number} and the PIN {PIN}."
    yield "For a child: wangfang chooses it at /points/acting/."
