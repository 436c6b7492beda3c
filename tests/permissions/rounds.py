"""What a patrol and a station leave, one row of each."""

from typing import Any

from django.utils import timezone

from points.models import Asking, Passing, PointCode, Route, RoutePoint, Station
from tests.admin.conftest import NOON, Life


def walked(life: Life) -> dict[str, Any]:
    route = Route.objects.create(activity=life.activity)
    point = RoutePoint.objects.create(route=route, number=1, name="东门", added_at=NOON)
    code = PointCode.objects.create(point=point, code=f"ACDEFGH{'AC'[int(life.mark) - 1]}", issued_at=NOON)
    passing = Passing.objects.create(
        shift=life.shift,
        point=point,
        round_number=1,
        resident=life.resident,
        key=f"p{life.mark}",
        happened_at=NOON,
        recorded_at=NOON,
        recorded_by=life.by,
        timing="on_time",
    )
    return {"route": route, "routepoint": point, "pointcode": code, "passing": passing}


def asked(life: Life) -> dict[str, Any]:
    station = Station.objects.create(activity=life.activity, name="值班台")
    asking = Asking.objects.create(
        station=station,
        shift=life.shift,
        resident=life.resident,
        direction="out",
        key=f"a{life.mark}",
        asked_at=timezone.now(),
    )
    return {"station": station, "asking": asking}
