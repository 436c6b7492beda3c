"""What the gaps in the addresses of `screens.py` are filled with: run by the shell of the demo, which prints it."""

import json
from uuid import uuid4

from django.db.models import F
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import Page

from points.activities import queries as activity_queries
from points.activities import rating_links
from points.activities import services as activities
from points.disputes import services as disputes
from points.hours import services as hours
from points.ledger.models import Book
from points.models import (
    Account,
    AwardRecord,
    Card,
    CountedGood,
    Duty,
    Objection,
    PublicNotice,
    Redemption,
    Resident,
    Route,
    Rule,
    Shift,
    Station,
    Store,
    Transfer,
)
from points.patrols import queries as patrol_queries
from points.patrols import services as patrols
from points.stations import services as stations


def routes(resolver, above="/"):
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern)
        yield from routes(pattern, route) if hasattr(pattern, "url_patterns") else [route]


resident = Resident.objects.get(user__username="wangfang")
if resident.account is None:
    resident.account = Account.objects.create(book=Book.PARTY)
    resident.save()
redeemed = Redemption.objects.filter(household=resident.household).latest("pk")
shift = Shift.objects.filter(state="open").order_by("starts_at").first()
free = (
    Shift.objects.filter(state="open", starts_at__gt=timezone.now(), taken__lt=F("capacity"))
    .exclude(sign_ups__resident=resident)
    .order_by("-starts_at")
    .first()
)
earned = Transfer.objects.filter(credit=resident.household.account).order_by("-pk")[:2]
today, user = timezone.localdate(), resident.user
dispute = disputes.raise_dispute(
    earned[1], resident=resident, kind="not_right", text="少了半天。", by=user, key=uuid4()
).result
certificate = hours.issue_certificate(resident, starts_on=today.replace(month=1, day=1), ends_on=today, by=user)
route = Route.objects.get()
patrol = route.activity.shifts.order_by("starts_at").first()
activities.check_in_by_code(
    patrol, resident=resident, code=activity_queries.current_code(patrol), direction="in", by=user, key=str(uuid4())
)
for number in (0, 2):
    code = patrol_queries.code_of(route.points.all()[number])
    running = patrol_queries.round_at(route.points.all()[number], patrol, timezone.now())
    sighting = patrols.Sighting(code=code, round_number=running)
    patrols.pass_point(sighting, resident=resident, by=user, key=str(uuid4()))
station = Station.objects.get()
gatehouse = stations.open_station(station.activity, name="岗亭", by=Duty.objects.filter(role="organiser").first().user)
wish = stations.Wish(shift=station.activity.shifts.order_by("starts_at").first(), direction="in")
asking = stations.ask(gatehouse, wish=wish, resident=resident, by=user, key=str(uuid4())).result
gaps = {
    "activity": shift.activity_id,
    "asking": asking.pk,
    "checkpoint": patrol_queries.code_of(route.points.all()[1]),
    "patrol": patrol.pk,
    "route": route.pk,
    "station": gatehouse.pk,
    "station_code": station.code,
    "award": AwardRecord.objects.filter(account=resident.household.account, amount__gt=0).latest("pk").pk,
    "building": resident.household.grid_id,
    "certificate": certificate.pk,
    "counted": CountedGood.objects.latest("pk").good_id,
    "disputed": earned[1].pk,
    "dispute": dispute.pk,
    "month": f"{today:%Y-%m}",
    "serial": certificate.serial,
    "card": Card.objects.filter(household=resident.household).latest("pk").pk,
    "free": free.pk,
    "earned": earned[0].pk,
    "household": resident.household.account.number,
    "notice": PublicNotice.objects.get(kind="honors").pk,
    "notice_over": PublicNotice.objects.get(kind="points").pk,
    "objection": Objection.objects.get(state="open").pk,
    "receipt": redeemed.number,
    "rating_link": rating_links.new_link(Shift.objects.filter(state="closed").latest("starts_at")),
    "record": resident.service_records.latest("pk").pk,
    "redeemed": redeemed.transfer_id,
    "resident": resident.pk,
    "rule": Rule.objects.get(code="HT01").pk,
    "settled": Shift.objects.filter(state="closed").latest("starts_at").pk,
    "shift": shift.pk,
    "store": Store.objects.first().code,
}
pages = {page.specific_class.__name__.lower(): page.url for page in Page.objects.live().filter(depth__gt=1)}
print("DEMO", json.dumps({"gaps": gaps, "pages": pages, "routes": list(routes(get_resolver()))}))
